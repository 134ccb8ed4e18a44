"""Evidence types as the values that the log holds, and back.

A value holds every field, also those that have their default, so that a default that changes later changes no old row.
Ids stand in the subject, quote anchors in the row.

>>> from alongside.evidence import Contrast
>>> contrast_decision(Contrast("kew-2017/1", "kew-2017", "hba1c", "HbA1c", False)).subject
'contrast:kew-2017/1'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from alongside.evidence import (
    ClusterDesign,
    Code,
    Contrast,
    Counts,
    Means,
    Outcome,
    PrintedEffect,
    QuoteAnchor,
    Report,
    SmallestThatMatters,
    Study,
)
from alongside.project.log.decisions import NewDecision
from alongside.project.understand.kinds import CONTRAST_EXTRACTED, OUTCOME_DEFINED, STUDY_CODED, STUDY_DESCRIBED

__all__ = [
    "code_decisions",
    "codes_from",
    "contrast_decision",
    "contrast_from",
    "outcome_decision",
    "outcome_from",
    "study_decision",
    "study_from",
]


def _value(thing: Any, *, without: Sequence[str] = ()) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(thing).items() if name not in without}


def _plain(value: Any) -> Any:
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
        _coded(study.id, dimension, [code for code in study.codes if code.dimension == dimension], why)
        for dimension in dict.fromkeys(code.dimension for code in study.codes)
    ]


def _coded(study: str, dimension: str, codes: Sequence[Code], why: str) -> NewDecision:
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
