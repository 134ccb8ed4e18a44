"""Rules for stopping by their names: two whose risk is stated, `recall` and `estimate`, and heuristics.

`recall:R` draws a random sample of what is left (`boundary`). `estimate:R` stops where the interval of recall from
draws made along the way (`estimating`) has its lower end at R or above. Each bounds the chance of ever stopping below
R; who stops by whichever comes first takes both risks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from alongside.errors import UsageError

__all__ = ["Rule", "rule_of"]

Kind = Literal["recall", "estimate", "ranked", "consecutive", "share", "knee"]

FORMS = "recall:TARGET[:RISK], estimate:TARGET[:RISK], ranked:TARGET[:RISK], consecutive:N, share:S or knee"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its figures.

    Parameters
    ----------
    kind : which rule.
    value : target recall, number in a row, or share; 0 for `knee`.
    risk : α, for rules with a target.
    """

    kind: Kind
    value: float = 0.0
    risk: float = 0.05

    @property
    def guaranteed(self) -> bool:
        """Whether the rule bounds the chance of stopping below its target; all others are heuristics."""
        return self.kind in ("recall", "estimate")


def rule_of(text: str) -> Rule:
    """A rule from its text.

    Raises `UsageError` for a text of another form.

    >>> rule_of("recall:0.95"), rule_of("consecutive:50").guaranteed
    (Rule(kind='recall', value=0.95, risk=0.05), False)
    """
    name, *figures = text.split(":")
    try:
        numbers = [float(figure) for figure in figures]
    except ValueError:
        numbers = [math.nan]
    one = len(numbers) == 1
    with_target: dict[str, Kind] = {"recall": "recall", "estimate": "estimate", "ranked": "ranked"}
    kind = with_target.get(name)
    if kind is not None and len(numbers) in (1, 2) and 0 < numbers[0] <= 1 and 0 < numbers[-1] <= 1:
        risk = numbers[1] if len(numbers) == 2 else 0.05
        if risk < 1:
            return Rule(kind, numbers[0], risk)
    if name == "consecutive" and one and numbers[0] >= 1 and numbers[0].is_integer():
        return Rule("consecutive", numbers[0])
    if name == "share" and one and 0 < numbers[0] <= 1:
        return Rule("share", numbers[0])
    if name == "knee" and not numbers:
        return Rule("knee")
    raise UsageError(f"no stopping rule {text!r}; expected {FORMS}")
