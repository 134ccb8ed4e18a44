"""The packaged evidence held against itself, and against what other reviews printed."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from typing import Any

from alongside.coding import (
    Codebook,
    Evidence,
    cell_counts,
    code_counts,
    dose_counts,
    read_appendices,
    read_codebook,
    read_condition_groups,
    read_evidence,
    read_thresholds,
    tidier_counts,
    with_thresholds,
)
from alongside.evidence import Answer, Contrast, Outcome
from alongside.packaged import PEER_SUPPORT
from alongside.publishing.pages.study import numbers_of
from alongside.synthesis.answers import answer_for
from alongside.synthesis.checks import check
from alongside.synthesis.selection import Rule
from alongside.words.numbers import interval, number, shown

__all__ = ["WAITS", "beside", "check_evidence", "uses"]

WAITS = "waits for a person"
"""How the reason of a row begins that is kept apart until a person has looked at it."""


def uses(contrasts: Iterable[Contrast]) -> dict[str, int]:
    """How many results may enter an answer, wait for a person, or are kept apart for good, each with its reason."""
    counts = Counter(
        "waiting" if contrast.use == "ask" or contrast.use_why.startswith(WAITS) else contrast.use
        for contrast in contrasts
    )
    return {use: counts[use] for use in ("main", "waiting", "apart")}


def check_evidence() -> dict[str, Any]:
    """What the evidence holds, counted; every row that printed an estimate and also what it was counted from; our means
    beside published ones. All tables are read strictly on the way, those that enter no answer as well.
    """
    codebook = read_codebook(PEER_SUPPORT / "codebook.yaml")
    evidence = with_thresholds(read_evidence(PEER_SUPPORT, codebook), read_thresholds(PEER_SUPPORT / "thresholds.yaml"))
    checks = []
    for contrast in evidence.contrasts:
        verdict = check(contrast)
        if verdict is not None:
            checks.append(
                {
                    "id": contrast.id,
                    "instrument": contrast.instrument,
                    "printed": numbers_of(contrast)[-1],
                    "recomputed": _text(verdict.recomputed),
                    "verdict": verdict.verdict,
                    "why": verdict.sentence,
                    "use": contrast.use,
                }
            )
    return {
        "holds": _holdings(evidence, codebook),
        "checks": checks,
        "counts": dict(Counter(row["verdict"] for row in checks).most_common()),
        "published": _published(evidence),
    }


def _holdings(evidence: Evidence, codebook: Codebook) -> dict[str, Any]:
    studies = {study.id: study for study in evidence.studies}
    appendices = read_appendices(PEER_SUPPORT, studies, {outcome.id: outcome for outcome in evidence.outcomes})
    code_anchors = [code for arm in evidence.arms for code in arm.codes]
    return {
        "studies": len(studies),
        "studies_waiting": sum(1 for study in studies.values() if study.is_peer_support == "ask"),
        "studies_by_depth": dict(Counter(study.depth or "not noted" for study in studies.values()).most_common()),
        "studies_without_title": sum(1 for s in studies.values() if not any(report.title for report in s.reports)),
        "arms": dict(Counter(arm.role for arm in evidence.arms)),
        "contrasts": len(evidence.contrasts),
        "contrasts_by_use": uses(evidence.contrasts),
        "contrasts_read_twice": dict(Counter(_twice(contrast.read_twice) for contrast in evidence.contrasts)),
        "codes": code_counts(studies.values(), evidence.arms),
        "codes_read_twice": sum(1 for code in code_anchors if code.read_twice),
        "cells": cell_counts(evidence.arms, codebook),
        "doses": {name: {"known": stated, "of": of} for name, (stated, of) in dose_counts(evidence.arms).items()},
        "tidier": tidier_counts(evidence.tidier),
        "instruments": len(evidence.instruments),
        "condition_groups": len(read_condition_groups(PEER_SUPPORT / "condition_groups.csv", codebook)),
        "appendices": {name: len(rows) for name, rows in appendices.items()},
        "left_out": dict(Counter(row.text("file") for row in appendices["left_out"]).most_common()),
    }


def _twice(read_twice: bool | None) -> str:
    return {True: "twice", False: "once", None: "not noted"}[read_twice]


def _text(numbers: tuple[float, float, float]) -> str:
    return f"{number(numbers[0], 2)} ({interval(numbers[1], numbers[2], 2)})"


def _published(evidence: Evidence) -> list[dict[str, Any]]:
    outcomes = {outcome.id: outcome for outcome in evidence.outcomes}
    rows = []
    with (PEER_SUPPORT / "published_pooled.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            outcome = outcomes.get(row["outcome_id"])
            if outcome is None or not row["turn"]:
                continue
            members = frozenset(
                study.id
                for study in evidence.studies
                if study.is_peer_support == "yes"
                and (not row["population_code"] or row["population_code"] in study.codes_of("population"))
            )
            mine = [c for c in evidence.contrasts if c.outcome == outcome.id and c.study in members]
            rows.append(beside(row, outcome, answer_for(mine, outcome, Rule(), studies=members)))
    return rows


def beside(row: dict[str, str], outcome: Outcome, answer: Answer) -> dict[str, Any]:
    """A published pooled result beside our answer: "overlap" where the intervals do, "apart" where they do not."""
    turn = float(row["turn"])
    theirs = turn * float(row["estimate"])
    limits = sorted(turn * float(row[name]) for name in ("ci_low", "ci_high")) if row["ci_low"] else []
    document: dict[str, Any] = {
        "outcome": outcome.id,
        "review": row["review"],
        "population": row["population"],
        "measure": row["measure"],
        "published": number(theirs, 2) + (f" ({interval(limits[0], limits[1], 2)})" if limits else ""),
        "published_estimate": theirs,
        "k": 0,
        "ours": "no trial of ours",
        "verdict": "nothing to compare",
    }
    if answer.estimate is None:
        return document
    estimate = answer.estimate
    mean, low, high = (shown(v, outcome) or 0.0 for v in (estimate.beta, estimate.ci_low, estimate.ci_high))
    overlap = bool(limits) and low <= limits[1] and limits[0] <= high
    return document | {
        "k": estimate.k,
        "ours": f"{number(mean, 2)} ({interval(low, high, 2)})",
        "ours_estimate": mean,
        "verdict": "overlap" if overlap else "apart" if limits else "no interval printed",
    }
