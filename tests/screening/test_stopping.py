"""The rule keeps its promise: worked out from all orders there are, by hand, and by drawing."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import UsageError
from alongside.screening import Boundary, Draw, Rule, estimate_recall, rule_of, says_stop, silence, simulate_stop


def stop_of(boundary: Boundary, places: tuple[int, ...]) -> tuple[int, int]:
    """Draws and relevant ones at the stop, where the relevant records are drawn at these places."""
    for draws in range(boundary.frame + 1):
        x = sum(position <= draws for position in places)
        if boundary.may_stop(draws, x):
            return draws, x
    raise AssertionError("the last draw always may be the last")


@pytest.mark.parametrize("target", [0.5, 0.8, 0.95, 1.0])
@pytest.mark.parametrize("before", [0, 2, 9])
@pytest.mark.parametrize("risk", [0.05, 0.3])
def test_of_all_orders_there_are_no_more_than_the_risk_stop_too_soon(target: float, before: int, risk: float) -> None:
    frame = 9
    boundary = Boundary(frame, before, target, risk)
    for relevant in range(frame + 1):
        wrong = 0
        for places in combinations(range(1, frame + 1), relevant):
            _, x = stop_of(boundary, places)
            wrong += before + x < Fraction(str(target)) * (before + relevant)
        assert wrong <= risk * comb(frame, relevant) + 1e-9, relevant


def test_with_nothing_found_one_look_is_all_that_the_risk_pays_for() -> None:
    # K(0) is 6: 100 / 106 < 0.95 <= 100 / 105. The chance of none among t of 1,000 is C(994, t) / C(1000, t).
    boundary = Boundary(1000, 100, 0.95, 0.05)
    assert boundary.null(0) == 6
    allowed = boundary.allowed_at(0)
    chance = [comb(994, t) / comb(1000, t) for t in (allowed - 1, allowed)]
    assert chance[1] <= 0.05 < chance[0]
    assert allowed == boundary.single_look(0)


def test_later_stops_pay_for_the_earlier_looks() -> None:
    boundary = Boundary(1000, 100, 0.95, 0.05)
    assert all(boundary.allowed_at(x) > boundary.single_look(x) for x in (1, 2, 3))


@given(
    st.integers(1, 400), st.integers(0, 60), st.sampled_from([0.8, 0.9, 0.95, 1.0]), st.sampled_from([0.01, 0.05, 0.2])
)
@settings(deadline=None)
def test_stops_come_later_the_more_is_found_in_the_sample(frame: int, before: int, target: float, risk: float) -> None:
    boundary = Boundary(frame, before, target, risk)
    stops = [boundary.allowed_at(x) for x in range(6)]
    assert stops == sorted(stops)
    assert all(0 <= stop <= max(frame, 6) for stop in stops)


def test_too_small_a_frame_for_an_error_needs_no_draw() -> None:
    assert Boundary(5, 100, 0.95, 0.05).may_stop(0, 0)
    assert Boundary(0, 3, 0.95, 0.05).may_stop(0, 0)


def test_full_recall_without_risk_to_speak_of_reads_nearly_all() -> None:
    assert Boundary(100, 5, 1.0, 0.05).allowed_at(0) == 95


@pytest.mark.parametrize(
    "figures", [(-1, 0, 0.9, 0.05), (5, -1, 0.9, 0.05), (5, 1, 0.0, 0.05), (5, 1, 1.1, 0.05), (5, 1, 0.9, 1.0)]
)
def test_figures_of_no_rule_are_refused(figures: tuple[int, int, float, float]) -> None:
    with pytest.raises(UsageError, match="expected"):
        Boundary(*figures)


def course(n: int, places: list[int]) -> np.ndarray:
    relevant = np.zeros(n, dtype=bool)
    relevant[np.array(places) - 1] = True
    return relevant


def test_the_rule_with_a_guarantee_keeps_it_on_a_ranking_that_fails() -> None:
    """A twentieth of the relevant records stand at random among the rest, where no ranking finds them."""
    places = [*range(1, 61), *range(300, 1000, 100)]
    relevant = course(1000, places)
    stops = [simulate_stop(Rule("recall", 0.95), relevant, seed) for seed in range(400)]
    short = sum(stop.found < 0.95 * 67 for stop in stops)
    assert short <= 31  # the 99.9 % point of 400 runs at a chance of 0.05
    assert all(stop.drawn > 0 for stop in stops)
    assert np.mean([stop.read for stop in stops]) < 1000


def test_a_start_sees_nothing_of_what_was_not_read() -> None:
    relevant = course(1000, [1, 5, 9, 400])
    stop = simulate_stop(Rule("recall", 0.9), relevant)
    changed = relevant.copy()
    changed[[900, 950]] = True
    start = stop.read - stop.drawn
    again = simulate_stop(Rule("recall", 0.9), changed)
    assert again.read - again.drawn == start
    assert start >= 9 + silence(1000, Boundary(991, 3, 0.9, 0.05))


def test_consecutive_stops_after_so_many_in_a_row_and_never_before_the_first_relevant() -> None:
    assert simulate_stop(Rule("consecutive", 4), course(20, [6, 9, 15])).read == 13
    assert simulate_stop(Rule("consecutive", 10), course(20, [6, 9, 15])).read == 20


def test_a_share_is_rounded_up() -> None:
    assert simulate_stop(Rule("share", 0.25), course(9, [1])).read == 3


def test_the_knee_is_where_the_curve_turns() -> None:
    """With 30 found in the first 30 the ratio to reach is 126, and one is found as soon as (s - 30) / 1 reaches it."""
    assert simulate_stop(Rule("knee"), course(1000, list(range(1, 31)))).read == 156
    assert simulate_stop(Rule("knee"), course(50, [10, 20, 30, 40, 50])).read == 50


def test_ranked_takes_the_ranking_for_a_random_order() -> None:
    relevant = course(1000, list(range(1, 101)))
    stop = simulate_stop(Rule("ranked", 0.95), relevant)
    # After the last relevant record a window of t without one is tested against K(0) = 6 of the 900 that were left.
    assert comb(894, stop.read - 100) / comb(900, stop.read - 100) < 0.05
    assert comb(894, stop.read - 101) / comb(900, stop.read - 101) >= 0.05


def test_only_rules_that_draw_are_said_to_guarantee() -> None:
    texts = ["recall:0.9", "recall:0.95:0.1", "estimate:0.9", "ranked:0.95", "consecutive:50", "share:0.5", "knee"]
    assert [rule_of(text).guaranteed for text in texts] == [True, True, True, False, False, False, False]
    assert rule_of("recall:0.95:0.1").risk == 0.1


@pytest.mark.parametrize(
    "text", ["recall", "recall:2", "recall:0.9:1", "consecutive:0", "consecutive:1.5", "share:x", "stop"]
)
def test_a_rule_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"no stopping rule .*; expected recall:TARGET"):
        rule_of(text)


@given(st.lists(st.booleans(), min_size=1, max_size=160), st.integers(0, 4))
@settings(deadline=None)
def test_what_a_heuristic_says_while_one_reads_is_what_its_simulation_does(answers: list[bool], which: int) -> None:
    rule = [
        Rule("consecutive", 7),
        Rule("share", 0.4),
        Rule("knee"),
        Rule("ranked", 0.8, 0.2),
        Rule("ranked", 0.95),
    ][which]
    relevant = np.array(answers, dtype=bool)
    n = len(relevant)
    says = [says_stop(rule, relevant[:read], n - read) for read in range(1, n + 1)]
    assert says.index(True) + 1 == simulate_stop(rule, relevant).read


def test_a_course_alone_cannot_answer_the_rule_with_a_guarantee() -> None:
    with pytest.raises(UsageError, match="records that were drawn"):
        says_stop(Rule("recall", 0.95), course(20, [1]), unread=5)


def test_the_rule_of_the_estimate_keeps_its_promise_where_no_ranking_helps() -> None:
    relevant = course(400, list(range(5, 400, 10)))
    ends = [simulate_stop(Rule("estimate", 0.7, 0.2), relevant, seed) for seed in range(60)]
    assert sum(end.found < 0.7 * 40 for end in ends) <= 22  # the 99.9 % point of 60 runs at a chance of 0.2
    assert all(end.drawn == end.read // 20 for end in ends)
    assert any(end.read < 400 for end in ends)


def test_the_rule_of_the_estimate_stops_where_the_interval_that_a_page_shows_reaches_the_target() -> None:
    relevant = course(600, list(range(1, 121)))
    end = simulate_stop(Rule("estimate", 0.8), relevant, seed=3)
    rng, unread, draws, relevant_so_far = np.random.default_rng([3, 600]), list(range(600)), [], 0
    lows = []
    for read in range(end.read):
        lows.append(estimate_recall(draws, relevant_so_far, 600 - read).recall_low)
        record = int(rng.choice(unread)) if read % 20 == 19 else unread[0]
        if read % 20 == 19:
            draws.append(Draw(relevant_so_far, 600 - read, bool(relevant[record])))
        unread.remove(record)
        relevant_so_far += int(relevant[record])
    assert max(lows) < 0.8 <= estimate_recall(draws, relevant_so_far, 600 - end.read).recall_low
