"""The figures of an order, worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import UsageError
from alongside.screening import figures_of


def test_the_loss_is_the_area_between_best_and_worst() -> None:
    # Recall counts at the places 1 to 4 are 1, 1, 2, 2: their sum is 6, the best is 7, and 7 - 3 is the span.
    assert figures_of([1, 3], 4).loss == pytest.approx((2 * (4 - 0.5) - 6) / (2 * 2))


def test_best_and_worst_orders() -> None:
    assert figures_of([1, 2, 3], 9).loss == 0
    assert figures_of([7, 8, 9], 9).loss == 1
    assert figures_of([1, 2, 3], 3).loss == 0


@pytest.mark.parametrize(("m", "rank"), [(20, 19), (21, 20), (19, 19), (40, 38), (1, 1)])
def test_ninety_five_per_cent_are_found_at_the_record_that_completes_them(m: int, rank: int) -> None:
    assert math.ceil(95 * m / 100) == rank
    assert figures_of(range(1, m + 1), 100).read95 == rank / 100


def test_gain_falls_with_the_logarithm_of_the_place() -> None:
    assert figures_of([2], 5).ndcg == pytest.approx(1 / math.log2(3))


@given(st.sets(st.integers(1, 60), min_size=1))
def test_the_loss_is_between_nothing_and_all(ranks: set[int]) -> None:
    figures = figures_of(sorted(ranks), 60)
    assert -1e-12 <= figures.loss <= 1 + 1e-12
    assert figures.wss95 == pytest.approx(0.95 - figures.read95)


def test_an_order_without_a_relevant_record_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one relevant"):
        figures_of([], 5)
