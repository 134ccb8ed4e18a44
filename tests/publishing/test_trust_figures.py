"""Funnel, influence, cumulative: when there is one, what it says, and that chart, table and files agree."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from alongside.publishing.figures.pictures import svg_of
from alongside.publishing.figures.trust import Figure, _funnel, _Trial, all_charts, figures_of
from alongside.publishing.review import Review
from alongside.synthesis.influence import influence
from alongside.synthesis.pooling import pool


def figure(review: Review, outcome: str, name: str) -> Figure:
    [match] = [each for each in figures_of(review.main[outcome], review) if each.name == name]
    return match


def test_a_funnel_is_drawn_from_ten_trials_on_and_else_the_reason_stands_there(packaged: Review) -> None:
    drawn, refused = figure(packaged, "quality_of_life", "funnel"), figure(packaged, "hba1c", "funnel")
    assert drawn.chart is not None
    assert len(drawn.rows) == 11
    assert "Egger" in drawn.sentence
    assert refused.chart is None
    assert "fewer than 10 trials, here 8" in refused.sentence


def test_influence_names_the_trials_on_which_the_mean_leans(packaged: Review) -> None:
    answer = packaged.main["hba1c"]
    assert answer.estimate is not None
    effects = [weighted.effect for weighted in answer.estimate.studies]
    fit = influence([effect.yi for effect in effects], [effect.vi for effect in effects])
    leaning = {packaged.studies[e.study].label for e, leans in zip(effects, fit.is_infl, strict=True) if leans}
    sentence = figure(packaged, "hba1c", "influence").sentence
    assert leaning
    assert all(label in sentence for label in leaning)


def test_the_history_says_where_trials_without_a_year_stand(packaged: Review) -> None:
    last = " Trials of which no year is known stand last."
    undated = {**packaged.studies, "promise-ebf": replace(packaged.studies["promise-ebf"], year=None)}
    review = replace(packaged, studies=undated)
    assert figure(review, "exclusive_breastfeeding", "cumulative").sentence.endswith(last)
    assert last not in figure(packaged, "exclusive_breastfeeding", "cumulative").sentence


def test_effects_that_lie_on_one_line_have_no_funnel(packaged: Review) -> None:
    answer = packaged.main["quality_of_life"]
    assert answer.estimate is not None
    trials = [_Trial(w.effect.study, 2020, 0.4, w.effect.vi, w.effect.vi) for w in answer.estimate.studies]
    drawn = _funnel(trials, answer.estimate, packaged.outcomes["quality_of_life"])
    assert (drawn.chart, drawn.sentence) == (None, "No funnel plot: the trials’ effects lie on one line exactly.")


def test_the_last_row_of_the_cumulative_figure_is_the_answer(packaged: Review) -> None:
    answer = packaged.main["hba1c"]
    assert answer.estimate is not None
    drawn = figure(packaged, "hba1c", "cumulative")
    assert drawn.chart is not None
    points = drawn.chart["layer"][1]["data"]["values"]
    assert points[-1]["yi"] == pytest.approx(answer.estimate.beta)
    assert points[-1]["high"] == pytest.approx(answer.estimate.ci_high)
    assert len(points) == len(drawn.rows) == answer.estimate.k


def test_where_all_results_entered_the_accumulation_ends_at_the_mean_of_the_model(packaged: Review) -> None:
    estimate = packaged.main["quality_of_life"].estimate
    assert estimate is not None
    assert estimate.together is not None
    drawn = figure(packaged, "quality_of_life", "cumulative")
    assert drawn.chart is not None
    assert drawn.chart["layer"][1]["data"]["values"][-1]["yi"] == pytest.approx(estimate.beta, rel=1e-5)
    again = pool([w.effect.yi for w in estimate.studies], estimate.together.model_vi)
    assert again.beta == pytest.approx(estimate.beta, rel=1e-5)


def test_two_trials_have_no_figures_and_four_say_why_not(packaged: Review) -> None:
    assert figures_of(packaged.main["knowledge"], packaged) == ()
    figures = figures_of(packaged.main["social_support"], packaged)
    assert [each.chart for each in figures] == [None, None, None]
    assert all(each.sentence for each in figures)


def test_every_chart_can_be_drawn_and_its_table_is_a_csv(packaged: Review) -> None:
    charts = all_charts(packaged)
    assert {"hba1c", "hba1c--influence", "hba1c--cumulative"} <= set(charts)
    assert "hba1c--funnel" not in charts
    for name in ("quality_of_life--funnel", "quality_of_life--influence", "quality_of_life--cumulative"):
        assert svg_of(charts[name]).startswith("<svg")
    rows = list(csv.reader(io.StringIO(figure(packaged, "hba1c", "influence").csv())))
    assert len(rows) == 9
    assert {len(row) for row in rows} == {6}
