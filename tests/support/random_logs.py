"""Random logs: what people and machines might decide, in any order, with undos, settlements and changes of mind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from alongside.evidence import Author
from alongside.project import REGISTER, NewDecision
from alongside.project.log.appending import append
from alongside.project.log.chain import Row, moment_to_text
from alongside.project.log.reading import rows
from alongside.project.log.sessions import Session
from alongside.project.log.state import live
from alongside.project.log.tables import Project as ProjectRow

START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = [Author("person", "Ada"), Author("person", "Ben"), Author("machine", "ranker", version="1")]
SUBJECTS = ["study:a", "study:b", "record:r", "rule"]


def new_place(alias: str, name: str = "random") -> Session:
    """One more project in the same database, so that a thousand of them need no thousand files."""
    row = ProjectRow.objects.using(alias).create(uuid=str(uuid4()), created_at=moment_to_text(START))
    return Session(alias, row.id, name, REGISTER)


def decision(draw: random.Random, log: list[Row], at: datetime) -> NewDecision:
    """One decision about one of a few subjects; now and then an undo of a row that stands."""
    subject = draw.choice(SUBJECTS)
    standing = live([row for row in log if row.subject == subject])
    author, uuid = draw.choice(PEOPLE), str(UUID(int=draw.getrandbits(128), version=4))
    if standing and draw.random() < 0.2:
        of = draw.choice(sorted(standing))
        return NewDecision(subject, "undo", {"of": of}, author=author, at=at, uuid=uuid)
    if subject.startswith("record:"):
        stage = draw.choice(["title_abstract", "full_text"])
        value: dict[str, object] = {"stage": stage, "verdict": draw.choice(["include", "exclude", "maybe"])}
        settles = draw.random() < 0.2
        return NewDecision(subject, "screening.decided", value, settles=settles, author=author, at=at, uuid=uuid)
    if subject == "rule":
        return NewDecision(subject, "rule.set", {"icc": draw.choice([0.01, 0.05])}, author=author, at=at, uuid=uuid)
    if draw.random() < 0.5:
        value = {"dimension": "form", "codes": draw.sample(["group", "telephone", "forum"], 2), "sure": True}
        return NewDecision(subject, "study.coded", value, author=author, at=at, uuid=uuid)
    value = {"verdict": draw.choice(["yes", "no", "ask"])}
    return NewDecision(subject, "study.eligible", value, author=author, at=at, uuid=uuid)


def write(session: Session, draw: random.Random, length: int) -> None:
    """A random log of some rows, in a few appends."""
    log = list(log_rows(session))
    for _ in range(length):
        moment = START + timedelta(minutes=draw.randrange(100))
        new = decision(draw, log, moment)
        log += append(session, [new], None, moment)


def log_rows(session: Session) -> Iterator[Row]:
    return (Row(*values) for values in rows(session).order_by("subject", "id"))
