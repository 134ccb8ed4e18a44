"""Estimates from exploration draws: unbiased, and the interval holds at every moment at once."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import UsageError
from alongside.screening import Draw, estimate_recall


def drawn(seed: int, records: int = 300, relevant: int = 30, explore: float = 0.3) -> tuple[list[Draw], list[int]]:
    """A screening where every third record is drawn and the others are read in an order that prefers relevant ones."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(records, dtype=bool)
    labels[:relevant] = True
    unread = list(rng.permutation(np.argsort(-(labels + rng.normal(0, 0.6, records)))))
    unread = sorted(unread, key=lambda record: -(labels[record] + rng.normal(0, 0.6)))
    draws, relevant_so_far, founds = [], 0, []
    while len(unread) > records // 3:
        if rng.random() < explore:
            record = unread.pop(int(rng.integers(len(unread))))
            draws.append(Draw(relevant_so_far, len(unread) + 1, bool(labels[record])))
            founds.append(relevant_so_far + int(labels[record]))
        else:
            record = unread.pop(0)
        relevant_so_far += int(labels[record])
    return draws, [*founds, relevant_so_far]


def test_the_interval_holds_at_all_moments_of_a_run_at_once() -> None:
    missed = 0
    for seed in range(120):
        draws, founds = drawn(seed)
        final = estimate_recall(draws, founds[-1], 100)
        missed += not final.total_low <= 30 <= final.total_high
    assert missed <= 14  # the 99.9 % point of 120 runs at a chance of 0.05


def test_the_estimate_has_no_bias() -> None:
    totals = []
    for seed in range(200):
        draws, founds = drawn(seed)
        weights = np.array([1 / draw.unread for draw in draws])
        values = np.array([draw.found_before + draw.unread * draw.relevant for draw in draws])
        totals.append(values @ weights / weights.sum())
        assert estimate_recall(draws, founds[-1], 100).total == pytest.approx(
            np.clip(totals[-1], founds[-1], founds[-1] + 100)
        )
    assert np.mean(totals) == pytest.approx(30, abs=4 * np.std(totals) / np.sqrt(200))


def test_one_draw_by_hand() -> None:
    """After one irrelevant draw from 4 with nothing found, T = 4 is refuted (chance 0), the others are not."""
    estimate = estimate_recall([Draw(0, 4, False)], found=0, unread=3)
    assert (estimate.total, estimate.total_low, estimate.total_high) == (0.0, 0, 3)


def test_without_draws_nothing_is_known() -> None:
    estimate = estimate_recall([], found=5, unread=95)
    assert (estimate.total_low, estimate.total_high, estimate.draws) == (5, 100, 0)
    assert (estimate.recall_low, estimate.recall_high) == (0.05, 1.0)


def test_recall_is_whole_where_nothing_is_unread() -> None:
    estimate = estimate_recall([Draw(2, 1, False)], found=2, unread=0)
    assert (estimate.recall_low, estimate.recall, estimate.recall_high) == (1.0, 1.0, 1.0)


def test_more_confidence_is_a_wider_interval() -> None:
    draws = [Draw(10, 200 - number, False) for number in range(100)]
    widths = [estimate_recall(draws, 10, 100, confidence).total_high for confidence in (0.8, 0.95, 0.99)]
    assert widths == sorted(set(widths))


@pytest.mark.parametrize(
    ("draws", "relevant", "unread"), [([Draw(0, 0, False)], 0, 0), ([Draw(3, 5, True)], 3, 1), ([], -1, 5)]
)
def test_counts_that_cannot_be_are_refused(draws: list[Draw], relevant: int, unread: int) -> None:
    with pytest.raises(UsageError, match="expected"):
        estimate_recall(draws, relevant, unread)
