"""The static site: pages, figures, open data and the report, in a folder that opens from a file.

It is written beside its place and moved there when whole, so that a reader never finds half a site. Nothing in it asks
the network for anything, and nothing needs a script.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.errors import UsageError
from alongside.publishing.connected import state_of_domains
from alongside.publishing.figures.pictures import drawn
from alongside.publishing.figures.trust import all_charts, figures_of, file_name
from alongside.publishing.figures.understood import csv_of, drawings_of, rows_of
from alongside.publishing.links import SiteLinks
from alongside.publishing.network_files import network_files
from alongside.publishing.open_data import write_checksums, write_open_data
from alongside.publishing.open_data.builds import Build, read_build
from alongside.publishing.open_data.comparing import changes
from alongside.publishing.pages import (
    agenda,
    answer,
    browse,
    connected,
    costs,
    forms,
    gaps,
    method,
    outcome,
    parts,
    people,
    study,
    what,
)
from alongside.publishing.pages import changes as changes_page
from alongside.publishing.prisma.drawing import svg_of as flow_svg
from alongside.publishing.render import STATIC, render
from alongside.publishing.report import report_html, report_pdf
from alongside.publishing.review import Review
from alongside.words.addresses import address_of
from alongside.words.numbers import count

__all__ = ["Site", "build_site"]

MARK = ".alongside-site"
"""A file that marks a folder as a site of ours, so that nobody's own folder is ever replaced."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, and its pages."""

    folder: Path
    index: Path
    report: Path
    pages: int


def build_site(
    review: Review, out: Path, *, since: Build | None = None, progress: Callable[[str], None] = lambda _: None
) -> Site:
    """Write the whole site to `out`, which must be new, empty, or a site that Alongside wrote.

    With `since`, an earlier build, a page says what changed; it may be the build that `out` held, read before.

    Raises
    ------
    UsageError : where `out` holds something else.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise UsageError(f"{out} is not empty and is no site of Alongside; choose another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".site-") as temporary:
        built = Path(temporary) / "site"
        count = _write(review, built, since, progress)
        if out.exists():
            shutil.rmtree(out)
        built.rename(out)
    return Site(out, out / "index.html", out / "report.pdf", count)


def _write(review: Review, folder: Path, since: Build | None, progress: Callable[[str], None]) -> int:
    folder.mkdir()
    shutil.copytree(STATIC, folder / "static")
    figures = folder / "figures"
    figures.mkdir()
    drawn_here = {name: draw().svg for name, draw in drawings_of(review).items()}
    for name, rows in rows_of(review).items():
        (figures / f"{name}.csv").write_text(csv_of(rows()), encoding="utf-8", newline="")
    if review.flow:
        (folder / "flow-diagram.svg").write_text(flow_svg(review.flow, review.title), encoding="utf-8")
    with drawn(all_charts(review), figures, drawn_here) as drawings:
        _write_figure_tables(review, figures)
        progress("pages")
        written = _write_pages(review, folder)
        progress("open data")
        files = write_open_data(review, folder / "data")
        listed = [{"name": f.name, "what": f.what, "rows": count(f.rows), "url": f"data/{f.name}"} for f in files]
        values = method.data_context(review, SiteLinks(), listed)
        if since is not None:
            differences = changes(since, read_build(folder))
            _page(
                folder / "changes.html", "changes", review, SiteLinks(), changes_page.context(differences, SiteLinks())
            )
            values["changes"] = "changes.html"
        _page(folder / "data.html", "data", review, SiteLinks(), values)
        progress("figures")
        svgs = drawings()
    progress("report")
    (folder / "report.html").write_text(report_html(review), encoding="utf-8")
    (folder / "report.pdf").write_bytes(report_pdf(review, svgs))
    (folder / MARK).write_text("A site written by Alongside; it may be written again here.\n", encoding="utf-8")
    write_checksums(folder, [path for path in folder.rglob("*") if path.is_file()])
    return written + 1 + (since is not None)


def _write_figure_tables(review: Review, folder: Path) -> None:
    for outcome_id, main in review.main.items():
        for figure in figures_of(main, review):
            if figure.rows:
                (folder / f"{file_name(outcome_id, figure.name)}.csv").write_text(figure.csv(), encoding="utf-8")


def _page(target: Path, name: str, review: Review, links: SiteLinks, values: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(name, review, links, values), encoding="utf-8")


def _write_pages(review: Review, folder: Path) -> int:
    top, below = SiteLinks(), SiteLinks("../")
    written = 0

    def page(path: str, name: str, links: SiteLinks, values: dict[str, Any]) -> None:
        nonlocal written
        _page(folder / path, name, review, links, values)
        written += 1

    page("index.html", "answer", top, answer.context(review, top))
    page("what-it-is.html", "what", top, what.context(review, top))
    page("gaps.html", "gaps", top, gaps.context(review, top))
    page("browse/index.html", "browse", below, browse.context(review, below, {}, per_page=None))
    for facet, value in browse.values_with_pages(review):
        values = browse.context(review, below, {facet: (value,)}, per_page=None)
        page(f"browse/{address_of(facet)}-{address_of(value)}.html", "browse", below, values)
    page("how-we-know.html", "method", top, method.context(review, top))
    page("costs.html", "costs", top, costs.context(review, top))
    page("research-agenda.html", "agenda", top, agenda.context(review, top))
    page("people/index.html", "people", below, people.choices_context(review, below))
    for choice in answer.people_choices(review, below):
        for option in choice["options"]:
            values = people.context(review, below, choice["id"], option["id"])
            name = f"{address_of(choice['id'])}-{address_of(option['id'])}"
            page(f"people/{name}.html", "people", below, values)
    page("compared.html", "compared", top, connected.index_context(review, top))
    for state in state_of_domains(review):
        for name in state.outcomes:
            address = address_of(name)
            page(f"compared/{address}-forms.html", "forms", below, forms.forms_context(review, below, name))
            page(f"compared/{address}-parts.html", "parts", below, parts.parts_context(review, below, name))
            for file, body in network_files(review, name).items():
                (folder / "figures" / file).write_bytes(body)
    for outcome_id in review.main:
        page(f"outcomes/{address_of(outcome_id)}.html", "outcome", below, outcome.context(review, below, outcome_id))
    page("studies/index.html", "studies", below, study.list_context(review, below))
    for study_id in review.studies:
        page(f"studies/{address_of(study_id)}.html", "study", below, study.context(review, below, study_id))
    return written
