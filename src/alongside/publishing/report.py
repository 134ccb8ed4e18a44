"""The report: one self-contained HTML page; the same as a tagged PDF (PDF/UA-1) with vector figures, by Typst."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from alongside.publishing.figures.pictures import FONTS, svg_of
from alongside.publishing.figures.trust import all_charts
from alongside.publishing.letters import Shown, letters_of, seen, shown
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import answer, method, outcome
from alongside.publishing.pages.about import about_parts, citation
from alongside.publishing.pages.references import references
from alongside.publishing.render import STATIC, TEMPLATES, render
from alongside.publishing.review import Review
from alongside.words.addresses import address_of
from alongside.words.numbers import count
from alongside.words.plurals import many

__all__ = ["report_html", "report_pdf", "report_values"]


def report_html(review: Review) -> str:
    """The report as one page that needs nothing else: no font, picture or script from anywhere."""
    css = (STATIC / "alongside.css").read_text(encoding="utf-8")
    style = css[css.index(":root") :]
    values = {**report_values(review), "style": style, "page": "report"}
    return render("report", review, SiteLinks(), values)


def report_pdf(review: Review, drawings: Mapping[str, str] | None = None) -> bytes:
    """The report as tagged PDF. `drawings` are the SVG of the outcomes, where they are made already."""
    if drawings is None:
        drawings = {name: svg_of(chart) for name, chart in all_charts(review).items()}
    return _pdf(review, report_values(review), drawings)


def report_values(review: Review) -> dict[str, Any]:
    """What both forms of the report show."""
    links = SiteLinks()
    home = answer.context(review, links)
    sections = [
        outcome.context(review, links, name) for name in review.leading if review.main[name].estimate is not None
    ]
    return {
        **home,
        "sections": sections,
        "method": method.context(review, links),
        "about": about_parts(review),
        "citation": citation(review),
        "references": references(review.trials),
    }


def _pdf(review: Review, values: dict[str, Any], drawings: Mapping[str, str]) -> bytes:
    texts = Shown(letters_of(*sorted(FONTS.glob("*.ttf"))))
    document = {
        "title": seen(review.title) or "A review without a title",
        "meta": f"{values['trials']} trials, {values['people']} people, after {review.decisions_in_all} decisions",
        "date": [review.updated.year, review.updated.month, review.updated.day] if review.updated else None,
        "breath": values["breath"],
        "rule": list(review.rule.sentences()),
        "licence": review.licence,
        "search": values["search"],
        "search_words": review.about.search_words,
        "limits": review.about.limits,
        "about": [[part.label, part.text or "Not stated"] for part in values["about"]],
        "citation": values["citation"],
        "references": [[reference.text, reference.url] for reference in values["references"]],
        "outcomes": [
            _section(section) | {"label": seen(section["outcome"].label) or "An outcome without a name"}
            for section in values["sections"]
        ],
        "waiting": [row["label"] for row in values["method"]["waiting"]],
        "studies": count(len(review.studies)),
    }
    document = shown(document, texts)
    drawings = {name: texts.text(svg) for name, svg in drawings.items()}
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        (work / "report.json").write_text(json.dumps({**document, "letters": texts.sentence}), encoding="utf-8")
        (work / "report.typ").write_text((TEMPLATES / "report.typ").read_text(encoding="utf-8"), encoding="utf-8")
        for name, svg in drawings.items():
            (work / f"{name}.svg").write_text(svg, encoding="utf-8")
        pdf: bytes = typst.compile(
            work / "report.typ", root=work, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards="ua-1"
        )
    return pdf


def _section(section: dict[str, Any]) -> dict[str, Any]:
    row, forest = section["row"], section["forest"]
    return {
        "id": address_of(section["outcome"].id),
        "claim": row.summary.claim,
        "in_numbers": row.summary.in_numbers,
        "statistic": row.summary.statistic,
        "caution": row.summary.caution,
        "certainty": row.certainty.level,
        "by_whom": row.by_whom,
        "counted": row.counted,
        "pooled": row.pooled,
        "findings": _findings(section),
        "heterogeneity": section["heterogeneity"],
        "together": section["together"],
        "figures": [
            {"file": figure["file"], "title": figure["title"], "sentence": figure["sentence"]}
            for figure in section["figures"]
            if figure["drawn"]
        ],
        "rows": [[r.label, f"{r.effect} ({r.interval})", r.people, r.weight] for r in forest.rows],
        "total": f"{forest.total_effect} ({forest.total_interval})" if forest.total else "",
    }


def _findings(section: dict[str, Any]) -> dict[str, Any]:
    """What the estimate comes to, as the page tells it: people of 100 at stated risks, or points of a scale."""
    findings, grading = section["findings"], section["grading"]
    points = findings["points"]
    clauses = [f"Risk of bias judged for {grading['bias_judged']} of {many(grading['bias_trials'], 'trial')}, "]
    clauses.append(f"{grading['judged']} of {grading['out_of']} reasons by a person")
    if not grading["automatic"]:
        clauses.append(f"; the automatic rule alone proposes {grading['proposed_level']}")
    return {
        "event": findings["event"],
        "rows": [[row["label"], row["without"], row["with"], row["difference"]] for row in findings["rows"]],
        "points": f"On {points['instrument']} ({points['better']} is better): {points['text']}, taking one standard "
        f"deviation as {points['sd']} points."
        if points
        else "",
        "judged": "".join(clauses) + ".",
    }
