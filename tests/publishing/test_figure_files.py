"""The figures of an outcome, as the live pages hand them out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project


def test_each_figure_is_there_as_svg_and_its_table_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with demo_project(tmp_path / "demo.alongside", at=datetime(2026, 11, 23, tzinfo=UTC)) as project:
        review = review_of(project)
    from django.http import Http404
    from django.test import RequestFactory

    from alongside.web.public import views

    monkeypatch.setattr(views, "review", lambda: review)
    request = RequestFactory().get("/")
    for name in ("funnel", "influence", "cumulative"):
        drawn = views.file(request, f"figures/quality_of_life--{name}.svg")
        assert drawn.content.startswith(b"<svg")
        table = views.file(request, f"figures/quality_of_life--{name}.csv")
        assert table["Content-Type"].startswith("text/csv")
        assert len(table.content.splitlines()) == 12
    for absent in ("hba1c--funnel.svg", "hba1c.csv", "nowhere--funnel.svg", "hba1c--other.svg"):
        with pytest.raises(Http404):
            views.file(request, f"figures/{absent}")
