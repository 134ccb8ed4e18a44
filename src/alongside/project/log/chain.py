"""Rows of the log as plain values: their canonical text, their digest, and the chain that a writer's rows form.

Vocabulary. *Canonical JSON*: keys sorted, no spaces, UTF-8, no NaN (the same value always gives the same bytes). The
*digest* of a row is the SHA-256 of the canonical JSON of all its fields but the digest, and one of these fields is
`previous`, the digest of the row that the same writer wrote before: so a row cannot be changed, left out or moved
without every later digest of its writer changing too. Chains are one per writer, not one per file, because two files
with different writers can then be merged and both chains stay whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from alongside.errors import UsageError
from alongside.evidence import Author, Decision, QuoteAnchor

__all__ = [
    "FIRST",
    "Row",
    "anchors_from_text",
    "canonical",
    "import_key",
    "moment_from_text",
    "moment_to_text",
    "sha256_text",
]

FIRST = ""
"""What a writer's first row has for `previous`."""


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def canonical(value: object) -> str:
    """The one JSON text of a value.

    Raises `UsageError` for what has none: NaN, infinity, a lone surrogate, an object.

    >>> canonical({"b": 1.5, "a": ["é", None]})
    '{"a":["é",null],"b":1.5}'
    """
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_as_dict
        )
        text.encode()
    except (TypeError, ValueError) as error:
        raise UsageError(f"this value cannot be written as JSON: {error}") from None
    return text


def sha256_text(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, in hexadecimal. Bytes that were no UTF-8 when read are taken as they stood."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def import_key(sha256: str, columns: Mapping[str, str] | None = None) -> str:
    """By what an import is known: the file's digest, and with it the columns that a person named, if any: with others
    the same bytes are other records.

    >>> import_key("ab" * 32) == "ab" * 32, import_key("ab" * 32, {"title": "Titel"}) == "ab" * 32
    (True, False)
    """
    return sha256_text(f"{sha256} {canonical(dict(columns))}") if columns else sha256


def moment_to_text(at: datetime) -> str:
    """A moment as the log writes it: UTC, always with microseconds, so that texts sort as moments do.

    >>> moment_to_text(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    '2026-01-02T03:04:05.000000Z'
    """
    if at.tzinfo is None:
        raise UsageError(f"the moment of a decision needs a time zone, {at.isoformat()} has none")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def moment_from_text(text: str) -> datetime:
    """The moment back. Raises `ValueError` where the text is not one that `moment_to_text` writes."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def anchors_to_text(anchors: tuple[QuoteAnchor, ...]) -> str:
    return canonical([{name: value for name in _ANCHOR if (value := getattr(a, name)) is not None} for a in anchors])


def anchors_from_text(text: str) -> tuple[QuoteAnchor, ...]:
    """Quote anchors from the JSON that a row holds."""
    return tuple(QuoteAnchor(**anchor) for anchor in json.loads(text))


ROW_FIELDS = frozenset(
    {"anchors", "at", "author", "digest", "kind", "previous", "schema", "seq"}
    | {"subject", "supersedes", "uuid", "value", "why", "writer"}
)
AUTHOR_FIELDS = frozenset({"kind", "name", "parameters", "version"})

_ANCHOR = ("text", "source", "verbatim", "place", "document", "start", "end", "prefix", "suffix")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the log. Texts that hold JSON (`value`, `parameters`, `anchors`, `supersedes`) are canonical.

    `at` is the text of `moment_to_text`; `id` is where the row stands in the file it was read from (0: nowhere yet) and
    is no part of the digest.
    """

    uuid: str
    writer: str
    seq: int
    subject: str
    kind: str
    schema: int
    value: str
    author_kind: str
    author_name: str
    author_version: str
    parameters: str
    at: str
    why: str
    anchors: str
    supersedes: str
    previous: str
    digest: str = ""
    id: int = 0

    def content(self) -> str:
        """The canonical JSON of everything but the digest, with the stored texts put in as they are: a byte changed in
        any of them changes the digest, even where the JSON would still mean the same.
        """
        return self._json("")

    def line(self) -> str:
        """The row as one line of JSON Lines (without the line's end): `content` and the digest."""
        return self._json(f'"digest":{canonical(self.digest)},')

    def _json(self, digest: str) -> str:
        text = canonical
        return (
            f'{{"anchors":{self.anchors},"at":{text(self.at)},"author":{{"kind":{text(self.author_kind)},'
            f'"name":{text(self.author_name)},"parameters":{self.parameters},"version":{text(self.author_version)}}},'
            f'{digest}"kind":{text(self.kind)},"previous":{text(self.previous)},"schema":{self.schema},'
            f'"seq":{self.seq},"subject":{text(self.subject)},"supersedes":{self.supersedes},"uuid":{text(self.uuid)},'
            f'"value":{self.value},"why":{text(self.why)},"writer":{text(self.writer)}}}'
        )

    def computed_digest(self) -> str:
        """What the digest has to be. A text that is damaged past being text gives "", which no digest equals."""
        try:
            return sha256_text(self.content())
        except UsageError:
            return ""

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Row:
        """A row from the object of one line. Raises KeyError, TypeError or ValueError where it is none."""
        author = fields["author"]
        texts = {
            name: fields[name] for name in ("uuid", "writer", "subject", "kind", "at", "why", "previous", "digest")
        }
        texts |= {f"author_{name}": author[name] for name in ("kind", "name", "version")}
        for name, text in texts.items():
            if not isinstance(text, str):
                raise TypeError(f"{name} is no text")
        for name in ("seq", "schema"):
            if type(fields[name]) is not int:
                raise TypeError(f"{name} is no whole number")
        moment_from_text(texts["at"])
        if unexpected := (fields.keys() ^ ROW_FIELDS) | (author.keys() ^ AUTHOR_FIELDS):
            raise ValueError(f"not the fields of a row: {', '.join(sorted(unexpected))}")
        return cls(
            seq=fields["seq"],
            schema=fields["schema"],
            value=canonical(fields["value"]),
            parameters=canonical(author["parameters"]),
            anchors=canonical(fields["anchors"]),
            supersedes=canonical(fields["supersedes"]),
            **texts,
        )

    def author(self) -> Author:
        """Who decided."""
        kind: Any = self.author_kind
        return Author(kind, self.author_name, self.author_version or None, json.loads(self.parameters))

    def decision(self, value: Mapping[str, Any] | None = None) -> Decision:
        """The row as the evidence type; `value` where it was brought to today's shape."""
        return Decision(
            uuid=self.uuid,
            subject=self.subject,
            kind=self.kind,
            schema=self.schema,
            value=json.loads(self.value) if value is None else value,
            author=self.author(),
            at=moment_from_text(self.at),
            why=self.why,
            anchors=anchors_from_text(self.anchors),
            supersedes=tuple(json.loads(self.supersedes)),
        )
