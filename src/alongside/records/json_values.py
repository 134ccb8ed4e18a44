"""Values of JSON as files have them, taken apart without trusting that anything is of the type that it should be.

Numbers stay the text that they were written as, so that "10.10" is not "10.1"; NaN and Infinity, which JSON does not
have but many tools write, are missing values. What a reader understands it takes out; what stays goes to `extra`.
"""

from __future__ import annotations

import json
from typing import TypeAlias

__all__ = ["Json", "JsonObject", "leaves", "objects", "parsed", "strings", "take", "take_objects", "take_strings"]

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"


def parsed(text: str) -> Json:
    """The value of a text.

    A name that comes twice in an object keeps both values: the second is called "name (2)".

    Raises `json.JSONDecodeError` for a text that is no JSON. The caller bounds the depth.

    >>> parsed('{"a": 1.10, "b": NaN, "a": "line\\tbreak"}')
    {'a': '1.10', 'b': None, 'a (2)': 'line\\tbreak'}
    """
    value: Json = json.loads(
        text, strict=False, parse_int=str, parse_float=str, parse_constant=_missing, object_pairs_hook=_object
    )
    return value


def _missing(_word: str) -> None:
    return None


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    values = {}
    seen: dict[str, int] = {}
    for name, value in pairs:
        seen[name] = seen.get(name, 0) + 1
        values[name if seen[name] == 1 else f"{name} ({seen[name]})"] = value
    return values


def strings(value: Json) -> list[str]:
    """The texts in a value: itself, or those in its lists; objects have none.

    >>> strings(["a", ["b", None], {"c": "d"}, True])
    ['a', 'b', 'true']
    """
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else []


def objects(value: Json) -> list[JsonObject]:
    """The objects in a value: itself, or those in its lists.

    >>> objects([{"a": "1"}, "b"]), objects("b")
    ([{'a': '1'}], [])
    """
    if isinstance(value, dict):
        return [value]
    return [item for part in value for item in objects(part)] if isinstance(value, list) else []


def _holder(value: JsonObject, path: tuple[str, ...]) -> JsonObject | None:
    for name in path[:-1]:
        below = value.get(name)
        if not isinstance(below, dict):
            return None
        value = below
    return value


def take(value: JsonObject, *path: str) -> Json:
    """What is at a path of names, taken out; None where nothing is."""
    holder = _holder(value, path)
    return None if holder is None else holder.pop(path[-1], None)


def take_strings(value: JsonObject, *path: str) -> list[str]:
    """The texts at a path, taken out. What holds an object is not understood and stays.

    >>> value: JsonObject = {"a": {"b": ["1", "2"], "c": {"d": "3"}}}
    >>> take_strings(value, "a", "b"), take_strings(value, "a", "c"), leaves(value)
    (['1', '2'], [], {'a.c.d': ['3']})
    """
    holder = _holder(value, path)
    if holder is None or objects(holder.get(path[-1])):
        return []
    return strings(holder.pop(path[-1], None))


def take_objects(value: JsonObject, *path: str) -> list[JsonObject]:
    """The objects at a path, taken out. What holds texts is not understood and stays."""
    holder = _holder(value, path)
    if holder is None or strings(holder.get(path[-1])):
        return []
    return objects(holder.pop(path[-1], None))


def leaves(value: Json, path: str = "") -> dict[str, list[str]]:
    """All texts in a value under the path to them, names joined by full stops, places in lists left out.

    >>> leaves({"a": [{"b": "1"}, {"b": "2"}], "c": "3"})
    {'a.b': ['1', '2'], 'c': ['3']}
    """
    texts_by_path: dict[str, list[str]] = {}
    if isinstance(value, dict):
        for name, below in value.items():
            for where, texts in leaves(below, f"{path}.{name}" if path else name).items():
                texts_by_path.setdefault(where, []).extend(texts)
    elif isinstance(value, list):
        for below in value:
            for where, texts in leaves(below, path).items():
                texts_by_path.setdefault(where, []).extend(texts)
    elif texts := strings(value):
        texts_by_path[path] = texts
    return texts_by_path
