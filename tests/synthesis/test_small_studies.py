"""Rare events, funnel tests, trim and fill, selection models, Bayesian models: claims and edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from alongside.errors import AlongsideError, InputError, NotConverged, UsageError
from alongside.synthesis import pool
from alongside.synthesis.bayes import TauPrior, bayes
from alongside.synthesis.glmm import glmm
from alongside.synthesis.location_scale import location_scale
from alongside.synthesis.rare_events import mantel_haenszel, peto
from alongside.synthesis.selection_models import selmodel
from alongside.synthesis.small_study import ranktest, regtest
from alongside.synthesis.trim_and_fill import trimfill

YI = np.array([0.5, 0.7, 0.3, 0.1, 0.9, 0.2, 0.4, 1.1])
VI = np.array([0.05, 0.1, 0.02, 0.01, 0.15, 0.04, 0.03, 0.2])


def test_one_table_is_its_own_odds_ratio() -> None:
    fit = mantel_haenszel([10], [50], [20], [50])
    assert fit.beta == pytest.approx(math.log(10 * 30 / (40 * 20)))
    assert fit.se**2 == pytest.approx(1 / 10 + 1 / 40 + 1 / 20 + 1 / 30)
    assert mantel_haenszel([10], [50], [20], [50], measure="RR").beta == pytest.approx(math.log(0.5))
    assert mantel_haenszel([10], [50], [20], [50], measure="RD").beta == pytest.approx(-0.2)


def test_a_study_without_events_changes_no_ratio() -> None:
    tables = [10, 3], [50, 40], [20, 6], [50, 45]
    with_empty = [[*column, extra] for column, extra in zip(tables, (0, 30, 0, 30), strict=True)]
    assert mantel_haenszel(*with_empty).beta == pytest.approx(mantel_haenszel(*tables).beta)
    assert mantel_haenszel(*with_empty).k_q == 2
    assert peto(*with_empty).beta == pytest.approx(peto(*tables).beta)
    assert glmm(*with_empty, model="CM.AL").empty == 1


def test_nobody_with_an_event_is_an_error() -> None:
    with pytest.raises(InputError, match="expected events in both groups"):
        mantel_haenszel([0, 0], [10, 10], [0, 0], [10, 10])
    with pytest.raises(InputError, match="expected people with and without events"):
        peto([0], [10], [0], [10])
    with pytest.raises(InputError, match="expected two tables with and without events or more, found 0"):
        glmm([0, 0], [10, 10], [0, 0], [10, 10])
    with pytest.raises(InputError, match="column ai: expected a number, found nan in study 1"):
        peto([math.nan, 1], [10, 10], [1, 1], [10, 10])
    assert peto([math.nan, 1], [10, 10], [1, 2], [10, 10], missing="drop").dropped == 1


def test_a_logistic_model_of_alike_studies_finds_no_spread() -> None:
    fit = glmm([10, 20, 30], [100, 200, 300], [20, 40, 60], [100, 200, 300], model="UM.FS")
    assert fit.tau2 == pytest.approx(0, abs=1e-6)
    assert fit.beta == pytest.approx(math.log((10 / 90) / (20 / 80)), rel=1e-4)


def test_eggers_test_is_the_intercept_of_the_radial_line() -> None:
    fit = regtest(YI, VI, model="lm")
    line = stats.linregress(1 / np.sqrt(VI), YI / np.sqrt(VI))
    assert fit.stat == pytest.approx(line.intercept / line.intercept_stderr)
    assert fit.est == pytest.approx(line.slope)


def test_effects_that_lie_on_one_line_are_no_sign_of_anything() -> None:
    for effects in ([0.4] * 8, list(0.3 + 0.5 * np.sqrt(VI))):
        with pytest.raises(InputError, match="lie on one line exactly"):
            regtest(effects, VI, model="lm")


def test_two_studies_have_no_ranks_to_compare() -> None:
    with pytest.raises(UsageError, match="a rank test needs three studies or more, found 2"):
        ranktest([0.1, 0.4], [0.01, 0.04])


def test_one_informative_table_differs_from_no_other() -> None:
    fit = mantel_haenszel([0, 0, 0, 0], [12, 12, 40, 40], [0, 1, 0, 0], [23, 14, 67, 29], measure="RD")
    assert (fit.k, fit.k_q, fit.q, fit.i2) == (4, 1, 0, 0)


def test_equally_precise_studies_have_no_funnel() -> None:
    with pytest.raises(InputError, match="column sei: says nothing that intrcpt"):
        regtest(YI, [0.1] * 8)


def test_a_mirror_image_turns_every_funnel_figure_round() -> None:
    assert regtest(-YI, VI).stat == pytest.approx(-regtest(YI, VI).stat)
    assert ranktest(-YI, VI).tau == pytest.approx(-ranktest(YI, VI).tau)
    left, right = trimfill(YI, VI), trimfill(-YI, VI)
    assert (left.k0, left.side, right.side) == (right.k0, "left", "right")
    assert left.filled.beta == pytest.approx(-right.filled.beta)
    assert left.k0 > 0
    assert left.filled.beta < pool(YI, VI, test="z").beta
    a, b = selmodel(YI, VI, type="negexp"), selmodel(-YI, VI, type="negexp", alternative="less")
    assert a.beta == pytest.approx(-b.beta, rel=1e-4)


def test_a_selection_model_is_never_less_likely_than_none() -> None:
    plain = pool(YI, VI, method="ML", test="z").loglik_ml
    for kind in ("stepfun", "halfnorm", "negexp", "logistic", "power"):
        fit = selmodel(YI, VI, type=kind)
        assert fit.loglik >= plain - 1e-9
        assert fit.lrt == pytest.approx(2 * (fit.loglik - plain), abs=1e-8)
    with pytest.raises(UsageError, match="must be rising numbers between 0 and 1"):
        selmodel(YI, VI, steps=[0.5, 0.1])


def test_the_posterior_of_tau_is_what_plain_integration_gives() -> None:
    post = bayes(YI, VI, mu_prior=(0.0, 4.0))

    def density(tau: float) -> float:
        M = np.diag(VI + tau**2) + 16.0
        return float(stats.multivariate_normal.pdf(YI, cov=M) * stats.halfnorm.pdf(tau, scale=0.5))

    total, _ = integrate.quad(density, 0, 6, epsabs=0, epsrel=1e-11)
    moment, _ = integrate.quad(lambda t: t * density(t), 0, 6, epsabs=0, epsrel=1e-11)
    assert post.log_marginal_likelihood == pytest.approx(math.log(total), rel=1e-9)
    assert post.tau.mean == pytest.approx(moment / total, rel=1e-8)
    assert post.bayes_factor_tau0 == pytest.approx(density(0) / stats.halfnorm.pdf(0, scale=0.5) / total, rel=1e-8)
    assert post.p_mu_lt_0 + post.p_mu_gt_0 == pytest.approx(1)
    assert post.probability(above=0.0) == pytest.approx(post.p_mu_gt_0)
    low, high = post.mu.ci_central
    assert low < post.mu.median < high
    assert post.mu.ci_shortest[1] - post.mu.ci_shortest[0] <= high - low


def test_a_posterior_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="too few for a uniform prior"):
        bayes([0.1, 0.2], [1, 1], tau_prior=TauPrior("uniform", None))
    with pytest.raises(UsageError, match="needs a scale above 0"):
        TauPrior("half-normal", 0)


def test_a_spread_that_runs_to_nothing_carries_where_it_stood() -> None:
    with pytest.raises(NotConverged) as caught:
        location_scale([0.3, 0.3, 0.3, 0.3, 0.3], [1, 2, 1, 2, 1])
    assert "alpha" in caught.value.state


@pytest.mark.parametrize("function", [regtest, ranktest, trimfill, selmodel, bayes])
def test_every_act_names_the_study_with_a_bad_variance(function: object) -> None:
    with pytest.raises(AlongsideError, match="column vi: expected a finite variance above 0, found 0 in study 2 of 3"):
        function([0.1, 0.2, 0.3], [1, 0, 1])


def test_a_selection_so_strong_that_the_mean_runs_off_is_no_answer() -> None:
    """All effects just past the edge of p: the likelihood rises for ever as the mean leaves the data."""
    sd = np.linspace(0.1, 0.5, 8)
    with pytest.raises(NotConverged, match="rises for ever"):
        selmodel(2.0 * sd, sd**2, type="power")
