"""YAML files, within bounds: composed into nodes, then taken as text, numbers, booleans, lists and mappings only.

YAML can say more than a table of outcomes needs, and some of it quietly means something else: `12:30:45` is a number to
the base of sixty, a date becomes no text, a key that stands twice keeps the later value, and ten lines of aliases to
aliases stand for billions of words. Here the first two are the text as it was written, the third is refused with its
line, and the fourth is counted before anything is built.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from alongside.errors import InputError

__all__ = ["TRUE_WORDS", "compose", "read_yaml"]

LARGEST_FILE = 16 * 1024 * 1024
MOST_NODES = 1_000_000
DEEPEST = 60
"""Far above any codebook: the packaged one has 4,000 nodes, four deep."""

TAG = "tag:yaml.org,2002:"
NUMBER = re.compile(
    r"[-+]?(?:\d{1,18}|(?:\d{0,18}\.\d{1,40}|\d{1,18}\.)(?:[eE][-+]?\d{1,3})?|\d{1,18}[eE][-+]?\d{1,3})"
)
WHOLE = re.compile(r"[-+]?\d{1,18}")
TRUE_WORDS = frozenset({"yes", "true", "on"})

# The parser in C is many times faster and gives the same nodes and lines; wheels without it fall back to Python's.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(path: Path) -> Any:
    """The file's one document as nodes, None where it is empty.

    Raises
    ------
    InputError : for a file that cannot be read, is no UTF-8 or no YAML, has over 16 MiB, is deeper than 60 levels, or
        stands for more than a million values when its aliases are followed.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"has more than {LARGEST_FILE // 1024**2} MiB; expected a file of YAML", path=path)
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=Loader)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None
    except UnicodeDecodeError:
        raise InputError("expected text in UTF-8", path=path) from None
    except RecursionError:
        raise InputError(f"is nested more than {DEEPEST} deep", path=path) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it holds a character that YAML forbids"
        raise InputError(f"expected YAML: {problem}", path=path, row=mark.line + 1 if mark else None) from None
    if node is not None:
        _count(node, path, {}, 0)
    return node


def _count(node: Any, path: Path, counts: dict[int, int], depth: int) -> int:
    """How many values the node stands for, each alias counted as often as it is used."""
    if depth > DEEPEST:
        raise InputError(f"is nested more than {DEEPEST} deep", path=path, row=_line(node))
    if id(node) in counts:
        return counts[id(node)]
    total = 1
    children = node.value if isinstance(node, yaml.CollectionNode) else []
    for child in children:
        for part in child if isinstance(child, tuple) else (child,):
            total += _count(part, path, counts, depth + 1)
    if total > MOST_NODES:
        raise InputError(f"stands for more than {MOST_NODES:,} values", path=path, row=_line(node))
    counts[id(node)] = total
    return total


def read_yaml(path: Path) -> Any:
    """The document as text, whole numbers, numbers, booleans, None, lists and dicts with text as keys.

    Whatever YAML would make a date, a time or a number to the base of sixty stays the text that was written.

    Raises
    ------
    InputError : as `compose`; and, with its line, for a key that stands twice or is no text, a tag of any other type,
        and a number of more than eighteen digits.
    """
    node = compose(path)
    return None if node is None else _value(node, path)


def _value(node: Any, path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, path) for child in node.value]
    return _scalar(node, path)


def _mapping(node: Any, path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, child in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise InputError("expected a key of one word", path=path, row=_line(name))
        if name.value in values:
            raise InputError("the key stands here twice", path=path, row=_line(name), column=name.value)
        values[name.value] = _value(child, path)
    return values


def _scalar(node: Any, path: Path) -> Any:
    text, kind = node.value, str(node.tag).removeprefix(TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in TRUE_WORDS
    if kind in ("int", "float"):
        if WHOLE.fullmatch(text):
            return int(text)
        if NUMBER.fullmatch(text):
            return float(text)
        if re.fullmatch(r"[-+]?\d+", text):
            raise InputError("expected a number of at most 18 digits", path=path, row=_line(node))
        return text
    if kind in ("str", "timestamp", "merge", "value"):
        return text
    raise InputError(f"expected text or a number, found the YAML type {node.tag!r}", path=path, row=_line(node))


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
