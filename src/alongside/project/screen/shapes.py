"""The shapes of what is decided in *screen* beside the verdicts."""

from __future__ import annotations

from alongside.project.log.kinds import (
    COUNT,
    DIGEST,
    NAME,
    TEXT,
    UUID,
    closed_object,
    number_between,
)

__all__ = ["COLOURS", "CRITERION", "DRAW", "HIGHLIGHTS", "NOTE", "PLAN", "REPORT_OF_STUDY", "SAMPLE", "STOP", "TAGS"]

COLOURS = 6
"""Colours of highlighting; each has a line of its own shape as well."""

SHARE = number_between(0, 1, above=True)

_TERM = {"type": "string", "minLength": 1, "maxLength": 100}

PLAN = closed_object(
    {"question": TEXT, "target": SHARE, "risk": SHARE},
    {"reasons": {"type": "array", "items": NAME, "maxItems": 9, "uniqueItems": True}},
)

SAMPLE = closed_object(
    {
        "seed": NAME,
        "size": COUNT,
        "digest": DIGEST,
        "files": {"type": "array", "items": DIGEST},
        # A bit a record in the order of import, packed, deflated, in base 64.
        "frame": {"type": "string", "pattern": "^[A-Za-z0-9+/=]*$"},
        "read_before": COUNT,
        "found_before": COUNT,
    }
)

STOP = closed_object(
    {
        "certificate": DIGEST,
        "target": SHARE,
        "risk": SHARE,
        "records": COUNT,
        "read": COUNT,
        "found": COUNT,
        "log": NAME,
    }
)

DRAW = closed_object({"found_before": COUNT, "unread": COUNT})
NOTE = closed_object({"text": TEXT})
TAGS = closed_object({"tags": {"type": "array", "items": NAME, "maxItems": 50, "uniqueItems": True}})
CRITERION = closed_object({"criterion": NAME, "met": {"enum": ["yes", "no", "unclear"]}})
REPORT_OF_STUDY = closed_object({"record": UUID})
HIGHLIGHTS = closed_object(
    {
        "lists": {
            "type": "array",
            "maxItems": COLOURS,
            "items": closed_object(
                {
                    "colour": {"type": "integer", "minimum": 1, "maximum": COLOURS},
                    "words": {"type": "array", "items": _TERM, "maxItems": 500},
                }
            ),
        }
    }
)
