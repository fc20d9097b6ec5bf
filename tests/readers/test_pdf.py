from contextlib import suppress
from io import BytesIO
from pathlib import PurePath

import pypdfium2
import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission

from index.article import Article
from index.errors import UnreadableFile
from index.readers import read
from tests.readers.checks import block_texts

FIRST = "The river rose by four metres on Tuesday and flooded the town's main street, officials said in a statement."
SECOND = "Nobody read it to its very end because it was so long. The mayor came later and said that all was well. " * 3


WORDS = ["", "Once is enough.", "He said it twice.", "The third time nobody listened."]


class Paper(FPDF):
    """Pages with a running head and a number at the foot."""

    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 8, "The Daily Sample, March", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()}", align="C")


def paper(pages: int = 3) -> Paper:
    pdf = Paper()
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("helvetica", style="B", size=18 if number > 1 else 22)
        pdf.cell(0, 12, f"Heading {number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("times", size=11)
        for text in (FIRST, SECOND + WORDS[number]):
            pdf.multi_cell(0, 5, text, align="J", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    return pdf


def written(pdf: FPDF) -> bytes:
    return bytes(pdf.output())


def article(pdf: FPDF | bytes) -> Article:
    return read(pdf if isinstance(pdf, bytes) else written(pdf), PurePath("a-paper.pdf"))


def typed(*lines: str) -> FPDF:
    """A page of these lines, each where a typewriter would put it."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("courier", size=10)
    for line in lines:
        pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    return pdf


def test_lines_are_joined_to_paragraphs_with_their_page_and_heading() -> None:
    found = article(paper())
    texts = block_texts(found)
    assert texts == [text for n in (1, 2, 3) for text in (FIRST, SECOND + WORDS[n])]
    assert [block.page for block in found.blocks] == [1, 1, 2, 2, 3, 3]
    assert found.blocks[2].heading == "Heading 2"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    found = article(paper())
    assert "Daily Sample" not in found.text
    assert [block for block in block_texts(found) if block.startswith("Page")] == []


def test_stated_facts_describe_the_article() -> None:
    pdf = paper()
    pdf.set_title("The \x9b1mflood \u2014 a story")
    pdf.set_author("Jane Roe")
    found = article(pdf)
    assert (found.title, found.author) == ("The 1mflood — a story", "Jane Roe")
    assert found.published is not None


@pytest.mark.parametrize("useless", ["", "untitled", "Microsoft Word - draft3.docx", "paper.dvi"])
def test_largest_line_is_the_title_where_none_is_stated(useless: str) -> None:
    pdf = paper()
    pdf.set_title(useless)
    assert article(pdf).title == "Heading 1"


def test_file_name_is_the_title_where_no_line_stands_out() -> None:
    assert article(typed("Just a line of text.", "And another one.")).title == "A paper"


def test_divided_words_are_whole_again_and_hyphens_stay_where_they_belong() -> None:
    lines = [
        "It was an extra-",
        "ordinary, well-known catas-",
        "trophe, and a well-",
        "known one at that, in the",
        "end.",
    ]
    assert block_texts(article(typed(*lines))) == [
        "It was an extraordinary, well-known catastrophe, and a well-known one at that, in the end."
    ]


def test_hyphens_that_stand_for_a_word_stay() -> None:
    lines = ["These were two- and three-year loans, or four-", "and five-year ones."]
    assert block_texts(article(typed(*lines))) == ["These were two- and three-year loans, or four- and five-year ones."]


def test_indents_and_short_last_lines_begin_paragraphs() -> None:
    lines = [
        "This is the first line of the paragraph, of full width here,",
        "and this one ends it.",
        "The next paragraph is known by the short line above it, while",
        "its own lines are filled up to the very end of the page, nearly.",
        "   An indent begins a third one, since the line above was filled",
        "to its end.",
    ]
    assert [text.split()[0] for text in block_texts(article(typed(*lines)))] == ["This", "The", "An"]


def test_list_items_are_blocks() -> None:
    lines = ["To buy in the shop at the corner:", "- milk, if there is any left", "- bread", "1. and cheese"]
    assert block_texts(article(typed(*lines))) == lines


def test_columns_are_read_one_after_the_other() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("times", size=11)
    with pdf.text_columns(ncols=2, gutter=8, text_align="J") as columns:
        columns.write(SECOND * 10)
    assert " ".join(block_texts(article(pdf))) == " ".join((SECOND * 10).split())


def test_pages_without_text_are_noted() -> None:
    pdf = paper(1)
    data = with_blank_pages(written(pdf), 1)
    assert article(data).notes == ("page 2 holds no text (a scanned image?)",)
    assert article(with_blank_pages(written(pdf), 3)).notes == ("pages 2, 3 and 4 hold no text (scanned images?)",)


def with_blank_pages(data: bytes, count: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    for _ in range(count):
        document.new_page(300, 400)
    file = BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def test_scanned_pages_alone_are_refused_with_a_way_out() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 100, 100, style="F")
    with pytest.raises(UnreadableFile, match=r"no page holds text.*ocrmypdf"):
        article(pdf)


def test_a_password_is_named() -> None:
    pdf = paper(1)
    pdf.set_encryption(owner_password="owner", user_password="user", permissions=AccessPermission.none())
    with pytest.raises(UnreadableFile, match="password"):
        article(pdf)


def test_a_truncated_file_gives_an_article_or_a_reason() -> None:
    data = written(paper())
    for share in (0.05, 0.3, 0.6, 0.9, 0.999):
        with suppress(UnreadableFile):
            block_texts(article(data[: int(len(data) * share)]))
