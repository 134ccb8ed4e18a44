"""Who decided what, when, why, and on which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

__all__ = ["Author", "Decision", "QuoteAnchor"]


@dataclass(frozen=True, slots=True)
class QuoteAnchor:
    """Words that justify a decision, and where they stand.

    `verbatim` is true only where `text` repeats the source word for word. A reader's note of what the source says is an
    anchor too, but must be shown as a note, never in quotation marks.

    >>> QuoteAnchor("peer support workers", source="https://example.org/trial", verbatim=True).verbatim
    True
    """

    text: str
    source: str
    verbatim: bool = False
    place: str | None = None  # "abstract", "table 3", a page
    document: str | None = None  # SHA-256 of the document, where we hold it
    start: int | None = None  # character range in that document
    end: int | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or a named machine with its version and parameters. One never passes for the other."""

    kind: Literal["person", "machine"]
    name: str
    version: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("an author needs a name")
        if self.kind == "machine" and not self.version:
            raise ValueError("a machine needs a version")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the log. It is never changed; a later one supersedes it.

    `subject` is what it is about ("study:johnson-2018", "record:9f…"), `kind` says which judgement it is, and `value`
    holds the judgement in the shape that `kind` and `schema` fix. `at` is in UTC.
    """

    uuid: str
    subject: str
    kind: str
    schema: int
    value: Mapping[str, Any]
    author: Author
    at: datetime
    why: str = ""
    anchors: tuple[QuoteAnchor, ...] = ()
    supersedes: tuple[str, ...] = ()
