"""The page of a study shows each result with its steps, where it is used, and its history."""

from __future__ import annotations

from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import study
from alongside.publishing.review import Review


def test_a_result_shows_what_was_printed_where_it_is_used_and_who_entered_it(five: Review) -> None:
    context = study.context(five, SiteLinks("../"), "ash-invented")
    [result] = context["results"]
    assert result["printed"] == ["mean 19.2 (SD 4.1) in 40 against 17.8 (SD 4.4) in 41"]
    assert [use["label"] for use in result["used"]] == ["Asthma control"]
    assert [row["who"] for row in result["history"]] == ["Ada"]
    assert result["people"] == "81"


def test_a_result_shows_each_step_that_its_number_needed(five: Review) -> None:
    [result] = study.context(five, SiteLinks("../"), "ash-invented")["results"]
    assert [step.what for step in result["steps"]] == [step.what for step in five.effects["ash-invented/1"].steps]  # type: ignore[union-attr]
    assert result["effect"].startswith("SMD 0.3")


def test_the_study_has_its_own_history(five: Review) -> None:
    context = study.context(five, SiteLinks("../"), "ash-invented")
    assert {row["kind"] for row in context["history"]} == {"study.described", "study.coded"}
