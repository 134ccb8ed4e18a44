"""EVPI, EVPPI, EVSI and ENBS: closed forms, the order between them, edges, and what is refused."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import norm, qmc

from alongside.errors import InputError, UsageError
from alongside.planning import (
    Design,
    Draws,
    draws,
    enbs,
    evpi,
    evppi,
    evsi,
    evsi_by_regression,
    nested,
    normal_value,
    population_size,
    preposterior_sd,
    worth_of_choosing,
)


def normals(dimensions: int, power: int = 13) -> NDArray[np.float64]:
    return np.asarray(norm.ppf(qmc.Sobol(dimensions, seed=1).random_base2(power)))


@pytest.fixture(scope="module")
def difference() -> Draws:
    z = normals(2, 14)
    p1, p2 = 1 + z[:, 0], 2 * z[:, 1]
    return draws(np.column_stack([0 * p1, p1 - p2]), parameters={"p1": p1, "p2": p2})


def test_closed_forms_give_the_golden_figures() -> None:
    assert normal_value(1, math.sqrt(5)) == pytest.approx(0.4798107, abs=5e-8)
    assert normal_value(1, 1) == pytest.approx(0.0833155, abs=5e-8)
    assert normal_value(1, 2) == pytest.approx(0.3955931, abs=5e-8)
    assert normal_value(1, preposterior_sd(1, 1, 10)) == pytest.approx(0.0723251, abs=5e-8)
    assert normal_value(1, preposterior_sd(1, 1, 100)) == pytest.approx(0.0821176, abs=5e-8)


def test_draws_of_a_difference_give_the_golden_figures(difference: Draws) -> None:
    assert evpi(difference).value == pytest.approx(0.4798107, abs=0.001)
    assert evppi(difference, "p1").value == pytest.approx(0.0833155, abs=0.0005)
    assert evppi(difference, "p2").value == pytest.approx(0.3955931, abs=0.001)
    small, large = evsi(difference, "p1", sigma=1, sizes=[10, 100])
    assert small.value == pytest.approx(0.0723251, abs=0.0005)
    assert large.value == pytest.approx(0.0821176, abs=0.0005)


def test_draws_of_a_sum_give_the_golden_figures() -> None:
    z = normals(2)
    p1, p2 = z[:, 0], 2 * z[:, 1]
    sample = draws(np.column_stack([0 * p1, p1 + p2]), parameters={"p1": p1, "p2": p2})
    assert evppi(sample, "p1").value == pytest.approx(0.3989423, abs=0.001)
    assert evppi(sample, "p2").value == pytest.approx(0.7978846, abs=0.001)
    assert evpi(sample).value == pytest.approx(0.8920621, abs=0.001)


def test_a_curved_benefit_is_followed_round_its_bends() -> None:
    p = 1 + normals(1)[:, 0]
    sample = draws(np.column_stack([0 * p, 2 * np.sin(2 * p) - 0.3]), parameters={"p": p})
    assert evppi(sample, "p").value == pytest.approx(0.59353, abs=0.001)


def test_a_product_is_worth_nothing_apart_and_much_together() -> None:
    z = normals(2)
    a, b = z[:, 0], z[:, 1]
    sample = draws(np.column_stack([0 * a, a * b]), parameters={"a": a, "b": b})
    assert evppi(sample, "a").value < 0.01
    assert evppi(sample, ["a", "b"]).value == pytest.approx(1 / math.pi, abs=0.01)


def test_all_parameters_together_are_worth_perfect_information(difference: Draws) -> None:
    assert evppi(difference, ["p1", "p2"]).value == pytest.approx(evpi(difference).value, abs=1e-6)


def test_a_parameter_of_few_values_is_worth_its_group_means() -> None:
    group = np.tile([0.0, 1.0], 500)
    sample = draws(np.column_stack([np.zeros(1000), 2 * group - 1]), parameters={"group": group})
    assert evppi(sample, "group").value == pytest.approx(0.5, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(
    mean=st.floats(-2, 2),
    bend=st.floats(-2, 2),
    noise=st.floats(0, 3),
    sigma=st.floats(0.1, 10),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_values_keep_their_order(mean: float, bend: float, noise: float, sigma: float, seed: int) -> None:
    z = np.random.default_rng(seed).standard_normal((500, 3))
    p = z[:, 0]
    benefit = np.column_stack([0 * p, mean + p + noise * z[:, 1], bend * (p**2 - 1) + noise * z[:, 2]])
    sample = draws(benefit, parameters={"p": p})
    curve = [worth.value for worth in evsi(sample, "p", sigma=sigma, sizes=[1, 10, 100, 10_000])]
    assert all(value >= 0 for value in curve)
    assert all(later >= earlier - 1e-6 for earlier, later in pairwise(curve))
    assert curve[-1] <= evppi(sample, "p").value <= evpi(sample).value


def test_what_does_not_vary_is_worth_nothing() -> None:
    p = normals(1)[:, 0]
    sample = draws(np.column_stack([0 * p, p]), parameters={"constant": np.full(len(p), 7.0)})
    assert evppi(sample, "constant").value == 0
    assert evsi(sample, "constant", sigma=1, sizes=[100])[0].value == 0


def test_where_there_is_nothing_to_choose_nothing_is_worth_knowing() -> None:
    p = normals(1)[:, 0]
    sample = draws(p, parameters={"p": p})
    assert evpi(sample).value == evppi(sample, "p").value == evsi(sample, "p", sigma=1, sizes=[9])[0].value == 0


def test_the_order_of_options_and_the_scale_do_not_matter(difference: Draws) -> None:
    turned = draws(1000 * difference.benefit[:, ::-1], parameters=difference.parameters)
    assert evppi(turned, "p1").value == pytest.approx(1000 * evppi(difference, "p1").value, rel=1e-6)
    assert evpi(turned).value == pytest.approx(1000 * evpi(difference).value, rel=1e-9)


def test_a_study_by_regression_agrees_with_bayes_rule(difference: Draws) -> None:
    error = normals(3, 14)[:, 2]
    result = difference.parameters["p1"] + error / math.sqrt(10)
    assert evsi_by_regression(difference, "p1", [result]).value == pytest.approx(0.0723251, abs=0.002)


def test_nested_monte_carlo_agrees_with_the_closed_form() -> None:
    worth = nested(
        lambda random, number: random.normal(1, 1, number),
        lambda p1, random, number: np.column_stack([np.zeros(number), p1 - random.normal(0, 2, number)]),
        outer=4000,
        inner=1000,
        seed=2,
    )
    assert abs(worth.value - 0.0833155) < 4 * worth.se
    assert worth.se < 0.005


def test_choosing_after_each_result_is_worth_the_difference_it_makes() -> None:
    worth = worth_of_choosing([[0, 3], [0, -1], [0, -1], [0, -1]])
    assert worth.value == pytest.approx(0.75)


def test_without_discounting_a_population_is_people_times_years() -> None:
    assert population_size(100, horizon=10, rate=0) == 1000
    assert population_size(100, horizon=10, rate=1e-9) == pytest.approx(1000, abs=1e-5)
    assert population_size(100, horizon=10, rate=0, delay=2) == 800


def test_discounting_counts_a_later_person_less() -> None:
    first_year, second_year = population_size(1, horizon=1, rate=0.1), population_size(1, horizon=2, rate=0.1, delay=1)
    assert first_year / second_year == pytest.approx(1.1)


def test_a_study_is_worth_what_it_helps_less_its_price() -> None:
    small, large = enbs([0.5, 0.6], [100, 400], Design(50, 1, 2), a_year=100, horizon=10)
    assert (small.population_worth, small.cost, small.net) == (400, 150, 250)
    assert (large.population_worth, large.cost, large.net) == (pytest.approx(480), 450, pytest.approx(30))


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: draws([[1.0, 2], [math.nan, 0]]), "row 2, column option 1: expected a finite number, found nan"),
        (
            lambda: draws([[1.0, 2], [3, 0]], parameters={"p": [1, 2, 3]}),
            "column p: expected 2 draws, as many as of net benefit, found 3",
        ),
        (
            lambda: draws([[1.0], [2]], parameters={"p": [1, math.inf]}),
            "row 2, column p: expected a finite number, found inf",
        ),
        (lambda: draws([[1.0, 2]]), "net benefit: expected at least 2 draws, found 1"),
        (lambda: draws([[1.0, 2], [3, 4]], options=["a", "a"]), "expected 2 different names of options, found a, a"),
        (lambda: draws(np.zeros((2, 2, 2))), "net benefit: expected draws by options, found an array of shape (2, 2"),
        (lambda: population_size(-1, horizon=2), "people a year: expected a number of at least 0, found -1"),
        (lambda: population_size(1, horizon=2, rate=-0.1), "discount rate: expected a number of at least 0, found"),
        (lambda: population_size(1, horizon=2, delay=3), "horizon: expected an end after the start at 3 years"),
        (
            lambda: enbs([1], [1], Design(-1, 1), a_year=1, horizon=1),
            "fixed cost of the study: expected an amount of at least 0, found -1",
        ),
        (lambda: enbs([1], [1, 2], Design(1, 1), a_year=1, horizon=1), "expected one value for each of 2 sizes"),
        (lambda: preposterior_sd(1, 0, 10), "expected a standard deviation of one observation above 0, found 0"),
        (lambda: preposterior_sd(1, 1, 0), "expected a size of at least 1 participant, a whole number, found 0"),
        (lambda: preposterior_sd(-1, 1, 5), "expected a standard deviation of at least 0, found -1"),
        (lambda: normal_value(math.nan, 1), "expected a finite mean and a standard deviation of at least 0, found nan"),
        (lambda: worth_of_choosing([[math.nan, 1]]), "expected finite gains, results by options"),
        (lambda: nested(lambda r, n: [], lambda x, r, n: x, outer=1, inner=1, seed=1), "at least 2 outer draws"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call: object, line: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_parameter_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="no parameter 'q'; there are p"):
        evppi(draws([[0.0, 1], [1, 0]], parameters={"p": [0, 1]}), "q")
