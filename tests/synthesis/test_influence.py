"""Deletion diagnostics agree with leaving each study out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import UsageError
from alongside.synthesis import pool
from alongside.synthesis.best_predictions import blup
from alongside.synthesis.fail_safe import fsn
from alongside.synthesis.influence import cumul, influence, leave1out
from alongside.synthesis.tau2_intervals import confint

YI = np.array([0.1, 0.5, 0.4, 0.9, 0.2, 2.8])
VI = np.array([0.04, 0.05, 0.03, 0.06, 0.02, 0.04])


@pytest.mark.parametrize("method", ["EE", "DL", "REML", "ML", "GENQ"])
def test_each_deletion_is_the_model_without_the_study(method: str) -> None:
    whole, figures = pool(YI, VI, method=method, test="z"), influence(YI, VI, method=method)
    one_out = leave1out(YI, VI, method=method, test="z")
    for i in range(6):
        rest = pool(np.delete(YI, i), np.delete(VI, i), method=method, test="z")
        assert one_out.estimate[i] == pytest.approx(rest.beta)
        assert figures.tau2_del[i] == pytest.approx(rest.tau2, rel=1e-9, abs=1e-14)
        assert figures.qe_del[i] == pytest.approx(rest.q)
        assert figures.cook_d[i] == pytest.approx(((whole.beta - rest.beta) / whole.se) ** 2)
        assert figures.cov_r[i] == pytest.approx((rest.se / whole.se) ** 2)
    assert figures.hat.sum() == pytest.approx(1)


def test_the_odd_study_is_the_one_that_is_found() -> None:
    figures = influence(YI, VI)
    assert int(np.argmax(np.abs(figures.rstudent))) == 5
    assert "6" in figures.sentence()


def test_a_cumulative_analysis_ends_with_the_whole_and_follows_its_order() -> None:
    rows = cumul(YI, VI, order=[6, 5, 4, 3, 2, 1], method="DL", test="z")
    assert rows.estimate[0] == YI[5]
    assert rows.estimate[-1] == pytest.approx(pool(YI, VI, method="DL", test="z").beta)


def test_two_studies_have_no_influence() -> None:
    with pytest.raises(UsageError, match="needs three studies or more, found 2"):
        influence([1, 2], [1, 1])


def test_the_q_profile_interval_holds_what_q_does_not_reject() -> None:
    from scipy import stats

    ci = confint(YI, VI)
    for tau2, share in ((ci.tau2_lb, 0.975), (ci.tau2_ub, 0.025)):
        w = 1 / (VI + tau2)
        q = w @ (YI - w @ YI / w.sum()) ** 2
        assert q == pytest.approx(stats.chi2.ppf(share, 5), rel=1e-9)
    wide = confint(YI, VI, level=0.99)
    assert wide.tau2_lb <= ci.tau2_lb <= ci.tau2_ub <= wide.tau2_ub


def test_predictions_lie_between_study_and_mean() -> None:
    predictions, mean = blup(YI, VI), pool(YI, VI, test="z").beta
    assert ((predictions.pred - mean) * (YI - mean) >= 0).all()
    assert (np.abs(predictions.pred - mean) <= np.abs(YI - mean)).all()
    flat = blup([0.1, 0.1, 0.1], [1, 1, 1])
    assert flat.pred == pytest.approx([0.1] * 3)


def test_the_fail_safe_number_is_the_last_that_keeps_significance() -> None:
    number = fsn(YI, VI).fsnum
    total = (YI / np.sqrt(VI)).sum()
    assert total / np.sqrt(6 + number) <= 1.6448536269514722 < total / np.sqrt(6 + number - 1)
