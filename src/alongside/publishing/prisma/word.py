"""The diagram and the table of searches as a Word document: a picture with its words, and its numbers as a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from alongside.publishing.prisma.boxes import COLUMNS, boxes_of, described, summary
from alongside.publishing.prisma.drawing import diagram_of, png_of
from alongside.publishing.prisma.flow import Flow
from alongside.publishing.prisma.searches import COLUMNS as SEARCH_COLUMNS
from alongside.publishing.prisma.searches import Search, cells

__all__ = ["docx_of"]

_FIXED = datetime(2000, 1, 1)


def docx_of(flow: Flow, searches: Sequence[Search], title: str) -> bytes:
    """The document, on landscape pages of A4 because both tables and picture are wide."""
    import docx  # slow to load
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document: Any = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    properties = document.core_properties
    properties.title, properties.author = _clean(title), "Alongside"
    properties.created = properties.modified = _FIXED
    document.add_heading(_clean(title), 0)
    document.add_heading("PRISMA 2020 flow diagram", 1)
    document.add_paragraph(_clean(summary(flow)))
    _picture(document, flow, title)
    document.add_page_break()
    document.add_heading("The numbers of the diagram", 1)
    _numbers(document, flow)
    document.add_heading("Searches", 1)
    introduction = "What PRISMA-S asks to be reported of each search; “not recorded” is a gap that can still be filled."
    document.add_paragraph(introduction)
    _table(document, SEARCH_COLUMNS, (cells(search) for search in searches))
    document.add_paragraph(
        "Page MJ, McKenzie JE, Bossuyt PM, et al. The PRISMA 2020 statement. BMJ 2021;372:n71. "
        "Rethlefsen ML, Kirtley S, Waffenschmidt S, et al. PRISMA-S. Systematic Reviews 2021;10:39."
    )
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _picture(document: Any, flow: Flow, title: str) -> None:
    from docx.shared import Mm

    diagram = diagram_of(flow)
    # 261 by 140 mm are free under the headings of the first page; 0.26 mm is a pixel of a screen.
    scale = min(0.26, 261 / diagram.width, 140 / diagram.height)
    shape = document.add_picture(io.BytesIO(png_of(flow, title, 3.0)), width=Mm(diagram.width * scale))
    properties = shape._inline.docPr
    properties.set("title", "PRISMA 2020 flow diagram")
    properties.set("descr", _clean(described(flow)))


def _numbers(document: Any, flow: Flow) -> None:
    rows = []
    for column, boxes in groupby(boxes_of(flow), key=lambda box: box.column if box.phase < 2 else -1):
        if column >= 0 and len(flow.ways) > 1:
            rows.append((COLUMNS[column], ""))
        rows += [
            (f"{'    ' if line.part else ''}{line.label}", f"{line.count:,}") for box in boxes for line in box.lines
        ]
    _table(document, ("What is counted", "Number"), rows, right=1)


def _table(document: Any, heads: Sequence[str], rows: Iterable[Sequence[str]], right: int = -1) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = True
    # The first row is repeated on every page and read out as the head of its columns.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in [heads, *rows]:
        filled = table.rows[0] if row is heads else table.add_row()
        for index, (cell, text) in enumerate(zip(filled.cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_clean(text))
            run.bold = row is heads
            if index == right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _clean(text: str) -> str:
    """Text that XML may hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
