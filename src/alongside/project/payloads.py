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
from alongside.project.decisions import NewDecision

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
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def study_decision(study: Study, *, why: str = "", anchors: tuple[QuoteAnchor, ...] = ()) -> NewDecision:
    """`study.described`; its codes are decisions of their own (`code_decisions`)."""
    value = _value(study, without=("id", "codes"))
    return NewDecision(f"study:{study.id}", "study.described", value, why, anchors)


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
    return NewDecision(f"study:{study}", "study.coded", value, why, anchors)


def contrast_decision(contrast: Contrast, *, why: str = "") -> NewDecision:
    """`contrast.extracted`."""
    value = _value(contrast, without=("anchors",))
    return NewDecision(f"contrast:{contrast.id}", "contrast.extracted", value, why, contrast.anchors)


def outcome_decision(outcome: Outcome, *, why: str = "") -> NewDecision:
    """`outcome.defined`."""
    return NewDecision(f"outcome:{outcome.id}", "outcome.defined", _value(outcome), why)


def study_from(study: str, value: Mapping[str, Any], eligible: str, codes: Sequence[Code]) -> Study:
    """The study back; a later decision on its eligibility stands above the description's."""
    known = dict(value)
    reports = tuple(Report(**{**one, "sources": tuple(one.get("sources", ()))}) for one in known.pop("reports", ()))
    if eligible:
        known["is_peer_support"] = eligible
    return Study(**{"id": study, "label": study, **known}, reports=reports, codes=tuple(codes))


def codes_from(value: Mapping[str, Any], anchors: Sequence[QuoteAnchor]) -> list[Code]:
    """The codes of one `study.coded`. A code without details rests on all anchors of the row."""
    found = []
    for code in value["codes"]:
        detail = value.get("details", {}).get(code, {})
        own = [anchors[at] for at in detail["anchors"] if at < len(anchors)] if "anchors" in detail else anchors
        sure = detail.get("sure", value["sure"])
        found.append(Code(value["dimension"], code, tuple(own), sure, detail.get("note", "")))
    return found


_PARTS = {"means": Means, "counts": Counts, "effect": PrintedEffect, "cluster": ClusterDesign}


def contrast_from(value: Mapping[str, Any], anchors: Sequence[QuoteAnchor]) -> Contrast:
    """The contrast back."""
    known = dict(value)
    for name, part in _PARTS.items():
        given = known.get(name)
        if given is not None:
            missing = {one.name: None for one in fields(part) if one.name in ("sd1", "sd2")}
            known[name] = part(**{**missing, **given})
    return Contrast(**known, anchors=tuple(anchors))


def outcome_from(value: Mapping[str, Any]) -> Outcome:
    """The outcome back."""
    known = dict(value)
    smallest = known.pop("smallest_that_matters", None)
    return Outcome(
        **{**known, "instruments": tuple(known.get("instruments", ()))},
        smallest_that_matters=SmallestThatMatters(**smallest) if smallest else None,
    )
