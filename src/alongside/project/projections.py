"""Tables of what holds now, made from the log alone: dropped and made again they come out the same.

`project_rows` is the one place where states become table rows. `refresh` does it for the subjects that an append
touched, `rebuild` for all, `digest_of_log` and `digest_of_tables` say whether the tables are what the log gives.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import models as orm
from django.db import transaction

from alongside.project import models
from alongside.project.chain import Row, canonical
from alongside.project.state import SlotState, states
from alongside.project.stations import station_of

__all__ = ["digest_of_log", "digest_of_tables", "dump_of_log", "dump_of_tables", "project_rows", "rebuild", "refresh"]

TableRow = tuple[type[orm.Model], dict[str, Any]]

# Table -> (its column that names the subject, what the subject's prefix is).
_TABLES: Mapping[type[orm.Model], tuple[str, str]] = {
    models.FileState: ("sha256", "file:"),
    models.RecordState: ("record", "record:"),
    models.PairState: ("pair", "pair:"),
    models.StudyState: ("study", "study:"),
    models.CodeState: ("study", "study:"),
    models.ContrastState: ("contrast", "contrast:"),
    models.OutcomeState: ("outcome", "outcome:"),
    models.Setting: ("name", ""),
    models.Disagreement: ("subject", ""),
}


def _common(found: Sequence[SlotState]) -> dict[str, Any]:
    return {
        "at": max(state.row.at for state in found),
        "decided_by": canonical([uuid for state in found for uuid in state.decided_by]),
        "disputed": any(state.disputed for state in found),
    }


def _file(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    for state in found["file.imported"]:
        value = state.value
        columns = {"sha256": name, "name": value["name"], "format": value["format"], "records": value["records"]}
        columns["searched"] = "".join(canonical(state.value) for state in found["file.searched"])
        yield models.FileState, columns | _common([state, *found["file.searched"]])


def _record(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    columns = dict.fromkeys(
        ("duplicate_of", "duplicate_why", "stage", "verdict", "reason", "title_abstract", "full_text"), ""
    )
    columns["record"] = name
    for state in found["record.duplicate_of"]:
        columns |= {"duplicate_of": state.value["record"], "duplicate_why": state.value["why"]}
    for state in sorted(found["screening.decided"], key=lambda state: state.slot, reverse=True):  # title_abstract first
        stage, verdict = state.value["stage"], state.value["verdict"]
        columns |= {"stage": stage, "verdict": verdict, "reason": state.value.get("reason", ""), stage: verdict}
    columns["station"] = station_of(found)
    yield models.RecordState, columns | _common([state for kind in _OF_RECORDS for state in found[kind]])


_OF_RECORDS = ("record.duplicate_of", "screening.decided", "record.removed", "report.retrieval")


def _pair(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    first, _, second = name.partition("/")
    columns: dict[str, Any] = {"pair": name, "first": first, "second": second, "probability": None, "why": ""}
    columns |= {"pattern": "", "verdict": ""}
    for state in found["pair.suggested"]:
        value = state.value
        columns |= {"probability": float(value["probability"]), "why": value["why"]}
        columns["pattern"] = value.get("pattern", "")
    for state in found["pair.decided"]:
        columns["verdict"] = state.value["verdict"]
    yield models.PairState, columns | _common([*found["pair.suggested"], *found["pair.decided"]])


def _study(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    columns: dict[str, Any] = {"study": name, "eligible": "", "payload": "", "label": "", "year": None}
    columns |= {"country": "", "condition": ""}
    for state in found["study.described"]:
        value = state.value
        columns |= {"label": value["label"], "year": value.get("year"), "payload": canonical(value)}
        columns |= {key: value.get(key, "") for key in ("country", "condition")}
    for state in found["study.eligible"]:
        columns["eligible"] = state.value["verdict"]
    about = [*found["study.described"], *found["study.eligible"]]
    if about:
        yield models.StudyState, columns | _common(about)
    for state in found["study.coded"]:
        value = state.value
        yield (
            models.CodeState,
            {
                "study": name,
                "dimension": value["dimension"],
                "codes": canonical(value["codes"]),
                "sure": value["sure"],
                "payload": canonical(value),
                "anchors": state.row.anchors,
            }
            | _common([state]),
        )


def _contrast(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    for state in found["contrast.extracted"]:
        value = state.value
        columns = {"contrast": name, "study": value["study"], "outcome": value["outcome"]}
        columns |= {"use": value.get("use", "main"), "payload": canonical(value), "anchors": state.row.anchors}
        yield models.ContrastState, columns | _common([state])


def _outcome(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    for state in found["outcome.defined"]:
        value = state.value
        columns = {"outcome": name, "label": value["label"], "domain": value["domain"], "payload": canonical(value)}
        yield models.OutcomeState, columns | _common([state])


def _setting(name: str, found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    for state in (*found["project.titled"], *found["rule.set"]):
        yield models.Setting, {"name": name, "payload": canonical(state.value)} | _common([state])


def _in_no_table(_name: str, _found: Mapping[str, list[SlotState]]) -> Iterator[TableRow]:
    """Saved views, strategies and searches are few, and are read from the log itself."""
    return iter(())


_ABOUT: Mapping[str, Callable[[str, Mapping[str, list[SlotState]]], Iterator[TableRow]]] = {
    "view": _in_no_table,
    "file": _file,
    "record": _record,
    "pair": _pair,
    "study": _study,
    "contrast": _contrast,
    "outcome": _outcome,
    "project": _setting,
    "rule": _setting,
    "search": _in_no_table,
    "strategy": _in_no_table,
}


def project_rows(subject: str, about: Iterable[Row]) -> list[TableRow]:
    """The table rows that one subject's log rows give: (table, its columns)."""
    found = states(about)
    if not found:
        return []
    by_kind: dict[str, list[SlotState]] = defaultdict(list)
    for state in found:
        by_kind[state.kind].append(state)
    prefix, _, name = subject.partition(":")
    made = list(_ABOUT[prefix](name or prefix, by_kind))
    made += [
        (
            models.Disagreement,
            {
                "subject": subject,
                "kind": state.kind,
                "key": canonical(state.slot[1:]) if len(state.slot) > 1 else "",
                "at": state.row.at,
                "heads": canonical(state.decided_by),
            },
        )
        for state in found
        if state.disputed
    ]
    return made


def _insert(alias: str, project_id: int, made: Iterable[TableRow]) -> None:
    by_table: dict[type[orm.Model], list[orm.Model]] = defaultdict(list)
    for table, columns in made:
        by_table[table].append(table(project_id=project_id, **columns))
    for table, ready in by_table.items():
        table._default_manager.using(alias).bulk_create(ready)


def _show_title(alias: str, project_id: int) -> None:
    """`Project.title` repeats the log's title, for lists of projects."""
    found = models.Setting.objects.using(alias).filter(project_id=project_id, name="project").first()
    title = json.loads(found.payload)["title"] if found else ""
    models.Project.objects.using(alias).filter(id=project_id).update(title=title)


def refresh(alias: str, project_id: int, about: Mapping[str, Sequence[Row]]) -> None:
    """Make the table rows of some subjects again. `about` holds all log rows of each; run inside a transaction."""
    names: dict[type[orm.Model], list[str]] = defaultdict(list)
    for subject in about:
        prefix, _, name = subject.partition(":")
        for table, (column, of) in _TABLES.items():
            if column == "subject":
                names[table].append(subject)
            elif of == f"{prefix}:" or (not of and not name):
                names[table].append(name or prefix)
    for table, keys in names.items():
        column = _TABLES[table][0]
        for start in range(0, len(keys), 500):
            some = {"project_id": project_id, f"{column}__in": keys[start : start + 500]}
            table._default_manager.using(alias).filter(**some).delete()
    _insert(alias, project_id, (row for subject, rows in about.items() for row in project_rows(subject, rows)))
    if "project" in about:
        _show_title(alias, project_id)


def _from_log(rows_by_subject: Iterable[Row]) -> Iterator[TableRow]:
    for subject, about in groupby(rows_by_subject, key=lambda row: row.subject):
        yield from project_rows(subject, about)


def rebuild(alias: str, project_id: int, rows_by_subject: Iterable[Row]) -> int:
    """Drop this project's projections and make them again; gives the number of table rows."""
    count = 0
    with transaction.atomic(using=alias):
        for table in _TABLES:
            table._default_manager.using(alias).filter(project_id=project_id).delete()
        held: list[TableRow] = []
        for made in _from_log(rows_by_subject):
            held.append(made)
            count += 1
            if len(held) == 2000:
                _insert(alias, project_id, held)
                held = []
        _insert(alias, project_id, held)
        _show_title(alias, project_id)
    return count


def _columns(table: type[orm.Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields if field.attname not in ("id", "project_id")]


def dump_of_tables(alias: str, project_id: int) -> Iterator[str]:
    """Every row of every projection as canonical JSON, without what differs between two files: ids."""
    for table in _TABLES:
        mine = table._default_manager.using(alias).filter(project_id=project_id)
        for row in mine.values(*_columns(table)).iterator():
            yield canonical([table.__name__, row])


def dump_of_log(rows_by_subject: Iterable[Row]) -> Iterator[str]:
    """The same, worked out from the log."""
    for table, columns in _from_log(rows_by_subject):
        yield canonical([table.__name__, columns])


def _digest(lines: Iterable[str]) -> str:
    # A sum of digests does not depend on the order of the rows, which two engines sort differently.
    total, count = 0, 0
    for line in lines:
        total += int.from_bytes(hashlib.sha256(line.encode("utf-8", "surrogateescape")).digest(), "big")
        count += 1
    return f"{count}:{total % 2**256:064x}"


def digest_of_tables(alias: str, project_id: int) -> str:
    """A digest over all projections as they stand in the tables. Two files with the same set of rows have the same."""
    return _digest(dump_of_tables(alias, project_id))


def digest_of_log(rows_by_subject: Iterable[Row]) -> str:
    """What `digest_of_tables` has to be."""
    return _digest(dump_of_log(rows_by_subject))
