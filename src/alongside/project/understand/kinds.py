"""What is decided in *understand*: what a study is, its codes, the review's outcomes, and results as printed.

The makers of these decisions stand in `payloads`: they take the evidence types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from alongside.evidence import QuoteAnchor
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import COUNT, NAME, NUMBER, TEXT, TEXTS, TRUTH, Kind, closed_object, maybe

__all__ = [
    "CONTRAST_EXTRACTED",
    "KINDS",
    "OUTCOME_DEFINED",
    "STUDY_CODED",
    "STUDY_DESCRIBED",
    "STUDY_ELIGIBLE",
    "Eligible",
    "Use",
    "coded",
    "eligible",
]

STUDY_DESCRIBED, STUDY_ELIGIBLE, STUDY_CODED = "study.described", "study.eligible", "study.coded"
CONTRAST_EXTRACTED, OUTCOME_DEFINED = "contrast.extracted", "outcome.defined"

Eligible = Literal["yes", "no", "ask"]
Use = Literal["main", "ask", "apart"]

_REPORT = closed_object({"id": NAME}, {"title": TEXT, "doi": maybe(TEXT), "year": maybe(COUNT), "sources": TEXTS})

_STUDY = closed_object(
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
        "is_peer_support": {"enum": ["yes", "ask", "no"]},
        "reports": {"type": "array", "items": _REPORT},
        "note": TEXT,
    },
)

# `details` keeps, code by code, what is not the same for all codes of the row: which of the row's anchors justify it
# (their positions), whether the reader was sure, and why not.
_CODED = closed_object(
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
    {"n1": NUMBER, "mean1": NUMBER, "n2": NUMBER, "mean2": NUMBER}, {"sd1": maybe(NUMBER), "sd2": maybe(NUMBER)}
)
_COUNTS = closed_object({"events1": NUMBER, "n1": NUMBER, "events2": NUMBER, "n2": NUMBER})
_EFFECT = closed_object(
    {"measure": NAME, "value": NUMBER},
    {"ci_low": maybe(NUMBER), "ci_high": maybe(NUMBER), "p": maybe(NUMBER), "level": NUMBER},
)
_CLUSTER = closed_object({}, {"allowed_for": TEXT, "average_size": maybe(NUMBER), "icc": maybe(NUMBER)})

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

_CONTRAST = closed_object(
    {"id": NAME, "study": NAME, "outcome": TEXT, "instrument": TEXT, "higher_is_better": maybe(TRUTH)},
    {
        **dict.fromkeys(CONTRAST_TEXTS, TEXT),
        **{name: maybe(NUMBER) for name in ("weeks", "n1", "n2", "n_total", "control_risk")},
        "scale": NUMBER,
        "use": {"enum": ["main", "ask", "apart"]},
        "adjusted": maybe(TRUTH),
        "means": maybe(_MEANS),
        "counts": maybe(_COUNTS),
        "effect": maybe(_EFFECT),
        "cluster": maybe(_CLUSTER),
    },
)

_OUTCOME = closed_object(
    {"id": NAME, "label": NAME, "domain": TEXT, "measure": NAME, "higher_is_better": TRUTH},
    {
        "unit": TEXT,
        "plain": TEXT,
        "event": TEXT,
        "instruments": TEXTS,
        "smallest_that_matters": maybe(closed_object({"value": NUMBER, "source": TEXT}, {"why": TEXT})),
        "note": TEXT,
    },
)


def _dimension(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["dimension"],)


def _codes(value: Mapping[str, Any]) -> Any:
    return sorted(value["codes"])


KINDS = (
    Kind(
        STUDY_DESCRIBED,
        "study:",
        _STUDY,
        ("study:kew-2017", {"label": "Kew 2017", "year": 2017, "is_peer_support": "yes"}),
    ),
    Kind(
        STUDY_ELIGIBLE,
        "study:",
        closed_object({"verdict": {"enum": list(get_args(Eligible))}}),
        ("study:kew-2017", {"verdict": "yes"}),
    ),
    Kind(
        STUDY_CODED,
        "study:",
        _CODED,
        ("study:kew-2017", {"dimension": "form", "codes": ["telephone"], "sure": True}),
        key=_dimension,
        same=_codes,
    ),
    Kind(
        CONTRAST_EXTRACTED,
        "contrast:",
        _CONTRAST,
        (
            "contrast:kew-2017/1",
            {
                "id": "kew-2017/1",
                "study": "kew-2017",
                "outcome": "hba1c",
                "instrument": "HbA1c",
                "higher_is_better": False,
            },
        ),
        id_in_value=True,
    ),
    Kind(
        OUTCOME_DEFINED,
        "outcome:",
        _OUTCOME,
        (
            "outcome:hba1c",
            {"id": "hba1c", "label": "Blood sugar", "domain": "clinical", "measure": "MD", "higher_is_better": False},
        ),
        id_in_value=True,
    ),
)


def coded(
    study: str,
    dimension: str,
    codes: Sequence[str],
    *,
    sure: bool = True,
    why: str = "",
    anchors: tuple[QuoteAnchor, ...] = (),
) -> NewDecision:
    """The codes of a study in one dimension; all rest on all of `anchors`. See `payloads.code_decisions` for the
    codes of a study with anchors of their own.
    """
    value = {"dimension": dimension, "codes": list(dict.fromkeys(codes)), "sure": sure}
    return NewDecision(f"study:{study}", STUDY_CODED, value, why, anchors)


def eligible(study: str, verdict: Eligible, *, why: str = "") -> NewDecision:
    """Whether a study is about the review's subject: "yes", "no", or "ask" again."""
    return NewDecision(f"study:{study}", STUDY_ELIGIBLE, {"verdict": verdict}, why)
