"""The table of *screen*, from what holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alongside.project.log.projecting import projected
from alongside.project.log.rooms import Projection
from alongside.project.log.state import SlotState
from alongside.project.screen.kinds import RECORD_REMOVED, REPORT_RETRIEVAL, SCREENED
from alongside.project.screen.status import status_of
from alongside.project.screen.tables import ScreeningState

__all__ = ["PROJECTIONS"]

SHOWN = (SCREENED, RECORD_REMOVED, REPORT_RETRIEVAL)


def _record(_record: str, holding: Mapping[str, Sequence[SlotState]]) -> Iterator[dict[str, Any]]:
    columns: dict[str, Any] = dict.fromkeys(("stage", "verdict", "reason", "title_abstract", "full_text"), "")
    by_title_first = sorted(holding.get(SCREENED, ()), key=lambda state: state.slot, reverse=True)
    for state in by_title_first:
        stage, verdict = state.value["stage"], state.value["verdict"]
        columns |= {"stage": stage, "verdict": verdict, "reason": state.value.get("reason", ""), stage: verdict}
    columns["status"] = status_of(holding).value
    yield columns | projected([state for kind in SHOWN for state in holding.get(kind, ())])


PROJECTIONS = (Projection(ScreeningState, "record:", "record", frozenset(SHOWN), _record),)
