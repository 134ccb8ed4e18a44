"""The packaged example: an evaluation with invented people, made from a seed, taken the whole way by the real steps.

Nobody in it exists, and its title says so. Its result never joins the evidence by itself.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from alongside.evaluation.invented import InventedPerson, invented_trial
from alongside.evidence import Author
from alongside.project import Project
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import open_analysis
from alongside.workflow.test.vault import Vault

__all__ = ["EXAMPLE", "EXAMPLE_SEED", "example_tables", "run_example"]

EXAMPLE_SEED = 28

STARTED = datetime(2026, 1, 1, 9, tzinfo=UTC)
"""When the first invented person came; one more comes each day."""

EXAMPLE: Mapping[str, Any] = {
    "id": "invented-calls",
    "title": "Invented example: calls from a peer against waiting (nobody in it exists)",
    "question": "Invented: do calls from a peer make people feel less lonely after twelve weeks than waiting for them?",
    "who": "Invented adults who say that they feel lonely and ask for support.",
    "where": "An invented service in two places, north and south.",
    "support": "support",
    "support_words": "Calls from one of six peer supporters, weekly for six weeks",
    "comparison": "waiting list",
    "comparison_words": "Waiting twelve weeks for the same calls",
    "form": "telephone",
    "design": "partially-nested",
    "population": "invented adults who feel lonely and asked for support",
    "intercurrent_events": "not taking the support up: treatment policy, counted as offered",
    "summary": "difference of means, adjusted for loneliness at the start",
    "instrument": "Invented loneliness scale, 0 to 10",
    "outcome_id": "loneliness",
    "low": 0,
    "high": 10,
    "weeks": 12,
    "covariates": ["baseline"],
    "visits": ["week_6", "outcome"],
    "second": "Loneliness after six weeks.",
    "harms": "Distress after a call, in both arms, asked for at six and twelve weeks; a nurse rings back the same day.",
    "difference": 1.3,
    "sd": 1.9,
    "icc": 0.05,
    "group_size": 8,
    "retained": 0.85,
    "sources": "Invented.",
    "strata": ["north", "south"],
    "analyses": ["imputed", "randomisation", "compliers", "repeated"],
}


def run_example(project: Project, vault: Vault, *, author: Author) -> None:
    """Design, lock, allocate, load and open, all with the example's own dates."""
    name = str(EXAMPLE["id"])
    vault.new_secret(name, EXAMPLE_SEED.to_bytes(32, "big"))
    design(project, EXAMPLE, author=author, at=STARTED - timedelta(days=9))
    lock_plan(project, vault, name, author=author, at=STARTED - timedelta(days=1))
    service = AllocationService(project, vault, name)
    came = iter(range(10_000))

    def allocate(person: str, stratum: str) -> str:
        return service.allocate(person, stratum, author=author, at=STARTED + timedelta(days=next(came))).arm

    people = invented_trial(EXAMPLE_SEED, allocate=allocate)
    ended = STARTED + timedelta(days=len(people) + 100)
    with tempfile.TemporaryDirectory() as folder:
        for table, text in example_tables(people, STARTED).items():
            path = Path(folder) / f"{table}.csv"
            path.write_text(text, encoding="utf-8")
            load_table(project, vault, name, table, path, author=author, at=ended)
    open_analysis(project, vault, name, author=author, at=ended)


def example_tables(people: Sequence[InventedPerson], started: datetime) -> dict[str, str]:
    """Outcomes, delivery and events of invented people, as tables; one person was allocated each day from `started`."""
    random = np.random.default_rng(EXAMPLE_SEED)
    came = [started + timedelta(days=number) for number in range(len(people))]
    outcomes = [
        [person.person, person.baseline, _cell(person.week_6), _cell(person.outcome), _day(day, 84)]
        for person, day in zip(people, came, strict=True)
    ]
    delivery: list[list[Any]] = []
    events: list[list[Any]] = [
        [f"asked-{number:02d}", "excluded", "", "did not feel lonely", ""] for number in range(9)
    ]
    for person, day in zip(people, came, strict=True):
        if person.supporter:
            calls = int(random.integers(2, 7)) if person.received else 0
            delivery += [[person.person, person.supporter, "", "", "", ""]]
            for call in range(calls):
                parts = [int(random.integers(12, 40)), int(random.integers(2, 5)), 4]
                delivery.append([person.person, person.supporter, _day(day, 7 * call + 3), *parts])
            taken = ["received", ""] if person.received else ["not-received", "could not be reached"]
            events.append([person.person, taken[0], _day(day, 10), taken[1], ""])
        if person.outcome is None:
            events.append([person.person, "lost", _day(day, 84), "did not answer", ""])
        if random.random() < 0.04:
            events.append([person.person, "harm", _day(day, 30), "upset after talking", "no"])
    return {
        "outcomes": _table(["person", "baseline", "week_6", "outcome", "measured"], outcomes),
        "delivery": _table(["person", "group", "date", "minutes", "done", "planned"], delivery),
        "events": _table(["person", "event", "date", "reason", "serious"], events),
    }


def _cell(value: int | None) -> object:
    return "" if value is None else value


def _day(day: datetime, later: int) -> str:
    return f"{day + timedelta(days=later):%Y-%m-%d}"


def _table(header: list[str], rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([header, *rows])
    return stream.getvalue()
