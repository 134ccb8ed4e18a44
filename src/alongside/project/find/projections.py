"""The tables of *find*, from what holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alongside.project.find.kinds import (
    DUPLICATE_OF,
    FILE_IMPORTED,
    FILE_SEARCHED,
    PAIR_DECIDED,
    PAIR_SUGGESTED,
)
from alongside.project.find.tables import DuplicateState, FileState, PairState
from alongside.project.log.chain import canonical
from alongside.project.log.projecting import projected
from alongside.project.log.rooms import Projection
from alongside.project.log.state import SlotState

__all__ = ["PROJECTIONS"]

ByKind = Mapping[str, Sequence[SlotState]]


def _file(_key: str, holding: ByKind) -> Iterator[dict[str, Any]]:
    searched = holding.get(FILE_SEARCHED, ())
    for state in holding.get(FILE_IMPORTED, ()):
        columns = {name: state.value[name] for name in ("name", "format", "records")}
        columns["searched"] = "".join(canonical(search.value) for search in searched)
        yield columns | projected([state, *searched])


def _duplicate(_record: str, holding: ByKind) -> Iterator[dict[str, Any]]:
    for state in holding.get(DUPLICATE_OF, ()):
        yield {"duplicate_of": state.value["record"], "why": state.value["why"]} | projected([state])


def _pair(pair: str, holding: ByKind) -> Iterator[dict[str, Any]]:
    suggested, decided = holding.get(PAIR_SUGGESTED, ()), holding.get(PAIR_DECIDED, ())
    record, _, other_record = pair.partition("/")
    columns: dict[str, Any] = {"first": record, "second": other_record, "probability": None, "why": ""}
    columns |= {"pattern": "", "verdict": ""}
    for state in suggested:
        columns |= {"probability": float(state.value["probability"]), "why": state.value["why"]}
        columns["pattern"] = state.value.get("pattern", "")
    for state in decided:
        columns["verdict"] = state.value["verdict"]
    yield columns | projected([*suggested, *decided])


PROJECTIONS = (
    Projection(FileState, "file:", "sha256", frozenset({FILE_IMPORTED, FILE_SEARCHED}), _file),
    Projection(DuplicateState, "record:", "record", frozenset({DUPLICATE_OF}), _duplicate),
    Projection(PairState, "pair:", "pair", frozenset({PAIR_SUGGESTED, PAIR_DECIDED}), _pair),
)
