"""What a model says, and what a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alongside.evidence.contrasts import EffectSize

__all__ = ["AllResults", "Answer", "Certainty", "Estimate", "Weighted"]


@dataclass(frozen=True, slots=True)
class Weighted:
    """One study in an estimate with its share of the weight (the shares add to 1)."""

    effect: EffectSize
    weight: float


@dataclass(frozen=True, slots=True)
class AllResults:
    """What an estimate rests on where all results of a trial enter together (correlated and hierarchical effects).

    `results` are the effects that entered, trial by trial, with their shares of the weight (they add to 1; a share can
    be below 0 where a more exact result of the same people stands beside it). `tau2_within` is the variance of true
    effects within trials, `df` are Satterthwaite's degrees of freedom of the mean. `model_vi` has for each trial of the
    estimate the variance of its mean in the model, sampling and `tau2_within` together.
    """

    rho: float
    tau2_within: float
    df: float
    results: tuple[Weighted, ...]
    model_vi: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A pooled effect, or one trial's own where k = 1, on the model's scale (logarithms for ratios).

    `participants` counts the people of those trials that print how many they were; `uncounted` is the number of the
    others. `pi_low` and `pi_high` bound what a new programme may find; they are None where k < 3, because two studies
    cannot say how much programmes differ. With k = 1 `tau2`, `i2` and `q` are None: nothing was pooled. `together` is
    there where all results of a trial entered; `studies` then has each trial's mean of its results as the model weighs
    them. `one_a_trial` says why one result a trial entered where the rule would take all; "" otherwise.
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
    together: AllResults | None = None
    one_a_trial: str = ""


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
