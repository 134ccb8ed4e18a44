"""The strip under an outcome: what it shows, what it counts, and that it changes no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alongside.certainty import BiasJudged, BiasLevel, Judged, Judgements
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages import outcome
from alongside.publishing.pages.between import between_sentence
from alongside.publishing.pages.holds import strip
from alongside.publishing.render import render
from alongside.publishing.review import Review
from alongside.synthesis.pooling import pool


def test_the_strip_begins_with_one_result_a_trial_by_the_rule(packaged: Review) -> None:
    for name in ("quality_of_life", "depression"):
        lines = strip(packaged.main[name], packaged)
        assert lines is not None
        assert lines.rows[0].label == "One result a trial, by the rule"
        assert lines.rows[0].estimate


def test_other_correlations_stand_where_all_results_entered_and_nowhere_else(packaged: Review) -> None:
    labels = {
        name: [row.label for row in lines.rows]
        for name in ("quality_of_life", "depression")
        if (lines := strip(packaged.main[name], packaged))
    }
    assert [label for label in labels["quality_of_life"] if "correlate" in label] == [
        "Results of a trial correlate by 0.4 instead",
        "Results of a trial correlate by 0.8 instead",
    ]
    assert not [label for label in labels["depression"] if "correlate" in label]


def test_leaving_out_a_trial_shows_both_ends(packaged: Review) -> None:
    answer = packaged.main["depression"]
    lines = strip(answer, packaged)
    assert lines is not None
    assert answer.estimate is not None
    studies = [weighted.effect for weighted in answer.estimate.studies]
    means = {}
    for left in studies:
        rest = [effect for effect in studies if effect is not left]
        means[left.study] = pool([e.yi for e in rest], [e.vi for e in rest], method="REML", test="knha").beta
    worst = packaged.studies[max(means, key=means.__getitem__)].label  # lower is better
    best = packaged.studies[min(means, key=means.__getitem__)].label
    labels = [row.label for row in lines.rows]
    assert f"Without {worst} (least good)" in labels
    assert f"Without {best} (best)" in labels


def test_an_answer_that_one_trial_turns_says_which(packaged: Review) -> None:
    turned = {}
    for name, answer in packaged.main.items():
        lines = strip(answer, packaged)
        if lines is not None and any(row.sentence for row in lines.rows):
            turned[name] = lines
    assert turned
    for lines in turned.values():
        assert all(row.verdict == "another sentence" for row in lines.rows if row.sentence)
        assert lines.verdict.startswith("The sentence would read otherwise in")


def test_risk_of_bias_that_nobody_judged_is_not_called_low(packaged: Review) -> None:
    lines = strip(packaged.main["depression"], packaged)
    assert lines is not None
    [row] = [row for row in lines.rows if row.label == "Without trials at high risk of bias"]
    assert not row.estimate
    assert row.verdict == "Nobody has judged the trials’ risk of bias."


def test_trials_judged_at_high_risk_are_left_out_in_one_line(packaged: Review) -> None:
    answer = packaged.main["depression"]
    assert answer.estimate is not None
    study_a, study_b, *_ = (weighted.effect.study for weighted in answer.estimate.studies)

    def judged(**levels: BiasLevel) -> Review:
        by = Judged("Ada", datetime(2026, 11, 28, tzinfo=UTC), "a row")
        bias = {(study, "depression"): BiasJudged(level, "its list was open", by) for study, level in levels.items()}
        return replace(packaged, judgements=Judgements(bias=bias))

    lines = strip(answer, judged(**{study_a: "high", study_b: "low"}))
    nothing = strip(answer, judged(**{study_a: "some concerns", study_b: "low"}))
    assert lines is not None
    assert nothing is not None
    [row] = [row for row in lines.rows if row.label == "Without trials at high risk of bias"]
    assert row.estimate
    [row] = [row for row in nothing.rows if row.label == "Without trials at high risk of bias"]
    assert row.verdict == "No trial was judged to be at high risk: nothing to leave out."


def test_two_trials_have_no_strip_and_no_figure_changes(packaged: Review) -> None:
    before = packaged.answers
    assert strip(packaged.main["knowledge"], packaged) is None
    strip(packaged.main["wellbeing"], packaged)
    assert packaged.answers == before


def test_the_page_holds_the_strip_the_way_of_results_and_tau2_with_its_interval(packaged: Review) -> None:
    links = SiteLinks("../")
    page = render("outcome", packaged, links, outcome.context(packaged, links, "quality_of_life"))
    assert "Does the answer hold?" in page
    assert "All 18 results of these 11 trials enter" in page
    page = render("outcome", packaged, links, outcome.context(packaged, links, "depression"))
    assert "So one result a trial enters, by the rule below." in page
    assert "95 % interval by Q-profile 0.0000 to" in page


def test_groups_are_compared_by_a_test_between_them_or_the_reason_stands_there(packaged: Review) -> None:
    main = packaged.main["depression"]
    sentence = between_sentence(main, "population", packaged)
    assert sentence.startswith("Test between ")
    assert "degrees of freedom, p" in sentence
    sentence = between_sentence(main, "supporter", packaged)
    assert sentence.startswith("No test between the groups.")
