"""Evidence types as the values that the log holds, and back.

A value holds every field, also those that have their default, so that a default that changes later changes no old row.
Ids stand in the subject, quote anchors in the row.

>>> from alongside.evidence import Contrast
>>> contrast_decision(Contrast("kew-2017/1", "kew-2017", "hba1c", "HbA1c", False)).subject
'contrast:kew-2017/1'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from alongside.evidence import (
    DOSE_NUMBERS,
    Arm,
    ClusterDesign,
    Code,
    Contrast,
    Counts,
    Dose,
    Figure,
    Instrument,
    Means,
    Outcome,
    PrintedEffect,
    QuoteAnchor,
    Report,
    SmallestThatMatters,
    Span,
    Study,
    Tidier,
)
from alongside.project.log.decisions import NewDecision
from alongside.project.understand.kinds import (
    ARM_CODED,
    ARM_DESCRIBED,
    CONTRAST_EXTRACTED,
    INSTRUMENT_DEFINED,
    OUTCOME_DEFINED,
    STUDY_CODED,
    STUDY_DESCRIBED,
    STUDY_REPORTED,
)

__all__ = [
    "arm_codes_decision",
    "arm_codes_from",
    "arm_decisions",
    "arm_from",
    "code_decisions",
    "codes_decision",
    "codes_from",
    "contrast_decision",
    "contrast_from",
    "instrument_decision",
    "instrument_from",
    "outcome_decision",
    "outcome_from",
    "study_decision",
    "study_from",
    "tidier_decision",
    "tidier_from",
]


def _value(thing: Any, *, without: Sequence[str] = ()) -> dict[str, Any]:
    return {
        field.name: _plain(_parts(getattr(thing, field.name))) for field in fields(thing) if field.name not in without
    }


def _parts(value: object) -> object:
    """A part of a type as a mapping; a tuple of parts as a list of them."""
    if isinstance(value, tuple):
        return [_parts(part) for part in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _plain(value: object) -> object:
    """JSON has lists where the types have tuples."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def study_decision(study: Study, *, why: str = "", anchors: tuple[QuoteAnchor, ...] = ()) -> NewDecision:
    """`study.described`; its codes are decisions of their own (`code_decisions`)."""
    value = _value(study, without=("id", "codes"))
    return NewDecision(f"study:{study.id}", STUDY_DESCRIBED, value, why, anchors)


def code_decisions(study: Study, *, why: str = "") -> list[NewDecision]:
    """One `study.coded` for each dimension in which a study has codes, with the anchors of each code."""
    return [
        codes_decision(study.id, dimension, [code for code in study.codes if code.dimension == dimension], why=why)
        for dimension in dict.fromkeys(code.dimension for code in study.codes)
    ]


def codes_decision(study: str, dimension: str, codes: Sequence[Code], *, why: str = "") -> NewDecision:
    """`study.coded` of one dimension, each code with its own anchors."""
    anchors = tuple(dict.fromkeys(anchor for code in codes for anchor in code.anchors))
    details = {
        code.code: {
            "sure": code.sure,
            "note": code.note,
            "anchors": [anchors.index(anchor) for anchor in code.anchors],
        }
        for code in codes
    }
    value = {
        "dimension": dimension,
        "codes": [code.code for code in codes],
        "sure": all(code.sure for code in codes),
        "details": details,
    }
    return NewDecision(f"study:{study}", STUDY_CODED, value, why, anchors)


def arm_decisions(arm: Arm, *, why: str = "") -> list[NewDecision]:
    """`arm.described`, and one `arm.coded` for each dimension in which the arm has codes."""
    value = _value(arm, without=("id", "codes"))
    if arm.dose is not None:
        value["dose"] = {name: part for name, part in value["dose"].items() if part not in (None, "")}
    described = NewDecision(f"arm:{arm.id}", ARM_DESCRIBED, value, why)
    dimensions = dict.fromkeys(code.dimension for code in arm.codes)
    return [described, *(arm_codes_decision(arm, dimension, why=why) for dimension in dimensions)]


def arm_codes_decision(arm: Arm, dimension: str, *, why: str = "") -> NewDecision:
    """`arm.coded` of one dimension, each code with its own anchors; none where the arm has no code in it."""
    codes = [code for code in arm.codes if code.dimension == dimension]
    anchors = tuple(dict.fromkeys(anchor for code in codes for anchor in code.anchors))
    details = {code.code: _detail(code, anchors) for code in codes}
    return NewDecision(f"arm:{arm.id}", ARM_CODED, {"dimension": dimension, "codes": details}, why, anchors)


def _detail(code: Code, anchors: tuple[QuoteAnchor, ...]) -> dict[str, Any]:
    """What is not said of a code is: sure, read once, without a note (`arm_codes_from`)."""
    detail: dict[str, Any] = {"status": code.status, "anchors": [anchors.index(anchor) for anchor in code.anchors]}
    if not code.sure:
        detail["sure"] = False
    if code.read_twice:
        detail["read_twice"] = True
    if code.note:
        detail["note"] = code.note
    return detail


def tidier_decision(tidier: Tidier, *, why: str = "") -> NewDecision:
    """`study.reported`."""
    value = {"tidier": list(tidier.items), "source": tidier.source}
    return NewDecision(f"study:{tidier.study}", STUDY_REPORTED, value, why)


def instrument_decision(instrument: Instrument, *, why: str = "") -> NewDecision:
    """`instrument.defined`."""
    return NewDecision(f"instrument:{instrument.id}", INSTRUMENT_DEFINED, _value(instrument), why)


def contrast_decision(contrast: Contrast, *, why: str = "") -> NewDecision:
    """`contrast.extracted`."""
    value = _value(contrast, without=("anchors",))
    return NewDecision(f"contrast:{contrast.id}", CONTRAST_EXTRACTED, value, why, contrast.anchors)


def outcome_decision(outcome: Outcome, *, why: str = "") -> NewDecision:
    """`outcome.defined`."""
    return NewDecision(f"outcome:{outcome.id}", OUTCOME_DEFINED, _value(outcome), why)


def study_from(study: str, value: Mapping[str, Any], eligible: str, codes: Sequence[Code]) -> Study:
    """The study back; a later decision on its eligibility stands above the description's."""
    columns = dict(value)
    reports = tuple(
        Report(**{**report, "sources": tuple(report.get("sources", ()))}) for report in columns.pop("reports", ())
    )
    if eligible:
        columns["is_peer_support"] = eligible
    return Study(**{"id": study, "label": study, **columns}, reports=reports, codes=tuple(codes))


def codes_from(value: Mapping[str, Any], anchors: Sequence[QuoteAnchor]) -> list[Code]:
    """The codes of one `study.coded`. A code without details rests on all anchors of the row."""
    codes = []
    for code in value["codes"]:
        detail = value.get("details", {}).get(code, {})
        positions = detail.get("anchors", range(len(anchors)))
        words = tuple(anchors[position] for position in positions if position < len(anchors))
        codes.append(Code(value["dimension"], code, words, detail.get("sure", value["sure"]), detail.get("note", "")))
    return codes


def arm_from(arm: str, value: Mapping[str, Any], codes: Sequence[Code]) -> Arm:
    """The arm back, with its codes."""
    columns = dict(value)
    dose = columns.pop("dose", None)
    if dose is not None:
        spans = {name: Span(**dose[name]) for name in DOSE_NUMBERS if dose.get(name) is not None}
        dose = Dose(**spans, words=dose.get("words", ""), source=dose.get("source", ""))
    return Arm(**{"id": arm, **columns}, dose=dose, codes=tuple(codes))


def arm_codes_from(value: Mapping[str, Any], anchors: Sequence[QuoteAnchor]) -> list[Code]:
    """The codes of one `arm.coded`."""
    return [
        Code(
            value["dimension"],
            code,
            tuple(anchors[position] for position in detail.get("anchors", ()) if position < len(anchors)),
            sure=detail.get("sure", True),
            note=detail.get("note", ""),
            status=detail["status"],
            read_twice=detail.get("read_twice", False),
        )
        for code, detail in value["codes"].items()
    ]


def tidier_from(study: str, value: Mapping[str, Any]) -> Tidier:
    """The items back."""
    return Tidier(study, tuple(value["tidier"]), value.get("source", ""))


def instrument_from(value: Mapping[str, Any]) -> Instrument:
    """The instrument back."""
    columns = {**value, "names": tuple(value["names"])}
    for name in ("typical_sd", "baseline", "smallest_that_matters"):
        if columns.get(name) is not None:
            columns[name] = Figure(**columns[name])
    return Instrument(**columns)


_PARTS = {"means": Means, "counts": Counts, "effect": PrintedEffect, "cluster": ClusterDesign}


def contrast_from(value: Mapping[str, Any], anchors: Sequence[QuoteAnchor]) -> Contrast:
    """The contrast back."""
    columns = dict(value)
    for name, part in _PARTS.items():
        numbers = columns.get(name)
        if numbers is not None:
            missing = {field.name: None for field in fields(part) if field.name in ("sd1", "sd2")}
            columns[name] = part(**{**missing, **numbers})
    return Contrast(**columns, anchors=tuple(anchors))


def outcome_from(value: Mapping[str, Any]) -> Outcome:
    """The outcome back."""
    columns = dict(value)
    smallest = columns.pop("smallest_that_matters", None)
    return Outcome(
        **{**columns, "instruments": tuple(columns.get("instruments", ()))},
        smallest_that_matters=SmallestThatMatters(**smallest) if smallest else None,
    )
