"""What is decided in *screen*. Each kind has its maker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import TEXT, TRUTH, Kind, closed_object

__all__ = [
    "KINDS",
    "RECORD_REMOVED",
    "REPORT_RETRIEVAL",
    "SCREENED",
    "STAGES",
    "VERDICTS",
    "RemovedBy",
    "Stage",
    "Verdict",
    "removed",
    "retrieval",
    "screened",
]

SCREENED, RECORD_REMOVED, REPORT_RETRIEVAL = "screening.decided", "record.removed", "report.retrieval"

Stage = Literal["title_abstract", "full_text"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Verdict = Literal["include", "exclude", "maybe"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

RemovedBy = Literal["automation", "other"]

_RECORD = "4f3c1b0a-7d7b-5e53-8f0e-0d6b6f5d3c11"


def _stage(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["stage"],)


def _verdict_and_reason(value: Mapping[str, Any]) -> Any:
    # At full text PRISMA 2020 (item 16b) reports the reason of each exclusion, so there two reasons are a disagreement.
    return (value["verdict"], value.get("reason", "") if value["stage"] == "full_text" else "")


KINDS = (
    Kind(
        SCREENED,
        "record:",
        closed_object({"stage": {"enum": list(STAGES)}, "verdict": {"enum": list(VERDICTS)}}, {"reason": TEXT}),
        (f"record:{_RECORD}", {"stage": "full_text", "verdict": "exclude", "reason": "design"}),
        key=_stage,
        same=_verdict_and_reason,
        independent=True,
    ),
    Kind(
        RECORD_REMOVED,
        "record:",
        closed_object({"by": {"enum": list(get_args(RemovedBy))}}),
        (f"record:{_RECORD}", {"by": "automation"}),
    ),
    Kind(REPORT_RETRIEVAL, "record:", closed_object({"retrieved": TRUTH}), (f"record:{_RECORD}", {"retrieved": True})),
)


def screened(
    record: str,
    verdict: Verdict,
    *,
    stage: Stage = "title_abstract",
    reason: str = "",
    why: str = "",
    settles: bool = False,
) -> NewDecision:
    """A verdict on a record by its title and abstract, or on its report at full text.

    Parameters
    ----------
    reason : the criterion that it does not meet, as PRISMA reports it.
    settles : true where it ends a disagreement: it then stands for every reviewer's.
    """
    value = {"stage": stage, "verdict": verdict} | ({"reason": reason} if reason else {})
    return NewDecision(f"record:{record}", SCREENED, value, why, settles=settles)


def removed(record: str, by: RemovedBy, *, why: str = "") -> NewDecision:
    """A record was taken out before screening, by an automation tool or for another reason."""
    return NewDecision(f"record:{record}", RECORD_REMOVED, {"by": by}, why)


def retrieval(record: str, retrieved: bool, *, why: str = "") -> NewDecision:
    """The report of a record was retrieved, or could not be."""
    return NewDecision(f"record:{record}", REPORT_RETRIEVAL, {"retrieved": retrieved}, why)
