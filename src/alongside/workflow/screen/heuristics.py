"""What heuristics say beside the rule with a guarantee, and what one more hour of drawing could show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.project.overview.index import Index
from alongside.project.screen.status import Status
from alongside.screening import RELEVANT, UNREAD, Draw, Rule, estimate_recall, says_stop
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.learner import decisions_of
from alongside.workflow.screen.planning import Plan, plan_of
from alongside.workflow.screen.progress import ScreeningProgress

__all__ = ["Heuristic", "course_of", "heuristics_of", "recall_after_an_hour"]

SIMULATIONS = 28
"""Fourteen sets of the benchmark, two rankings each: `docs/explanation/when-to-stop.md`."""

TRIED = (("consecutive", 50, 19), ("consecutive", 200, 5), ("knee", 0, 0), ("ranked", 0, 0))
"""Which heuristics are shown, each with its figure (`ranked` takes the plan's target), and how many of those
simulations it ended below a recall of 0.95 (`benchmarks/bench_screening.py`, the shares of the same document)."""


@dataclass(frozen=True, slots=True)
class Heuristic:
    """A heuristic and what it says now; `missed` of `simulations` it ended with less than 95 % found."""

    rule: str
    says_stop: bool
    missed: int
    simulations: int = SIMULATIONS

    def document(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return asdict(self)


def course_of(desk: ScreeningDesk, index: Index) -> NDArray[np.bool_]:
    """Which of the records read so far were relevant, in the order in which they were first decided.

    What holds of a record now counts, whoever decided it; verdicts of machines, duplicates and what was taken back are
    left out.
    """
    verdicts = decisions_of(index)
    verdicts[index.set_aside] = UNREAD
    position = index.imported.position
    read = [position[record] for record in desk.project.screen.reading_order() if record in position]
    course: NDArray[np.bool_] = verdicts[[position for position in read if verdicts[position] != UNREAD]] == RELEVANT
    return course


def heuristics_of(desk: ScreeningDesk) -> tuple[Heuristic, ...]:
    """Each heuristic that is shown; nothing before the first relevant record, as none can say anything then."""
    index, plan = desk.project.overview.index(), plan_of(desk.project)
    course = course_of(desk, index)
    if not course.any():
        return ()
    unread = int(np.count_nonzero(index.with_status(Status.TO_SCREEN)))
    return tuple(
        Heuristic(_name(rule), says_stop(rule, course, unread), missed)
        for rule, missed in ((_rule(kind, value, plan), missed) for kind, value, missed in TRIED)
    )


def _rule(kind: str, number: int, plan: Plan) -> Rule:
    if kind == "consecutive":
        return Rule("consecutive", number)
    return Rule("knee") if kind == "knee" else Rule("ranked", plan.target, plan.risk)


def _name(rule: Rule) -> str:
    """The rule as `alongside tools simulate --stop` takes it."""
    return rule.kind + (f":{rule.value:g}" if rule.value else "") + (f":{rule.risk:g}" if rule.kind == "ranked" else "")


def recall_after_an_hour(progress: ScreeningProgress, draws: Sequence[Draw]) -> float | None:
    """The lower end of the interval of recall if the next hour's records are all drawn and none of them is relevant.

    None where the pace is not known or nothing is unread. The interval holds at that moment too, whatever is found: it
    is one that holds at all moments at once.
    """
    pace, unread = progress.pace, progress.unread
    if pace is None or not unread:
        return None
    drawn = min(pace.per_hour, unread)
    in_vain = [Draw(progress.found, unread - number, False) for number in range(drawn)]
    after = estimate_recall([*draws, *in_vain], progress.found, unread - drawn, 1 - progress.plan.risk)
    return after.recall_low
