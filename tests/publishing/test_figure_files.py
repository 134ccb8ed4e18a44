"""The figures of an outcome, as the live pages hand them out."""

from __future__ import annotations

import pytest

from alongside.publishing.review import Review


def test_each_figure_is_there_as_svg_and_its_table_as_csv(packaged: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import Http404
    from django.test import RequestFactory

    from alongside.web.public import views

    monkeypatch.setattr(views, "review", lambda: packaged)
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
