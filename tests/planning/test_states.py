"""The cohort model against Chancellor 1997, the decision tree against a tree worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError
from alongside.planning import Branch, Chance, End, cohort, reduced_risk, roll_back, transition_matrix

COUNTS = [[1251, 350, 116, 17], [0, 731, 512, 15], [0, 0, 1312, 437], [0, 0, 0, 1]]
CARE = np.array([1701 + 1055, 1774 + 1278, 6948 + 2059, 0.0])
ALIVE = np.array([1.0, 1, 1, 0])
START = [1, 0, 0, 0]


def test_monotherapy_costs_and_gains_what_chancellor_printed() -> None:
    mono = cohort(
        transition_matrix(COUNTS), CARE + 2278 * ALIVE, ALIVE, start=START, cycles=20, cost_rate=0.06, counting="end"
    )
    assert round(mono.cost) == 44_663
    assert round(mono.effect, 3) == 7.991


def test_combination_therapy_costs_6277_a_life_year_more() -> None:
    usual = transition_matrix(COUNTS)
    moves = np.array([reduced_risk(usual, 0.509)] * 2 + [usual] * 18)
    costs = np.array([CARE + (2278 + 2087) * ALIVE] * 2 + [CARE + 2278 * ALIVE] * 18)
    mono = cohort(usual, CARE + 2278 * ALIVE, ALIVE, start=START, cycles=20, cost_rate=0.06, counting="end")
    both = cohort(moves, costs, ALIVE, start=START, cycles=20, cost_rate=0.06, counting="end")
    assert round(both.cost) == 50_603
    assert round(both.effect, 3) == 8.937
    assert round((both.cost - mono.cost) / (both.effect - mono.effect)) == 6_277


@pytest.mark.parametrize(("counting", "effect"), [("start", 1.5), ("end", 0.75), ("half", 1.125)])
def test_a_cycle_is_counted_where_asked(counting: str, effect: float) -> None:
    assert cohort([[0.5, 0.5], [0, 1]], [0, 0], [1, 0], start=[1, 0], cycles=2, counting=counting).effect == effect


def test_effects_are_discounted_by_their_own_rate() -> None:
    run = cohort([[1.0]], [1], [1], start=[1], cycles=2, cost_rate=0.25, effect_rate=1.0, counting="end")
    assert run.cost == pytest.approx(0.8 + 0.64)
    assert run.effect == pytest.approx(0.5 + 0.25)


def test_nobody_is_lost_between_states() -> None:
    run = cohort(transition_matrix(COUNTS), CARE, ALIVE, start=START, cycles=30)
    assert run.shares.sum(axis=1) == pytest.approx(1)


MOVES: NDArray[np.float64] = np.array([[0.5, 0.5], [0, 1]])


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: transition_matrix([[1, -1], [0, 1]]), "row 1: transition counts: expected numbers of at least 0"),
        (lambda: transition_matrix([[1, 1], [0, 0]]), "row 2: transition counts"),
        (lambda: transition_matrix([[1, 1]]), "transition counts: expected as many rows as columns, found (1, 2)"),
        (lambda: reduced_risk(MOVES, 3), "transitions: expected chances from 0 to 1"),
        (lambda: cohort([[0.5, 0.4], [0, 1]], [0, 0], [0, 0], start=[1, 0], cycles=1), "expected each row to sum to 1"),
        (
            lambda: cohort(MOVES, [-1, 0], [0, 0], start=[1, 0], cycles=1),
            "costs of the states: expected finite amounts",
        ),
        (
            lambda: cohort(MOVES, [0, 0], [0, 0], start=[1, 1], cycles=1),
            "start: expected shares of at least 0 that sum",
        ),
        (lambda: cohort(MOVES, [0, 0], [0, 0], start=[1, 0], cycles=0), "cycles: expected at least 1, found 0"),
        (lambda: cohort(MOVES, [0], [0, 0], start=[1, 0], cycles=1), "costs: expected (2,) or, by cycle, (1, 2)"),
        (
            lambda: cohort(MOVES, [0, 0], [0, 0], start=[1, 0], cycles=1, cost_rate=-0.1),
            "discount rate: expected a number of at least 0, found -0.1",
        ),
    ],
)
def test_a_cohort_that_cannot_be_is_refused(call: object, line: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert line in str(caught.value)


def test_an_unknown_way_of_counting_is_refused() -> None:
    with pytest.raises(UsageError, match="counting 'middle': expected one of end, start, half"):
        cohort(MOVES, [0, 0], [0, 0], start=[1, 0], cycles=1, counting="middle")


def test_a_tree_rolls_back_to_what_a_pencil_gives() -> None:
    # Support costs 50; 0.8 stay, of whom 0.6 recover (gain 1) and 0.4 do not; 0.2 leave, cost 300, gain 0.25.
    stays = Chance("stays", (Branch(0.6, End("recovered", 0, 1)), Branch(0.4, End("not", 100, 0.5))))
    tree = Chance("support", (Branch(0.8, stays, cost=50), Branch(0.2, End("not", 300, 0.25), cost=50)))
    expected = roll_back(tree)
    assert expected.cost == pytest.approx(50 + 0.8 * 0.4 * 100 + 0.2 * 300)
    assert expected.effect == pytest.approx(0.8 * 0.6 + 0.8 * 0.4 * 0.5 + 0.2 * 0.25)
    assert expected.ends == {"recovered": pytest.approx(0.48), "not": pytest.approx(0.52)}


@pytest.mark.parametrize(
    ("branches", "line"),
    [
        (
            (Branch(1.2, End("a", 0, 0)), Branch(-0.2, End("b", 0, 0))),
            "support: expected chances from 0 to 1, found 1.2",
        ),
        (
            (Branch(0.5, End("a", 0, 0)), Branch(0.4, End("b", 0, 0))),
            "support: expected chances that sum to 1, found 0.9",
        ),
        ((Branch(1, End("a", -5, 0)),), "cost of a: expected an amount of at least 0, found -5"),
        ((Branch(1, End("a", 5, 0), cost=-1),), "cost of a branch of support: expected an amount of at least 0"),
    ],
)
def test_a_tree_that_cannot_be_is_refused(branches: tuple[Branch, ...], line: str) -> None:
    with pytest.raises(InputError) as caught:
        roll_back(Chance("support", branches))
    assert line in str(caught.value)
