"""Uptake and drop-out from trials: a default where ten report them, else the few figures."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import InputError
from alongside.planning import sampled, share_from_trials

UPTAKE = [0.896, 0.93, 0.475, 0.71, 0.81, 0.78, 0.614, 0.83, 0.95, 0.20, 0.84, 0.83, 0.65]
"""As thirteen trials of peer support report it."""


def named(shares: list[float]) -> dict[str, float]:
    return {f"trial {number}": share for number, share in enumerate(shares, 1)}


def test_ten_trials_or_more_give_a_default_with_their_spread() -> None:
    uptake = share_from_trials("uptake", named(UPTAKE))
    assert uptake.value == pytest.approx(np.mean(UPTAKE))
    assert uptake.low is not None
    assert uptake.high is not None
    assert 0.2 < uptake.low < 0.35
    assert 0.95 < uptake.high < 1
    assert "13 trials: trial 1, trial 2" in uptake.source
    values = sampled(uptake, np.random.default_rng(1), 20_000)
    assert values.mean() == pytest.approx(np.mean(UPTAKE), abs=0.01)
    assert values.std() == pytest.approx(np.std(UPTAKE, ddof=1), rel=0.15)


def test_with_fewer_the_line_has_the_few_figures() -> None:
    with pytest.raises(InputError) as caught:
        share_from_trials("uptake", named(UPTAKE[:2]))
    assert "found 2 (trial 1 90%, trial 2 93%); state your own" in str(caught.value)


@pytest.mark.parametrize(
    ("shares", "line"),
    [
        ([0.5] * 10 + [1.2], "uptake in trial 11: expected a probability from 0 to 1, found 1.2"),
        ([0.5] * 10, "uptake: expected shares that differ from trial to trial"),
        ([0.0, 1.0] * 6, "uptake: expected shares that differ from trial to trial, and not only 0 and 1"),
        ([], "found 0 (none)"),
    ],
)
def test_shares_that_cannot_be_are_refused(shares: list[float], line: str) -> None:
    with pytest.raises(InputError) as caught:
        share_from_trials("uptake", named(shares))
    assert line in str(caught.value)
