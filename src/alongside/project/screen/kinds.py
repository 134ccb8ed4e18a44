"""What is decided in *screen*. Each kind has its maker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import TEXT, TRUTH, Kind, closed_object
from alongside.project.screen.shapes import (
    CRITERION,
    DRAW,
    HIGHLIGHTS,
    NOTE,
    PLAN,
    REPORT_OF_STUDY,
    SAMPLE,
    STOP,
    TAGS,
)

__all__ = [
    "CRITERION_ASSESSED",
    "HIGHLIGHTS_SET",
    "KINDS",
    "MET",
    "RECORD_DRAWN",
    "RECORD_NOTED",
    "RECORD_REMOVED",
    "RECORD_TAGGED",
    "REPORTED_BY",
    "REPORT_RETRIEVAL",
    "SAMPLED",
    "SCREENED",
    "SCREENING_PLANNED",
    "SCREENING_STOPPED",
    "STAGES",
    "VERDICTS",
    "Met",
    "RemovedBy",
    "Stage",
    "Verdict",
    "assessed",
    "drawn",
    "highlights_set",
    "noted",
    "planned",
    "removed",
    "reported_by",
    "retrieval",
    "sampled",
    "screened",
    "stopped",
    "tagged",
]

SCREENED, RECORD_REMOVED, REPORT_RETRIEVAL = "screening.decided", "record.removed", "report.retrieval"
SCREENING_PLANNED, SAMPLED, SCREENING_STOPPED = "screening.planned", "screening.sampled", "screening.stopped"
RECORD_DRAWN, RECORD_NOTED, RECORD_TAGGED = "record.drawn", "record.noted", "record.tagged"
CRITERION_ASSESSED, REPORTED_BY, HIGHLIGHTS_SET = "criterion.assessed", "study.reported_by", "highlights.set"

SUBJECT = "screening"
"""What is decided about the screening as a whole is about this."""

Met = Literal["yes", "no", "unclear"]
MET: tuple[Met, ...] = get_args(Met)
"""Whether a report meets a criterion."""

Stage = Literal["title_abstract", "full_text"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Verdict = Literal["include", "exclude", "maybe"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

RemovedBy = Literal["automation", "other"]

_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_RECORD = "4f3c1b0a-7d7b-5e53-8f0e-0d6b6f5d3c11"


def _stage(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["stage"],)


def _verdict_and_reason(value: Mapping[str, Any]) -> object:
    # At full text PRISMA 2020 (item 16b) reports the reason of each exclusion, so there two reasons are a disagreement.
    return (value["verdict"], value.get("reason", "") if value["stage"] == "full_text" else "")


def _criterion(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["criterion"],)


def _of_record(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["record"],)


def _any_two_agree(_value: Mapping[str, Any]) -> object:
    return ()


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
    # What the ranking learns from before anything is decided, what is to be reached, and the reasons to exclude.
    Kind(
        SCREENING_PLANNED,
        SUBJECT,
        PLAN,
        (SUBJECT, {"question": "Peer support for asthma", "target": 0.95, "risk": 0.05}),
    ),
    # From here on records come in a drawn order; `frame` packs which records were unread then.
    Kind(
        SAMPLED,
        SUBJECT,
        SAMPLE,
        (
            SUBJECT,
            {
                "seed": "1",
                "size": 2,
                "digest": _SHA256,
                "files": [_SHA256],
                "frame": "eJxjYAAAAAIAAQ==",
                "read_before": 1,
                "found_before": 1,
            },
        ),
    ),
    Kind(
        SCREENING_STOPPED,
        SUBJECT,
        STOP,
        (
            SUBJECT,
            {"certificate": _SHA256, "target": 0.95, "risk": 0.05, "records": 9, "read": 5, "found": 2, "log": "12-ab"},
        ),
    ),
    # A record that came next because it was drawn, and what was known then: with it goes the estimate of what is left.
    Kind(RECORD_DRAWN, "record:", DRAW, (f"record:{_RECORD}", {"found_before": 3, "unread": 120}), same=_any_two_agree),
    Kind(RECORD_NOTED, "record:", NOTE, (f"record:{_RECORD}", {"text": "same sample as Kew 2017?"})),
    Kind(RECORD_TAGGED, "record:", TAGS, (f"record:{_RECORD}", {"tags": ["background"]})),
    Kind(
        CRITERION_ASSESSED,
        "record:",
        CRITERION,
        (f"record:{_RECORD}", {"criterion": "design", "met": "no"}),
        key=_criterion,
        independent=True,
    ),
    # One study may have several reports: the record is part of the question.
    Kind(REPORTED_BY, "study:", REPORT_OF_STUDY, ("study:kew-2017", {"record": _RECORD}), key=_of_record),
    Kind(
        HIGHLIGHTS_SET,
        "highlights:",
        HIGHLIGHTS,
        ("highlights:Ada", {"lists": [{"colour": 1, "words": ["peer", "volunteer*"]}]}),
    ),
)


def screened(
    record: str,
    verdict: Verdict,
    *,
    stage: Stage = "title_abstract",
    reason: str = "",
    why: str = "",
    settles: bool = False,
    uuid: str | None = None,
) -> NewDecision:
    """A verdict on a record by its title and abstract, or on its report at full text.

    Parameters
    ----------
    reason : the criterion that it does not meet, as PRISMA reports it.
    settles : true where it ends a disagreement: it then stands for every reviewer's.
    uuid : where the caller drew it, so that the same decision sent twice is one.
    """
    value = {"stage": stage, "verdict": verdict} | ({"reason": reason} if reason else {})
    return NewDecision(f"record:{record}", SCREENED, value, why, settles=settles, uuid=uuid)


def removed(record: str, by: RemovedBy, *, why: str = "") -> NewDecision:
    """A record was taken out before screening, by an automation tool or for another reason."""
    return NewDecision(f"record:{record}", RECORD_REMOVED, {"by": by}, why)


def retrieval(record: str, retrieved: bool, *, why: str = "") -> NewDecision:
    """The report of a record was retrieved, or could not be."""
    return NewDecision(f"record:{record}", REPORT_RETRIEVAL, {"retrieved": retrieved}, why)


def planned(value: Mapping[str, Any]) -> NewDecision:
    """The question, the target and its risk, the reasons to exclude."""
    return NewDecision(SUBJECT, SCREENING_PLANNED, value)


def sampled(value: Mapping[str, Any]) -> NewDecision:
    """From now on records come in a drawn order."""
    return NewDecision(SUBJECT, SAMPLED, value)


def stopped(value: Mapping[str, Any], *, why: str = "") -> NewDecision:
    """Screening by title and abstract stops here, with these figures."""
    return NewDecision(SUBJECT, SCREENING_STOPPED, value, why)


def drawn(record: str, found_before: int, unread: int) -> NewDecision:
    """A record was drawn with equal chances from all that were unread."""
    return NewDecision(f"record:{record}", RECORD_DRAWN, {"found_before": found_before, "unread": unread})


def noted(record: str, text: str) -> NewDecision:
    """A note on a record; an empty one takes the note away."""
    return NewDecision(f"record:{record}", RECORD_NOTED, {"text": text})


def tagged(record: str, tags: Sequence[str]) -> NewDecision:
    """The tags of a record, all of them."""
    return NewDecision(f"record:{record}", RECORD_TAGGED, {"tags": list(dict.fromkeys(tags))})


def assessed(record: str, criterion: str, met: Met, *, why: str = "") -> NewDecision:
    """Whether the report of a record meets one criterion."""
    return NewDecision(f"record:{record}", CRITERION_ASSESSED, {"criterion": criterion, "met": met}, why)


def reported_by(study: str, record: str, *, why: str = "") -> NewDecision:
    """The report that a record describes is one of this study."""
    return NewDecision(f"study:{study}", REPORTED_BY, {"record": record}, why)


def highlights_set(person: str, lists: Sequence[Mapping[str, Any]]) -> NewDecision:
    """The words that a person wants to see, each list in a colour of its own."""
    return NewDecision(f"highlights:{person[:200]}", HIGHLIGHTS_SET, {"lists": list(lists)})
