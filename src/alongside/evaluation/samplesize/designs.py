"""What each design needs under its assumptions.

`size` is solved without rounding and then rounded up, so that a person can hold the formula against a handbook and
recruit whole people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from alongside.errors import UsageError
from alongside.evaluation.samplesize import formulas
from alongside.evaluation.samplesize.assumptions import DESIGNS, Assumptions, moments
from alongside.evaluation.samplesize.power import check_share, power_t, power_z, solve_size

__all__ = ["Requirement", "curve", "power_of", "required"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a design needs.

    `unit` says what was solved for, `exact` is the solution before rounding; `support`, `comparison` are people to
    recruit (after allowing for those lost), `clusters` clusters or groups of people: (support, comparison), 0 where
    there are none. `power` is that of the whole numbers.
    """

    assumptions: Assumptions
    unit: str
    exact: float
    support: int
    comparison: int
    clusters: tuple[int, int]
    power: float
    formula: str
    source: str

    @property
    def total(self) -> int:
        """People to recruit."""
        return self.support + self.comparison


@dataclass(frozen=True, slots=True)
class Design:
    """How one design turns a size into power, and a size into people."""

    unit: str
    smallest: float
    power: Callable[[Assumptions, float], float]
    people: Callable[[Assumptions, int], tuple[float, float, tuple[int, int]]]
    formula: str
    source: str


def required(assumptions: Assumptions) -> Requirement:
    """The size at which the design reaches the wanted power, exact and in whole people.

    >>> needed = required(Assumptions("individual", difference=0.5))
    >>> round(needed.exact, 4), needed.support, needed.comparison
    (63.7656, 64, 64)

    Raises
    ------
    UsageError : an assumption that cannot be, or a power that no size reaches.
    """
    design = design_of(assumptions)
    exact = solve_size(lambda size: design.power(assumptions, size), assumptions.power, design.smallest)
    whole = math.ceil(exact - 1e-9)
    support, comparison, clusters = design.people(assumptions, whole)
    recruited = [math.ceil(people / assumptions.retained - 1e-9) for people in (support, comparison)]
    return Requirement(
        assumptions,
        design.unit,
        exact,
        recruited[0],
        recruited[1],
        clusters,
        design.power(assumptions, whole),
        design.formula,
        design.source,
    )


def power_of(assumptions: Assumptions, size: float) -> float:
    """Power at a size in the design's unit (people an arm, clusters an arm, groups, people of a cluster and period).

    >>> round(power_of(Assumptions("cluster", difference=1, sd=5**0.5, icc=0.1, cluster_size=10), 16), 6)
    0.801767
    """
    return design_of(assumptions).power(assumptions, size)


def curve(assumptions: Assumptions, assumption: str, values: Sequence[float]) -> list[tuple[float, Requirement]]:
    """What is needed at each value of one assumption, the rest as they are.

    >>> [needed.support for _, needed in curve(Assumptions("individual", difference=0.5), "sd", [1, 1.5])]
    [64, 143]
    """
    names = [field.name for field in fields(Assumptions) if field.name not in ("design", "times", "reference")]
    if assumption not in names:
        raise UsageError(f"expected one of {', '.join(names)}; found {assumption!r}")
    whole = assumption in ("steps", "clusters_per_step", "tails")
    changes: list[dict[str, Any]] = [{assumption: int(value) if whole else value} for value in values]
    return [(value, required(replace(assumptions, **change))) for value, change in zip(values, changes, strict=True)]


def design_of(assumptions: Assumptions) -> Design:
    """The design that is named, its assumptions checked."""
    if assumptions.design not in DESIGNS:
        raise UsageError(f"expected a design of {', '.join(DESIGNS)}; found {assumptions.design!r}")
    for name in ("alpha", "power"):
        check_share(name, getattr(assumptions, name))
    if not 0 < assumptions.retained <= 1:
        raise UsageError(f"retained is a share above 0 and at most 1, found {assumptions.retained:g}")
    if assumptions.ratio <= 0:
        raise UsageError(f"ratio is above 0, found {assumptions.ratio:g}")
    if assumptions.reference not in ("t", "z"):
        raise UsageError(f"reference is t or z, found {assumptions.reference!r}")
    formulas.check_icc(assumptions.icc)
    if assumptions.design != "longitudinal":
        moments(assumptions)
    return TABLE[assumptions.design]


def tested(assumptions: Assumptions, noncentrality: float, df: float) -> float:
    """Power by the reference that was chosen."""
    if assumptions.reference == "z":
        return power_z(noncentrality, assumptions.alpha, assumptions.tails)
    return power_t(noncentrality, df, assumptions.alpha, assumptions.tails)


def individual_power(assumptions: Assumptions, size: float) -> float:
    """`size` people in the support arm, `ratio` times as many in the other."""
    difference, support, control = moments(assumptions)
    comparison = size * assumptions.ratio
    noncentrality = difference / math.sqrt(support / size + control / comparison)
    if assumptions.binary:
        return power_z(noncentrality, assumptions.alpha, assumptions.tails)
    return tested(assumptions, noncentrality, size + comparison - 2)


def individual_people(assumptions: Assumptions, size: int) -> tuple[float, float, tuple[int, int]]:
    return size, size * assumptions.ratio, (0, 0)


def cluster_power(assumptions: Assumptions, size: float) -> float:
    """`size` clusters in the support arm, `ratio` times as many in the other; t on clusters − 2."""
    difference, support, control = moments(assumptions)
    effect = formulas.cluster_design_effect(assumptions.cluster_size, assumptions.icc, assumptions.cluster_cv)
    comparison = size * assumptions.ratio
    people = assumptions.cluster_size
    noncentrality = difference / math.sqrt(effect * (support / (size * people) + control / (comparison * people)))
    return tested(assumptions, noncentrality, size + comparison - 2)


def cluster_people(assumptions: Assumptions, size: int) -> tuple[float, float, tuple[int, int]]:
    comparison = math.ceil(size * assumptions.ratio)
    return size * assumptions.cluster_size, comparison * assumptions.cluster_size, (size, comparison)


def nested_power(assumptions: Assumptions, size: float) -> float:
    """`size` groups of `cluster_size` with support, `ratio` people without for each of them."""
    difference, support, control = moments(assumptions)
    people = assumptions.cluster_size
    variance, df = formulas.nested_variance(
        size,
        people,
        size * people * assumptions.ratio,
        between=support * assumptions.icc,
        within=support * (1 - assumptions.icc),
        control=control,
        cv=assumptions.cluster_cv,
    )
    return tested(assumptions, difference / math.sqrt(variance), df)


def nested_people(assumptions: Assumptions, size: int) -> tuple[float, float, tuple[int, int]]:
    people = size * assumptions.cluster_size
    return people, math.ceil(people * assumptions.ratio), (size, 0)


def wedge_power(assumptions: Assumptions, size: float) -> float:
    """`size` people of each cluster in each period."""
    difference, support, control = moments(assumptions)
    if assumptions.binary:
        mean = (float(assumptions.support_risk or 0) + float(assumptions.control_risk or 0)) / 2
        total = mean * (1 - mean)
    else:
        total = (support + control) / 2
    shared, people = total * assumptions.icc, total * (1 - assumptions.icc)
    pattern = formulas.wedge_pattern(assumptions.steps, assumptions.clusters_per_step)
    variance = formulas.stepped_wedge_variance(
        pattern,
        size,
        residual=people * (1 - assumptions.person_autocorrelation),
        between=shared * assumptions.cluster_autocorrelation,
        period=shared * (1 - assumptions.cluster_autocorrelation),
        person=people * assumptions.person_autocorrelation,
    )
    # Cells less what clusters and periods take, as if both were fixed: what is left to tell the effect from.
    clusters, periods = pattern.shape
    return tested(assumptions, difference / math.sqrt(variance), clusters * periods - clusters - periods)


def wedge_people(assumptions: Assumptions, size: int) -> tuple[float, float, tuple[int, int]]:
    pattern = formulas.wedge_pattern(assumptions.steps, assumptions.clusters_per_step)
    support = float(pattern.sum()) * size
    return support, float(pattern.size) * size - support, (pattern.shape[0], 0)


def longitudinal_power(assumptions: Assumptions, size: float) -> float:
    """`size` people in the support arm, `ratio` times as many in the other, measured at `times`, compared by slope."""
    if assumptions.slope is None:
        raise UsageError("a longitudinal trial needs the difference in slope to detect, in units a time")
    # Power grows with the root of n, so one solution of the published formula gives the noncentrality at every n.
    at_half = formulas.longitudinal_size(
        assumptions.times,
        assumptions.slope,
        rho=assumptions.baseline_correlation,
        variance=assumptions.sd**2,
        power=0.5,
        alpha=assumptions.alpha,
        tails=assumptions.tails,
    )
    from scipy import special

    limit = float(special.ndtri(1 - assumptions.alpha / assumptions.tails))
    # The published formula leaves the far tail out, at most 0.03 of a per cent at a power of 0.5.
    people = 2 * size * assumptions.ratio / (1 + assumptions.ratio)
    return float(special.ndtr(limit * math.sqrt(people / at_half) - limit))


TABLE = {
    "individual": Design(
        "people in the support arm",
        2.0,
        individual_power,
        individual_people,
        "difference / √(v₁/n₁ + v₀/n₀), noncentral t on n₁ + n₀ − 2 (risks: normal)",
        "Julious 2010, chapters 3 and 11; adjusted for baseline: Borm et al. 2007",
    ),
    "cluster": Design(
        "clusters in the support arm",
        2.0,
        cluster_power,
        cluster_people,
        "difference / √(design effect × (v₁/(k₁m) + v₀/(k₀m))), noncentral t on k₁ + k₀ − 2",
        "Donner and Klar 2000, chapter 5; unequal sizes: Eldridge, Ashby and Kerry 2006",
    ),
    "partially-nested": Design(
        "groups in the support arm",
        2.0,
        nested_power,
        nested_people,
        "difference / √((v₁·ICC + v₁·(1 − ICC)/m)/k + v₀/n), t with Satterthwaite's degrees of freedom",
        "Moerbeek and Wong 2008; Roberts and Roberts 2005; Satterthwaite 1946",
    ),
    "waiting-list": Design(
        "groups in the support arm",
        2.0,
        nested_power,
        nested_people,
        "as partially nested, at the end of the wait: nothing that is measured after it compares the arms",
        "Moerbeek and Wong 2008; Roberts and Roberts 2005",
    ),
    "stepped-wedge": Design(
        "people of each cluster in each period",
        1.0,
        wedge_power,
        wedge_people,
        "difference / √(variance of generalised least squares on means of clusters and periods), t",
        "Hussey and Hughes 2007; Hooper et al. 2016",
    ),
    "longitudinal": Design(
        "people in the support arm",
        1.0,
        longitudinal_power,
        individual_people,
        "2 (z_α + z_β)² σ² (1 − ρ) / (Σ(t − t̄)² d²) people an arm",
        "Diggle, Heagerty, Liang and Zeger 2002, section 2.4",
    ),
}
"""The designs, each with its formula and its source."""
