"""Entries of a JSON file, one after another, each taken out of the text and parsed by itself.

Why not a streaming parser (ijson): it gives neither the text nor the line of an entry, and ends at the first NaN or
missing comma. Here a scan of strings and brackets finds where an entry starts and ends, and the standard library parses
that piece alone, so a fault costs one entry and memory holds one entry.

An entry is an object that stands by itself (one, or one a line), an element of the list that is the file, or an element
of a list that the reader names ("studies" in {"studies": [...]}).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from alongside.records.blocks import likely_encoding, text_blocks
from alongside.records.json_values import JsonObject, parsed
from alongside.records.record import Broken
from alongside.records.source import Source

__all__ = ["JsonEntry", "json_entries", "starts_as_json"]

LONGEST = 10_000_000
"""Characters of an entry. A registered trial with all its results stays under a fifth of this."""

DEEPEST = 100
"""Levels of an entry. Real ones have about ten; the parser of the standard library stands several hundred."""

MOST_VALUES = 400_000
"""Values of an entry: more would take over 100 MB."""

MOST_ASTRAY = 1000
"""Brackets that close nothing or open too much, after which a file is no JSON."""

KEPT = 10_000
"""Characters of an entry without an end that are kept to show it."""

TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\],]', re.DOTALL)
"""A whole string, a sign of structure, or the start of a string that goes on in the next block (RFC 8259, 2 and 7)."""

NOWHERE = "?"
"""The path of a list or an object in which no entries stand."""

BRACKETS = {"}": "{", "]": "["}


@dataclass(frozen=True, slots=True)
class JsonEntry:
    """One entry: the list that it stood in ("" where none was named), its value, its line and its text."""

    inside: str
    value: JsonObject
    line: int
    raw: str


def starts_as_json(source: Source) -> bool:
    """Whether the first sign of a file opens an object or a list of objects."""
    return re.match(r"\s*(?:\[\s*)?\{|\s*\[\s*\]", source.head_text) is not None


def json_entries(source: Source, lists: Collection[str] = ()) -> Iterator[JsonEntry | Broken]:
    """Entry after entry; `Broken` for one that has no end, that is no object, or that cannot be parsed.

    Parameters
    ----------
    lists : paths of the lists that hold entries where the file is one object, names joined by full stops.

    Raises
    ------
    ReadError : for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b'{"total": 3, "items": [{"a": 1},\\n{"a": nonsense},\\n{"a": 3}]}'
    >>> found = list(json_entries(Source(Path("a.json"), data=text), ["items"]))
    >>> [entry.value if isinstance(entry, JsonEntry) else entry.line for entry in found]
    [{'a': '1'}, 2, {'a': '3'}]
    """
    text = source.head_text
    last_names = "|".join(re.escape(path.rsplit(".", 1)[-1]) for path in lists)
    envelope = bool(lists) and re.search(rf'"(?:{last_names})"\s*:\s*\[', text) is not None
    scan = _Scan(frozenset(lists) if envelope else frozenset())
    for block in text_blocks(source, likely_encoding(source)):
        for piece in scan.fed(block):
            yield piece if isinstance(piece, Broken) else _parsed(piece)
    yield from scan.ended()


@dataclass(frozen=True, slots=True)
class _Piece:
    inside: str
    line: int
    text: str
    depth: int


class _Scan:
    """How far the scan is. `held` is the text from `line` on that is not done with."""

    def __init__(self, lists: frozenset[str]) -> None:
        self._lists = lists
        self._held, self._line, self._looked = "", 1, 0
        self._open: list[tuple[str, str]] = []  # what is open outside of entries: the bracket, and the path to it
        self._name = ""  # the last string outside of entries, which may be the name of what opens next
        self._inside = ""
        self._astray = 0
        self._start = self._depth = self._deepest = 0

    def fed(self, block: str) -> Iterator[_Piece | Broken]:
        """The entries that end in this block."""
        if self._astray >= MOST_ASTRAY:
            return
        self._held += block
        text, done, position = self._held, 0, self._looked
        for token in TOKEN.finditer(text, position):
            sign = token.group()
            if sign == '"':
                position = token.start()
                break
            if self._astray >= MOST_ASTRAY:
                return
            position = token.end()
            if self._depth:
                if sign in ("{", "["):
                    self._depth += 1
                    self._deepest = max(self._deepest, self._depth)
                elif sign in ("}", "]"):
                    self._depth -= 1
                    if not self._depth:
                        yield _Piece(self._inside, self._start, text[done:position], self._deepest)
                        self._line += text.count("\n", done, position)
                        done = position
                continue
            before = text[done : token.start()].strip(" \t\n:")
            self._line += text.count("\n", done, token.start())
            done = token.start()
            entries_here = self._in_list()
            if before and (entries_here or not self._open):
                yield Broken(self._line, f"expected an object, found {before[:40]!r}", before[:KEPT])
            if sign in ("{", "[") and (entries_here or (not self._open and not self._lists and sign == "{")):
                self._inside = self._open[-1][1] if self._open else ""
                self._start, self._depth, self._deepest = self._line, 1, 1
                continue
            yield from self._outside(sign, entries_here)
            self._line += text.count("\n", done, position)
            done = position
        else:
            position = len(text)
        if self._depth and len(text) - done > LONGEST:
            yield Broken(self._start, f"expected the end of this entry within {LONGEST} characters", text[done:][:KEPT])
            self._depth, done, position = 0, len(text), len(text)
            self._line += text.count("\n")
        elif len(text) - done > LONGEST:
            yield Broken(self._line, f"expected the end of this text within {LONGEST} characters", text[done:][:KEPT])
            self._line += text.count("\n", done)
            done = position = len(text)
        self._held, self._looked = text[done:], position - done

    def _in_list(self) -> bool:
        """Whether entries stand at this place: in the list that is the file, or in one that the reader named."""
        if not self._open or self._open[-1][0] != "[":
            return False
        return self._open[-1][1] in self._lists or (not self._lists and len(self._open) == 1)

    def _outside(self, sign: str, entries_here: bool) -> Iterator[Broken]:
        if sign in ("{", "["):
            above = self._open[-1] if self._open else ("", "")
            path = self._path_below(above[1]) if above[0] == "{" else above[1]
            if len(self._open) < DEEPEST:
                self._open.append((sign, path))
            else:
                yield from self._stray(f"expected at most {DEEPEST} levels of lists and objects")
        elif sign in BRACKETS:
            if self._open and self._open[-1][0] == BRACKETS[sign]:
                self._open.pop()
            else:
                yield from self._stray(f"found {sign!r} where nothing is open that it could close")
        elif sign != ",":
            self._name = sign[1:-1]
            if entries_here:
                yield Broken(self._line, f"expected an object, found {sign[:40]}", sign[:KEPT])

    def _path_below(self, above: str) -> str:
        """The path below the last name, or NOWHERE: nothing is kept of a path that leads to no entries."""
        path = f"{above}.{self._name}" if above else self._name
        return path if any(f"{wanted}.".startswith(f"{path}.") for wanted in self._lists) else NOWHERE

    def _stray(self, reason: str) -> Iterator[Broken]:
        """A bracket that has no place here: the first is told, and the one with which reading stops."""
        self._astray += 1
        if self._astray in (1, MOST_ASTRAY):
            ending = "" if self._astray == 1 else f"; with {MOST_ASTRAY} such brackets, reading stops here"
            yield Broken(self._line, reason + ending)

    def ended(self) -> Iterator[Broken]:
        """What is left open at the end of the file."""
        last = self._line + self._held.count("\n")
        if self._depth:
            reason = f"the file ends in the middle of this entry, after line {last}"
            yield Broken(self._start, reason, self._held[:KEPT])
        elif self._open:
            expected = "]" if self._open[-1][0] == "[" else "}"
            yield Broken(last, f"the file ends before its list does; expected {expected!r}, entries may be missing")
        elif self._held.strip():
            yield Broken(self._line, "expected an object or the end of the file", self._held[:KEPT])


def _parsed(piece: _Piece) -> JsonEntry | Broken:
    if piece.depth > DEEPEST:
        return Broken(piece.line, f"expected at most {DEEPEST} levels in an entry", piece.text[:KEPT])
    if piece.text.count(",") + piece.text.count("[") + piece.text.count("{") > MOST_VALUES:
        return Broken(piece.line, f"expected at most {MOST_VALUES} values in an entry", piece.text[:KEPT])
    try:
        value = parsed(piece.text)
    except json.JSONDecodeError as error:
        line = piece.line + error.lineno - 1
        return Broken(piece.line, f"expected JSON; line {line}, column {error.colno}: {error.msg}", piece.text)
    if not isinstance(value, dict):
        return Broken(piece.line, "expected an object, found a list", piece.text)
    return JsonEntry(piece.inside, value, piece.line, piece.text)
