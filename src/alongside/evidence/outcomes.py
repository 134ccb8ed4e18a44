"""What is measured, on which scale, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BINARY_MEASURES", "MEASURES", "RATIO_MEASURES", "Outcome", "SmallestThatMatters"]

RATIO_MEASURES = frozenset({"OR", "RR"})
"""Measures that are pooled as logarithms and shown as ratios."""

BINARY_MEASURES = RATIO_MEASURES | {"RD"}
"""Measures of people with and without an event."""

MEASURES = frozenset({"MD", "SMD"}) | BINARY_MEASURES
"""The scales on which an outcome can be pooled. SMD is Hedges' g."""


@dataclass(frozen=True, slots=True)
class SmallestThatMatters:
    """A difference too small to matter, on the outcome's own scale (positive), and who says so."""

    value: float
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of the review: what may be pooled together, in which measure, shown in which words.

    Parameters
    ----------
    id, label : "hba1c", "Blood sugar (HbA1c)".
    domain : id of the codebook's outcome domain.
    measure : MD in `unit`, SMD, OR, RR or RD.
    higher_is_better : whether a larger value of *this outcome as pooled* is good for the person. Every result is turned
        to this direction once, when its effect size is worked out (`synthesis.recovery`).
    plain : what it means in a person's words, to stand after "people …".
    event : for counts: what is counted, in plain words ("go into hospital").
    instruments : names in order of preference, for the rule that picks one of several in a trial.
    smallest_that_matters : a difference below it is too small to matter; None where nobody has stated one.
    """

    id: str
    label: str
    domain: str
    measure: str
    higher_is_better: bool
    unit: str = ""
    plain: str = ""
    event: str = ""
    instruments: tuple[str, ...] = ()
    smallest_that_matters: SmallestThatMatters | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ValueError(f"measure {self.measure!r} is none of {', '.join(sorted(MEASURES))}")

    @property
    def is_ratio(self) -> bool:
        """Whether estimates are logarithms of the ratio that is shown."""
        return self.measure in RATIO_MEASURES
