"""What can be decided, and in which shape: one `Kind` for each sort of judgement.

Personal data of the people who are supported never enters the log. That is why every value has a closed shape
(`additionalProperties` is false throughout): there is no field in which a person's name, number or story would have a
place. Programmes keep such data elsewhere, under their own rules.

Vocabulary. A *slot* is the question that a row answers: rows of one subject, one kind and one `key` answer the same
question, and a later row there supersedes the earlier. A kind is *independent* where two people answer the same
question each for themselves (screening): a row then supersedes its own author's only, and two authors who differ are a
disagreement to settle. A row is *readable* where this version knows its kind, and its shape or a way from its shape to
today's.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alongside.errors import UsageError

__all__ = [
    "Kind",
    "Kinds",
    "Value",
    "check",
    "check_kind_name",
    "check_subject",
    "closed_object",
    "is_readable",
    "maybe",
    "number_between",
    "readable_value",
]

Value = Mapping[str, Any]


def _no_key(_value: Value) -> tuple[str, ...]:
    return ()


def _whole_value(value: Value) -> Any:
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of decision.

    Parameters
    ----------
    name, schema : "study.coded", and the number of the shape, which grows when the shape changes.
    subject : what a subject looks like: "study:" stands for any study, "rule" for itself, "" for anything.
    shape : JSON Schema of the value.
    example : a subject and a value that fit; the documentation of the shape, and a test.
    upgrades : for each older number of the shape, the function that turns its value into one of the next number. They
        are applied when a row is read, never to the log.
    key : the part of the value that belongs to the slot (a dimension, a stage).
    same : the part of the value in which two rows have to be equal to agree.
    independent : whether authors judge each for themselves.
    id_in_value : whether `value["id"]` repeats the subject's id.
    """

    name: str
    subject: str
    shape: Mapping[str, Any]
    example: tuple[str, Value]
    schema: int = 1
    upgrades: Mapping[int, Callable[[Value], Value]] = field(default_factory=dict)
    key: Callable[[Value], tuple[str, ...]] = _no_key
    same: Callable[[Value], Any] = _whole_value
    independent: bool = False
    id_in_value: bool = False

    def reads(self, schema: int) -> bool:
        """Whether a value of this number of the shape can be read: today's, or one with upgrades up to it."""
        return schema <= self.schema and all(number in self.upgrades for number in range(schema, self.schema))

    def upgraded(self, schema: int, value: Value) -> Value:
        """A value of an older number of the shape as one of today's."""
        for number in range(schema, self.schema):
            value = self.upgrades[number](value)
        return value


Kinds = Mapping[str, Kind]
"""Kinds by name: what a register holds."""

LONGEST_SUBJECT, LONGEST_KIND = 250, 60
"""Characters that the columns of the log's table have."""

TEXT = {"type": "string", "maxLength": 100_000}
NAME = {"type": "string", "minLength": 1, "maxLength": 200}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
NUMBER = {"type": "number", "minimum": -1e15, "maximum": 1e15}
"""Any number that a trial can have printed; beyond it sums and squares are no numbers any more."""
COUNT = {"type": "integer", "minimum": 0}
TRUTH = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def maybe(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def number_between(low: float, high: float, *, above: bool = False) -> dict[str, Any]:
    """A number from `low` to `high`; with `above`, more than `low`."""
    return {"type": "number", "exclusiveMinimum" if above else "minimum": low, "maximum": high}


def closed_object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An object with these properties and no further ones."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": sorted(required),
        "additionalProperties": False,
    }


def is_readable(kinds: Kinds, kind: str, schema: int) -> bool:
    """Whether this version can read a row of this kind and number of shape."""
    return kind in kinds and kinds[kind].reads(schema)


def readable_value(kinds: Kinds, kind: str, schema: int, text: str) -> Value:
    """A row's value in today's shape. Rows that are not readable are the caller's to pass over (`is_readable`)."""
    value: Value = json.loads(text)
    return kinds[kind].upgraded(schema, value)


@functools.cache
def _validator(kind: Kind) -> Any:
    from jsonschema import Draft202012Validator  # loaded when the first value is checked: it is slow to import

    return Draft202012Validator(kind.shape)


def check_subject(subject: str) -> None:
    """Raise `UsageError` for what no decision can be about."""
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise UsageError(f"{subject[:300]!r} cannot be what a decision is about")


def check_kind_name(kind: str) -> None:
    """Raise `UsageError` for what cannot be the name of a kind, in any version."""
    if not kind or len(kind) > LONGEST_KIND or not kind.isprintable():
        raise UsageError(f"{kind[:100]!r} cannot be the name of a kind of decision")


def check(kinds: Kinds, subject: str, kind: str, schema: int, value: Value) -> None:
    """Raise `UsageError` where the kind is not registered, or the value does not fit its shape.

    A value of an older number is checked as what its upgrades make of it.

    >>> from alongside.project.register import REGISTER
    >>> check(REGISTER.kinds, "study:kew-2017", "study.eligible", 1, {"verdict": "perhaps"})
    Traceback (most recent call last):
    alongside.errors.UsageError: study.eligible of study:kew-2017, verdict: 'perhaps' is not one of ['yes', 'no', 'ask']
    """
    registered = kinds.get(kind)
    if registered is None:
        raise UsageError(f"{kind!r} is no kind of decision that this version knows")
    if not registered.reads(schema):
        raise UsageError(f"{kind} of {subject} has the shape number {schema}; this version knows {registered.schema}")
    check_subject(subject)
    if registered.subject.endswith(":"):
        fits = subject.startswith(registered.subject) and len(subject) > len(registered.subject)
    else:
        fits = registered.subject in ("", subject)
    if not fits:
        raise UsageError(f"{kind} is about {registered.subject!r}, not about {subject!r}")
    value = registered.upgraded(schema, value)
    error = next(_validator(registered).iter_errors(value), None)
    if error is not None:
        path = ".".join(str(step) for step in error.absolute_path)
        raise UsageError(f"{kind} of {subject}{', ' if path else ''}{path}: {error.message[:300]}")
    if registered.id_in_value and subject != f"{registered.subject}{value['id']}":
        raise UsageError(f"{kind} of {subject} has the id {value['id']!r}")
