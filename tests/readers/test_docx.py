import datetime as dt
from io import BytesIO
from pathlib import PurePath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.article import Article
from index.errors import UnreadableFile
from index.readers import archive, read
from tests.readers.checks import block_texts


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def article(document: Document) -> Article:
    return read(saved(document), PurePath("a-report.docx"))


def report() -> Document:
    document = docx.Document()
    document.add_heading("River floods town", 0)
    document.add_paragraph("The river rose.")
    document.add_heading("What comes next", 1)
    document.add_paragraph("A dyke", style="List Bullet")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, [("Year", "Level"), ("2002", "8.4 m")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).bold = text.isalpha()
    document.add_paragraph("The end.")
    return document


def test_paragraphs_and_tables_come_in_the_order_of_the_document() -> None:
    found = article(report())
    assert found.title == "River floods town"
    assert block_texts(found) == ["The river rose.", "A dyke", "Year: 2002 | Level: 8.4 m", "The end."]
    assert [block.heading for block in found.blocks] == [None, *["What comes next"] * 3]


def test_properties_describe_the_article() -> None:
    document = report()
    facts = document.core_properties
    facts.title, facts.author, facts.created = "A \n title", "Jane Roe", dt.datetime(2024, 3, 5, 10)
    found = article(document)
    assert (found.title, found.author, found.published) == ("A title", "Jane Roe", "2024-03-05")


def test_first_heading_or_file_name_is_the_title() -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    assert article(document).title == "A report"
    document.add_heading("A heading", 1)
    assert article(document).title == "A heading"


def test_styles_derived_from_headings_are_headings() -> None:
    document = docx.Document()
    document.styles.add_style("House head", 1).base_style = document.styles["Heading 2"]
    document.add_paragraph("A part", style="House head")
    document.add_paragraph("Text.")
    assert article(document).blocks[0].heading == "A part"


def test_inserted_and_wrapped_text_is_read_and_deleted_text_is_not() -> None:
    document = docx.Document()
    inserted = f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t>inserted</w:t></w:r></w:ins>'
    deleted = f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>deleted</w:delText></w:r></w:del>'
    paragraph: Any = document.add_paragraph("Kept ")._p
    paragraph.extend([parse_xml(inserted), parse_xml(deleted)])
    control = "<w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{control}</w:sdt>"))
    assert block_texts(article(document)) == ["In a control.", "Kept inserted"]


def test_merged_and_nested_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "merged"
    table.cell(0, 2).add_table(1, 1).cell(0, 0).text = "nested"
    assert block_texts(article(document)) == ["merged | nested"]


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        article(docx.Document())


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = saved(report())
    with pytest.raises(UnreadableFile, match="damaged, or not a Word document"):
        read(data[: int(len(data) * share)], PurePath("a.docx"))


def test_old_and_protected_files_are_named() -> None:
    with pytest.raises(UnreadableFile, match=r"password.*\.doc"):
        read(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), PurePath("a.docx"))


def test_another_office_file_is_no_word_document() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as other:
        other.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(UnreadableFile, match="not a Word document"):
        read(file.getvalue(), PurePath("a.docx"))


def test_zip_bombs_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(40 << 20))
    with pytest.raises(UnreadableFile, match="zip bomb"):
        read(file.getvalue(), PurePath("a.docx"))
    monkeypatch.setattr(archive, "UNPACKED_LIMIT_BYTES", 1 << 20)
    with pytest.raises(UnreadableFile, match="40 MiB, over the limit of 1 MiB"):
        read(file.getvalue(), PurePath("a.docx"))
