from pathlib import Path

import pytest

from index.cleaning import UNSAFE
from index.records import ArticleRecord, PassageRecord
from index.sentences import sentence_spans
from qa.copies import collapsed, is_copy, said_by
from qa.evidence import Signals
from qa.hit import Hit
from tests.conftest import MakeLibrary

ARTICLE = ArticleRecord(1, "a.txt", "A", None, None, None, None, "en", b"")
SIGNALS = Signals(0.5, 0.5, 1.0, 0.5, True)
STORY = "The ferry sank at 3.15 on Monday. All 12 people were saved by a boat from Halden."


def passage(text: str, number: int = 1) -> PassageRecord:
    sentences = tuple(sentence_spans(text))
    return PassageRecord(number, ARTICLE, 0, len(text), text, sentences, "A", 1, None, None)


def are_copies(one: str, other: str) -> bool:
    return is_copy(said_by(passage(one)), said_by(passage(other)))


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.replace("ferry", "Ferry").replace("saved", "SAVED"),
        STORY.replace(" people", ",  people"),
        STORY.replace(". ", " .  "),
        STORY.replace("3.15", "“3.15”"),
        "Ferry sank at 3.15 on Monday. And all 12 people were saved by a boat from Halden!",
    ],
)
def test_same_in_other_typing_is_a_copy(copy: str) -> None:
    assert are_copies(copy, STORY)
    assert are_copies(STORY, copy)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("In 2019 profits rose 5 %.", "In 2020 profits rose 7 %."),
        ("Profits rose 5 % in 2019.", "Profits rose 5 in 2019."),
        ("Profits rose 1.5 %.", "Profits rose 15 %."),
        ("It was 5 degrees.", "It was -5 degrees."),
        ("They won 2-1.", "They won 21."),
        ("Profits rose again.", "Profits fell again."),
        ("The bridge is open.", "The bridge is not open."),
        ("She flew from Rome to Paris.", "She flew to Rome from Paris."),
        ("Halden beat Ullin.", "Ullin beat Halden."),
        ("The mayor of Halden is Ada.", "The mayor of Ullin is Ada."),
        ("Plan A was chosen.", "Plan was chosen."),
        ("WHO said so.", "Said so."),
        ("Rain or snow fell.", "Rain and snow fell."),
        ("यह राम की किताब है", "यह राम का किताब है"),
        ("", "Profits rose."),
    ],
)
def test_other_facts_in_like_words_are_no_copies(one: str, other: str) -> None:
    assert not are_copies(one, other)
    assert not are_copies(other, one)


def test_long_passages_that_differ_in_one_number_are_no_copies() -> None:
    many = f"{STORY} " * 20
    assert are_copies(many, many)
    assert not are_copies(many, f"{many[:-1].removesuffix(STORY)}{STORY.replace('12', '13')}")


def test_shorter_story_is_a_copy_of_the_longer_but_not_the_other_way_round() -> None:
    longer = f"{STORY} The cause is not known."
    assert are_copies(STORY, longer)
    assert not are_copies(longer, STORY)


def test_a_run_of_whole_sentences_is_needed() -> None:
    assert not are_copies("Halden is the capital.", "Nobody says Halden is the capital.")
    assert not are_copies("Ada won. She is 40.", "Ada won. Bea lost. She is 40.")


def test_a_line_of_a_long_passage_stays_its_own() -> None:
    assert not are_copies("The ferry sank.", f"The ferry sank. {'It rained all day. ' * 5}")


def test_best_stands_for_the_others_in_their_order() -> None:
    texts = ["Bees dance.", STORY, "Bees dance!", "Bees sleep.", "bees dance"]
    hits = [Hit(passage(text, row), -row, SIGNALS, (0, len(text))) for row, text in enumerate(texts)]
    left = collapsed(hits, len(hits))
    assert [hit.passage.id for hit in left] == [0, 1, 3]
    assert [[copy.id for copy in hit.also] for hit in left] == [[2, 4], [], []]
    assert [hit.passage.id for hit in collapsed(hits, 2)] == [0, 1]
    assert collapsed([], 5) == []


def test_article_that_is_there_twice_is_cited_once(articles: Path, make_library: MakeLibrary) -> None:
    text = (articles / "bees.txt").read_text(encoding="utf-8")
    (articles / "copy.txt").write_text(text, encoding="utf-8")
    (articles / "later.txt").write_text(text.replace("How bees talk", "Bees\x1b[31m again"), encoding="utf-8")
    library = make_library()
    library.sync()
    for words_only in (False, True):
        answer = library.ask("How do bees dance in London, at the canal?", limit=3, words_only=words_only)
        bees = next(citation for citation in answer.citations if citation.passage.text.startswith("Bees"))
        paths = [bees.article.path, *(place.article.path for place in bees.also)]
        assert sorted(paths) == ["bees.txt", "copy.txt", "later.txt"]
        assert len(answer.citations) == 3
        assert not UNSAFE.search(bees.also_in)


def test_many_copies_of_a_few_stories_leave_room_for_all_of_them(tmp_path: Path, make_library: MakeLibrary) -> None:
    corpus = tmp_path / "wire"
    corpus.mkdir()
    for story in range(8):
        for paper in range(12):
            text = f"Paper {paper}\n\nThe ferry number {story} sank on Monday near Halden. All its people were saved.\n"
            (corpus / f"{story}-{paper}.txt").write_text(text, encoding="utf-8")
    library = make_library(corpus=corpus)
    library.sync()
    answer = library.ask("Which ferry sank near Halden on Monday?", limit=8)
    assert len({citation.passage.text for citation in answer.citations}) == 8
