"""What a format has no field for: written beside the entry in one field of our own, as JSON, and put back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from alongside.records.record import CONTENT, Record

__all__ = ["put_back", "remainder_of", "stored_fields"]

Texts = dict[str, list[str]]


def remainder_of(record: Record, back: Record, ours: Collection[str]) -> dict[str, object]:
    """What of a record is not read `back` from the entry that was written of it; empty where all of it is.

    `ours` are names in `extra` that come of reading any entry, and are no loss where they are not alike.
    """
    remainder: dict[str, object] = {}
    for name in CONTENT:
        value = getattr(record, name)
        if getattr(back, name) != value:
            remainder[name] = list(value) if isinstance(value, tuple) else [str(value)] if value else []
    if _without(record.extra, ours) != _without(back.extra, ours):
        remainder["extra"] = {name: list(values) for name, values in record.extra.items()}
    return remainder


def _without(extra: Mapping[str, tuple[str, ...]], ours: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in extra.items() if name not in ours}


def stored_fields(text: str) -> dict[str, object] | None:
    """The fields that were written; None for a text that is not of ours.

    >>> stored_fields('{"year": ["2009"]}'), stored_fields("a note")
    ({'year': ['2009']}, None)
    """
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return stored if isinstance(stored, dict) else None


def put_back(stored: Mapping[str, object], content: Texts, extra: Texts) -> None:
    """Into `content` and `extra`, in the place of what the entry said; what is no list of texts is passed over."""
    for name, values in stored.items():
        if name in CONTENT and isinstance(values, list):
            content[name] = [str(value) for value in values]
        elif name == "extra" and isinstance(values, dict):
            extra.clear()
            extra.update(
                {
                    str(field): [str(text) for text in texts]
                    for field, texts in values.items()
                    if isinstance(texts, list)
                }
            )
