"""Many sets at once give what each gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import InputError
from alongside.synthesis import pool
from alongside.synthesis.pooling_many import pool_many


@pytest.mark.parametrize("method", ["EE", "DL", "REML", "PM"])
@pytest.mark.parametrize("test", ["z", "knha", "adhoc"])
def test_each_set_comes_out_as_if_alone(method: str, test: str) -> None:
    rng = np.random.default_rng(4)
    vi = rng.uniform(0.01, 0.4, (40, 7))
    yi = rng.normal(0.3, np.sqrt(vi + 0.03))
    fits = pool_many(yi, vi, method=method, test=test)
    for row in range(40):
        alone = pool(yi[row], vi[row], method=method, test=test)
        assert fits.beta[row] == pytest.approx(alone.beta, rel=1e-10, abs=1e-13)
        assert fits.se[row] == pytest.approx(alone.se, rel=1e-10)
        assert fits.tau2[row] == pytest.approx(alone.tau2, rel=1e-8, abs=1e-13)
        assert fits.pval[row] == pytest.approx(alone.p, rel=1e-8)
        assert fits.i2[row] == pytest.approx(alone.i2, rel=1e-8, abs=1e-9)


def test_several_peaks_of_the_likelihood_are_all_looked_at() -> None:
    rng = np.random.default_rng(5)
    vi = 10 ** rng.uniform(-6, 6, (200, 5))
    yi = rng.normal(0, np.sqrt(vi))
    fits = pool_many(yi, vi, test="z")
    alone = [pool(y, v, test="z").tau2 for y, v in zip(yi, vi, strict=True)]
    assert fits.tau2 == pytest.approx(alone, rel=1e-6, abs=1e-12)


def test_threads_and_blocks_change_nothing() -> None:
    rng = np.random.default_rng(6)
    vi = rng.uniform(0.01, 0.4, (3000, 6))
    yi = rng.normal(0.3, np.sqrt(vi))
    whole, threaded = pool_many(yi, vi), pool_many(yi, vi, threads=2)
    assert (whole.beta == threaded.beta).all()
    assert whole.beta[17] == pytest.approx(pool_many(yi[17:18], vi[17:18]).beta[0], rel=1e-12)


def test_a_number_that_cannot_be_is_named_by_set_and_study() -> None:
    with pytest.raises(InputError, match="column vi: expected a finite variance above 0, found 0 in set 2, study 1"):
        pool_many([[1, 2], [1, 2]], [[1, 1], [0, 1]])
    with pytest.raises(InputError, match=r"expected sets of two studies or more"):
        pool_many([1, 2], [1, 1])
