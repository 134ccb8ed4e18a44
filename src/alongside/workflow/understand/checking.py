"""The packaged evidence held against itself, and against what other reviews printed."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any

from alongside.coding import read_codebook, read_evidence, read_thresholds, with_thresholds
from alongside.evidence import Answer, Outcome
from alongside.packaged import PEER_SUPPORT
from alongside.publishing.pages.study import numbers_of
from alongside.synthesis.answers import answer_for
from alongside.synthesis.checks import check
from alongside.synthesis.selection import Rule
from alongside.words.numbers import interval, number, shown

__all__ = ["beside", "check_evidence"]


def check_evidence() -> dict[str, Any]:
    """Every row that printed an estimate and also what it was counted from; our means beside published ones."""
    codebook = read_codebook(PEER_SUPPORT / "codebook.yaml")
    evidence = with_thresholds(read_evidence(PEER_SUPPORT, codebook), read_thresholds(PEER_SUPPORT / "thresholds.yaml"))
    checks = []
    for contrast in evidence.contrasts:
        found = check(contrast)
        if found is not None:
            checks.append(
                {
                    "id": contrast.id,
                    "instrument": contrast.instrument,
                    "printed": numbers_of(contrast)[-1],
                    "recomputed": _text(found.recomputed),
                    "verdict": found.verdict,
                    "why": found.sentence,
                }
            )
    return {
        "checks": checks,
        "counts": dict(Counter(row["verdict"] for row in checks).most_common()),
        "published": _published(evidence),
    }


def _text(numbers: tuple[float, float, float]) -> str:
    return f"{number(numbers[0], 2)} ({interval(numbers[1], numbers[2], 2)})"


def _published(evidence: Any) -> list[dict[str, Any]]:
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
