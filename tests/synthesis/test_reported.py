"""Every result prints a summary, gives a table, and is what a user of metafor would try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas
import pytest

import alongside.synthesis as synthesis
from alongside.errors import InputError, UsageError
from alongside.synthesis.reported import Reported

YI = [-0.889, -1.585, -1.348, -1.442, -0.218, -0.786, -1.621, 0.012, -0.469, -1.371, -0.339, 0.446, -0.017]
VI = [0.326, 0.195, 0.415, 0.020, 0.051, 0.007, 0.223, 0.004, 0.056, 0.073, 0.012, 0.533, 0.071]
TRIAL = [1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
DEGREES = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
TABLES = {"ai": [4, 6, 3], "n1i": [123, 306, 231], "ci": [11, 29, 11], "n2i": [139, 303, 220]}

ACTS: dict[str, Callable[[], Any]] = {
    "pool": lambda: synthesis.pool(YI, VI),
    "pool of one": lambda: synthesis.pool([0.2], [0.1], test="z"),
    "pool_many": lambda: synthesis.pool_many([YI, YI], [VI, VI]),
    "effect_size": lambda: synthesis.effect_size("RR", **TABLES),
    "meta_regression": lambda: synthesis.meta_regression(YI, VI, {"degrees": DEGREES}),
    "multilevel": lambda: synthesis.multilevel(YI, VI, [TRIAL, range(13)]),
    "che": lambda: synthesis.che(YI, VI, TRIAL, range(13)),
    "robust": lambda: synthesis.robust(synthesis.meta_regression(YI, VI), TRIAL),
    "robumeta": lambda: synthesis.robumeta(YI, VI, TRIAL),
    "confint": lambda: synthesis.confint(YI, VI),
    "influence": lambda: synthesis.influence(YI, VI),
    "leave1out": lambda: synthesis.leave1out(YI, VI),
    "cumul": lambda: synthesis.cumul(YI, VI),
    "blup": lambda: synthesis.blup(YI, VI),
    "regtest": lambda: synthesis.regtest(YI, VI),
    "ranktest": lambda: synthesis.ranktest(YI, VI),
    "trimfill": lambda: synthesis.trimfill(YI, VI),
    "selmodel": lambda: synthesis.selmodel(YI, VI, type="stepfun", steps=[0.025]),
    "fsn": lambda: synthesis.fsn(YI, VI),
    "location_scale": lambda: synthesis.location_scale(YI, VI),
    "mantel_haenszel": lambda: synthesis.mantel_haenszel(measure="OR", **TABLES),
    "peto": lambda: synthesis.peto(**TABLES),
    "glmm": lambda: synthesis.glmm(**TABLES),
    "bayes": lambda: synthesis.bayes(YI, VI),
}


@pytest.mark.parametrize("act", ACTS)
def test_every_result_prints_its_figures_and_gives_them_as_a_table(act: str) -> None:
    result = ACTS[act]()
    assert isinstance(result, Reported)
    lengths = {len(column) for column in result.table().values()}
    assert len(lengths) == 1
    assert str(result) == result.summary()
    if sentence := result.sentence():
        assert sentence.endswith(".")
        assert "1 studies" not in sentence
    assert any(character.isdigit() for character in str(result))
    assert isinstance(result.to_frame(), pandas.DataFrame)


def test_a_pooled_effect_is_told_with_spread_and_range() -> None:
    text = str(synthesis.pool(YI, VI))
    assert "13 studies, REML, knha" in text
    assert "a new study: " in text
    assert "tau² " in text
    assert synthesis.pool(YI, VI).pval == synthesis.pool(YI, VI).p


def test_standard_errors_may_stand_for_variances() -> None:
    assert synthesis.pool(YI, sei=np.sqrt(VI)).beta == pytest.approx(synthesis.pool(YI, VI).beta)
    with pytest.raises(UsageError, match="one of the two"):
        synthesis.pool(YI)
    with pytest.raises(UsageError, match="one of the two"):
        synthesis.pool(YI, VI, sei=VI)
    with pytest.raises(InputError, match="standard error above 0, found -1 in study 2 of 2"):
        synthesis.pool([0.1, 0.2], sei=[1, -1])


def test_people_without_the_event_may_be_named_and_must_add_up() -> None:
    whole = synthesis.effect_size("RR", **TABLES)
    parts = synthesis.effect_size("RR", ai=[4, 6, 3], bi=[119, 300, 228], ci=[11, 29, 11], di=[128, 274, 209])
    assert parts.yi == pytest.approx(whole.yi)
    assert synthesis.effect_size("PLO", xi=[4], mi=[6]).yi == pytest.approx(
        synthesis.effect_size("PLO", xi=[4], ni=[10]).yi
    )
    with pytest.raises(InputError, match="ai and bi do not add up to n1i"):
        synthesis.effect_size("RR", ai=[4], bi=[6], n1i=[11], ci=[1], n2i=[9])


def test_a_single_number_holds_for_every_study() -> None:
    every = synthesis.effect_size("SMCR", m1i=[2, 3], m2i=[1, 1], sd1i=[1, 1], ni=[20, 30], ri=0.5)
    assert every.yi == pytest.approx(
        synthesis.effect_size("SMCR", m1i=[2, 3], m2i=[1, 1], sd1i=[1, 1], ni=[20, 30], ri=[0.5, 0.5]).yi
    )


@pytest.mark.parametrize(("name", "where"), [("forest", "report"), ("rma", "pool"), ("rma_mv", "multilevel")])
def test_a_name_of_metafor_that_is_not_here_says_what_is(name: str, where: str) -> None:
    with pytest.raises(AttributeError, match=where):
        getattr(synthesis, name)
