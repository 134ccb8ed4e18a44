"""All results of a trial together: what enters, what it gives, and when it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alongside.evidence import Contrast, EffectSize, Outcome, PrintedEffect
from alongside.synthesis.all_results import Refused, estimate_of_all
from alongside.synthesis.answers import answer_for
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.pooling import pool
from alongside.synthesis.selection import Rule, select, select_all

MOOD = Outcome("mood", "Mood", "wellbeing", "MD", higher_is_better=True, unit="points", instruments=("PHQ", "GAD"))


def row(study: str, instrument: str, weeks: float | None, value: float, stratum: str = "") -> Contrast:
    effect = PrintedEffect("MD", value, value - 0.392, value + 0.392)
    name = f"{study}/{instrument}-{weeks}-{stratum}"
    return Contrast(
        name,
        study,
        "mood",
        instrument,
        True,
        weeks=weeks,
        effect=effect,
        use="main",
        stratum=stratum,
        comparator_class="nothing_or_usual",
    )


def effects(*of_trial: int) -> list[EffectSize]:
    random = np.random.default_rng(7)
    return [
        EffectSize(f"s{trial}/{number}", f"s{trial}", "MD", float(random.normal(0.3, 0.25)), float(vi), 50.0)
        for trial, count in enumerate(of_trial)
        for number, vi in enumerate(random.uniform(0.02, 0.09, count))
    ]


def test_every_instrument_and_time_in_the_window_enters() -> None:
    rows = [row("a", "PHQ", 13, 0.1), row("a", "PHQ", 39, 0.2), row("a", "GAD", 26, 0.3), row("a", "PHQ", 40, 0.4)]
    selection = select_all(rows, MOOD, Rule())
    assert [effect.contrast for effect in selection.effects] == [contrast.id for contrast in rows[:3]]
    [(name, reason)] = selection.left_out
    assert name == rows[3].id
    assert "outside the window" in reason


def test_a_trial_with_nothing_in_the_window_gives_its_nearest_result() -> None:
    rows = [row("a", "PHQ", 52, 0.1), row("a", "PHQ", 104, 0.2), row("b", "PHQ", None, 0.3)]
    everything, single = select_all(rows, MOOD, Rule()), select(rows, MOOD, Rule())
    assert everything == single
    assert [effect.contrast for effect in everything.effects] == [rows[0].id, rows[2].id]


def test_sub_samples_are_put_together_within_an_instrument_and_a_time() -> None:
    rows = [row("a", name, 26, value, sample) for name in ("PHQ", "GAD") for value, sample in ((0.1, "x"), (0.3, "y"))]
    selection = select_all(rows, MOOD, Rule())
    assert [effect.yi for effect in selection.effects] == pytest.approx([0.2, 0.2])
    assert [effect.vi for effect in selection.effects] == pytest.approx([0.02, 0.02], rel=1e-3)


def test_every_row_enters_or_is_left_out_with_a_reason() -> None:
    rows = [row("a", i, w, 0.1) for i in ("PHQ", "GAD") for w in (4, 20, 30, 90)] + [row("b", "PHQ", 90, 0.2)]
    selection = select_all(rows, MOOD, Rule())
    entered = {effect.contrast for effect in selection.effects}
    left = [name for name, _ in selection.left_out]
    assert entered | set(left) == {contrast.id for contrast in rows}
    assert not entered & set(left)
    assert len(set(left)) == len(left)


def test_the_figures_are_those_of_the_model_and_weights_add_to_one() -> None:
    entered = effects(3, 1, 2, 4, 1, 2, 1, 3)
    estimate = estimate_of_all(entered, MOOD, Rule())
    assert not isinstance(estimate, Refused)
    assert estimate.together is not None
    fit = che([e.yi for e in entered], [e.vi for e in entered], [e.study for e in entered], range(17), rho=0.6)
    figures = estimate.beta, estimate.se, estimate.ci_low, estimate.tau2, estimate.together.tau2_within
    assert figures == pytest.approx(
        (fit.robust.beta[0], fit.robust.se[0], fit.robust.ci_lb[0], fit.sigma2[0], fit.sigma2[1]), rel=1e-12
    )
    assert sum(w.weight for w in estimate.studies) == pytest.approx(1)
    assert sum(w.weight * w.effect.yi for w in estimate.together.results) == pytest.approx(estimate.beta, rel=1e-10)
    assert sum(w.weight * w.effect.yi for w in estimate.studies) == pytest.approx(estimate.beta, rel=1e-10)


def test_the_mean_is_that_of_one_effect_a_trial_with_its_variance_in_the_model() -> None:
    estimate = estimate_of_all(effects(3, 1, 2, 4, 1, 2, 1, 3), MOOD, Rule())
    assert not isinstance(estimate, Refused)
    assert estimate.together is not None
    again = pool([w.effect.yi for w in estimate.studies], estimate.together.model_vi, method="REML")
    assert (again.beta, again.tau2) == pytest.approx((estimate.beta, estimate.tau2), rel=1e-5)


def test_too_few_trials_fall_back_to_one_result_a_trial_and_say_so() -> None:
    rows = [row(f"s{trial}", name, 26, 0.1 * trial) for trial in range(4) for name in ("PHQ", "GAD")]
    answer = answer_for(rows, MOOD, Rule())
    assert answer.estimate is not None
    assert answer.estimate.together is None
    assert (
        answer.estimate.one_a_trial == "All 8 results of 4 trials together would leave fewer than 4 degrees of freedom."
    )
    assert {w.effect.contrast.split("/")[1] for w in answer.estimate.studies} == {"PHQ-26-"}


def test_degrees_of_freedom_that_the_numbers_take_away_are_said() -> None:
    giant = [EffectSize("g/1", "g", "MD", 0.3, 1e-5, 9000.0), EffectSize("g/2", "g", "MD", 0.31, 1e-5, 9000.0)]
    calm = [replace(effect, yi=0.3) for effect in effects(1, 1, 1, 1, 1)]
    refused = estimate_of_all([*giant, *calm], MOOD, Rule())
    assert isinstance(refused, Refused)
    assert "degrees of freedom, fewer than 4" in refused.reason


def test_another_estimator_in_the_rule_takes_one_result_a_trial() -> None:
    refused = estimate_of_all(effects(2, 2, 2, 2, 2, 2), MOOD, Rule(method="DL"))
    assert isinstance(refused, Refused)
    assert "DL" in refused.reason


def test_the_order_of_the_trials_does_not_matter() -> None:
    entered = effects(3, 1, 2, 4, 1, 2, 1, 3)
    turned = sorted(entered, key=lambda effect: effect.study, reverse=True)
    estimate, again = estimate_of_all(entered, MOOD, Rule()), estimate_of_all(turned, MOOD, Rule())
    assert not isinstance(estimate, Refused)
    assert not isinstance(again, Refused)
    assert (again.beta, again.se, again.p) == pytest.approx((estimate.beta, estimate.se, estimate.p), rel=1e-6)
