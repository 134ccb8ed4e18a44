"""An effect, as every analysis gives it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Effect"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The difference that the support makes, support less comparison.

    measure : "mean difference", "risk difference", "risk ratio", "rate difference", "rate ratio".
    estimate, ci_low, ci_high : on the measure's scale; `se`, `df` on the scale of the test (the log for ratios).
    n : people with an outcome in the support and the comparison arm.
    method : in words, with how degrees of freedom were found.
    variances : of a mixed model, by name. `icc` : of groups or clusters, NaN where there are none.
    alternatives : the same effect by other degrees of freedom, by name, as (se, df, ci_low, ci_high, p).
    notes : what was assumed, filled in or left out.
    """

    measure: str
    estimate: float
    se: float
    df: float
    ci_low: float
    ci_high: float
    p: float
    level: float
    n: tuple[int, int]
    method: str
    variances: dict[str, float] = field(default_factory=dict)
    icc: float = float("nan")
    alternatives: dict[str, tuple[float, float, float, float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
