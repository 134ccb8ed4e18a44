"""What a model says, and what a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alongside.evidence.contrasts import EffectSize

__all__ = ["Answer", "Certainty", "Estimate", "Weighted"]


@dataclass(frozen=True, slots=True)
class Weighted:
    """One study in an estimate with its share of the weight (the shares add to 1)."""

    effect: EffectSize
    weight: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A pooled effect, or one trial's own where k = 1, on the model's scale (logarithms for ratios).

    `participants` counts the people of those trials that print how many they were; `uncounted` is the number of the
    others. `pi_low` and `pi_high` bound what a new programme may find; they are None where k < 3, because two studies
    cannot say how much programmes differ. With k = 1 `tau2`, `i2` and `q` are None: nothing was pooled.
    """

    measure: str
    k: int
    participants: int | None
    beta: float
    se: float
    ci_low: float
    ci_high: float
    pi_low: float | None
    pi_high: float | None
    tau2: float | None
    i2: float | None
    q: float | None
    q_p: float | None
    p: float
    method: str
    test: str
    studies: tuple[Weighted, ...] = ()
    uncounted: int = 0


@dataclass(frozen=True, slots=True)
class Certainty:
    """Where an answer stands on GRADE's four steps, and the reasons for each step down.

    `judged` counts the reasons that a person judged, `out_of` those that there are to judge (0 where `by` judged the
    level as a whole); `proposed` is the level that a rule proposes, which stays beside a person's.
    """

    level: str
    reasons: tuple[str, ...] = ()
    by: str = ""
    judged: int = 0
    out_of: int = 0
    proposed: str = ""

    @property
    def in_part(self) -> bool:
        """Whether a person judged some of the reasons, and a rule proposed the rest."""
        return 0 < self.judged < self.out_of


@dataclass(frozen=True, slots=True)
class Answer:
    """One outcome, for one group: the estimate, or the reason why there is none.

    `by` is {} for the main answer, {"form": "telephone"} or {"comparator": "professional"} for a part of it.
    """

    id: str
    outcome: str
    by: Mapping[str, str] = field(default_factory=dict)
    estimate: Estimate | None = None
    refused: str = ""
    left_out: tuple[tuple[str, str], ...] = ()  # (contrast id, reason)
    rule: str = ""
    certainty: Certainty | None = None
