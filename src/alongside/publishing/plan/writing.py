"""The one page as a file: HTML that needs nothing else, tagged PDF by Typst, and Word. All three write a `OnePage`."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alongside.publishing.figures.pictures import FONTS, png_of
from alongside.publishing.letters import Shown, letters_of, shown
from alongside.publishing.links import SiteLinks
from alongside.publishing.plan.page import YEAR_HEADS, OnePage
from alongside.publishing.render import STATIC, TEMPLATES, render
from alongside.publishing.review import Review

__all__ = ["plan_docx", "plan_html", "plan_pdf"]

_FIXED = datetime(2000, 1, 1)
"""Of every document, so that the same plan gives the same file."""

INPUT_HEADS = ("Assumption", "Value", "Range", "Where it comes from")
TRIAL_HEADS = ("Trial", "Weight", "What differs from what was described")


def plan_html(page: OnePage, review: Review) -> str:
    """One HTML file with its style and drawings in it; figures open their place in its own appendix."""
    css = (STATIC / "alongside.css").read_text(encoding="utf-8")
    values = {"style": css[css.index(":root") :], "plan": page, "alone": True, "heads": YEAR_HEADS, "page": "plan"}
    return render("plan", review, SiteLinks(), values)


def plan_pdf(page: OnePage, review: Review) -> bytes:
    """Tagged PDF (PDF/UA-1) with vector drawings: one page, then the appendix."""
    import typst  # slow to load

    texts = Shown(letters_of(*sorted(FONTS.glob("*.ttf"))))
    # Typst sets a thin space that the font lacks as nothing at all, and amounts would run together.
    document = json.loads(json.dumps(_document(page, review), ensure_ascii=False).replace("\u202f", "\u00a0"))
    document = shown(document, texts)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        (work / "plan.json").write_text(json.dumps({**document, "letters": texts.sentence}), encoding="utf-8")
        (work / "plan.typ").write_text((TEMPLATES / "plan.typ").read_text(encoding="utf-8"), encoding="utf-8")
        for drawing, _ in page.drawings:
            (work / f"{drawing.name}.svg").write_text(
                texts.text(drawing.svg.replace("\u202f", "\u00a0")), encoding="utf-8"
            )
        pdf: bytes = typst.compile(
            work / "plan.typ", root=work, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards="ua-1"
        )
    return pdf


def _document(page: OnePage, review: Review) -> dict[str, Any]:
    return {
        "title": page.title,
        "about": page.about,
        "id": page.plan_id,
        "digest": page.digest,
        "date": [review.updated.year, review.updated.month, review.updated.day] if review.updated else None,
        "lede": page.lede,
        "refused": page.refused,
        "instead": [[figure.label, figure.value] for figure in page.instead],
        "sections": [
            {"heading": heading, "rows": [[figure.label, figure.value] for figure in figures]}
            for heading, figures in page.sections
        ],
        "year_heads": list(YEAR_HEADS),
        "years": [list(row) for row in page.years],
        "forms": [list(row) for row in page.forms],
        "drawings": [
            {"file": f"{drawing.name}.svg", "alt": drawing.words, "caption": caption}
            for drawing, caption in page.drawings
        ],
        "input_heads": list(INPUT_HEADS),
        "inputs": [[item.label, item.value, item.range, item.source] for item in page.inputs],
        "trial_heads": list(TRIAL_HEADS),
        "trials": [[trial.label, trial.share, trial.differs] for trial in page.trials],
        "basis": page.basis,
        "limits": list(page.limits),
        "licence": review.licence,
    }


def plan_docx(page: OnePage, review: Review) -> bytes:
    """The same as a Word document: headings, tables whose heads repeat, drawings with their words."""
    import docx  # slow to load

    document: Any = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = _clean(page.title), "Alongside"
    properties.created = properties.modified = _FIXED
    document.add_heading(_clean(page.title), 0)
    for text in (page.about, page.lede, page.refused):
        if text:
            document.add_paragraph(_clean(text))
    if page.instead:
        document.add_heading("What the trials do bear", 1)
        _table(document, (), ((figure.label, figure.value) for figure in page.instead))
    for heading, figures in page.sections:
        document.add_heading(heading, 1)
        _table(document, (), ((figure.label, figure.value) for figure in figures))
    document.add_heading("Year by year", 1)
    _table(document, YEAR_HEADS, page.years)
    if page.forms:
        document.add_heading("Which form of support?", 1)
        _table(document, (), page.forms)
    _drawings(document, page)
    document.add_page_break()
    document.add_heading("Assumptions", 1)
    _table(document, INPUT_HEADS, ((item.label, item.value, item.range, item.source) for item in page.inputs))
    if page.trials:
        document.add_heading("The trials", 1)
        _table(document, TRIAL_HEADS, ((trial.label, trial.share, trial.differs) for trial in page.trials))
    document.add_heading("What this leaves out", 1)
    for limit in page.limits:
        document.add_paragraph(_clean(limit), style="List Bullet")
    document.add_paragraph(_clean(f"Plan {page.plan_id}; digest {page.digest}. {review.licence}"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _drawings(document: Any, page: OnePage) -> None:
    from docx.shared import Mm

    for drawing, caption in page.drawings:
        shape = document.add_picture(io.BytesIO(png_of(drawing.svg, 3.0)), width=Mm(0.26 * drawing.width))
        words = shape._inline.docPr
        words.set("title", caption)
        words.set("descr", _clean(drawing.words))
        document.add_paragraph(_clean(caption))


def _table(document: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement

    filled_rows = [heads, *rows] if heads else list(rows)
    if not filled_rows:
        return
    table = document.add_table(rows=0, cols=len(filled_rows[0]), style="Table Grid")
    for row in filled_rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            run = cell.paragraphs[0].add_run(_clean(text))
            run.bold = row is heads
    if heads:
        # The first row is repeated on every page and read out as the head of its columns.
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    """Text that XML may hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
