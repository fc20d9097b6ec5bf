"""The word index: BM25 over titles and texts, in tantivy, derived from the store."""

import math
from collections.abc import Sequence
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query

from index.store import Store

TITLE_WEIGHT = 0.5
"""What a word in the title or heading counts for, against 1 in the text."""
_MOST_TERMS = 64
"""So many terms are searched for, the rarest ones of a longer text."""
_LONGEST_TERM = 40
_WRITER_BYTES = 64_000_000
_ANALYZER = "words"
_STAMP_ID = 0
"""Of the document that holds the generation: it is committed with the passages, so the two can't disagree."""
_ANY = 1
"""In the field that all documents have, by which they are counted."""


class WordIndex:
    """Finds passages by their words: lower-cased, accents folded, stemmed."""

    def __init__(self, folder: Path) -> None:
        """Opens the word index in `folder`, or makes an empty one there. Raises ValueError if its files are damaged."""
        self._analyzer = _analyzer()
        self._schema = _schema()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.register_tokenizer(_ANALYZER, self._analyzer)
        self._index.config_reader("manual")
        self._searcher = self._index.searcher()
        _ = self.generation  # since a lost file may go unnoticed until the first search

    def refresh(self) -> None:
        """From now on searches see what was committed last, in this process or another."""
        self._index.reload()
        self._searcher = self._index.searcher()

    @property
    def generation(self) -> int:
        """The generation of the store that the index has reached; -1 while it is empty."""
        found = self._searcher.search(Query.term_query(self._schema, "id", _STAMP_ID), 1, count=False).hits
        if not found:
            return -1
        return int(self._searcher.fast_field_values("generation", [address for _, address in found])[0] or 0)

    def follow(self, store: Store) -> None:
        """Takes in what changed in the store. One process at a time may do so."""
        self.refresh()
        reached = self.generation
        with store.reading():
            generation = store.text_generation
            if generation == reached:
                return
            # One thread: with two, the writer of tantivy-py 0.27 was seen to die.
            writer = self._index.writer(_WRITER_BYTES, 1)
            for passage_id in store.removed_since(reached):
                writer.delete_documents_by_term("id", passage_id)
            for passage_id, context, text in store.passages_since(reached):
                self._add(writer, id=passage_id, context=context, text=text)
        writer.delete_documents_by_term("id", _STAMP_ID)
        self._add(writer, id=_STAMP_ID, generation=generation)
        writer.commit()
        writer.wait_merging_threads()
        self.refresh()

    def _add(self, writer: tantivy.IndexWriter, **fields: int | str) -> None:
        writer.add_document(tantivy.Document.from_dict({"any": _ANY, **fields}, self._schema))

    def terms(self, text: str) -> list[str]:
        """The index's terms in the text, each once, in its order."""
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term as BM25 has it: about 0 for one that all passages have."""
        # Both numbers take in what was deleted and not yet merged away, as num_docs does not.
        passages = self._searcher.doc_freq("any", _ANY)
        having = self._searcher.doc_freq("text", term)
        return math.log(1 + (passages - having + 0.5) / (having + 0.5))

    def rarest(self, terms: Sequence[str]) -> list[str]:
        """The terms, or the rarest 64 of those that any passage has."""
        if len(terms) <= _MOST_TERMS:
            return list(terms)
        there = [term for term in terms if any(self._searcher.doc_freq(field, term) for field in ("text", "context"))]
        return sorted(there, key=self.rarity)[-_MOST_TERMS:]

    def search(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """(passage id, BM25) of the best passages that have any of the terms, best first."""
        return self._found(self._any_of(terms), limit)

    def scores(self, terms: Sequence[str], ids: Sequence[int]) -> dict[int, float]:
        """BM25 of those of the given passages that have any of the terms."""
        among = Query.const_score_query(Query.term_set_query(self._schema, "id", list(ids)), 0.0)
        both = Query.boolean_query([(Occur.Must, self._any_of(terms)), (Occur.Must, among)])
        return dict(self._found(both, len(ids)))

    def _any_of(self, terms: Sequence[str]) -> Query:
        weights = {"text": 1.0, "context": TITLE_WEIGHT}
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight))
                for term in self.rarest(terms)
                for field, weight in weights.items()
            ]
        )

    def _found(self, query: Query, limit: int) -> list[tuple[int, float]]:
        if limit < 1:  # which tantivy refuses
            return []
        hits = self._searcher.search(query, limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(passage_id or 0), score) for passage_id, (score, _) in zip(ids, hits, strict=True)]


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(Filter.remove_long(_LONGEST_TERM))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("generation", fast=True)
    builder.add_integer_field("any", indexed=True)
    builder.add_text_field("context", tokenizer_name=_ANALYZER)
    builder.add_text_field("text", tokenizer_name=_ANALYZER)
    return builder.build()
