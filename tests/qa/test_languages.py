"""Articles in several languages in one folder, found by their words."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from index.store import Store
from index.words import WordIndex
from qa.library import Library
from qa.question_words import QuestionWords
from tests.conftest import MakeLibrary


@dataclass(frozen=True)
class Sample:
    """An article in one language and a question that it answers in other forms of its words."""

    language: str
    title: str
    sentences: tuple[str, ...]
    question: str
    answer: str
    """How the sentence that answers begins."""

    @property
    def text(self) -> str:
        space = "" if self.language in ("zh", "ja") else " "
        return f"{self.title}\n\n{space.join(self.sentences)}\n"


SAMPLES = (
    Sample(
        "de",
        "Der Leuchtturm von Halden",
        (
            "Der Leuchtturm wurde am 3. Mai 1887 auf einer kleinen Insel gebaut.",
            "Im Winter zünden zwei Wärter jeden Abend die großen Lampen an.",
            "Seine Mauern sind aus rotem Stein.",
        ),
        "Wer zündet die Lampe im Leuchtturm an?",
        "Im Winter",
    ),
    Sample(
        "ru",
        "Старая мельница",
        (
            "Мельница стоит на берегу реки с 1790 г. и до сих пор работает.",
            "Весной крестьяне привозили сюда мешки с зерном.",
            "Теперь в ней открыт музей.",
        ),
        "Когда зерно привозили мешками?",
        "Весной",
    ),
    Sample(
        "ar",
        "الجسر القديم",
        (
            "افتتح الجسر القديم في عام 1931 فوق النهر.",
            "تعبر القطارات السريعة هذا الجسر كل صباح إلى المدينة.",
            "يزور السياح المكان في الصيف.",
        ),
        "متى تعبر القطارات السريعة الجسر؟",
        "تعبر القطارات",
    ),
    Sample(
        "fr",
        "Le marché aux chevaux",
        (
            "Le marché se tient chaque automne sur la grande place du village.",
            "Les éleveurs du nord y vendaient leurs chevaux les plus chers.",
            "On y boit aussi du cidre.",
        ),
        "Quel éleveur vendait le cheval le plus cher ?",
        "Les éleveurs",
    ),
    Sample(
        "zh",
        "山上的茶园",
        ("这座茶园在山上已经有三百年的历史。", "每年四月农民采摘最嫩茶叶。", "秋天游客来这里看风景。"),
        "什么时候农民采摘最嫩茶叶？",
        "每年四月",
    ),
    Sample(
        "ja",
        "島の灯台",
        (
            "この灯台は小さな島に建てられました。",
            "漁師たちは毎朝早く船で魚を運びます。",
            "夏には観光客が訪れます。",
        ),
        "漁師はいつ魚を運びましたか。",
        "漁師たち",
    ),
    Sample(
        "th",
        "ตลาดน้ำเก่า",
        ("ตลาดน้ำแห่งนี้เปิดมานานกว่าร้อยปี", "ชาวสวนพายเรือมาขายผลไม้ทุกเช้าวันเสาร์", "นักท่องเที่ยวชอบถ่ายรูปสะพานไม้"),
        "ชาวสวนพายเรือมาขายผลไม้เมื่อใด",
        "ชาวสวน",
    ),
)
BY_LANGUAGE = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)


@pytest.fixture
def corpus(articles: Path) -> Path:
    """The English articles, and one in each other language."""
    for sample in SAMPLES:
        (articles / f"{sample.language}.txt").write_text(sample.text, encoding="utf-8")
    return articles


@pytest.fixture
def library(make_library: MakeLibrary, corpus: Path) -> Library:
    library = make_library(corpus)
    library.sync()
    return library


@BY_LANGUAGE
def test_article_is_found_by_other_forms_of_its_words(library: Library, sample: Sample) -> None:
    best = library.ask(sample.question, words_only=True).citations[0]
    assert best.article.path == f"{sample.language}.txt"
    assert best.article.language == sample.language
    assert best.sentence.text.startswith(sample.answer)


@BY_LANGUAGE
def test_sentences_are_those_of_the_language(library: Library, corpus: Path, sample: Sample) -> None:
    store = Store(corpus / ".qa")
    passages = store.passages([passage_id for passage_id, *_ in store.passages_since(-1)]).values()
    (passage,) = (passage for passage in passages if passage.article.language == sample.language)
    assert tuple(passage.text[start:end] for start, end in passage.sentences) == sample.sentences
    store.close()


@BY_LANGUAGE
def test_sentence_covers_the_question_in_other_forms(library: Library, corpus: Path, sample: Sample) -> None:
    words = QuestionWords(sample.question, WordIndex(corpus / ".qa" / "words"), sample.language)
    (answer,) = (sentence for sentence in sample.sentences if sentence.startswith(sample.answer))
    context = f"{sample.title}\n{answer}"
    assert words.coverage(words.told_by(context)) == pytest.approx(1)
    assert words.known_share > 0.5


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("When was the canal opened?", "sub/canal.md"),
        ("What did the smog do in London? How many did die?", "smog.txt"),
        ("Where is nectar, do bees dance?", "bees.txt"),
    ],
)
def test_english_question_finds_the_english_article(library: Library, question: str, path: str) -> None:
    assert library.ask(question, words_only=True).citations[0].article.path == path


def test_question_of_function_words_finds_them_beside_other_languages(library: Library, corpus: Path) -> None:
    (corpus / "who.txt").write_text("Who\n\nWho was it? It was he who did it.\n", encoding="utf-8")
    library.sync()
    assert library.ask("Who was it?", words_only=True).citations[0].article.path == "who.txt"


def test_index_knows_its_languages(library: Library, corpus: Path) -> None:
    words = WordIndex(corpus / ".qa" / "words")
    assert words.languages[0] == "en"
    assert set(words.languages) == {"en", *(sample.language for sample in SAMPLES)}


def test_english_articles_have_no_other_terms(make_library: MakeLibrary, articles: Path) -> None:
    make_library(articles).sync()
    words = WordIndex(articles / ".qa" / "words")
    assert words.languages == ["en"]
    assert words.terms("The bees of Zürich are dancing") == ["the", "bee", "of", "zurich", "are", "danc"]


def test_common_word_of_a_seldom_language_counts_for_little(library: Library, corpus: Path) -> None:
    words = WordIndex(corpus / ".qa" / "words")
    assert words.rarity("de:die") < words.rarity("zebra")
    assert dict(words.search(["de:die"], 1)) != {}
    assert max(dict(words.search(["de:die"], 1)).values()) < max(dict(words.search(["london"], 1)).values())
