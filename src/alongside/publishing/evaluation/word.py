"""A document as Word."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from alongside.publishing.evaluation.blocks import Block, Document, Picture, Table
from alongside.publishing.figures.pictures import png_of

__all__ = ["docx_of"]

_FIXED = datetime(2000, 1, 1)


def docx_of(document: Document) -> bytes:
    """The same project gives the same words; missing items say that they are."""
    import docx  # slow to load

    word: Any = docx.Document()
    properties = word.core_properties
    properties.title, properties.author = _clean(document.title), "Alongside"
    properties.created = properties.modified = _FIXED
    word.add_heading(_clean(document.title), 0)
    for text in document.lead:
        word.add_paragraph(_clean(text))
    for section in document.sections:
        word.add_heading(_clean(section.name), 1)
        for item in section.items:
            word.add_heading(_clean(f"{item.number} {item.name}"), 2)
            if not item.blocks:
                word.add_paragraph().add_run("Missing. Nobody has said this yet.").bold = True
            for block in item.blocks:
                _add(word, block)
    word.add_paragraph(_clean(document.source))
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _add(word: Any, block: Block) -> None:
    from docx.shared import Mm

    if isinstance(block, str):
        word.add_paragraph(_clean(block))
    elif isinstance(block, Picture):
        shape = word.add_picture(io.BytesIO(png_of(block.svg)), width=Mm(150))
        properties = shape._inline.docPr
        properties.set("title", _clean(block.caption))
        properties.set("descr", _clean(block.words))
        word.add_paragraph(_clean(block.caption))
    else:
        _table(word, block)


def _table(word: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    word.add_paragraph().add_run(_clean(table.caption)).italic = True
    rows = [table.head, *table.rows] if any(table.head) else list(table.rows)
    grid = word.add_table(rows=0, cols=len(table.head), style="Table Grid")
    for number, row in enumerate(rows):
        cells = grid.add_row().cells
        for index, (cell, text) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_clean(text)).bold = number == 0 and any(table.head)
            if index in table.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if any(table.head):
        # The first row is repeated on every page and read out as the head of its columns.
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """Text that XML may hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
