"""Which numbers of a trial enter: the rule, stated, seen and changeable.

A trial can measure one outcome with several instruments at several times, in several arms or countries. To enter them
as if they were trials of their own would count its people twice (Cochrane Handbook 6.2.4, 23.3.4). Either a model
allows for their correlation: `select_all` takes all of them within a window of time. Or one number is made of them:
`select`. Both say of every row that does not enter why it does not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from alongside.errors import AlongsideError
from alongside.evidence import Contrast, EffectSize, Outcome
from alongside.synthesis.combine import CombinedContrast, average, combine_arms, combine_strata
from alongside.synthesis.recoveries import Recoveries
from alongside.synthesis.recovery import Refusal

__all__ = ["Rule", "Selection", "select", "select_all"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which numbers of each trial enter, and how the numbers are pooled.

    Parameters
    ----------
    weeks : of several times, the one nearest to this many weeks from the start enters (a tie goes to the later one; a
        time that the report does not say comes last).
    several : of several results, "all" takes every instrument and time within the window together, by the model of
        `correlated_effects`; where that has too few degrees of freedom it is "preferred". "preferred" takes the first
        instrument in the outcome's own order (then the table's order), "average" the mean of all instruments.
    window : for "all", results from `weeks` − `window` to `weeks` + `window` weeks enter; a trial that has none of them
        gives the one nearest to `weeks`.
    rho : assumed correlation between two results of one trial, for "all" and "average". 0.6 lies in the middle of what
        Pustejovsky & Tipton 2022 (Prev Sci 23:425) use; the answer page shows 0.4 and 0.8 beside it.
    icc : assumed intracluster correlation, for cluster trials whose printed numbers do not allow for the clusters.
    method, test, level : of the model (`pooling.pool`). The intervals are those of Hartung and Knapp ("knha"), which
        hold the mean in 94 to 96 % of analyses of three trials or more; those that are never narrower than plain ones
        ("adhoc") hold it in up to 100 %, and are an option (`validation/coverage.py`). See `test_for` for two trials.

    >>> Rule(weeks=52).sentences()[0]
    'All results of a trial from 39 to 65 weeks enter together, taken to correlate by 0.6.'
    """

    weeks: float = 26.0
    several: str = "all"
    window: float = 13.0
    rho: float = 0.6
    icc: float = 0.05
    method: str = "REML"
    test: str = "knha"
    level: float = 0.95

    def test_for(self, k: int) -> str:
        """The test of an answer of `k` trials. Where two happen to agree, Hartung and Knapp's factor is near 0 and
        would claim a certainty that two trials cannot give: then it is at least 1.

        >>> Rule().test_for(2), Rule().test_for(3), Rule(test="z").test_for(2)
        ('adhoc', 'knha', 'z')
        """
        return "adhoc" if self.test == "knha" and k < 3 else self.test

    def sentences(self) -> tuple[str, ...]:
        """The rule in words, for the page that shows it."""
        if self.several == "all":
            return (*self._all_sentences(), *self._common_sentences())
        if self.several == "average":
            several = f"Several instruments of a trial are averaged, taking their correlation to be {self.rho:g}."
        else:
            several = "Of several instruments, the first in the outcome's order of preference enters."
        return (
            f"Of several times, the one nearest to {self.weeks:g} weeks enters.",
            several,
            *self._common_sentences(),
        )

    def _all_sentences(self) -> tuple[str, ...]:
        low, high = max(0.0, self.weeks - self.window), self.weeks + self.window
        return (
            f"All results of a trial from {low:g} to {high:g} weeks enter together, taken to "
            f"correlate by {self.rho:g}.",
            f"A trial without a result in that time gives the one nearest to {self.weeks:g} weeks.",
            f"Where the trials are too few for that, one result a trial enters: of several times the one nearest to "
            f"{self.weeks:g} weeks, of several instruments the first in the outcome's order of preference.",
        )

    def _common_sentences(self) -> tuple[str, ...]:
        return (
            "Arms of one trial that share a comparator are put together; countries of one trial are combined first.",
            f"A cluster trial whose numbers do not allow for its clusters is corrected with an intracluster "
            f"correlation of {self.icc:g}.",
            "Results that wait for a person, were read twice or are kept apart do not enter; each says why.",
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """Effects in order of the studies' first rows, and the rows that did not enter with the reason.

    `select` gives one effect a study, `select_all` all of a study, one after another.
    """

    effects: tuple[EffectSize, ...]
    left_out: tuple[tuple[str, str], ...]


def select(
    contrasts: Iterable[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries | None = None
) -> Selection:
    """One effect size for each study that has one on this outcome.

    `contrasts` are those of the outcome (others are passed over) and of the comparators that may stand together.
    `recoveries` remembers effect sizes where several selections are made of the same contrasts.
    """
    return _study_by_study(contrasts, outcome, rule, recoveries, _one_number)


def select_all(
    contrasts: Iterable[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries | None = None
) -> Selection:
    """Every effect size within the rule's window, one for each instrument and time of a study; arguments as `select`.

    Arms that share a comparator and sub-samples are put together first, within an instrument and a time.
    """
    return _study_by_study(contrasts, outcome, rule, recoveries, _all_numbers)


Numbers = tuple[list[EffectSize], list[tuple[str, str]]]


def _study_by_study(
    contrasts: Iterable[Contrast],
    outcome: Outcome,
    rule: Rule,
    recoveries: Recoveries | None,
    numbers: Callable[[Sequence[Contrast], Outcome, Rule, Recoveries], Numbers],
) -> Selection:
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
    effects: list[EffectSize] = []
    for rows in by_study.values():
        try:
            usable, refused = numbers(rows, outcome, rule, recoveries)
        except AlongsideError as error:
            # What one study printed costs that study, never the outcome.
            usable, refused = [], [(row.id, f"cannot be worked out: {error}") for row in rows]
        left_out += refused
        effects += usable
    return Selection(tuple(effects), tuple(left_out))


def _all_numbers(rows: Sequence[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries) -> Numbers:
    """Each instrument and time within the window; without one, what `_one_number` gives."""
    inside = [row for row in rows if row.weeks is not None and abs(row.weeks - rule.weeks) <= rule.window]
    left_out: list[tuple[str, str]] = []
    measured: dict[tuple[str, float | None], list[EffectSize]] = defaultdict(list)
    for members in _by_stratum(inside).values():
        taken = set()
        for contrast, effect in _usable(members, outcome, recoveries, left_out):
            key = (contrast.instrument, contrast.weeks)
            if key in taken:
                left_out += _each(contrast, "another row of the same instrument and time comes first")
            else:
                taken.add(key)
                measured[key].append(effect)
    if not measured:
        effects, refused = _one_number(rows, outcome, rule, recoveries)
        return effects, list(dict.fromkeys([*left_out, *refused]))
    reason = f"outside the window of {rule.window:g} weeks around {rule.weeks:g}, in which the trial has results"
    left_out += [(row.id, reason) for row in rows if row not in inside]
    return [combine_strata(effects) for effects in measured.values()], left_out


def _by_stratum(rows: Iterable[Contrast]) -> dict[str, list[Contrast]]:
    strata: dict[str, list[Contrast]] = defaultdict(list)
    for row in rows:
        strata[row.stratum].append(row)
    return strata


def _usable(
    members: Sequence[Contrast], outcome: Outcome, recoveries: Recoveries, left_out: list[tuple[str, str]]
) -> list[tuple[Contrast, EffectSize]]:
    """The rows of a sub-sample that give an effect, arms put together; the others are named in `left_out`."""
    usable = []
    for contrast in _arms_together(members, left_out):
        effect = recoveries.of(contrast, outcome)
        if isinstance(effect, Refusal):
            left_out += _each(contrast, effect.reason)
        else:
            usable.append((contrast, effect))
    return usable


def _each(contrast: Contrast, reason: str) -> list[tuple[str, str]]:
    """A reason for each row that a project holds: where arms were put together, for the row of each of them."""
    ids = contrast.combined if isinstance(contrast, CombinedContrast) else (contrast.id,)
    return [(name, reason) for name in ids]


def _one_number(rows: Sequence[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries) -> Numbers:
    """Sub-samples first apart and then together; within each, arms together, then instrument, then time."""
    left_out: list[tuple[str, str]] = []
    parts = []
    for members in _by_stratum(rows).values():
        usable = _usable(members, outcome, recoveries, left_out)
        if usable:
            parts.append(_choose(usable, outcome, rule, left_out))
    return ([combine_strata(parts)] if parts else []), left_out


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
        left_out += [row for contrast, _ in candidates if contrast is not best[0] for row in _each(contrast, reason)]
    if len(nearest) == 1:
        return nearest[0][1]
    if rule.several == "average":
        return average([effect for _, effect in nearest], rho=rule.rho)
    chosen = min(nearest, key=lambda pair: _preference(pair[0].instrument, outcome))
    reason = f"another instrument of the same trial comes first: {chosen[0].instrument}"
    left_out += [row for contrast, _ in nearest if contrast is not chosen[0] for row in _each(contrast, reason)]
    return chosen[1]


def _distance(weeks: float | None, target: float) -> tuple[float, float]:
    return (math.inf, 0.0) if weeks is None else (abs(weeks - target), -weeks)


def _preference(instrument: str, outcome: Outcome) -> int:
    for rank, name in enumerate(outcome.instruments):
        if instrument.casefold().startswith(name.casefold()):
            return rank
    return len(outcome.instruments)
