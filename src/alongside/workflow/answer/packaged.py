"""What ships beside the evidence: which outcomes lead, quotations, and pooled results that reviews have published."""

from __future__ import annotations

import csv
import functools
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import yaml

from alongside.packaged import PEER_SUPPORT
from alongside.words.numbers import interval, number

__all__ = ["facts", "headline", "is_packaged"]


def is_packaged(outcomes: Mapping[str, Any]) -> bool:
    """Whether the project answers the packaged question, to which the packaged facts belong."""
    return {"depression", "hba1c", "hospital_admission"} <= set(outcomes)


def headline(outcomes: Mapping[str, Any]) -> tuple[str, ...]:
    """The outcomes that lead, as far as a project has them."""
    return tuple(name for name in _headline() if name in outcomes)


@functools.cache
def _headline() -> tuple[str, ...]:
    document = yaml.safe_load((PEER_SUPPORT / "outcomes.yaml").read_text(encoding="utf-8"))
    return tuple(document["headline"])


@functools.cache
def facts() -> dict[str, tuple[Mapping[str, str], ...]]:
    """The packaged quotations by section, the published costs, and the published pooled results by their outcome."""
    document = yaml.safe_load((PEER_SUPPORT / "facts.yaml").read_text(encoding="utf-8"))
    sections: dict[str, tuple[Mapping[str, str], ...]] = {
        section: tuple(entries) for section, entries in document.items() if isinstance(entries, list)
    }
    published: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    with (PEER_SUPPORT / "published_pooled.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["outcome_id"] and row["turn"]:
                published[f"published:{row['outcome_id']}"].append({**row, "text": _printed(row)})
    with (PEER_SUPPORT / "costs.csv").open(encoding="utf-8", newline="") as handle:
        sections["costs"] = tuple(csv.DictReader(handle))
    return sections | {key: tuple(rows) for key, rows in published.items()}


def _printed(row: Mapping[str, str]) -> str:
    """A published estimate turned to our direction, with the digits that it was printed with."""
    turn = float(row["turn"])
    digits = max(2, *(len(row[name].partition(".")[2]) for name in ("estimate", "ci_low", "ci_high")))
    value = turn * float(row["estimate"])
    text = f"{row['measure']} {number(value, digits)}"
    if row["ci_low"] and row["ci_high"]:
        low, high = sorted((turn * float(row["ci_low"]), turn * float(row["ci_high"])))
        text += f" ({interval(low, high, digits)})"
    return text
