"""What people have judged: risk of bias of trials' results, reasons of an outcome, its sentence, its baselines.

A judgement carries who made it and when; `disputed` is true where two people differ and nobody has settled it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alongside.certainty.domains import BiasLevel

__all__ = ["Baseline", "Baselines", "BiasJudged", "Judged", "Judgements", "ReasonJudged", "ScaleUnit", "Statement"]


@dataclass(frozen=True, slots=True)
class Judged:
    """Who decided, when, and the row of the log by which it can be taken back."""

    by: str
    at: datetime
    uuid: str
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class BiasJudged:
    """Risk of bias of one trial's result for one outcome, in one step."""

    level: BiasLevel
    reason: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class ReasonJudged:
    """How many steps one reason of an outcome costs (or gives, for the reasons up), and why."""

    steps: int
    reason: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Statement:
    """The plain sentence in a person's words; `follows` is the sentence that the numbers gave when it was written."""

    text: str
    follows: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Baseline:
    """A risk without support (0 to 1), for whom, and where it comes from."""

    label: str
    risk: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class ScaleUnit:
    """One instrument in whose points a standardised difference is told, with the standard deviation of its people."""

    instrument: str
    sd: float
    higher_is_better: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Baselines:
    """Chosen for the summary of findings of one outcome; `judged` is None where they come from the trials."""

    risks: tuple[Baseline, ...] = ()
    scale: ScaleUnit | None = None
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Judgements:
    """All that holds. `bias` by (study, outcome), `reasons` by (outcome, domain), the rest by outcome.

    >>> Judgements().of_outcome("hba1c")
    {}
    """

    bias: Mapping[tuple[str, str], BiasJudged] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], ReasonJudged] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    baselines: Mapping[str, Baselines] = field(default_factory=dict)

    def of_outcome(self, outcome: str) -> dict[str, ReasonJudged]:
        """The reasons that a person judged for one outcome, by domain."""
        return {domain: judged for (named, domain), judged in self.reasons.items() if named == outcome}
