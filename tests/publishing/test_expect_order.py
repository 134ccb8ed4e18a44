"""Who describes their people reads first what was measured in people most like them."""

from __future__ import annotations

from alongside.publishing.likeness import People, predictor_of
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages.expect import context
from alongside.publishing.review import Review


def test_the_outcome_measured_in_what_is_most_alike_stands_first(packaged: Review) -> None:
    people = People(condition="diabetes", forms=("telephone",)).checked(packaged)
    rows = context(predictor_of(packaged), SiteLinks(), people)["rows"]
    assert rows[0]["id"] == "hba1c"
    distances = [float(row["distance"].rstrip("%\u202f") or 0) for row in rows]
    assert distances == sorted(distances)
    assert len(rows) > 3
