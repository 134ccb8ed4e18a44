"""`outcomes.yaml`: what may be pooled together, and the words for it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.coding.yaml_documents import read_yaml
from alongside.errors import InputError
from alongside.evidence import Outcome
from alongside.evidence.outcomes import MEASURES

__all__ = ["OutcomeTable", "read_outcomes"]

FIELDS = frozenset(
    {"id", "label", "domain", "measure", "higher_is_better", "unit", "plain", "event", "instruments", "note"}
)


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """Outcomes in the order of the file, and the ids that lead the answer."""

    outcomes: tuple[Outcome, ...]
    headline: tuple[str, ...] = ()

    @property
    def by_id(self) -> Mapping[str, Outcome]:
        return {outcome.id: outcome for outcome in self.outcomes}

    def unknown(self, name: str) -> str:
        """What to say of an outcome id that is not here."""
        near = difflib.get_close_matches(name, [outcome.id for outcome in self.outcomes], n=1)
        return f"no outcome {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def read_outcomes(path: Path) -> OutcomeTable:
    """The table, strictly: unknown fields, double ids and unknown measures stop with the place."""
    document = read_yaml(path)
    if not isinstance(document, dict) or not isinstance(document.get("outcomes"), list):
        raise InputError("expected a list under 'outcomes'", path=path)
    outcomes: dict[str, Outcome] = {}
    for entry in document["outcomes"]:
        outcome = _outcome(entry, path)
        if outcome.id in outcomes:
            raise InputError(f"outcome {outcome.id!r} stands here twice", path=path)
        outcomes[outcome.id] = outcome
    headline = document.get("headline") or []
    if not isinstance(headline, list):
        raise InputError(f"expected a list of outcomes, found {headline!r}", path=path, column="headline")
    for name in headline:
        if not isinstance(name, str) or name not in outcomes:
            raise InputError(f"no outcome {name!r}", path=path, column="headline")
    return OutcomeTable(tuple(outcomes.values()), tuple(headline))


def _outcome(entry: object, path: Path) -> Outcome:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise InputError("expected an outcome with an id", path=path, column="outcomes")
    name = entry["id"]
    unknown = sorted(set(entry) - FIELDS)
    if unknown:
        raise InputError(f"outcome {name!r} has an unknown field", path=path, column=unknown[0])
    measure = _text(entry, "measure", path)
    if measure not in MEASURES:
        expected = f"outcome {name!r} needs a measure of {', '.join(sorted(MEASURES))}"
        raise InputError(expected, path=path, column="measure")
    if not isinstance(entry.get("higher_is_better"), bool):
        raise InputError(f"outcome {name!r} needs true or false", path=path, column="higher_is_better")
    instruments = entry.get("instruments") or []
    if not isinstance(instruments, list) or not all(isinstance(item, str) for item in instruments):
        raise InputError(f"outcome {name!r} needs a list of names", path=path, column="instruments")
    return Outcome(
        id=name,
        measure=measure,
        higher_is_better=entry["higher_is_better"],
        instruments=tuple(instruments),
        label=_text(entry, "label", path) or name,
        domain=_text(entry, "domain", path),
        unit=_text(entry, "unit", path),
        plain=_text(entry, "plain", path),
        event=_text(entry, "event", path),
        note=_text(entry, "note", path),
    )


def _text(entry: Mapping[str, Any], key: str, path: Path) -> str:
    """The text of a field, "" where it is missing or empty; a number is its text, and nothing else is one."""
    value = entry.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"outcome {entry['id']!r} needs a text, not {value!r}"[:200], path=path, column=key)
