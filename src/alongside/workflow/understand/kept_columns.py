"""What a person said of a table's columns once, kept for every table with the same header.

It is a decision: it is taken again and said in a line, what is said anew comes before it, and it can be taken back.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alongside.coding import TableWishes
from alongside.project import NewDecision, Project
from alongside.project.understand.kinds import TABLE_READ_AS, read_as

__all__ = ["KeptColumns", "all_kept", "in_words", "kept_for", "to_keep", "with_kept"]


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """What was said of tables with this header; `uuid` is the row by which it is taken back."""

    header: tuple[str, ...]
    wishes: TableWishes
    file: str
    author: str
    at: datetime
    uuid: str


def all_kept(project: Project) -> list[KeptColumns]:
    """Everything that holds, oldest first."""
    columns_kept = []
    for state in project.standing(TABLE_READ_AS):
        row = state.row
        value = state.value
        wishes = TableWishes(
            columns=dict(value["columns"]),
            where=tuple((column, wanted) for column, wanted in value["where"]),
            decimal=value["decimal"],
            events=value["events"],
        )
        columns_kept.append(
            KeptColumns(
                tuple(value["header"]),
                wishes,
                value["file"],
                row.author().name,
                datetime.fromisoformat(row.at),
                row.uuid,
            )
        )
    return columns_kept


def kept_for(project: Project, header: Sequence[str]) -> KeptColumns | None:
    """What holds for tables with these columns, in this order."""
    return next((columns for columns in all_kept(project) if columns.header == tuple(header)), None)


def with_kept(wishes: TableWishes, earlier: KeptColumns | None) -> tuple[TableWishes, str]:
    """The wishes, with those that are kept where nothing is said anew, and a line that says which were taken.

    >>> kept = KeptColumns(("N_a",), TableWishes({"n1": "N_a"}, decimal=","), "a.csv", "Ada", datetime(2026, 1, 2), "u")
    >>> with_kept(TableWishes(decimal="."), kept)[1]
    'as Ada said on 2026-01-02 of a.csv, which has the same columns: --column n1=N_a'
    """
    if earlier is None:
        return wishes, ""
    before = earlier.wishes
    columns = {ours: theirs for ours, theirs in before.columns.items() if ours not in wishes.columns}
    taken = TableWishes(
        columns=columns,
        where=() if wishes.where else before.where,
        decimal="" if wishes.decimal else before.decimal,
        events="" if wishes.events else before.events,
    )
    joined = replace(
        wishes,
        columns={**columns, **wishes.columns},
        where=wishes.where or before.where,
        decimal=wishes.decimal or before.decimal,
        events=wishes.events or before.events,
    )
    words = in_words(taken)
    when = f"as {earlier.author} said on {earlier.at:%Y-%m-%d} of {earlier.file}, which has the same columns"
    return joined, f"{when}: {words}" if words else ""


def in_words(wishes: TableWishes) -> str:
    """The options of the command line that say the same.

    >>> in_words(TableWishes({"effect_measure": "=SMD"}, [("outcome", "low mood")], ","))
    "--column effect_measure==SMD --where 'outcome=low mood' --decimal ,"
    """
    options = [f"--column {shlex.quote(f'{ours}={theirs}')}" for ours, theirs in wishes.columns.items()]
    options += [f"--where {shlex.quote(f'{column}={value}')}" for column, value in wishes.where]
    options += [f"--decimal {wishes.decimal}"] if wishes.decimal else []
    options += [f"--events {wishes.events}"] if wishes.events else []
    return " ".join(options)


def to_keep(
    header: Sequence[str], wishes: TableWishes, file: str, earlier: KeptColumns | None = None
) -> list[NewDecision]:
    """The decision that keeps what was said; none where nothing was, or the same is `kept` already."""
    words = in_words(wishes)
    if not words or (earlier is not None and in_words(earlier.wishes) == words):
        return []
    digest = hashlib.sha256("\n".join(header).encode()).hexdigest()
    return [
        read_as(
            digest,
            header=tuple(header),
            columns=wishes.columns,
            where=tuple(wishes.where),
            decimal=wishes.decimal,
            events=wishes.events,
            file=file,
        )
    ]
