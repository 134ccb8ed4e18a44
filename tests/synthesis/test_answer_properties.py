"""What must hold for any numbers: answers under shift, scale and order; tests and intervals that agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evidence import EffectSize, Estimate, Outcome
from alongside.synthesis.all_results import Refused, estimate_of_all
from alongside.synthesis.answers import estimate_of
from alongside.synthesis.selection import Rule

MOOD = Outcome("mood", "Mood", "wellbeing", "MD", higher_is_better=True)
RULE = Rule()


@st.composite
def effects(draw: st.DrawFn, least: int = 3, most: int = 12) -> list[EffectSize]:
    """One effect a trial; variances within a factor of a hundred, spread from none to far beyond chance."""
    k = draw(st.integers(least, most))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    vi = np.exp(random.uniform(np.log(0.01), np.log(1.0), k))
    yi = random.normal(0, draw(st.sampled_from((0.0, 0.3, 1.0))), k) + random.normal(size=k) * np.sqrt(vi)
    return [
        EffectSize(f"s{i}/1", f"s{i}", "MD", float(y), float(v), 50.0)
        for i, (y, v) in enumerate(zip(yi, vi, strict=True))
    ]


def together(effects: list[EffectSize], seed: int) -> list[EffectSize]:
    """The trials with one to three results each, near their first."""
    random = np.random.default_rng(seed)
    return [
        replace(
            effect,
            contrast=f"{effect.study}/{number}",
            yi=effect.yi + float(random.normal(0, 0.5 * effect.vi**0.5)) * number,
        )
        for effect in effects
        for number in range(int(random.integers(1, 4)))
    ]


def figures(estimate: Estimate) -> tuple[float, ...]:
    return (estimate.beta, estimate.ci_low, estimate.ci_high, estimate.se)


@given(effects(), st.floats(-3, 3))
def test_a_shift_of_all_effects_shifts_the_mean_and_its_limits(entered: list[EffectSize], shift: float) -> None:
    base = estimate_of(entered, MOOD, RULE)
    moved = estimate_of([replace(effect, yi=effect.yi + shift) for effect in entered], MOOD, RULE)
    assert (moved.beta, moved.ci_low, moved.ci_high) == pytest.approx(
        (base.beta + shift, base.ci_low + shift, base.ci_high + shift), abs=1e-6
    )
    assert moved.tau2 == pytest.approx(base.tau2, rel=1e-5, abs=1e-8)


@given(effects(), st.floats(0.1, 10))
def test_a_scale_of_all_effects_scales_every_figure(entered: list[EffectSize], scale: float) -> None:
    base = estimate_of(entered, MOOD, RULE)
    scaled = [replace(effect, yi=effect.yi * scale, vi=effect.vi * scale**2) for effect in entered]
    estimate = estimate_of(scaled, MOOD, RULE)
    assert figures(estimate) == pytest.approx(tuple(scale * figure for figure in figures(base)), rel=1e-5, abs=1e-7)
    assert estimate.p == pytest.approx(base.p, rel=1e-4, abs=1e-9)


@given(effects(), st.randoms(use_true_random=False))
def test_the_order_of_the_trials_changes_nothing(entered: list[EffectSize], random: object) -> None:
    turned = list(entered)
    random.shuffle(turned)
    base, again = estimate_of(entered, MOOD, RULE), estimate_of(turned, MOOD, RULE)
    assert figures(again) == pytest.approx(figures(base), rel=1e-7, abs=1e-10)


@given(effects())
def test_the_interval_leaves_out_no_effect_where_and_only_where_p_is_small(entered: list[EffectSize]) -> None:
    estimate = estimate_of(entered, MOOD, RULE)
    assert (estimate.p < 0.05) == (estimate.ci_low > 0 or estimate.ci_high < 0)


@given(effects())
def test_a_new_programme_ranges_wider_than_the_mean_and_weights_add_to_one(entered: list[EffectSize]) -> None:
    estimate = estimate_of(entered, MOOD, RULE)
    assert estimate.pi_low is not None
    assert estimate.pi_high is not None
    assert estimate.pi_low <= estimate.ci_low <= estimate.beta <= estimate.ci_high <= estimate.pi_high
    assert sum(weighted.weight for weighted in estimate.studies) == pytest.approx(1)


@given(effects(), st.floats(0.5, 0.94))
def test_a_lower_level_gives_a_narrower_interval(entered: list[EffectSize], level: float) -> None:
    wide, narrow = estimate_of(entered, MOOD, RULE), estimate_of(entered, MOOD, replace(RULE, level=level))
    assert wide.ci_low < narrow.ci_low < narrow.ci_high < wide.ci_high


@settings(max_examples=25)
@given(effects(7, 10), st.integers(0, 1000), st.floats(-2, 2), st.floats(0.2, 5))
def test_shift_and_scale_hold_where_all_results_enter(
    entered: list[EffectSize], seed: int, shift: float, scale: float
) -> None:
    several = together(entered, seed)
    moved = [replace(e, yi=scale * (e.yi + shift), vi=e.vi * scale**2) for e in several]
    base, estimate = estimate_of_all(several, MOOD, RULE), estimate_of_all(moved, MOOD, RULE)
    if isinstance(base, Refused) or isinstance(estimate, Refused):
        assert isinstance(base, Refused) == isinstance(estimate, Refused)
        return
    assert estimate.beta == pytest.approx(scale * (base.beta + shift), abs=2e-4 * scale)
    assert estimate.se == pytest.approx(scale * base.se, rel=2e-3)


@settings(max_examples=25)
@given(effects(7, 10), st.integers(0, 1000))
def test_the_mean_of_all_results_lies_where_its_trials_lie(entered: list[EffectSize], seed: int) -> None:
    estimate = estimate_of_all(together(entered, seed), MOOD, RULE)
    if isinstance(estimate, Refused):
        return
    assert estimate.together is not None
    trials = [weighted.effect.yi for weighted in estimate.studies]
    assert min(trials) <= estimate.beta <= max(trials)
    assert all(weighted.weight > 0 for weighted in estimate.studies)
    assert sum(weighted.weight for weighted in estimate.together.results) == pytest.approx(1)
    assert (estimate.p < 0.05) == (estimate.ci_low > 0 or estimate.ci_high < 0)
