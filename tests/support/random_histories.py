"""Random histories of a review: files come and are taken back, records are merged, removed, screened, sought and
assessed by several people, and any of it is undone. And the flow counted once more, slowly, from the log's rows alone.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

from alongside.evidence import Author
from alongside.project import REGISTER, NewDecision
from alongside.project.find.records import NAMESPACE, import_file
from alongside.project.log.appending import append
from alongside.project.log.chain import Row
from alongside.project.log.reading import rows
from alongside.project.log.sessions import Session
from alongside.project.log.state import SlotState, live, states
from alongside.records import Record

START = datetime(2026, 1, 1, tzinfo=UTC)
ADA, BEN, RANKER = Author("person", "Ada"), Author("person", "Ben"), Author("machine", "ranker", version="1")
WHO = [ADA, ADA, BEN, BEN, RANKER]
DATABASES = ["", "Embase", "MEDLINE", "ClinicalTrials.gov"]
REASONS = ["", "design", "people"]


@dataclass(slots=True)
class History:
    """A review under way. `records` are ids by the digest of their file."""

    place: Session
    draw: random.Random
    records: dict[str, list[str]]
    step: int = 0

    def say(self, subject: str, kind: str, value: dict[str, Any], author: Author, **options: Any) -> None:
        self.step += 1
        append(self.place, [NewDecision(subject, kind, value, **options)], author, START + timedelta(minutes=self.step))

    def any_record(self) -> str:
        return self.draw.choice([record for records in self.records.values() for record in records])


def import_one(history: History) -> None:
    """A file of a few records; sometimes one that was taken back comes again."""
    draw = history.draw
    name = f"{len(history.records)}.ris"
    sha256 = hashlib.sha256(f"{history.place.project_id} {name}".encode()).hexdigest()
    if history.records and draw.random() < 0.3:
        sha256 = draw.choice(list(history.records))
    database = draw.choice(DATABASES)
    records = [Record(title=f"{name} {number}", database=database) for number in range(draw.randrange(1, 6))]
    history.step += 1
    moment = START + timedelta(minutes=history.step)
    report = import_file(history.place, name, sha256, 1, "ris", records, author=ADA, at=moment)
    history.records[sha256] = [str(uuid5(NAMESPACE, f"{sha256}:{number}")) for number in range(report.records)]


def act(history: History) -> None:
    """One more thing that somebody does."""
    draw, author = history.draw, history.draw.choice(WHO)
    what = draw.random()
    if what < 0.06:
        import_one(history)
    elif what < 0.12:
        source = draw.choice(["database", "register", "website", "citations"])
        file = draw.choice(list(history.records))
        named = {"database": draw.choice(DATABASES[1:])} if draw.random() < 0.5 else {}
        history.say(f"file:{file}", "file.searched", {"source": source, **named}, ADA)
    elif what < 0.27:
        record, duplicate = history.any_record(), history.any_record()
        if record != duplicate:
            history.say(f"record:{record}", "record.duplicate_of", {"record": duplicate, "why": "the same"}, author)
    elif what < 0.31:
        history.say(
            f"record:{history.any_record()}", "record.removed", {"by": draw.choice(["automation", "other"])}, author
        )
    elif what < 0.36:
        pair, duplicate = sorted([history.any_record(), history.any_record()])
        if pair != duplicate:
            history.say(
                f"pair:{pair}/{duplicate}", "pair.decided", {"verdict": draw.choice(["linked", "different"])}, ADA
            )
    elif what < 0.70:
        value = {"stage": draw.choice(["title_abstract", "title_abstract", "full_text"])}
        value["verdict"] = draw.choice(["include", "include", "exclude", "maybe"])
        if reason := draw.choice(REASONS):
            value["reason"] = reason
        subject = f"record:{history.any_record()}"
        history.say(subject, "screening.decided", value, author, settles=draw.random() < 0.2)
    elif what < 0.85:
        history.say(f"record:{history.any_record()}", "report.retrieval", {"retrieved": draw.random() < 0.6}, author)
    else:
        log = [Row(*values) for values in rows(history.place).order_by("id")]
        alive = live(log)
        undone = draw.choice([row for row in log if row.uuid in alive] or log)
        history.say(undone.subject, "undo", {"of": undone.uuid}, author)


def write_history(session: Session, draw: random.Random, steps: int) -> History:
    """A review of that many steps."""
    history = History(session, draw, {})
    for _ in range(draw.randrange(1, 4)):
        import_one(history)
    for _ in range(steps):
        act(history)
    return history


def held_states(session: Session) -> dict[str, dict[str, list[SlotState]]]:
    """What holds, by subject and kind, from the rows of the log."""
    about: dict[str, list[Row]] = defaultdict(list)
    for values in rows(session).order_by("id"):
        row = Row(*values)
        about[row.subject].append(row)
    states_of: dict[str, dict[str, list[SlotState]]] = {}
    for subject, rows_about in about.items():
        states_of[subject] = defaultdict(list)
        for state in states(REGISTER.kinds, rows_about):
            states_of[subject][state.kind].append(state)
    return states_of


def slow_station(states_held: dict[str, list[SlotState]]) -> str:
    """Where a record is, by asking the questions of the flow diagram one after the other."""
    if states_held.get("record.removed"):
        return "removed:" + states_held["record.removed"][0].value["by"]
    stage = {state.value["stage"]: state for state in states_held.get("screening.decided", [])}
    if final := stage.get("full_text"):
        if final.disputed or final.value["verdict"] == "maybe":
            return "assessed:unsettled"
        return "included" if final.value["verdict"] == "include" else "ineligible:" + final.value.get("reason", "")
    if not (screening := stage.get("title_abstract")):
        return "unscreened"
    if screening.disputed:
        return "screened:unsettled"
    if screening.value["verdict"] == "exclude":
        return "excluded:" + ("person" if "person" in {row.author_kind for row in screening.heads} else "machine")
    if sought := states_held.get("report.retrieval"):
        return "sought" if sought[0].disputed else "retrieved" if sought[0].value["retrieved"] else "lost"
    return "sought" if screening.value["verdict"] == "include" else "screened:unsettled"


def recounted(history: History) -> dict[str, Counter[str]]:
    """The boxes of each column, counted record by record: "main" and "other", and "all" with the included studies."""
    all_states = held_states(history.place)
    nothing: dict[str, list[SlotState]] = {}
    files = {sha: all_states.get(f"file:{sha}", nothing) for sha in history.records}
    files = {sha: about for sha, about in files.items() if about.get("file.imported")}
    others = {"website", "citations"}
    home, order = {}, {}
    imported = list(history.records)
    for sha in files:
        searched = files[sha].get("file.searched", [])
        column = "other" if searched and searched[0].value["source"] in others else "main"
        for position, record in enumerate(history.records[sha]):
            home[record], order[record] = column, (imported.index(sha), position)
    edges = {
        subject.removeprefix("record:"): about["record.duplicate_of"][0].value["record"]
        for subject, about in all_states.items()
        if about.get("record.duplicate_of")
    }
    group: dict[str, set[str]] = {}
    for member_id in {*home, *edges, *edges.values()}:
        group[member_id] = {member_id}
    for member_id, partner in edges.items():
        joined = group[member_id] | group[partner]
        for member in joined:
            group[member] = joined
    boxes: dict[str, Counter[str]] = defaultdict(Counter)
    stands: dict[str, str] = {}
    for record in home:
        members = [member for member in group[record] if member in home]
        roots = [member for member in members if member not in edges]
        stands[record] = roots[0] if roots else min(members, key=order.__getitem__)
        boxes[home[record]]["identified"] += 1
        if stands[record] != record:
            boxes[home[record]]["duplicate"] += 1
        else:
            boxes[home[record]][slow_station(all_states.get(f"record:{record}", nothing))] += 1
    included = {member for member in home if stands[member] == member}
    included = {
        member for member in included if slow_station(all_states.get(f"record:{member}", nothing)) == "included"
    }
    study = {member: {member} for member in [*home, *edges, *edges.values()]}
    for subject, about in all_states.items():
        if about.get("pair.decided") and about["pair.decided"][0].value["verdict"] == "linked":
            member_id, partner = (stands.get(end, end) for end in subject.removeprefix("pair:").split("/"))
            joined = study.setdefault(member_id, {member_id}) | study.setdefault(partner, {partner})
            for member in joined:
                study[member] = joined
    boxes["all"]["studies"] = len({frozenset(study[member]) for member in included})
    return boxes
