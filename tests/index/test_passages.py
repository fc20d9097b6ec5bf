import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Block
from index.passages import MOST_TOKENS, Passage, PassageSplitter
from index.tokenizer import Tokenizer
from tests.index.makers import article_of

READ_BY_PACKAGED = 256
READ_BY_SMALL = 40

SENTENCES = (
    "Dr. Jones met the U.S. ambassador on Feb. 28 at 3 p.m.",
    "Wie hoch ist die Zugspitze?",
    "It rained!",
    "Ж" * 20 + " молоко и хлеб.",
    "日本語の文章はここにあります。次の文です。",
    "👩‍👩‍👧‍👦 🏳️‍🌈 ❤️",
    "e\u0301a\u0300" * 30,
    "no end",
    "a.b.c.d/e-f_g?h=i&j#" * 40,
    "https://example.org/" + "path/" * 60,
    "antidisestablishmentarianism" * 25,
    "漢" * 400,
    "1,234.56 " * 90,
    "word " * 300 + "end.",
)
_ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
_PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(SENTENCES) | _ANY_TEXT, min_size=1, max_size=12)
    .map(lambda parts: " ".join(parts).strip())
    .filter(bool),
    min_size=1,
    max_size=8,
)
_TITLES = st.sampled_from(["Title", "A longer title of some words", "title " * 400, "長" * 300]) | _ANY_TEXT


def split(article: Article, tokenizer: Tokenizer, max_tokens: int = READ_BY_PACKAGED) -> list[Passage]:
    return PassageSplitter(tokenizer, max_tokens).split(article)


def check(article: Article, tokenizer: Tokenizer, max_tokens: int = READ_BY_PACKAGED) -> list[Passage]:
    """The passages, once all that holds for every article is known to hold."""
    passages = split(article, tokenizer, max_tokens)
    _check_places(article, passages)
    lengths = tokenizer.counts([passage.embedded_text for passage in passages])
    assert max(lengths) + tokenizer.special_tokens <= max_tokens
    covered = {place for passage in passages for place in range(passage.start, passage.end)}
    in_blocks = {place for block in article.blocks for place in range(block.start, block.end)}
    assert not [place for place in in_blocks - covered if not article.text[place].isspace()]
    return passages


def _check_places(article: Article, passages: list[Passage]) -> None:
    reached = 0
    for passage in passages:
        assert reached <= passage.start < passage.end <= len(article.text)
        reached = passage.end
        assert article.text[passage.start : passage.end] == passage.text
        _check_sentences(passage)


def _check_sentences(passage: Passage) -> None:
    reached = 0
    for start, end in passage.sentences:
        assert reached <= start < end <= len(passage.text)
        assert not passage.text[reached:start].strip()
        reached = end
    assert passage.sentences[0][0] == 0
    assert reached == len(passage.text)


@pytest.mark.parametrize("max_tokens", [READ_BY_PACKAGED, READ_BY_SMALL])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paragraphs=_PARAGRAPHS, title=_TITLES)
def test_any_text_is_cut_without_loss_and_read_whole(
    tokenizer: Tokenizer, max_tokens: int, paragraphs: list[str], title: str
) -> None:
    check(article_of(*paragraphs, title=title), tokenizer, max_tokens)


@pytest.mark.parametrize("max_tokens", [READ_BY_PACKAGED, READ_BY_SMALL])
@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("word " * 2000, id="sentence of 2,000 words"),
        pytest.param("x" * 5000, id="word of 5,000 characters"),
        pytest.param("漢" * 5000, id="5,000 ideographs"),
        pytest.param("a-" * 2500, id="5,000 characters without a space"),
        pytest.param("x" * 101 + " " + "y" * 101, id="words that no vocabulary has"),
    ],
)
@pytest.mark.parametrize("title", ["Title", "An absurdly long title " * 500])
def test_what_no_passage_can_hold_is_cut_and_not_lost(
    tokenizer: Tokenizer, max_tokens: int, paragraph: str, title: str
) -> None:
    check(article_of("Before.", paragraph.strip(), "After.", title=title), tokenizer, max_tokens)


def test_long_sentence_is_cut_between_words(tokenizer: Tokenizer) -> None:
    paragraph = "immediately " * 1000
    for passage in check(article_of(paragraph.strip()), tokenizer):
        assert set(passage.text.split()) == {"immediately"}


def test_long_paragraph_is_cut_at_sentence_ends(tokenizer: Tokenizer) -> None:
    paragraph = " ".join(f"The {n}th of the sentences has nine words here." for n in range(100))
    passages = check(article_of(paragraph), tokenizer)
    assert len(passages) > 1
    assert all(passage.text.startswith("The ") and passage.text.endswith("here.") for passage in passages)


def test_short_paragraphs_of_one_place_share_a_passage(tokenizer: Tokenizer) -> None:
    (passage,) = check(article_of("First short one.", "Second short one."), tokenizer)
    assert passage.text == "First short one.\n\nSecond short one."


def test_paragraphs_are_not_joined_over_a_heading(tokenizer: Tokenizer) -> None:
    article = article_of("Above it.", "Below it.", "Also below.", headings={1: "Results", 2: "Results"})
    above, below = check(article, tokenizer)
    assert (above.text, above.heading) == ("Above it.", None)
    assert (below.text, below.heading) == ("Below it.\n\nAlso below.", "Results")


def test_paragraphs_are_not_joined_over_a_page(tokenizer: Tokenizer) -> None:
    text = "On the first page.\n\nOn the second."
    article = Article("T", text, (Block(0, 18, page=1), Block(20, 34, page=2)))
    assert [(passage.text, passage.page) for passage in check(article, tokenizer)] == [
        ("On the first page.", 1),
        ("On the second.", 2),
    ]


def test_title_and_heading_are_embedded_but_not_shown(tokenizer: Tokenizer) -> None:
    article = article_of("It grew by a third.", title="The economy", headings={0: "Exports"})
    (passage,) = check(article, tokenizer)
    assert "economy" in passage.embedded_text
    assert "Exports" in passage.embedded_text
    assert passage.text == "It grew by a third."


def test_line_is_the_one_the_passage_begins_in(tokenizer: Tokenizer) -> None:
    article = article_of("One.", "Two.", "Three.", headings={1: "H", 2: "I"})
    assert [passage.line for passage in check(article, tokenizer)] == [1, 3, 5]


def test_no_line_is_told_where_lines_are_not_those_of_the_file(tokenizer: Tokenizer) -> None:
    (passage,) = split(Article("T", "Text.", (Block(0, 5),), lined=False), tokenizer)
    assert passage.line is None


def test_line_without_end_is_cut_though_the_model_takes_it_for_one_word(tokenizer: Tokenizer) -> None:
    passages = check(article_of("A line. " + "x" * 20_000), tokenizer)
    assert max(len(passage.text) for passage in passages) <= 20 * MOST_TOKENS
    assert sum(len(passage.text) for passage in passages) >= 20_000


def test_article_without_blocks_has_no_passages(tokenizer: Tokenizer) -> None:
    assert split(Article("T", "Heading", ()), tokenizer) == []
