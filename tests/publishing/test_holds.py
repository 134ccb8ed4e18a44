"""The strip under an outcome: what it shows, what it counts, and that it changes no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import outcome
from alongside.publishing.pages.between import between_sentence
from alongside.publishing.pages.holds import strip
from alongside.publishing.render import render
from alongside.publishing.review import Review
from alongside.synthesis.pooling import pool
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project

AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with demo_project(tmp_path_factory.mktemp("holds") / "demo.alongside", at=AT) as project:
        return review_of(project)


def test_the_strip_begins_with_one_result_a_trial_by_the_rule(demonstration: Review) -> None:
    for name in ("quality_of_life", "depression"):
        lines = strip(demonstration.main[name], demonstration)
        assert lines is not None
        assert lines.rows[0].label == "One result a trial, by the rule"
        assert lines.rows[0].estimate


def test_other_correlations_stand_where_all_results_entered_and_nowhere_else(demonstration: Review) -> None:
    labels = {name: [row.label for row in lines.rows]
              for name in ("quality_of_life", "depression")
              if (lines := strip(demonstration.main[name], demonstration))}  # fmt: skip
    assert [label for label in labels["quality_of_life"] if "correlate" in label] == [
        "Results of a trial correlate by 0.4 instead",
        "Results of a trial correlate by 0.8 instead",
    ]
    assert not [label for label in labels["depression"] if "correlate" in label]


def test_leaving_out_a_trial_shows_both_ends_and_each_trial_that_changes_the_sentence(demonstration: Review) -> None:
    answer = demonstration.main["depression"]
    lines = strip(answer, demonstration)
    assert lines is not None
    assert answer.estimate is not None
    studies = [weighted.effect for weighted in answer.estimate.studies]
    means = {}
    for left in studies:
        rest = [effect for effect in studies if effect is not left]
        means[left.study] = pool([e.yi for e in rest], [e.vi for e in rest], method="REML", test="adhoc").beta
    worst = demonstration.studies[max(means, key=means.__getitem__)].label  # lower is better
    best = demonstration.studies[min(means, key=means.__getitem__)].label
    labels = [row.label for row in lines.rows]
    assert f"Without {worst} (least good)" in labels
    assert f"Without {best} (best)" in labels
    changed = [row for row in lines.rows if row.sentence]
    assert changed
    assert all(row.verdict == "another sentence" for row in changed)
    assert lines.verdict.startswith("The sentence would read otherwise in")


def test_risk_of_bias_that_nobody_judged_is_not_called_low(demonstration: Review) -> None:
    lines = strip(demonstration.main["depression"], demonstration)
    assert lines is not None
    [row] = [row for row in lines.rows if row.label == "Without trials at high risk of bias"]
    assert not row.estimate
    assert row.verdict == "Nobody has judged the trials’ risk of bias."


def test_trials_judged_at_high_risk_are_left_out_in_one_line(demonstration: Review) -> None:
    answer = demonstration.main["depression"]
    assert answer.estimate is not None
    high = frozenset({answer.estimate.studies[0].effect.study})
    judged = replace(demonstration, high_risk=high)
    lines, nothing = strip(answer, judged), strip(answer, replace(demonstration, high_risk=frozenset()))
    assert lines is not None
    assert nothing is not None
    [row] = [row for row in lines.rows if row.label == "Without trials at high risk of bias"]
    assert row.estimate
    [row] = [row for row in nothing.rows if row.label == "Without trials at high risk of bias"]
    assert row.verdict == "No trial was judged to be at high risk: nothing to leave out."


def test_two_trials_have_no_strip_and_no_figure_changes(demonstration: Review) -> None:
    before = demonstration.answers
    assert strip(demonstration.main["knowledge"], demonstration) is None
    strip(demonstration.main["wellbeing"], demonstration)
    assert demonstration.answers == before


def test_the_page_holds_the_strip_the_way_of_results_and_tau2_with_its_interval(demonstration: Review) -> None:
    links = SiteLinks("../")
    page = render("outcome", demonstration, links, outcome.context(demonstration, links, "quality_of_life"))
    assert "Does the answer hold?" in page
    assert "All 20 results of these 11 trials enter" in page
    page = render("outcome", demonstration, links, outcome.context(demonstration, links, "depression"))
    assert "So one result a trial enters, by the rule below." in page
    assert "95 % interval by Q-profile 0.0000 to" in page


def test_groups_are_compared_by_a_test_between_them_or_the_reason_stands_there(demonstration: Review) -> None:
    main = demonstration.main["depression"]
    sentence = between_sentence(main, "population", demonstration)
    assert sentence.startswith("Test between ")
    assert "degrees of freedom, p" in sentence
    sentence = between_sentence(main, "supporter", demonstration)
    assert sentence.startswith("No test between the groups.")
