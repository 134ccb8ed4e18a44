"""What a sample size rests on, in one frozen type that every design reads."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.errors import UsageError
from alongside.evaluation.samplesize import formulas
from alongside.evaluation.samplesize.power import check_share

__all__ = ["DEFAULT_DESIGN", "DESIGNS", "Assumptions", "moments"]

DESIGNS = (
    "individual",
    "cluster",
    "partially-nested",
    "waiting-list",
    "stepped-wedge",
    "longitudinal",
)
TYPICAL_AUTOCORRELATION = 0.8
"""Correlation of a cluster's two periods beyond that of its people. 1, as Hussey and Hughes have it, promises more
power than a trial has in which clusters change over time (Taljaard et al. 2016)."""

DEFAULT_DESIGN = "partially-nested"
"""People in the support arm share a supporter or a group, the others do not: the ordinary case of peer support."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a sample size rests on. Numbers that a design does not use are ignored by it.

    Parameters
    ----------
    difference, sd, baseline_correlation : of a continuous outcome, in its units; correlation of it with baseline.
    control_risk, support_risk : of a binary outcome; given together, they take the place of `difference` and `sd`.
    icc, cluster_size, cluster_cv : of clusters, or of the groups and supporters of the support arm.
    ratio : people in the comparison arm for each in the support arm.
    retained : share of people who give the outcome.
    control_sd : of the comparison arm of a partially nested trial; None is `sd`.
    steps, clusters_per_step : of a stepped wedge; `cluster_autocorrelation`, `person_autocorrelation` (Hooper 2016).
    times, slope : of a longitudinal trial; there `difference` is not used, `baseline_correlation` is the correlation of
        repeated measurements.
    reference : "t" or "z", the distribution that the test is referred to where both are in use.
    """

    design: str = DEFAULT_DESIGN
    difference: float | None = None
    sd: float = 1.0
    control_risk: float | None = None
    support_risk: float | None = None
    baseline_correlation: float = 0.0
    icc: float = 0.05
    cluster_size: float = 8.0
    cluster_cv: float = 0.0
    ratio: float = 1.0
    retained: float = 1.0
    control_sd: float | None = None
    steps: int = 4
    clusters_per_step: int = 3
    cluster_autocorrelation: float = TYPICAL_AUTOCORRELATION
    person_autocorrelation: float = 0.0
    times: tuple[float, ...] = ()
    slope: float | None = None
    alpha: float = 0.05
    power: float = 0.8
    tails: int = 2
    reference: str = "t"

    @property
    def binary(self) -> bool:
        """Whether the outcome is an event that happens or does not."""
        return self.control_risk is not None or self.support_risk is not None


def moments(assumptions: Assumptions) -> tuple[float, float, float]:
    """The difference to detect, and the variance of one person's outcome in the support and the comparison arm."""
    if assumptions.binary:
        risks = assumptions.support_risk, assumptions.control_risk
        if risks[0] is None or risks[1] is None:
            raise UsageError("a binary outcome needs the risk with support and the risk without")
        for risk in risks:
            check_share("a risk", risk or 0.0)
        support, control = float(risks[0]), float(risks[1])
        difference, variances = support - control, (support * (1 - support), control * (1 - control))
    else:
        if assumptions.difference is None:
            raise UsageError("expected the difference to detect, in the outcome's units, or two risks")
        sd = formulas.adjusted_sd(assumptions.sd, assumptions.baseline_correlation)
        control_sd = assumptions.sd if assumptions.control_sd is None else assumptions.control_sd
        difference = assumptions.difference
        variances = (sd**2, formulas.adjusted_sd(control_sd, assumptions.baseline_correlation) ** 2)
    if difference == 0:
        raise UsageError("the difference to detect is not 0")
    return difference, *variances
