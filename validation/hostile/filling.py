"""An invention written into a project, decision by decision, by two people who differ and take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from alongside.errors import AlongsideError
from alongside.evidence import Author
from hostile.inventing import Invention
from hostile.told import Told

ADA, BEN = Author("person", "Ada"), Author("person", "Ben <b>\"'")
START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(project: Any, invention: Invention, told: Told) -> None:
    """Decisions, one by one, so that what a shape refuses takes nothing else with it."""
    from alongside.project import NewDecision
    from alongside.project.answer.kinds import rule_set
    from alongside.project.understand.kinds import eligible
    from alongside.project.understand.payloads import contrast_decision, outcome_decision, study_decision

    draw = invention.draw
    moment = START

    def append(make: Callable[[], NewDecision], author: Author) -> None:
        nonlocal moment
        moment += timedelta(minutes=1)
        try:
            project.append([make()], author=author, at=moment)
            told.taken += 1
        except (AlongsideError, ValueError) as refusal:
            told.refused[type(refusal).__name__] += 1

    outcomes = [invention.identifier() for _ in range(draw.randrange(1, 4))]
    studies = [invention.identifier() for _ in range(draw.randrange(1, 7))]
    for name in outcomes:
        append(
            lambda name=name: outcome_decision(invention.outcome(name), why=invention.word()), draw.choice((ADA, BEN))
        )
    for name in studies:
        append(partial(study_decision, invention.study(name), why=invention.word()), draw.choice((ADA, BEN)))
    for number in range(draw.randrange(12)):
        study, outcome = draw.choice(studies), draw.choice([*outcomes, "nothing"])
        contrast = invention.contrast(f"{study}/{draw.choice((number, 1, invention.word()))}", study, outcome)
        append(partial(contrast_decision, contrast, why=invention.word()), draw.choice((ADA, BEN)))
    for _ in range(draw.randrange(4)):
        verdict = draw.choice(("yes", "no"))
        append(partial(eligible, draw.choice(studies), verdict, why=invention.word()), draw.choice((ADA, BEN)))
    if draw.random() < 0.4:
        rule = {
            draw.choice(("icc", "method", "test", "level", "tau2", invention.word())): draw.choice(
                (5, -1, "DL", 0.05, invention.word())
            )
        }
        append(lambda: rule_set(rule), ADA)
    latest = project.latest(50)
    for decision in draw.sample(latest, min(len(latest), draw.randrange(4))):
        try:
            project.undo(decision.uuid, author=ADA, at=moment + timedelta(hours=1))
        except AlongsideError as refusal:
            told.refused[type(refusal).__name__] += 1
