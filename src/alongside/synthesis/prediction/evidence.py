"""A trial's effect with what was offered, to whom and where; and a profile, which is the same without an effect."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.errors import InputError

__all__ = ["FACTORS", "Profile", "TrialEffect", "check_trials", "signature"]

FACTORS = ("condition", "setting", "supporter", "income")
"""What describes people and context."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A programme and a group. `components` are those that the people are offered and the others in the comparison are
    not (a form of support is one of them); `context` maps factors to levels, and may leave out what is open."""

    components: frozenset[str]
    context: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialEffect:
    """One trial: its effect and sampling variance, what its arms differ in, and its context.

    `components` are in the first arm and not in the second; `against` are in the second and not in the first. A factor
    that is not in `context` was not stated.
    """

    study: str
    effect: float
    variance: float
    components: frozenset[str]
    context: Mapping[str, str] = field(default_factory=dict)
    against: frozenset[str] = frozenset()


def signature(components: Sequence[str], plus: frozenset[str], minus: frozenset[str]) -> list[float]:
    """+1 for what is added, −1 for what is taken away, 0 elsewhere.

    >>> signature(["calls", "group"], frozenset({"group"}), frozenset())
    [0.0, 1.0]
    """
    return [float(name in plus) - float(name in minus) for name in components]


def check_trials(trials: Sequence[TrialEffect], factors: Sequence[str]) -> None:
    """Raise `InputError` for fewer than two trials, a study twice, a number that cannot be, a component on both
    sides, or a factor that half of the trials or more do not state."""
    if len(trials) < 2:
        raise InputError(f"expected two trials or more, found {len(trials)}", column="study")
    seen: set[str] = set()
    for trial in trials:
        if trial.study in seen:
            raise InputError(f"study {trial.study}: expected one effect a trial, found a second one", column="study")
        seen.add(trial.study)
        if not math.isfinite(trial.effect):
            raise InputError(f"study {trial.study}: expected a finite number, found {trial.effect:g}", column="effect")
        if not (math.isfinite(trial.variance) and trial.variance > 0):
            text = f"study {trial.study}: expected a finite variance above 0, found {trial.variance:g}"
            raise InputError(text, column="variance")
        if both := sorted(trial.components & trial.against):
            text = f"study {trial.study}: {both[0]!r} is on both sides, so the arms do not differ in it"
            raise InputError(text, column="components")
    for factor in factors:
        missing = sum(factor not in trial.context for trial in trials)
        if 2 * missing >= len(trials):
            text = f"{factor} is missing in {missing} of {len(trials)} trials, half or more"
            raise InputError(f"{text}; state it, or leave the factor out", column=factor)
