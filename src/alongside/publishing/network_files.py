"""The network of forms to take along: the drawing as SVG, and drawing and tables as Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alongside.publishing.connected.forms import forms_of
from alongside.publishing.figures.pictures import png_of
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages.forms import drawing_of, forms_context
from alongside.publishing.review import Review
from alongside.publishing.zipped import without_moment
from alongside.words.addresses import address_of

__all__ = ["network_docx", "network_files", "network_svg"]

_FIXED = datetime(2000, 1, 1)
"""Of every file, so that the same project gives the same bytes."""


def network_files(review: Review, outcome: str) -> dict[str, bytes]:
    """Both files by name; {} where there is no network to draw."""
    if not forms_of(review, outcome).nodes:
        return {}
    name = f"forms-{address_of(outcome)}"
    return {f"{name}.svg": network_svg(review, outcome).encode(), f"{name}.docx": network_docx(review, outcome)}


def network_svg(review: Review, outcome: str) -> str:
    """The drawing that the page shows, alone."""
    return drawing_of(forms_of(review, outcome)).svg


def network_docx(review: Review, outcome: str) -> bytes:
    """The same drawing with its tables as Word."""
    import docx  # slow to load
    from docx.shared import Mm

    values = forms_context(review, SiteLinks(), outcome)
    drawing = values["drawing"]
    word: Any = docx.Document()
    properties = word.core_properties
    properties.title, properties.author = f"{values['outcome'].label}: forms compared", "Alongside"
    properties.created = properties.modified = _FIXED
    word.add_heading(properties.title, 0)
    word.add_paragraph(review.title)
    shape = word.add_picture(io.BytesIO(png_of(drawing.svg)), width=Mm(110))
    shape._inline.docPr.set("descr", drawing.words)
    nodes = [(f"{n['n']}. {n['name']}", str(n["trials"]), n["people"]) for n in values["nodes"]]
    _table(word, "The numbers of the drawing", ("Form, or what others had", "Trials", "People, about"), nodes)
    if values["refused"]:
        word.add_paragraph(f"The forms are not compared: {values['refused']}.")
    else:
        rows = [
            (r["name"], f"{r['effect']} ({r['interval']})", str(r["direct"]), f"{r['certainty'].level}, proposed")
            for r in values["rows"]
        ]
        heads = ("Form", f"Against {values['reference'].lower()}", "Trials of it", "Certainty")
        _table(word, f"{values['measure']}; {values['better']} is better", heads, rows)
        word.add_paragraph(values["unsure"])
        ranks = [(r["name"], r["score"], f"{r['from']} to {r['to']}") for r in values["ranks"]]
        _table(word, "Ranks; 1 is best", ("Form", "P-score", "95 of 100 draws"), ranks)
    for item in values["left_out"]:
        word.add_paragraph(f"Did not enter: {item['label']}: {item['reason']}.")
    stream = io.BytesIO()
    word.save(stream)
    return without_moment(stream.getvalue())


def _table(word: Any, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement

    word.add_paragraph().add_run(caption).italic = True
    grid = word.add_table(rows=0, cols=len(head), style="Table Grid")
    for number, row in enumerate([head, *rows]):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0
    # The first row is repeated on every page and read out as the head of its columns.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
