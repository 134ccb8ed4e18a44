"""What is decided in *understand*: what a study is, its arms, its codes, the review's outcomes, results as printed.

The makers of these decisions stand in `payloads`: they take the evidence types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from alongside.evidence import QuoteAnchor, arm_id
from alongside.evidence.arms import ROLES
from alongside.evidence.reporting import REPORTED, TIDIER_ITEMS
from alongside.evidence.studies import DEPTHS
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import COUNT, NAME, NUMBER, TEXT, TEXTS, TRUTH, Kind, closed_object, maybe
from alongside.project.log.rooms import Room

__all__ = [
    "ARM_CODED", "ARM_DESCRIBED", "CONTRAST_EXTRACTED", "DOSE_SPANS", "INSTRUMENT_DEFINED", "OUTCOME_DEFINED", "ROOM",
    "STUDY_CODED", "STUDY_DESCRIBED", "STUDY_ELIGIBLE", "STUDY_REPORTED", "Eligible", "Use", "coded", "eligible",
]  # fmt: skip

STUDY_DESCRIBED, STUDY_ELIGIBLE, STUDY_CODED = "study.described", "study.eligible", "study.coded"
ARM_DESCRIBED, ARM_CODED, STUDY_REPORTED = "arm.described", "arm.coded", "study.reported"
CONTRAST_EXTRACTED, OUTCOME_DEFINED, INSTRUMENT_DEFINED = "contrast.extracted", "outcome.defined", "instrument.defined"

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
        "pmid": TEXT,
        "pmcid": TEXT,
        "registration": TEXT,
        "depth": {"enum": list(DEPTHS)},
        "read_in": TEXT,
    },
)

DOSE_SPANS = (
    "contacts_planned", "contact_minutes", "duration_weeks", "supporters_n", "supporter_training_hours",
    "participants_per_supporter", "group_size", "uptake_percent", "completed_percent", "attrition_percent",
)  # fmt: skip
"""The numbers of a dose, each from `low` to `high`."""

_SPAN = closed_object({"low": NUMBER, "high": NUMBER})
_DOSE = closed_object({}, {**dict.fromkeys(DOSE_SPANS, maybe(_SPAN)), "words": TEXT, "source": TEXT})
_ARM = closed_object(
    {"study": NAME, "label": NAME, "role": {"enum": list(ROLES)}},
    {"dose": maybe(_DOSE), "read_in_full": TRUTH, "note": TEXT},
)
_ARM_CODE = closed_object(
    {"status": {"enum": ["present", "said_absent"]}},
    {"sure": TRUTH, "read_twice": TRUTH, "note": TEXT, "anchors": {"type": "array", "items": COUNT}},
)
_ARM_CODED = closed_object(
    {"dimension": NAME, "codes": {"type": "object", "propertyNames": NAME, "additionalProperties": _ARM_CODE}}
)
_REPORTED = closed_object(
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

_MEANS = closed_object({"n1": NUMBER, "mean1": NUMBER, "n2": NUMBER, "mean2": NUMBER},
                 {"sd1": maybe(NUMBER), "sd2": maybe(NUMBER)})  # fmt: skip
_COUNTS = closed_object({"events1": NUMBER, "n1": NUMBER, "events2": NUMBER, "n2": NUMBER})
_EFFECT = closed_object(
    {"measure": NAME, "value": NUMBER},
    {"ci_low": maybe(NUMBER), "ci_high": maybe(NUMBER), "p": maybe(NUMBER), "level": NUMBER},
)
_CLUSTER = closed_object({}, {"allowed_for": TEXT, "average_size": maybe(NUMBER), "icc": maybe(NUMBER)})

CONTRAST_TEXTS = (
    "report", "comparator", "comparator_class", "comparator_why", "arm1", "arm2", "stratum", "prefer", "use_why",
    "same_as", "domain", "note",
)  # fmt: skip

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
        "read_twice": maybe(TRUTH),
    },
)  # fmt: skip

_FIGURE = closed_object({"value": NUMBER, "source": NAME}, {"words": TEXT})
_INSTRUMENT = closed_object(
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


OLD_ARMS = {"1": "support", "2": "comparator"}
"""What arms without a name were called before arms were things."""


def _naming_its_arms(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A contrast of the first shape, whose arms were numbers or words within their trial."""
    arms = {side: value.get(side) or default for side, default in (("arm1", "1"), ("arm2", "2"))}
    named = {side: arm_id(value["study"], OLD_ARMS.get(arm, arm)) for side, arm in arms.items()}
    return {**value, **named}


def _unchanged(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A value of an older shape that lacks only what may be missing."""
    return value


def _dimension(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["dimension"],)


def _codes(value: Mapping[str, Any]) -> Any:
    return sorted(value["codes"])


ROOM = Room(
    "understand",
    (
        Kind(
            STUDY_DESCRIBED,
            "study:",
            _STUDY,
            ("study:kew-2017", {"label": "Kew 2017", "year": 2017, "is_peer_support": "yes"}),
            schema=2,
            upgrades={1: _unchanged},
        ),
        Kind(
            STUDY_REPORTED,
            "study:",
            _REPORTED,
            ("study:kew-2017", {"tidier": ["yes"] * 8 + ["no"] * 2 + ["not_seen"] * 2, "source": "the full text"}),
        ),
        Kind(
            ARM_DESCRIBED,
            "arm:",
            _ARM,
            (
                "arm:kew-2017/support",
                {"study": "kew-2017", "label": "Calls", "role": "support",
                 "dose": {"contacts_planned": {"low": 6, "high": 8}}},
            ),
        ),
        Kind(
            ARM_CODED,
            "arm:",
            _ARM_CODED,
            (
                "arm:kew-2017/support",
                {"dimension": "component", "codes": {"education": {"status": "said_absent", "sure": True}}},
            ),
            key=_dimension,
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
                {"id": "kew-2017/1", "study": "kew-2017", "outcome": "hba1c", "instrument": "HbA1c",
                 "higher_is_better": False, "arm1": "kew-2017/support", "arm2": "kew-2017/comparator"},
            ),
            schema=2,
            upgrades={1: _naming_its_arms},
            id_in_value=True,
        ),
        Kind(
            INSTRUMENT_DEFINED,
            "instrument:",
            _INSTRUMENT,
            (
                "instrument:phq9",
                {"id": "phq9", "label": "PHQ-9", "names": ["phq-9"], "outcome": "depression",
                 "higher_is_better": False, "low": 0, "high": 27},
            ),
            id_in_value=True,
        ),
        Kind(
            OUTCOME_DEFINED,
            "outcome:",
            _OUTCOME,
            (
                "outcome:hba1c",
                {"id": "hba1c", "label": "Blood sugar", "domain": "clinical", "measure": "MD",
                 "higher_is_better": False},
            ),
            id_in_value=True,
        ),
    ),
)  # fmt: skip


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
