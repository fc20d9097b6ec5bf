"""The word index: BM25 over titles and texts, in tantivy, derived from the store."""

import math
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from index.language import ENGLISH
from index.records import NOTHING_YET, Stamp
from index.segments import check_segments
from index.terms import LANGUAGES, analysed_as, analyzer, language_of_term
from index.view import StoreView

TITLE_WEIGHT = 0.5
"""What a word in the title or heading counts for, against 1 in the text."""
_MOST_TERMS = 64
"""So many terms are searched for, the rarest ones of a longer text."""
_LOOKED_THROUGH = 1000
"""So many of the best passages are looked through for those that were asked for."""
_WRITER_BYTES = 64_000_000
_AS_THEY_ARE = "terms"
"""The tokenizer of fields whose terms are made already and only joined by spaces."""
_STAMP_ID = 0
"""Of the document that holds the stamp: it is committed with the passages, so the two can't disagree."""


class WordIndex:
    """Finds passages by their words, analysed by the rules of their article's language.

    A question is analysed by the rules of every language that the passages have, and each passage scored by the terms
    of its own: a question is too short to tell its language, and the terms of another find next to nothing.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the word index in `folder`, or makes an empty one there. Raises ValueError if its files are damaged."""
        self._schema = _schema()
        self._folder = folder
        try:
            check_segments(folder)
            self._open()
        except (OSError, KeyboardInterrupt):
            raise
        except BaseException as error:  # which is what a panic in a library written in Rust comes as
            raise ValueError(f"{folder} holds no word index: {error!r}") from None

    def _open(self) -> None:
        self._folder.mkdir(exist_ok=True)  # its parent is there, unless the corpus was just taken away
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        made = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_AS_THEY_ARE, made)
        self._index.config_reader("manual")
        self.refresh()
        if self._searcher.num_docs != self._stated_documents:
            raise ValueError(f"{self._searcher.num_docs} documents where {self._stated_documents} were written")

    def refresh(self) -> None:
        """From now on searches see what was committed last, in this process or another."""
        self._index.reload()
        self._searcher = self._index.searcher()
        # These numbers take in what was deleted and not yet merged away, as the other frequencies do.
        counts = {language: self._searcher.doc_freq("language", language) for language in LANGUAGES}
        self._passages = {language: count for language, count in counts.items() if count or language == ENGLISH}

    @property
    def languages(self) -> list[str]:
        """The languages, of those with rules of their own, that passages are in; English always, and first."""
        return list(self._passages)

    @property
    def generation(self) -> int:
        """The generation of the store that the index has reached; -1 while it is empty."""
        return self._stamp.generation

    @property
    def _stamp(self) -> Stamp:
        stamped = self._stamped(*Stamp._fields)
        return Stamp(*stamped) if stamped else NOTHING_YET

    @property
    def _stated_documents(self) -> int:
        return sum(self._stamped("documents"))

    def _stamped(self, *fields: str) -> list[int]:
        """Those fields of the stamp; none of them while there is none."""
        hits = self._searcher.search(Query.term_query(self._schema, "id", _STAMP_ID), 1, count=False).hits
        addresses = [address for _, address in hits]
        return [int(self._searcher.fast_field_values(field, addresses)[0] or 0) for field in fields if addresses]

    def is_up_to_date(self, store: StoreView) -> bool:
        return store.goes_on_from(self._stamp) == store.text_generation

    def follow(self, store: StoreView) -> None:
        """Takes in what changed in the store. One process at a time may do so."""
        try:
            self._follow(store)
        except ValueError:  # what tantivy raises for files that it cannot go on from
            shutil.rmtree(self._folder)
            self._open()
            self._follow(store)

    def _follow(self, store: StoreView) -> None:
        self.refresh()
        with store.reading():
            if self.is_up_to_date(store):
                return
            reached, stamp = store.goes_on_from(self._stamp), store.stamp(store.text_generation)
            # One thread: with two, the writer of tantivy-py 0.27 was seen to die.
            writer = self._index.writer(_WRITER_BYTES, 1)
            writer.garbage_collect_files()  # those of a commit that was cut off would stand in the way of this one
            if reached < 0:
                writer.delete_all_documents()
            for passage_id in store.removed_since(reached):
                writer.delete_documents_by_term("id", passage_id)
            for passage_id, language, context, text in store.passages_since(reached):
                self._add_passage(writer, passage_id, analysed_as(language), context, text)
            documents = store.counts().passages + 1
        writer.delete_documents_by_term("id", _STAMP_ID)
        self._add(writer, id=_STAMP_ID, language=ENGLISH, documents=documents, **stamp._asdict())
        writer.commit()
        writer.wait_merging_threads()
        self.refresh()

    def _add_passage(self, writer: tantivy.IndexWriter, passage_id: int, language: str, *texts: str) -> None:
        context, text = (" ".join(analyzer(language).terms(text)) for text in texts)
        self._add(writer, id=passage_id, language=language, context=context, text=text)

    def _add(self, writer: tantivy.IndexWriter, **fields: int | str) -> None:
        writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def terms(self, text: str, language: str | None = None) -> list[str]:
        """The index's terms in a text of that language, or of any that passages are in, each once, in its order."""
        languages = [analysed_as(language)] if language else self.languages
        return list(dict.fromkeys(term for each in languages for term in analyzer(each).terms(text)))

    def telling(self, text: str, language: str) -> list[str]:
        """Those of the terms that say what the text is about, each once."""
        return list(dict.fromkeys(analyzer(analysed_as(language)).telling(text)))

    def searched(self, text: str, language: str | None = None) -> list[str]:
        """The terms to look for: the telling ones; in a language in which none is, all."""
        languages = [analysed_as(language)] if language else self.languages
        return [term for each in languages for term in self.telling(text, each) or self.terms(text, each)]

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term as BM25 has it, among the passages of its language.

        About 0 for one that all passages have.
        """
        return _rarity(self._passages.get(language_of_term(term), 0), self._searcher.doc_freq("text", term))

    def knows(self, term: str) -> bool:
        """Whether any passage has the term."""
        return any(self._searcher.doc_freq(field, term) for field in ("text", "context"))

    def rarest(self, terms: Sequence[str]) -> list[str]:
        """The terms, or the rarest 64 of those that any passage has."""
        if len(terms) <= _MOST_TERMS:
            return list(terms)
        return sorted(filter(self.knows, terms), key=self.rarity)[-_MOST_TERMS:]

    def search(
        self, terms: Sequence[str], limit: int, within: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """(passage id, BM25) of the best passages that have any of the terms, best first; `within` those, if given."""
        if within is None:
            return self._found(self._any_of(terms), limit)
        # To look for many given passages takes long, and some of so many are among the best of all.
        best = self._found(self._any_of(terms), _LOOKED_THROUGH)
        found = [hit for hit in best if hit[0] in within][:limit]
        if len(found) == limit or len(best) < _LOOKED_THROUGH:
            return found
        return self._found(_among(self._any_of(terms), Query.term_set_query(self._schema, "id", list(within))), limit)

    def having_all(self, text: str) -> list[int] | None:
        """Ids of the passages that have all terms of the text; None if it has none to look for."""
        terms = [self.terms(text, language) for language in self.languages]
        if not all(terms):
            return None
        every = [[(Occur.Must, Query.term_query(self._schema, "text", term)) for term in each] for each in terms]
        either = Query.boolean_query([(Occur.Should, Query.boolean_query(each)) for each in every])
        return [passage_id for passage_id, _ in self._found(either, self._searcher.num_docs)]

    def scores(self, terms: Sequence[str], ids: Collection[int]) -> dict[int, float]:
        """BM25 of those of the given passages that have any of the terms."""
        # A few are found faster one by one than as a set, which all ids there are would be compared with.
        each = Query.boolean_query([(Occur.Should, Query.term_query(self._schema, "id", one)) for one in ids])
        return dict(self._found(_among(self._any_of(terms), each), len(ids)))

    def _any_of(self, terms: Sequence[str]) -> Query:
        weights = {"text": 1.0, "context": TITLE_WEIGHT}
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight * share))
                for term, share in self._shares(self.rarest(terms))
                for field, weight in weights.items()
            ]
        )

    def _shares(self, terms: Sequence[str]) -> list[tuple[str, float]]:
        """Each term with what it counts for, 0..1: its rarity in its language against that in the whole index.

        BM25 has only the latter, by which the commonest words of a seldom language are rare; 1 if there is but one.
        """
        if len(self._passages) == 1:
            return [(term, 1.0) for term in terms]
        everything = sum(self._passages.values())
        overall = (_rarity(everything, self._searcher.doc_freq("text", term)) for term in terms)
        return [(term, self.rarity(term) / rarity) for term, rarity in zip(terms, overall, strict=True)]

    def _found(self, query: Query, limit: int) -> list[tuple[int, float]]:
        if limit < 1:  # which tantivy refuses
            return []
        hits = self._searcher.search(query, limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(passage_id or 0), score) for passage_id, (score, _) in zip(ids, hits, strict=True)]


def _among(wanted: Query, passages: Query) -> Query:
    """What is wanted, with its scores, as far as it is among the passages."""
    return Query.boolean_query([(Occur.Must, wanted), (Occur.Must, Query.const_score_query(passages, 0.0))])


def _rarity(passages: int, having: int) -> float:
    return math.log(1 + (passages - having + 0.5) / (having + 0.5))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in (*Stamp._fields, "documents"):
        builder.add_integer_field(field, fast=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("context", tokenizer_name=_AS_THEY_ARE, index_option="freq")
    builder.add_text_field("text", tokenizer_name=_AS_THEY_ARE, index_option="freq")
    return builder.build()
