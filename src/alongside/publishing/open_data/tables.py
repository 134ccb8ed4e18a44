"""The tables of open data, each in the order of the project."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from alongside.certainty import Judged
from alongside.evidence import Contrast, EffectSize
from alongside.evidence.contrasts import NUMBERS
from alongside.publishing.open_data.dictionary import DICTIONARY, WHAT
from alongside.publishing.open_data.pooled import answer_rows, left_out, pooled_entries, pooled_parts, pooled_results
from alongside.publishing.review import Review

__all__ = ["Table", "tables"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One file of open data."""

    name: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(review: Review) -> tuple[Table, ...]:
    """Every table of `dictionary.WHAT`, in its order."""
    makers: Mapping[str, Callable[[Review], Iterator[Row]]] = {
        "answers": answer_rows,
        "pooled_results": pooled_results,
        "pooled_entries": pooled_entries,
        "pooled_parts": pooled_parts,
        "left_out": left_out,
        "contrasts": lambda review: (_contrast(contrast, review) for contrast in review.contrasts.values()),
        "outcomes": _outcomes,
        "thresholds": _thresholds,
        "studies": _studies,
        "codes": _codes,
        "codebook": _codebook,
        "judgements": _judgements,
        "costs": _costs,
        "rule": _rule,
    }
    return tuple(Table(name, WHAT[name], tuple(DICTIONARY[name]), tuple(makers[name](review))) for name in WHAT)


def _contrast(contrast: Contrast, review: Review) -> Row:
    effect = review.effects.get(contrast.id)
    row: dict[str, Any] = {name: getattr(contrast, name, "") for name in DICTIONARY["contrasts"]}
    row |= {
        "printed": json.dumps(_printed(contrast), sort_keys=True),
        "why": contrast.use_why,
        "source": "; ".join(anchor.source for anchor in contrast.anchors),
        "yi": None,
        "vi": None,
    }
    if isinstance(effect, EffectSize):
        steps = " | ".join(f"{step.what}: {step.how}" for step in effect.steps)
        row |= {"measure": effect.measure, "yi": effect.yi, "vi": effect.vi, "recovered": steps}
    elif effect is not None:
        row["why"] = contrast.use_why or effect.reason
    return row


def _printed(contrast: Contrast) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    for name in NUMBERS:
        part = getattr(contrast, name)
        if part is not None:
            numbers |= {key: getattr(part, key) for key in part.__slots__ if getattr(part, key) is not None}
    return numbers


def _outcomes(review: Review) -> Iterator[Row]:
    for outcome in review.outcomes.values():
        row = {name: getattr(outcome, name) for name in DICTIONARY["outcomes"]}
        yield row | {"instruments": "; ".join(outcome.instruments)}


def _thresholds(review: Review) -> Iterator[Row]:
    for outcome in review.outcomes.values():
        smallest = outcome.smallest_that_matters
        if smallest is not None:
            yield {"outcome": outcome.id, "value": smallest.value, "source": smallest.source, "why": smallest.why}


def _studies(review: Review) -> Iterator[Row]:
    for study in review.studies.values():
        row = {name: getattr(study, name, "") for name in DICTIONARY["studies"]}
        yield row | {"doi": "; ".join(report.doi for report in study.reports if report.doi)}


def _codes(review: Review) -> Iterator[Row]:
    for study in review.studies.values():
        for code in study.codes:
            yield {
                "study": study.id,
                "dimension": code.dimension,
                "code": code.code,
                "words": "; ".join(anchor.text for anchor in code.anchors),
                "verbatim": all(anchor.verbatim for anchor in code.anchors) and bool(code.anchors),
                "sure": code.sure,
                "source": "; ".join(anchor.source for anchor in code.anchors),
            }


def _codebook(review: Review) -> Iterator[Row]:
    for dimension in review.codebook.dimensions:
        for code in dimension.codes:
            yield {
                "dimension": dimension.id,
                "question": dimension.question,
                "multiple": dimension.multiple,
                "code": code.id,
                "label": code.label,
                "definition": code.definition,
                "example": code.example.text,
                "note": code.note,
            }


def _judgements(review: Review) -> Iterator[Row]:
    judged = review.judgements
    for (study, outcome), bias in judged.bias.items():
        yield _judged(bias.judged, outcome, "risk of bias", study=study, verdict=bias.level, why=bias.reason)
    for (outcome, domain), reason in judged.reasons.items():
        yield _judged(reason.judged, outcome, "reason", domain=domain, steps=reason.steps, why=reason.reason)
    for outcome, statement in judged.statements.items():
        yield _judged(statement.judged, outcome, "sentence", verdict=statement.text)


def _judged(judged: Judged, outcome: str, kind: str, **further: str | int) -> Row:
    person = {"by": judged.by, "at": judged.at.isoformat(), "disputed": judged.disputed}
    return (
        {"outcome": outcome, "kind": kind, "study": "", "domain": "", "verdict": "", "steps": None, "why": ""}
        | further
        | person
    )


def _costs(review: Review) -> Iterator[Row]:
    for row in review.facts.get("costs", ()):
        yield {**row, **{name: _number(row[name]) for name in ("amount", "ci_low", "ci_high")}}


def _number(text: str) -> float | int | None:
    """As it was printed: whole numbers stay whole."""
    return None if not text else float(text) if "." in text else int(text)


def _rule(review: Review) -> Iterator[Row]:
    for setting in type(review.rule).__dataclass_fields__:
        yield {"setting": setting, "value": str(getattr(review.rule, setting))}
