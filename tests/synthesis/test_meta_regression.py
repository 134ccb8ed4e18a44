"""Meta-regression: figures by hand, equivalences, and what it says of bad moderators."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError, UsageError
from alongside.synthesis import pool
from alongside.synthesis.heterogeneity_moderated import MODERATED
from alongside.synthesis.meta_regression import meta_regression

YI = [0.1, 0.5, 0.4, 0.9, 0.2, 0.8]
VI = [0.04, 0.05, 0.03, 0.06, 0.02, 0.04]
WEEKS = [1, 3, 2, 5, 1, 4]


@pytest.mark.parametrize("method", sorted(MODERATED))
@pytest.mark.parametrize("test", ["z", "knha"])
def test_without_moderators_it_is_pooling(method: str, test: str) -> None:
    ours, plain = meta_regression(YI, VI, method=method, test=test), pool(YI, VI, method=method, test=test)
    assert ours.beta[0] == pytest.approx(plain.beta, rel=1e-10)
    assert ours.se[0] == pytest.approx(plain.se, rel=1e-9)
    assert ours.tau2 == pytest.approx(plain.tau2, rel=1e-9, abs=1e-14)
    assert ours.loglik == pytest.approx(plain.loglik, rel=1e-10)
    assert ours.q == pytest.approx(plain.q)


def test_equal_variances_give_the_line_of_least_squares() -> None:
    fit = meta_regression(YI, [0.05] * 6, {"weeks": WEEKS}, method="EE", test="z")
    slope, intercept = np.polyfit(WEEKS, YI, 1)
    assert fit.beta == pytest.approx([intercept, slope])


def test_a_factor_gives_the_means_of_its_groups_and_one_test_between_them() -> None:
    form = ["group", "group", "call", "call", "forum", "forum"]
    fit = meta_regression(YI, VI, {"form": form}, method="EE", test="z")
    assert fit.names == ("intrcpt", "formforum", "formgroup")
    assert fit.beta[0] == pytest.approx(pool(YI[2:4], VI[2:4], method="EE", test="z").beta)
    assert fit.anova("form").df1 == 2
    assert fit.anova("form").stat == pytest.approx(fit.qm)
    # Q of all is what is between the groups and what is left within them.
    assert pool(YI, VI, method="EE", test="z").q == pytest.approx(fit.qm + fit.q)


@given(st.floats(0.1, 10), st.floats(-5, 5))
def test_scaling_and_shifting_a_moderator_changes_only_its_own_coefficients(scale: float, shift: float) -> None:
    plain = meta_regression(YI, VI, {"weeks": WEEKS}, method="DL")
    rescaled = meta_regression(YI, VI, {"weeks": np.array(WEEKS) * scale + shift}, method="DL")
    assert rescaled.tau2 == pytest.approx(plain.tau2, rel=1e-8, abs=1e-12)
    assert rescaled.beta[1] * scale == pytest.approx(plain.beta[1], rel=1e-7)
    assert rescaled.pval[1] == pytest.approx(plain.pval[1], rel=1e-6)
    assert rescaled.predict().pred == pytest.approx(plain.predict().pred, rel=1e-7)


def test_a_prediction_is_wider_than_its_interval_by_tau2() -> None:
    fit = meta_regression(YI, VI, {"weeks": WEEKS}, method="SJ", test="z")
    prediction = fit.predict([[2.0]])
    assert prediction.pred == pytest.approx(fit.beta[0] + 2 * fit.beta[1])
    half = (prediction.pi_ub - prediction.pi_lb) / 2 / 1.959963984540054
    assert half**2 == pytest.approx(prediction.se**2 + fit.tau2)


def test_collinear_moderators_are_named() -> None:
    with pytest.raises(InputError, match="column months: says nothing that intrcpt and weeks do not say"):
        meta_regression(YI, VI, {"weeks": WEEKS, "months": np.array(WEEKS) / 4})


def test_a_missing_moderator_stops_or_is_dropped_with_a_count() -> None:
    weeks = [1, 3, None, 5, 1, 4]
    with pytest.raises(InputError, match="column weeks: expected a finite number, found nan in study 3 of 6"):
        meta_regression(YI, VI, {"weeks": weeks})
    fit = meta_regression(YI, VI, {"weeks": weeks}, missing="drop")
    assert (fit.k, fit.dropped) == (5, 1)


def test_too_many_coefficients_and_unknown_words_are_refused() -> None:
    with pytest.raises(UsageError, match="2 coefficients need more than 2 studies, found 2"):
        meta_regression(YI[:2], VI[:2], {"weeks": [1, 2]})
    with pytest.raises(UsageError, match="method 'XX' is not supported"):
        meta_regression(YI, VI, method="XX")
    with pytest.raises(UsageError, match="'months' is no moderator; the moderators are weeks"):
        meta_regression(YI, VI, {"weeks": WEEKS}).anova("months")


def test_a_summary_names_coefficients_and_what_is_left() -> None:
    text = meta_regression(YI, VI, {"weeks": WEEKS}).summary()
    assert "weeks" in text
    assert "left between studies: tau²" in text
