"""The figures of a screening in words, as its pages show them."""

from __future__ import annotations

from alongside.evidence import Author
from alongside.screening import rule_of
from alongside.words.numbers import percent
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.heuristics import heuristics_of, recall_after_an_hour
from alongside.workflow.screen.progress import ScreeningProgress, draws_of, progress_of

__all__ = ["beside", "duration", "figures"]

MINUTES = 60

FEWEST_DRAWS = 20
"""Draws below which the middle of an estimate moves by half with one more, and only its interval is shown."""


def figures(desk: ScreeningDesk, person: Author) -> dict[str, object]:
    """How far a screening is, with its shares and durations in words."""
    progress = progress_of(desk, person.name)
    estimate = progress.estimate
    shares = {"target": progress.plan.target, "confidence": 1 - progress.plan.risk, "risk": progress.plan.risk}
    if estimate is not None:
        shares |= {"recall": estimate.recall, "recall_low": estimate.recall_low, "recall_high": estimate.recall_high}
    return {
        "progress": progress,
        "percents": {name: percent(share) for name, share in shares.items()},
        "hours": f"That is {duration(progress.hours_left)} at your pace." if progress.hours_left else "",
        "learner": desk.learner,
        "silent": _silence(progress),
        "rough": estimate is not None and estimate.draws < FEWEST_DRAWS,
    }


IN_WORDS = {
    "consecutive": "{:.0f} records in a row without a relevant one",
    "knee": "The knee of the curve (Cormack and Grossman 2016)",
    "ranked": "The test of Callaghan and Müller-Hansen (2020) on the ranked order, taken for a random one",
}


def beside(desk: ScreeningDesk, person: Author) -> dict[str, object]:
    """What the page on stopping shows beside the rule with a guarantee: the estimate as a rule, an hour, heuristics."""
    progress = progress_of(desk, person.name)
    hour = recall_after_an_hour(progress, draws_of(desk.project, progress.found))
    return {
        "reached": progress.estimate is not None and progress.estimate.recall_low >= progress.plan.target,
        "recall_after_an_hour": percent(hour) if hour is not None else "",
        "heuristics": [(_in_words(heuristic.rule), heuristic) for heuristic in heuristics_of(desk)],
    }


def _in_words(rule: str) -> str:
    named = rule_of(rule)
    return IN_WORDS[named.kind].format(named.value)


def _silence(progress: ScreeningProgress) -> bool:
    """Whether the ranking has found nothing for so long that the rule would begin to draw."""
    return progress.sample is None and progress.since_found >= min(progress.wait, 100) and progress.found > 0


def duration(hours: float) -> str:
    """About how long, in minutes or hours.

    >>> duration(0.3), duration(2.6)
    ('about 20 minutes', 'about 3 hours')
    """
    minutes = hours * MINUTES
    if minutes < 90:
        return f"about {max(5, 5 * round(minutes / 5))} minutes"
    return f"about {round(hours)} hours"
