"""Strict YAML with line numbers: a mapping that hands out its values one kind at a time, or says where they go wrong.

YAML is composed into nodes and not constructed into Python values, because only nodes know their lines, and because a
constructed mapping has already dropped its repeated keys.

One slip deserves a message of its own: in `{label: Work, school or university}` the comma ends the value, and
"school or university" becomes a key of nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from alongside.coding.yaml_documents import TRUE_WORDS, compose
from alongside.errors import InputError

__all__ = ["Fields", "read_document"]

IDENTIFIER = re.compile(r"[a-z0-9_]+")
TAG = "tag:yaml.org,2002:"
KINDS = {"str": "text", "int": "a whole number", "bool": "true or false", "null": "nothing", "float": "a number"}


def read_document(path: Path) -> Fields:
    """The mapping that a YAML file of one document holds."""
    node = compose(path)
    if node is None:
        raise InputError("expected a codebook, found an empty file", path=path)
    return _fields(node, path, "", "a mapping of keys to values")


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping of the file. `row` is its first line, from 1; every complaint carries path, row and key."""

    path: Path
    row: int
    nodes: dict[str, Any]
    rows: dict[str, int]

    def error(self, key: str, expected: str) -> InputError:
        """An error at that key, or at the mapping's first line where the key is missing."""
        return InputError(expected, path=self.path, row=self.rows.get(key, self.row), column=key)

    def only(self, *allowed: str) -> None:
        """Refuse a key that is none of these."""
        for key, node in self.nodes.items():
            if key in allowed:
                continue
            if _kind(node) == "null":
                raise self.error(key, f"a value with a comma needs quotation marks; {key!r} was cut off from one")
            raise self.error(key, f"unknown key; expected one of {', '.join(allowed)}")

    def text(self, key: str, *, default: str | None = None) -> str:
        """Text that is not empty; `default` where the key is missing, if one is given."""
        if key not in self.nodes and default is not None:
            return default
        value: str = self._scalar(key, "str").value.strip()
        if not value:
            raise self.error(key, "expected text, found nothing")
        return value

    def identifier(self, key: str) -> str:
        """Text of a-z, 0-9 and _ only. An id such as 12 or yes is YAML's number or boolean unless it is quoted."""
        value = self.text(key)
        if not IDENTIFIER.fullmatch(value):
            raise self.error(key, f"expected an id of a-z, 0-9 and _, found {value!r}")
        return value

    def boolean(self, key: str, *, default: bool | None = None) -> bool:
        if key not in self.nodes and default is not None:
            return default
        return str(self._scalar(key, "bool").value).lower() in TRUE_WORDS

    def whole_number(self, key: str, *, minimum: int) -> int:
        value = self._scalar(key, "int").value
        if not value.isdecimal() or int(value) < minimum:
            raise self.error(key, f"expected a whole number of at least {minimum}, found {value}")
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        if key not in self.nodes:
            return ()
        items = self._items(key, "a list of texts")
        for item in items:
            if _kind(item) != "str" or not item.value.strip():
                raise InputError(f"expected text, found {_found(item)}", path=self.path, row=_line(item), column=key)
        return tuple(item.value.strip() for item in items)

    def texts_by_name(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of names to texts, as pairs; empty where the key is missing."""
        if key not in self.nodes:
            return ()
        inner = self.entry(key)
        return tuple((name, inner.text(name)) for name in inner.nodes)

    def entry(self, key: str) -> Fields:
        """The mapping under a key."""
        return _fields(self._node(key), self.path, key, "a mapping of keys to values")

    def entries(self, key: str) -> tuple[Fields, ...]:
        """The mappings of a list that is not empty; no two of them with one id."""
        items = self._items(key, "a list")
        if not items:
            raise self.error(key, "expected at least one entry")
        entries = tuple(_fields(item, self.path, key, "an entry with an id") for item in items)
        seen: dict[str, int] = {}
        for entry in entries:
            name = entry.identifier("id")
            if name in seen:
                raise entry.error("id", f"the id {name!r} stands in line {seen[name]} already")
            seen[name] = entry.rows["id"]
        return entries

    def _node(self, key: str) -> Any:
        if key not in self.nodes:
            raise self.error(key, "this key is missing")
        return self.nodes[key]

    def _scalar(self, key: str, kind: str) -> Any:
        node = self._node(key)
        if _kind(node) != kind:
            hint = " (quotation marks make it text)" if kind == "str" and isinstance(node, yaml.ScalarNode) else ""
            raise self.error(key, f"expected {KINDS[kind]}, found {_found(node)}{hint}")
        return node

    def _items(self, key: str, expected: str) -> list[Any]:
        node = self._node(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, f"expected {expected}, found {_found(node)}")
        return list(node.value)


def _fields(node: Any, path: Path, key: str, expected: str) -> Fields:
    row = _line(node)
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"expected {expected}, found {_found(node)}", path=path, row=row, column=key or None)
    nodes: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise InputError("expected a key of one word", path=path, row=_line(name), column=key or None)
        if name.value in nodes:
            raise InputError(
                f"the key stands in line {rows[name.value]} already", path=path, row=_line(name), column=name.value
            )
        nodes[name.value], rows[name.value] = value, _line(name)
    return Fields(path, row, nodes, rows)


def _kind(node: Any) -> str:
    return str(node.tag).removeprefix(TAG)


def _found(node: Any) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "nothing" if _kind(node) == "null" else repr(node.value)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
