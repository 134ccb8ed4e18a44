"""Rows that come from elsewhere: every column is looked at before anything is kept.

A row that a page or a command writes is made here and cannot be of another shape. One that is merged may have been
written by anybody: it is held against what this version would write, column by column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from alongside.errors import UsageError
from alongside.evidence import QuoteAnchor
from alongside.project.log.bounds import DEEPEST, LONGEST_NAME, LONGEST_VALUE, depth, name_fault, text_fault
from alongside.project.log.chain import Row, moment_from_text
from alongside.project.log.kinds import Kinds, check, check_kind_name, check_subject, is_readable

__all__ = ["check_foreign"]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}|")

EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
"""Before the first version of this program nobody decided anything in it: a row dated in the year 1 would win every
disagreement, since the earliest of the rows that differ is shown."""

AHEAD = timedelta(days=2)
"""How far a clock elsewhere may be ahead of ours."""

TEXT_OF_ANCHOR = ("text", "source", "place", "document", "prefix", "suffix")
NUMBER_OF_ANCHOR = ("start", "end")


def check_foreign(kinds: Kinds, row: Row, now: datetime) -> None:
    """Raise `UsageError` for the first column that is not as this version would write it.

    A row of a kind or shape that this version does not know is held to everything but the shape of its value.
    """
    _columns(row, now)
    value = _json(row, "value", row.value)
    if not isinstance(value, Mapping):
        raise _wrong(row, "value", "an object")
    check_subject(row.subject)
    if is_readable(kinds, row.kind, row.schema):
        check(kinds, row.subject, row.kind, row.schema, value)
    else:
        check_kind_name(row.kind)
    supersedes = _json(row, "supersedes", row.supersedes)
    if not isinstance(supersedes, list) or not all(isinstance(of, str) and UUID.fullmatch(of) for of in supersedes):
        raise _wrong(row, "supersedes", "a list of uuids")
    _anchors(row)


def _columns(row: Row, now: datetime) -> None:
    for name in ("uuid", "writer"):
        if not UUID.fullmatch(getattr(row, name)):
            raise _wrong(row, name, "a uuid")
    for name in ("previous", "digest"):
        if not DIGEST.fullmatch(getattr(row, name)):
            raise _wrong(row, name, "a SHA-256")
    if row.author_kind not in ("person", "machine"):
        raise _wrong(row, "author", "a person or a machine")
    if fault := name_fault(row.author_name):
        raise _wrong(row, "author", f"a name; this {fault}")
    if row.author_kind == "machine" and not row.author_version:
        raise _wrong(row, "author", "a machine's version")
    if len(row.author_version) > LONGEST_NAME:
        raise _wrong(row, "author", "a version")
    if not isinstance(_json(row, "parameters", row.parameters), Mapping):
        raise _wrong(row, "parameters", "an object")
    if fault := text_fault(row.why):
        raise _wrong(row, "why", f"a reason; this {fault}")
    if not EARLIEST <= moment_from_text(row.at) <= now + AHEAD:
        raise _wrong(row, "at", f"a moment from {EARLIEST.year} to now")


def _anchors(row: Row) -> None:
    anchors = _json(row, "anchors", row.anchors)
    if not isinstance(anchors, list):
        raise _wrong(row, "anchors", "a list")
    for anchor in anchors:
        if not isinstance(anchor, dict) or not anchor.keys() <= set(QuoteAnchor.__slots__):
            raise _wrong(row, "anchors", "quotations")
        texts = all(isinstance(anchor.get(name, ""), str) for name in TEXT_OF_ANCHOR)
        numbers = all(type(anchor.get(name, 0)) is int for name in NUMBER_OF_ANCHOR)
        if not (
            texts and numbers and {"text", "source"} <= anchor.keys() and type(anchor.get("verbatim", True)) is bool
        ):
            raise _wrong(row, "anchors", "quotations with text and source")


def _json(row: Row, column: str, text: str) -> object:
    if len(text) > LONGEST_VALUE or depth(text) > DEEPEST:
        raise _wrong(row, column, f"at most {LONGEST_VALUE} characters and {DEEPEST} levels")
    try:
        return json.loads(text)
    except ValueError:
        raise _wrong(row, column, "JSON") from None


def _wrong(row: Row, column: str, expected: str) -> UsageError:
    return UsageError(f"row {row.uuid[:40]!r} of the other log, {column}: expected {expected}")
