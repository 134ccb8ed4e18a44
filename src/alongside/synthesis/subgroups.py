"""Do groups of trials differ? The test *between* them, never a look at the p value within each.

Each trial stands in one group; random effects with one τ² for all groups, whose means are compared by an F test with
Knapp and Hartung's errors (Cochrane Handbook 10.11.3.1; Knapp & Hartung 2003, Stat Med 22:2693), or, where all results
of a trial entered, by the approximate Hotelling test of cluster-robust errors (HTZ: Pustejovsky & Tipton 2018).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError, NotConverged, UsageError
from alongside.evidence import Estimate
from alongside.synthesis.all_results import ENOUGH_DF
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.meta_regression import meta_regression

__all__ = ["Between", "between"]

ENOUGH_IN_A_GROUP = 2
"""A group of one trial cannot be told from that trial (Cochrane Handbook 10.11.5.1 asks for more still)."""


@dataclass(frozen=True, slots=True)
class Between:
    """The test that all groups have one mean: F with `df1` and `df2` degrees of freedom; or `why_not`.

    `groups` has the number of trials of each group that was compared; `several` are trials that stand in more than one
    group and so in none of the test, `small` those of groups too small to compare.
    """

    groups: tuple[tuple[str, int], ...]
    several: int
    small: int
    stat: float | None = None
    df1: int | None = None
    df2: float | None = None
    p: float | None = None
    why_not: str = ""


def between(estimate: Estimate, group_of: Mapping[str, tuple[str, ...]]) -> Between:
    """Compare the groups of an estimate's trials; an answer that cannot be compared says why, and raises nothing.

    Parameters
    ----------
    group_of : the codes of each study (by its id) in one dimension; a study without a code is left out.
    """
    coded = {weighted.effect.study: group_of.get(weighted.effect.study, ()) for weighted in estimate.studies}
    several = sum(1 for codes in coded.values() if len(codes) > 1)
    alone = {study: codes[0] for study, codes in coded.items() if len(codes) == 1}
    sizes = Counter(alone.values())
    groups = tuple(sorted((code, size) for code, size in sizes.items() if size >= ENOUGH_IN_A_GROUP))
    small = sum(size for size in sizes.values() if size < ENOUGH_IN_A_GROUP)
    if len(groups) < 2:
        return Between(groups, several, small, why_not="Fewer than two groups have two trials of their own.")
    member = {study: code for study, code in alone.items() if code in dict(groups)}
    try:
        stat, df1, df2, p = _tested(estimate, member, [code for code, _ in groups])
    except (InputError, NotConverged, UsageError, np.linalg.LinAlgError) as error:
        return Between(groups, several, small, why_not=f"The groups cannot be compared ({error}).")
    if estimate.together is not None and df2 < ENOUGH_DF:
        why_not = f"The test between would have {df2:.1f} degrees of freedom, fewer than {ENOUGH_DF:g}."
        return Between(groups, several, small, why_not=why_not)
    return Between(groups, several, small, stat, df1, df2, p)


def _tested(estimate: Estimate, member: Mapping[str, str], codes: list[str]) -> tuple[float, int, float, float]:
    entered = estimate.together.results if estimate.together else estimate.studies
    effects = [weighted.effect for weighted in entered if weighted.effect.study in member]
    yi, vi = [effect.yi for effect in effects], [effect.vi for effect in effects]
    columns = [[float(member[effect.study] == code) for effect in effects] for code in codes[1:]]
    df1 = len(columns)
    if estimate.together is None:
        fit = meta_regression(yi, vi, columns, method=estimate.method, test="knha")
        if fit.df is None:
            raise UsageError("no degrees of freedom are left")
        return fit.qm, df1, float(fit.df), fit.qm_p
    X = np.array(columns).T
    robust = che(yi, vi, [e.study for e in effects], range(len(effects)), X, rho=estimate.together.rho).robust
    test = robust.wald(range(1, df1 + 1))
    assert test.df2 is not None
    return test.stat, df1, float(test.df2), test.pval
