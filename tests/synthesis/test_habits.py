"""What a user of metafor types first either works as there, or says what to write."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import alongside.synthesis as synthesis
from alongside.errors import UsageError
from alongside.synthesis import EffectSizes, effect_size, influence, mantel_haenszel, meta_regression, pool, regtest

COUNTS: dict[str, Any] = {
    "ai": [4, 6, 3, 62, 33],
    "bi": [119, 300, 228, 13536, 5036],
    "ci": [11, 29, 11, 248, 47],
    "di": [128, 274, 209, 12619, 5761],
}
LATITUDE = [44, 55, 42, 52, 13]


@pytest.fixture
def effects() -> EffectSizes:
    return effect_size("RR", **COUNTS)


def test_escalc_is_effect_size_and_its_table_goes_whole_into_every_function_of_effects(effects: EffectSizes) -> None:
    assert np.array_equal(synthesis.escalc(measure="RR", **COUNTS).yi, effects.yi)
    given: Any = effects
    assert pool(given) == pool(effects.yi, effects.vi) == pool(yi=given)
    assert regtest(given).pval == regtest(effects.yi, effects.vi).pval
    assert np.array_equal(influence(given).hat, influence(effects.yi, effects.vi).hat)


def test_moderators_and_people_without_the_event_are_taken_by_metafors_names(effects: EffectSizes) -> None:
    regression: Any = meta_regression
    named = regression(effects, mods={"ablat": LATITUDE})
    assert named.beta == pytest.approx(meta_regression(effects.yi, effects.vi, {"ablat": LATITUDE}).beta)
    tables: Any = mantel_haenszel
    people = {"n1i": np.add(COUNTS["ai"], COUNTS["bi"]), "n2i": np.add(COUNTS["ci"], COUNTS["di"])}
    assert tables(**COUNTS, measure="RR") == mantel_haenszel(COUNTS["ai"], ci=COUNTS["ci"], measure="RR", **people)


def test_figures_of_a_result_are_there_by_metafors_names(effects: EffectSizes) -> None:
    fit: Any = pool(effects.yi, effects.vi)
    assert (fit.b, fit.I2, fit.H2, fit.QE, fit.QEp, fit.tval) == (fit.beta, fit.i2, fit.h2, fit.q, fit.q_p, fit.stat)
    with pytest.raises(AttributeError, match="what you want is ci_lb and ci_ub"):
        _ = fit.ci
    with pytest.raises(AttributeError, match=r"has no attribute 'nonsense'$"):
        _ = fit.nonsense


@pytest.mark.parametrize(
    ("argument", "hint"),
    [("mods", "meta_regression"), ("ai", "effect_size"), ("knha", "test='knha'"), ("slab", "labels")],
)
def test_an_argument_that_has_another_place_here_says_which(argument: str, hint: str) -> None:
    fit: Any = pool
    with pytest.raises(UsageError, match=f"pool has no argument {argument}: .*{hint}"):
        fit([0.1, 0.2], [0.01, 0.02], **{argument: [1, 2]})
    with pytest.raises(TypeError, match="unexpected keyword argument 'nonsense'"):
        fit([0.1, 0.2], [0.01, 0.02], nonsense=1)


def test_a_result_in_the_place_of_effects_is_named(effects: EffectSizes) -> None:
    test: Any = regtest
    with pytest.raises(UsageError, match=r"regtest works on effects, not on a result: write regtest\(yi, vi\)"):
        test(pool(effects.yi, effects.vi))
