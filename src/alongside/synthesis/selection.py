"""Which numbers of a trial enter, when only one may: the rule, stated, seen and changeable.

A trial can measure one outcome with several instruments at several times, in several arms or countries. To enter twice
would count its people twice (Cochrane Handbook 6.2.4, 23.3.4). `Rule` says how one number is made of them, and
`select` follows it and says of every row that does not enter why it does not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alongside.errors import AlongsideError
from alongside.evidence import Contrast, EffectSize, Outcome
from alongside.synthesis.combine import average, combine_arms, combine_strata
from alongside.synthesis.recoveries import Recoveries
from alongside.synthesis.recovery import Refusal

__all__ = ["Rule", "Selection", "select"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How one number of each trial is chosen, and how the numbers are pooled.

    Parameters
    ----------
    weeks : of several times, the one nearest to this many weeks from the start enters (a tie goes to the later one; a
        time that the report does not say comes last).
    several : of several instruments, "preferred" takes the first in the outcome's own order (then the table's order),
        "average" takes the mean of all, with the correlation `rho` between them.
    rho : assumed correlation between two instruments of one trial, for "average" only.
    icc : assumed intracluster correlation, for cluster trials whose printed numbers do not allow for the clusters.
    method, test, level : of the model (`pooling.pool`). The intervals are those of Hartung and Knapp, never narrower
        than without their factor ("adhoc"): where two trials happen to agree, the plain ones would claim certainty.

    >>> Rule(weeks=52).sentences()[0]
    'Of several times, the one nearest to 52 weeks enters.'
    """

    weeks: float = 26.0
    several: str = "preferred"
    rho: float = 0.5
    icc: float = 0.05
    method: str = "REML"
    test: str = "adhoc"
    level: float = 0.95

    def sentences(self) -> tuple[str, ...]:
        """The rule in words, for the page that shows it."""
        if self.several == "average":
            several = f"Several instruments of a trial are averaged, taking their correlation to be {self.rho:g}."
        else:
            several = "Of several instruments, the first in the outcome's order of preference enters."
        return (
            f"Of several times, the one nearest to {self.weeks:g} weeks enters.",
            several,
            "Arms of one trial that share a comparator are put together; countries of one trial are combined first.",
            f"A cluster trial whose numbers do not allow for its clusters is corrected with an intracluster "
            f"correlation of {self.icc:g}.",
            "Results that wait for a person, were read twice or are kept apart do not enter; each says why.",
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """One effect a study, in order of the studies' first rows, and the rows that did not enter with the reason."""

    effects: tuple[EffectSize, ...]
    left_out: tuple[tuple[str, str], ...]


def select(
    contrasts: Iterable[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries | None = None
) -> Selection:
    """One effect size for each study that has one on this outcome.

    `contrasts` are those of the outcome (others are passed over) and of the comparators that may stand together.
    `recoveries` remembers effect sizes where several selections are made of the same contrasts.
    """
    recoveries = recoveries or Recoveries(rule.icc)
    left_out: list[tuple[str, str]] = []
    by_study: dict[str, list[Contrast]] = defaultdict(list)
    for contrast in contrasts:
        if contrast.outcome != outcome.id:
            continue
        if contrast.use == "main":
            by_study[contrast.study].append(contrast)
        else:
            left_out.append((contrast.id, contrast.use_why or "waits for a person to say whether it is peer support"))
    effects = []
    for rows in by_study.values():
        try:
            effect, refused = _one_number(rows, outcome, rule, recoveries)
        except AlongsideError as error:
            # What one study printed costs that study, never the outcome.
            effect, refused = None, [(row.id, f"cannot be worked out: {error}") for row in rows]
        left_out += refused
        if effect is not None:
            effects.append(effect)
    return Selection(tuple(effects), tuple(left_out))


def _one_number(
    rows: Sequence[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries
) -> tuple[EffectSize | None, list[tuple[str, str]]]:
    """Sub-samples first apart and then together; within each, arms together, then instrument, then time."""
    left_out: list[tuple[str, str]] = []
    strata: dict[str, list[Contrast]] = defaultdict(list)
    for row in rows:
        strata[row.stratum].append(row)
    parts = []
    for members in strata.values():
        usable: list[tuple[Contrast, EffectSize]] = []
        for contrast in _arms_together(members, left_out):
            effect = recoveries.of(contrast, outcome)
            if isinstance(effect, Refusal):
                left_out.append((contrast.id, effect.reason))
            else:
                usable.append((contrast, effect))
        if usable:
            parts.append(_choose(usable, outcome, rule, left_out))
    if not parts:
        return None, left_out
    return (parts[0] if len(parts) == 1 else combine_strata(parts)), left_out


def _arms_together(rows: Sequence[Contrast], left_out: list[tuple[str, str]]) -> list[Contrast]:
    """Rows of the same instrument and time that share their comparator become one row, where the numbers allow it."""
    same: dict[tuple[str, float | None, str], list[Contrast]] = defaultdict(list)
    for row in rows:
        same[(row.instrument, row.weeks, row.arm2)].append(row)
    together = []
    for members in same.values():
        if len({member.arm1 for member in members}) < 2:
            together += members
        elif all(m.counts for m in members) or all(m.means for m in members):
            together.append(combine_arms(members))
        else:
            together.append(members[0])
            reason = f"shares its comparator with {members[0].id}, and their numbers cannot be put together"
            left_out += [(member.id, reason) for member in members[1:]]
    return together


def _choose(
    usable: Sequence[tuple[Contrast, EffectSize]], outcome: Outcome, rule: Rule, left_out: list[tuple[str, str]]
) -> EffectSize:
    """One effect of a sub-sample, by the rule; what loses is named with what it lost to."""
    by_instrument: dict[str, list[tuple[Contrast, EffectSize]]] = defaultdict(list)
    for contrast, effect in usable:
        by_instrument[contrast.instrument].append((contrast, effect))
    nearest = []
    for candidates in by_instrument.values():
        best = min(candidates, key=lambda pair: _distance(pair[0].weeks, rule.weeks))
        nearest.append(best)
        reason = f"another time of the same trial is nearer to {rule.weeks:g} weeks"
        left_out += [(contrast.id, reason) for contrast, _ in candidates if contrast is not best[0]]
    if len(nearest) == 1:
        return nearest[0][1]
    if rule.several == "average":
        return average([effect for _, effect in nearest], rho=rule.rho)
    chosen = min(nearest, key=lambda pair: _preference(pair[0].instrument, outcome))
    reason = f"another instrument of the same trial comes first: {chosen[0].instrument}"
    left_out += [(contrast.id, reason) for contrast, _ in nearest if contrast is not chosen[0]]
    return chosen[1]


def _distance(weeks: float | None, target: float) -> tuple[float, float]:
    return (math.inf, 0.0) if weeks is None else (abs(weeks - target), -weeks)


def _preference(instrument: str, outcome: Outcome) -> int:
    for place, name in enumerate(outcome.instruments):
        if instrument.casefold().startswith(name.casefold()):
            return place
    return len(outcome.instruments)
