"""The network model: properties that hold for any network, and figures of published ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks_of import data_of, network_data, reference, simulated

from alongside.errors import InputError, UsageError
from alongside.synthesis import pool
from alongside.synthesis.networks import (
    contrast_data,
    contributions,
    decompose,
    league,
    marginal_tau2,
    network,
    p_scores,
    rankogram,
    split,
    subnets,
)
from alongside.synthesis.networks.fitting import grounded

SEEDS = st.integers(0, 10_000)
METHODS = st.sampled_from(["DL", "REML", "ML"])


@given(SEEDS, METHODS)
@settings(max_examples=25, deadline=None)
def test_names_and_their_order_change_nothing_but_the_order(seed: int, method: str) -> None:
    rows = simulated(seed)
    new_name = dict(zip("ABCDE", "zQbMk", strict=True))
    ours = network(network_data(rows), method=method)
    renamed = network(network_data([(y, s, new_name[a], new_name[b], k) for y, s, a, b, k in rows]), method=method)
    assert ours.random is not None
    assert renamed.random is not None
    order = [renamed.treatments.index(new_name[name]) for name in ours.treatments]
    assert renamed.tau2 == pytest.approx(ours.tau2, rel=1e-8, abs=1e-12)
    assert np.allclose(renamed.random.effect[np.ix_(order, order)], ours.random.effect, atol=1e-9)
    assert np.allclose(renamed.random.se[np.ix_(order, order)], ours.random.se, atol=1e-9)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_order_of_studies_and_direction_of_rows_change_nothing(seed: int) -> None:
    rows = simulated(seed)
    random = np.random.default_rng(seed + 1)
    turned = [(-y, s, b, a, k) if random.random() < 0.5 else (y, s, a, b, k) for y, s, a, b, k in rows]
    random.shuffle(turned)
    ours, theirs = network(network_data(rows)), network(network_data(turned))
    assert ours.random is not None
    assert theirs.random is not None
    assert np.allclose(ours.random.effect, theirs.random.effect, atol=1e-9)
    assert np.allclose(ours.random.se, theirs.random.se, atol=1e-9)
    assert ours.q == pytest.approx(theirs.q, rel=1e-9)


@given(SEEDS, st.sampled_from(["DL", "REML"]))
@settings(max_examples=25, deadline=None)
def test_two_treatments_are_pooled_as_pairwise_meta_analysis(seed: int, method: str) -> None:
    random = np.random.default_rng(seed)
    k = int(random.integers(2, 12))
    yi, se = random.normal(0.3, 0.5, k), random.uniform(0.1, 0.6, k)
    ours = network(contrast_data(yi, se, ["a"] * k, ["b"] * k, [str(i) for i in range(k)]), method=method)
    pooled = pool(yi, se**2, method=method, test="z")
    assert ours.random is not None
    assert ours.tau2 == pytest.approx(pooled.tau2, rel=1e-7, abs=1e-10)
    assert ours.random.effect[0, 1] == pytest.approx(pooled.beta, abs=1e-8)
    assert ours.random.se[0, 1] == pytest.approx(pooled.se, rel=1e-7)
    assert (ours.q, ours.q_p) == (pytest.approx(pooled.q), pytest.approx(pooled.q_p))


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_estimates_are_consistent_around_every_triangle(seed: int) -> None:
    fitted = network(network_data(simulated(seed)))
    assert fitted.random is not None
    effect = fitted.random.effect
    assert np.allclose(effect[:, :, None] + effect[None, :, :], effect[:, None, :], atol=1e-9)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_reml_and_ml_are_the_maximum_of_their_likelihoods(seed: int) -> None:
    from scipy.stats import multivariate_normal

    rows = simulated(seed, three=2)
    data = network_data(rows)
    estimate = network(data, method="ML").tau2
    assert estimate is not None
    design = grounded(data)

    def loglik(tau2: float) -> float:
        """The density of contrasts against the first arm, with the covariance of shared arms, at the best effects."""
        fitted = network(data, method="ML", tau2=tau2).fit_random
        assert fitted is not None
        total = 0.0
        for stack in data.stacks:
            for arms, effects, variances in zip(stack.arms, stack.effects, stack.variances, strict=True):
                base = variances[0, 1:] + tau2
                cov = (base[:, None] + base[None, :] - variances[1:, 1:] - tau2 * (1 - np.eye(len(base)))) / 2
                mean = (design @ fitted.beta)[arms[1:]] - (design @ fitted.beta)[arms[0]]
                total += float(multivariate_normal(mean, cov).logpdf(effects[1:, 0]))
        return total

    best = loglik(estimate)
    for factor in (0.5, 0.9, 1.1, 2.0):
        assert loglik(estimate * factor + (0.001 if estimate == 0 else 0)) <= best + 1e-9


def test_a_multi_arm_trial_alone_gives_its_own_effects() -> None:
    data = contrast_data([1.0, 3.0, 2.0], [1.0, 1.2, 1.1], list("AAB"), list("BCC"), ["s"] * 3)
    fitted = network(data)
    assert np.allclose(fitted.common.effect, [[0, 1, 3], [-1, 0, 2], [-3, -2, 0]])
    assert np.allclose(fitted.common.se[0, 1:], [1.0, 1.2])
    assert fitted.tau2 is None
    assert fitted.random is None
    assert "1 study and 3 treatments leave no degree of freedom" in fitted.note
    with pytest.raises(UsageError, match="no random effects model"):
        p_scores(fitted, small_values="good")


def test_moments_of_a_line_by_hand() -> None:
    # A-B: 0 and 2 with variance 1 (Q 2); B-C: 5 alone. Q = 2 on 1 df, slope of E[Q] = 1: tau2 = 1.
    data = contrast_data([0.0, 2.0, 5.0], [1.0, 1.0, 1.0], list("AAB"), list("BBC"), ["1", "2", "3"])
    fitted = network(data, method="DL")
    assert fitted.random is not None
    assert (fitted.q, fitted.q_df, fitted.tau2, fitted.i2) == (
        pytest.approx(2.0),
        1,
        pytest.approx(1.0),
        pytest.approx(0.5),
    )
    assert fitted.random.effect[0, 2] == pytest.approx(6.0)
    assert fitted.random.se[0, 2] == pytest.approx(np.sqrt(1.0 + 2.0))
    assert fitted.random.pi_lb is not None
    assert np.isnan(fitted.random.pi_lb[0, 1])  # t with 0 degrees of freedom is no distribution


def test_t_intervals_are_those_of_t_with_the_degrees_of_freedom_of_q() -> None:
    data = network_data(simulated(3))
    by_z, by_t = network(data), network(data, test="t")
    assert by_t.random is not None
    assert by_z.random is not None
    from scipy.stats import norm, t

    wider = (by_t.random.ci_ub - by_t.random.effect)[0, 1] / (by_z.random.ci_ub - by_z.random.effect)[0, 1]
    assert wider == pytest.approx(t.ppf(0.975, by_t.q_df) / norm.ppf(0.975))
    assert np.array_equal(by_t.common.ci_lb, by_z.common.ci_lb)


def test_the_figures_of_linde_2016(shared: Path) -> None:
    case = reference(shared, "Linde2016/netmeta/008")
    fitted = network(data_of(case), method="DL")
    assert fitted.random is not None
    assert np.allclose(fitted.random.effect, case["result"]["random"]["values"], rtol=0, atol=1e-9)
    assert np.allclose(fitted.random.se, case["result"]["random_se"]["values"], rtol=0, atol=1e-9)
    assert fitted.tau2 == pytest.approx(case["result"]["tau2"], rel=1e-9)


def test_the_marginal_likelihood_of_netmeta_is_reproduced(shared: Path) -> None:
    for name in ("Linde2016/netmeta/009", "Linde2016/netmeta/010", "Senn2013/netmeta/002"):
        case = reference(shared, name)
        data = data_of(case)
        tau2 = marginal_tau2(data, grounded(data), case["options"]["method.tau"], case["options"]["reference"])
        assert tau2 == pytest.approx(case["result"]["tau2"], abs=1e-8)
        fitted = network(
            data, method=case["options"]["method.tau"], likelihood="marginal", reference=case["options"]["reference"]
        )
        assert fitted.random is not None
        assert np.allclose(fitted.random.se, case["result"]["random_se"]["values"], rtol=0, atol=1e-7)


def test_both_likelihoods_are_one_where_every_trial_has_two_arms() -> None:
    data = network_data(simulated(4, three=0))
    for method in ("REML", "ML"):
        assert network(data, method=method).tau2 == pytest.approx(
            network(data, method=method, likelihood="marginal").tau2, rel=1e-8, abs=1e-10
        )


def test_parts_that_no_trial_connects_are_named_with_their_studies() -> None:
    data = contrast_data([0.1, 0.2], [0.1, 0.1], ["A", "C"], ["B", "D"], ["s1", "s2"])
    assert [(part.treatments, part.studies) for part in subnets(data)] == [(("A", "B"), ("s1",)), (("C", "D"), ("s2",))]
    with pytest.raises(InputError, match=r"2 parts that no trial compares: A, B \(studies s1\); C, D \(studies s2\)"):
        network(data)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_q_adds_up_within_and_between_designs(seed: int) -> None:
    data = network_data(simulated(seed))
    parts = decompose(data)
    assert parts.q_within + parts.q_between == pytest.approx(parts.q)
    assert parts.df_within + parts.df_between == parts.df == network(data).q_df
    assert sum(design.q for design in parts.designs) == pytest.approx(parts.q_within)
    assert sum(len(design.studies) for design in parts.designs) == len(data.studies)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_direct_and_indirect_evidence_make_the_network_estimate(seed: int) -> None:
    parts = split(network(network_data(simulated(seed)), method="DL"))
    both = (parts.k > 0) & (parts.share < 1)
    mixed = parts.share * parts.direct + (1 - parts.share) * parts.indirect
    assert np.allclose(mixed[both], parts.network[both])
    assert np.isnan(parts.direct[parts.k == 0]).all()
    assert np.allclose(parts.indirect[parts.k == 0], parts.network[parts.k == 0])


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_contributions_to_each_estimate_add_to_one(seed: int) -> None:
    shares = contributions(network(network_data(simulated(seed))))
    assert (shares.share >= 0).all()
    assert np.allclose(shares.share.sum(axis=1), 1.0)


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_p_scores_average_one_half_and_are_the_expectation_of_sucra(seed: int) -> None:
    fitted = network(network_data(simulated(seed)))
    scores = p_scores(fitted, small_values="bad")
    assert scores.mean() == pytest.approx(0.5)
    assert np.allclose(scores, 1 - p_scores(fitted, small_values="good"))
    ranks = rankogram(fitted, small_values="bad", seed=5, draws=4000)
    assert np.allclose(ranks.probability.sum(axis=0), 1)
    assert np.allclose(ranks.probability.sum(axis=1), 1)
    assert (np.abs(ranks.sucra - scores) < 6 * ranks.sucra_se + 1e-9).all()  # Rücker & Schwarzer 2015


def test_a_rankogram_is_the_same_for_the_same_seed() -> None:
    fitted = network(network_data(simulated(1)))
    twice = [rankogram(fitted, small_values="good", seed=7, draws=500).probability for _ in range(2)]
    assert np.array_equal(*twice)
    assert not np.array_equal(twice[0], rankogram(fitted, small_values="good", seed=8, draws=500).probability)


def test_a_league_table_has_each_model_in_its_triangle() -> None:
    data = network_data(simulated(2))
    fitted = network(data)
    table = league(fitted, order=list("EDCBA"))
    lower, upper = table[1][0], table[0][1]
    assert table[0][0] is None
    assert lower is not None
    assert upper is not None
    assert (lower.treatment, lower.against) == (upper.treatment, upper.against) == ("E", "D")
    assert lower.effect == pytest.approx(upper.effect)
    ratios = league(fitted, order=list("EDCBA"), ratio=True)[1][0]
    assert ratios is not None
    assert ratios.ci_ub == pytest.approx(np.exp(lower.ci_ub))
    with pytest.raises(UsageError, match="name each treatment once"):
        league(fitted, order=["A"])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"method": "PM"}, "supported are DL, REML, ML"),
        ({"test": "knha"}, "supported are z, t"),
        ({"level": 1.0}, "between 0 and 1"),
        ({"likelihood": "full"}, "supported are joint, marginal"),
        ({"likelihood": "marginal", "reference": "Z"}, "'Z' is no treatment here"),
        ({"tau2": -1.0}, "must be 0 or more"),
    ],
)
def test_an_unknown_option_is_wrong_use(options: dict[str, object], text: str) -> None:
    with pytest.raises(UsageError, match=text):
        network(network_data(simulated(1)), **options)  # the point of the test
