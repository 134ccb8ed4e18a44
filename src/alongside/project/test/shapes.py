"""The shapes of the values that are decided in *test*, as JSON Schema; each closed."""

from __future__ import annotations

from alongside.project.log.kinds import COUNT, DIGEST, NAME, NUMBER, TEXT, TEXTS, TRUTH, closed_object, maybe

__all__ = ["ALLOCATED", "JOINED", "LOCKED", "OPENED", "PROTOCOL", "PROTOCOL_TEXTS", "SEALED", "TABLES", "TABLE_LOADED"]

TABLES = ("outcomes", "delivery", "events")
"""The tables of an evaluation that are loaded: what was measured, what was delivered, what happened to whom."""

WHOLE = {"type": "integer", "minimum": 1, "maximum": 1000}
SEALED_TEXT = {"type": "string", "pattern": "^([0-9a-f]{2})+$", "maxLength": 4096}
_BY_NAME = {"type": "object", "propertyNames": NAME, "additionalProperties": TEXT}
PROTOCOL_TEXTS = (
    "title",
    "question",
    "who",
    "where",
    "support",
    "support_words",
    "comparison",
    "comparison_words",
    "form",
    "design",
    "population",
    "intercurrent_events",
    "summary",
    "instrument",
    "outcome_id",
    "outcome",
    "kind",
    "second",
    "harms",
    "sources",
    "method",
    "distance",
    "plan",
)
_NUMBERS = ("icc", "group_size", "retained", "power", "largest_shift", "probability")
_LEVELS = {"type": "object", "propertyNames": NAME, "additionalProperties": TEXTS}

PROTOCOL = closed_object(
    {"id": NAME},
    {
        **dict.fromkeys(PROTOCOL_TEXTS, TEXT),
        **dict.fromkeys(_NUMBERS, NUMBER),
        **dict.fromkeys(("low", "high", "weeks", "difference", "sd"), maybe(NUMBER)),
        **dict.fromkeys(("covariates", "visits", "strata", "analyses"), TEXTS),
        **dict.fromkeys(("ratio_support", "ratio_comparison"), WHOLE),
        "higher_is_better": TRUTH,
        "factors": _LEVELS,
        "not_randomised": _BY_NAME,
        "items": _BY_NAME,
    },
)

_ESTIMAND = closed_object(
    dict.fromkeys(("population", "treatment", "variable", "intercurrent_events", "summary"), TEXT)
)
_PLAN = closed_object(
    {
        **dict.fromkeys(
            (
                "question",
                "design",
                "support",
                "comparison",
                "outcome",
                "kind",
                "group",
                "cluster",
                "strata",
                "received",
                "method",
            ),
            TEXT,
        ),
        "estimand": _ESTIMAND,
        "limits": maybe({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}),
        "higher_is_better": TRUTH,
        **dict.fromkeys(("covariates", "visits", "analyses"), TEXTS),
        **dict.fromkeys(("level", "largest_shift"), NUMBER),
        **dict.fromkeys(("imputations", "draws", "seed"), COUNT),
        "allocation": closed_object(
            {},
            {
                "method": NAME,
                "arms": TEXT,
                "strata": TEXTS,
                "factors": _LEVELS,
                "distance": NAME,
                "probability": NUMBER,
            },
        ),
    }
)
LOCKED = closed_object({"digest": DIGEST, "plan": _PLAN})

SEALED = closed_object({"seal": DIGEST, "method": NAME, "unit": {"enum": ["person", "cluster"]}, "strata": TEXTS})

# A row of the list says its place, and nothing that anybody could read: who, stratum and arm are in `sealed`.
ALLOCATED = closed_object(
    {"evaluation": NAME, "position": {"type": "integer", "minimum": 1}, "sealed": SEALED_TEXT},
    {"envelope": TRUTH},
)

TABLE_LOADED = closed_object(
    {"table": {"enum": list(TABLES)}, "name": TEXT, "sha256": DIGEST, "rows": COUNT, "columns": TEXTS, "plan": DIGEST}
)

# `report` is the document of numbers as JSON: counts, effects and reasons, no row of anybody.
OPENED = closed_object(
    {
        "plan": DIGEST,
        "seed": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "allocated": COUNT,
        "list": DIGEST,
        "tables": {"type": "object", "propertyNames": {"enum": list(TABLES)}, "additionalProperties": DIGEST},
        "report": TEXT,
    }
)

JOINED = closed_object({"study": NAME, "contrasts": {"type": "array", "items": NAME, "minItems": 1}})
