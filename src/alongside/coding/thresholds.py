"""`thresholds.yaml`: the smallest difference that matters to people, for each outcome, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from alongside.coding.evidence_tables import Evidence
from alongside.coding.yaml_documents import read_yaml
from alongside.errors import InputError
from alongside.evidence import SmallestThatMatters

__all__ = ["read_thresholds", "with_thresholds"]


def read_thresholds(path: Path) -> Mapping[str, SmallestThatMatters]:
    """Thresholds by outcome. An outcome that nobody was found to have studied has `value: null`.

    Raises
    ------
    InputError : for a file that is no YAML of this shape, or a value without its source.
    """
    document = read_yaml(path)
    entries = document.get("thresholds") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise InputError("expected a list under 'thresholds'", path=path)
    thresholds = {}
    for entry in entries:
        outcome, value = _field(entry, "outcome", path), entry.get("value")
        if outcome in thresholds:
            raise InputError(f"outcome {outcome!r} has a threshold already", path=path, column="outcome")
        if value is None:
            continue
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            raise InputError(f"outcome {outcome!r} needs a positive number", path=path, column="value")
        source = _field(entry, "source", path)
        thresholds[outcome] = SmallestThatMatters(
            float(value), source, _field(entry, "why", path) if entry.get("why") else ""
        )
    return thresholds


def _field(entry: object, name: str, path: Path) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get(name), str) or not entry[name].strip():
        raise InputError("expected a text in every threshold", path=path, column=name)
    text: str = entry[name]
    return text


def with_thresholds(evidence: Evidence, thresholds: Mapping[str, SmallestThatMatters]) -> Evidence:
    """The evidence, each outcome with its threshold. An id that no outcome has stops, because it is a typo."""
    outcome_ids = {outcome.id for outcome in evidence.outcomes}
    unknown = sorted(set(thresholds) - outcome_ids)
    if unknown:
        raise InputError(f"there is no outcome {unknown[0]!r} to give a threshold to", column="outcome")
    filled = [replace(o, smallest_that_matters=thresholds.get(o.id)) for o in evidence.outcomes]
    return replace(evidence, outcomes=tuple(filled))
