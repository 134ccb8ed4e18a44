"""The shapes of the values that are decided in *understand*, as JSON Schema; each closed."""

from __future__ import annotations

from typing import get_args

from alongside.evidence.arms import DOSE_NUMBERS, ROLES
from alongside.evidence.contrasts import USES
from alongside.evidence.outcomes import MEASURES
from alongside.evidence.reporting import REPORTED, TIDIER_ITEMS
from alongside.evidence.studies import DEPTHS, ELIGIBLE, CodeStatus
from alongside.project.log.kinds import COUNT, NAME, NUMBER, TEXT, TEXTS, TRUTH, closed_object, maybe, number_between

__all__ = ["ARM", "ARM_CODES", "CODES", "CONTRAST", "INSTRUMENT", "OUTCOME", "REPORTED_ITEMS", "STUDY"]

AMOUNT, SHARE = number_between(0, 1e9), number_between(0, 1)
PEOPLE = number_between(0, 1e9, above=True)
"""More than none: people, or anything else of which there must be some."""

_REPORT = closed_object({"id": NAME}, {"title": TEXT, "doi": maybe(TEXT), "year": maybe(COUNT), "sources": TEXTS})

STUDY = closed_object(
    {"label": NAME},
    {
        "year": maybe(COUNT),
        "country": TEXT,
        "condition": TEXT,
        "setting": TEXT,
        "design": TEXT,
        "supporter": TEXT,
        "comparator": TEXT,
        "training_hours": maybe(NUMBER),
        "duration_weeks": maybe(NUMBER),
        "is_peer_support": {"enum": list(ELIGIBLE)},
        "reports": {"type": "array", "items": _REPORT},
        "note": TEXT,
        "pmid": TEXT,
        "pmcid": TEXT,
        "registration": TEXT,
        "depth": {"enum": list(DEPTHS)},
        "read_in": TEXT,
    },
)

_SPAN = closed_object({"low": NUMBER, "high": NUMBER})
_DOSE = closed_object({}, {**dict.fromkeys(DOSE_NUMBERS, maybe(_SPAN)), "words": TEXT, "source": TEXT})
ARM = closed_object(
    {"study": NAME, "label": NAME, "role": {"enum": list(ROLES)}},
    {"dose": maybe(_DOSE), "read_in_full": TRUTH, "note": TEXT},
)
_ARM_CODE = closed_object(
    {"status": {"enum": list(get_args(CodeStatus))}},
    {"sure": TRUTH, "read_twice": TRUTH, "note": TEXT, "anchors": {"type": "array", "items": COUNT}},
)
ARM_CODES = closed_object(
    {"dimension": NAME, "codes": {"type": "object", "propertyNames": NAME, "additionalProperties": _ARM_CODE}}
)
REPORTED_ITEMS = closed_object(
    {
        "tidier": {
            "type": "array",
            "items": {"enum": list(REPORTED)},
            "minItems": len(TIDIER_ITEMS),
            "maxItems": len(TIDIER_ITEMS),
        }
    },
    {"source": TEXT},
)

# `details` keeps, code by code, what is not the same for all codes of the row: which of the row's anchors justify it
# (their positions), whether the reader was sure, and why not.
CODES = closed_object(
    {"dimension": NAME, "codes": {"type": "array", "items": NAME, "uniqueItems": True}, "sure": TRUTH},
    {
        "details": {
            "type": "object",
            "additionalProperties": closed_object(
                {}, {"sure": TRUTH, "note": TEXT, "anchors": {"type": "array", "items": COUNT}}
            ),
        }
    },
)

_MEANS = closed_object(
    {"n1": PEOPLE, "mean1": NUMBER, "n2": PEOPLE, "mean2": NUMBER}, {"sd1": maybe(AMOUNT), "sd2": maybe(AMOUNT)}
)
_COUNTS = closed_object({"events1": AMOUNT, "n1": PEOPLE, "events2": AMOUNT, "n2": PEOPLE})
_EFFECT = closed_object(
    {"measure": NAME, "value": NUMBER},
    {"ci_low": maybe(NUMBER), "ci_high": maybe(NUMBER), "p": maybe(SHARE), "level": number_between(0.5, 0.9999)},
)
_CLUSTER = closed_object({}, {"allowed_for": TEXT, "average_size": maybe(PEOPLE), "icc": maybe(SHARE)})

CONTRAST_TEXTS = (
    "report",
    "comparator",
    "comparator_class",
    "comparator_why",
    "arm1",
    "arm2",
    "stratum",
    "prefer",
    "use_why",
    "same_as",
    "domain",
    "note",
)

CONTRAST = closed_object(
    {"id": NAME, "study": NAME, "outcome": TEXT, "instrument": TEXT, "higher_is_better": maybe(TRUTH)},
    {
        **dict.fromkeys(CONTRAST_TEXTS, TEXT),
        **{name: maybe(AMOUNT) for name in ("weeks", "n1", "n2", "n_total")},
        "control_risk": maybe(SHARE),
        "scale": number_between(0, 1e9, above=True),
        "use": {"enum": list(USES)},
        "adjusted": maybe(TRUTH),
        "means": maybe(_MEANS),
        "counts": maybe(_COUNTS),
        "effect": maybe(_EFFECT),
        "cluster": maybe(_CLUSTER),
        "read_twice": maybe(TRUTH),
    },
)

_FIGURE = closed_object({"value": NUMBER, "source": NAME}, {"words": TEXT})
INSTRUMENT = closed_object(
    {"id": NAME, "label": NAME, "names": TEXTS, "outcome": NAME, "higher_is_better": TRUTH},
    {
        "low": maybe(NUMBER),
        "high": maybe(NUMBER),
        "unit": TEXT,
        "range_source": TEXT,
        "baseline_is": {"enum": ["", "mean", "risk"]},
        **dict.fromkeys(("typical_sd", "baseline", "smallest_that_matters"), maybe(_FIGURE)),
    },
)

OUTCOME = closed_object(
    {"id": NAME, "label": NAME, "domain": TEXT, "measure": {"enum": sorted(MEASURES)}, "higher_is_better": TRUTH},
    {
        "unit": TEXT,
        "plain": TEXT,
        "event": TEXT,
        "instruments": TEXTS,
        "smallest_that_matters": maybe(
            closed_object({"value": number_between(0, 1e9, above=True), "source": TEXT}, {"why": TEXT})
        ),
        "note": TEXT,
    },
)
