"""What is decided in *understand*: what a study is, its arms, its codes, the review's outcomes, results as printed.

The makers of these decisions stand in `payloads`: they take the evidence types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alongside.evidence import QuoteAnchor, arm_id
from alongside.evidence.studies import ELIGIBLE, Eligible
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NAME, TEXT, TEXTS, Kind, closed_object
from alongside.project.understand.shapes import (
    ARM,
    ARM_CODES,
    CODES,
    CONTRAST,
    INSTRUMENT,
    OUTCOME,
    REPORTED_ITEMS,
    STUDY,
)

__all__ = [
    "ARM_CODED",
    "ARM_DESCRIBED",
    "CONTRAST_CONFIRMED",
    "CONTRAST_EXTRACTED",
    "INSTRUMENT_DEFINED",
    "KINDS",
    "OUTCOME_DEFINED",
    "STUDY_CODED",
    "STUDY_DESCRIBED",
    "STUDY_ELIGIBLE",
    "STUDY_REPORTED",
    "STUDY_SAME_AS",
    "TABLE_READ_AS",
    "coded",
    "confirmed",
    "eligible",
    "read_as",
    "same_as",
]

STUDY_DESCRIBED, STUDY_ELIGIBLE, STUDY_CODED = "study.described", "study.eligible", "study.coded"
STUDY_SAME_AS, CONTRAST_CONFIRMED = "study.same_as", "contrast.confirmed"
TABLE_READ_AS = "table.read_as"
ARM_DESCRIBED, ARM_CODED, STUDY_REPORTED = "arm.described", "arm.coded", "study.reported"
CONTRAST_EXTRACTED, OUTCOME_DEFINED, INSTRUMENT_DEFINED = "contrast.extracted", "outcome.defined", "instrument.defined"

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


def _codes(value: Mapping[str, Any]) -> object:
    return sorted(value["codes"])


KINDS = (
    Kind(
        STUDY_DESCRIBED,
        "study:",
        STUDY,
        ("study:kew-2017", {"label": "Kew 2017", "year": 2017, "is_peer_support": "yes"}),
        schema=2,
        upgrades={1: _unchanged},
    ),
    Kind(
        STUDY_REPORTED,
        "study:",
        REPORTED_ITEMS,
        ("study:kew-2017", {"tidier": ["yes"] * 8 + ["no"] * 2 + ["not_seen"] * 2, "source": "the full text"}),
    ),
    Kind(
        ARM_DESCRIBED,
        "arm:",
        ARM,
        (
            "arm:kew-2017/support",
            {
                "study": "kew-2017",
                "label": "Calls",
                "role": "support",
                "dose": {"contacts_planned": {"low": 6, "high": 8}},
            },
        ),
    ),
    Kind(
        ARM_CODED,
        "arm:",
        ARM_CODES,
        (
            "arm:kew-2017/support",
            {"dimension": "component", "codes": {"education": {"status": "said_absent", "sure": True}}},
        ),
        key=_dimension,
        schema=2,  # an arm's code may be called not stated, or not looked at
        upgrades={1: _unchanged},
    ),
    Kind(
        STUDY_ELIGIBLE,
        "study:",
        closed_object({"verdict": {"enum": list(ELIGIBLE)}}),
        ("study:kew-2017", {"verdict": "yes"}),
    ),
    Kind(
        STUDY_SAME_AS,
        "study:",
        closed_object({"study": NAME}),
        ("study:kew-2019", {"study": "kew-2017"}),
    ),
    Kind(
        STUDY_CODED,
        "study:",
        CODES,
        ("study:kew-2017", {"dimension": "form", "codes": ["telephone"], "sure": True}),
        key=_dimension,
        same=_codes,
    ),
    Kind(
        CONTRAST_EXTRACTED,
        "contrast:",
        CONTRAST,
        (
            "contrast:kew-2017/1",
            {
                "id": "kew-2017/1",
                "study": "kew-2017",
                "outcome": "hba1c",
                "instrument": "HbA1c",
                "higher_is_better": False,
                "arm1": "kew-2017/support",
                "arm2": "kew-2017/comparator",
            },
        ),
        schema=2,
        upgrades={1: _naming_its_arms},
        id_in_value=True,
    ),
    Kind(
        CONTRAST_CONFIRMED,
        "contrast:",
        closed_object({"questions": {"type": "array", "items": NAME, "uniqueItems": True}}),
        ("contrast:kew-2017/1", {"questions": ["far"]}),
    ),
    Kind(
        TABLE_READ_AS,
        "table:",
        closed_object(
            {
                "header": TEXTS,
                "columns": {"type": "object", "additionalProperties": TEXT},
                "where": {"type": "array", "items": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}},
                "decimal": {"enum": ["", ",", "."]},
                "events": {"enum": ["", "percent", "people"]},
                "file": NAME,
            }
        ),
        (
            "table:5b1ab4bf0ba3cc3bb1a8c42e1f7e0b0e7a3f4a1c0d9b5e2f3a6c7d8e9f0a1b2c",
            {
                "header": ["Trial", "N_arm1"],
                "columns": {"study": "Trial", "n1": "N_arm1", "outcome": "=mood"},
                "where": [["set", "main"]],
                "decimal": ",",
                "events": "",
                "file": "trials.csv",
            },
        ),
    ),
    Kind(
        INSTRUMENT_DEFINED,
        "instrument:",
        INSTRUMENT,
        (
            "instrument:phq9",
            {
                "id": "phq9",
                "label": "PHQ-9",
                "names": ["phq-9"],
                "outcome": "depression",
                "higher_is_better": False,
                "low": 0,
                "high": 27,
            },
        ),
        id_in_value=True,
    ),
    Kind(
        OUTCOME_DEFINED,
        "outcome:",
        OUTCOME,
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


def same_as(study: str, root: str, *, why: str = "") -> NewDecision:
    """This study is the same trial as `root`, which stands for both from then on."""
    return NewDecision(f"study:{study}", STUDY_SAME_AS, {"study": root}, why)


def confirmed(contrast: str, questions: Sequence[str], *, why: str = "") -> NewDecision:
    """The numbers of this result are right, whatever these questions (their codes) say."""
    return NewDecision(f"contrast:{contrast}", CONTRAST_CONFIRMED, {"questions": list(questions)}, why)


def read_as(
    digest: str,
    *,
    header: Sequence[str],
    columns: Mapping[str, str],
    where: Sequence[tuple[str, str]],
    decimal: str,
    events: str,
    file: str,
    why: str = "",
) -> NewDecision:
    """How tables with this header are read: which column is which of ours, which rows, how numbers are written."""
    value = {
        "header": list(header),
        "columns": dict(columns),
        "where": [list(pair) for pair in where],
        "decimal": decimal,
        "events": events,
        "file": file,
    }
    return NewDecision(f"table:{digest}", TABLE_READ_AS, value, why)
