"""What is decided in *test*. Each kind has its maker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import COUNT, NAME, TEXT, Kind, closed_object
from alongside.project.test.shapes import ALLOCATED, JOINED, LOCKED, OPENED, PROTOCOL, SEALED, TABLE_LOADED

__all__ = [
    "DESIGNED",
    "DEVIATED",
    "ENVELOPES_PRINTED",
    "EVALUATION_JOINED",
    "EVALUATION_OPENED",
    "KINDS",
    "LIST_SEALED",
    "PLAN_LOCKED",
    "REVEALED",
    "TABLE_WAS_LOADED",
    "UNIT_ALLOCATED",
    "allocated",
    "allocation_subject",
    "designed",
    "deviated",
    "envelopes_printed",
    "joined",
    "list_sealed",
    "opened",
    "plan_locked",
    "revealed",
    "table_loaded",
]

DESIGNED, PLAN_LOCKED, LIST_SEALED = "evaluation.designed", "evaluation.plan-locked", "evaluation.list-sealed"
UNIT_ALLOCATED, REVEALED, ENVELOPES_PRINTED = "allocation.drawn", "allocation.revealed", "evaluation.envelopes-printed"
TABLE_WAS_LOADED, EVALUATION_OPENED = "evaluation.table-loaded", "evaluation.opened"
DEVIATED, EVALUATION_JOINED = "evaluation.deviated", "evaluation.joined"

_DIGEST = "0" * 63 + "a"
_ESTIMAND = {
    "population": "adults",
    "treatment": "calls",
    "variable": "loneliness at 12 weeks",
    "intercurrent_events": "treatment policy",
    "summary": "difference in means",
}
_PLAN = {
    "question": "Do calls help?",
    "design": "individual",
    "support": "support",
    "comparison": "waiting list",
    "outcome": "outcome",
    "estimand": _ESTIMAND,
    "kind": "mean",
    "limits": [0, 10],
    "higher_is_better": False,
    "covariates": ["baseline"],
    "group": "",
    "cluster": "",
    "strata": "",
    "received": "",
    "visits": [],
    "analyses": ["primary"],
    "method": "satterthwaite",
    "level": 0.95,
    "imputations": 20,
    "largest_shift": 0,
    "draws": 999,
    "seed": 1,
    "allocation": {"method": "blocks", "arms": "support:1,waiting list:1", "strata": []},
}


def _as_it_is(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first shape knew blocks only, and no method, factors, distance or probability; all else was the same."""
    return value


def _table(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["table"],)


def _number(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (str(value["number"]),)


KINDS = (
    Kind(
        DESIGNED,
        "evaluation:",
        PROTOCOL,
        ("evaluation:calls", {"id": "calls", "title": "Calls"}),
        id_in_value=True,
        schema=2,
        upgrades={1: _as_it_is},
    ),
    Kind(
        PLAN_LOCKED,
        "evaluation:",
        LOCKED,
        ("evaluation:calls", {"digest": _DIGEST, "plan": _PLAN}),
        schema=2,
        upgrades={1: _as_it_is},
    ),
    Kind(
        LIST_SEALED,
        "evaluation:",
        SEALED,
        ("evaluation:calls", {"seal": _DIGEST, "method": "blocks", "unit": "person", "strata": []}),
    ),
    Kind(
        UNIT_ALLOCATED,
        "allocation:",
        ALLOCATED,
        (f"allocation:calls/{'0' * 32}", {"evaluation": "calls", "position": 1, "sealed": "0f" * 288}),
    ),
    Kind(
        REVEALED,
        "allocation:",
        closed_object({"evaluation": NAME}),
        (f"allocation:calls/{'0' * 32}", {"evaluation": "calls"}),
    ),
    Kind(
        ENVELOPES_PRINTED,
        "evaluation:",
        closed_object({"each": COUNT}),
        ("evaluation:calls", {"each": 10}),
    ),
    Kind(
        TABLE_WAS_LOADED,
        "evaluation:",
        TABLE_LOADED,
        (
            "evaluation:calls",
            {
                "table": "outcomes",
                "name": "outcomes.csv",
                "sha256": _DIGEST,
                "rows": 96,
                "columns": ["person", "outcome"],
                "plan": _DIGEST,
            },
        ),
        key=_table,
    ),
    Kind(
        DEVIATED,
        "evaluation:",
        closed_object({"number": COUNT, "what": TEXT}),
        ("evaluation:calls", {"number": 1, "what": "Recruitment ended a month early."}),
        key=_number,
    ),
    Kind(
        EVALUATION_OPENED,
        "evaluation:",
        OPENED,
        (
            "evaluation:calls",
            {
                "plan": _DIGEST,
                "seed": _DIGEST,
                "allocated": 96,
                "list": _DIGEST,
                "tables": {"outcomes": _DIGEST},
                "report": "{}",
            },
        ),
    ),
    Kind(
        EVALUATION_JOINED,
        "evaluation:",
        JOINED,
        ("evaluation:calls", {"study": "own-calls", "contrasts": ["own-calls/1"]}),
    ),
)


def _about(evaluation: str) -> str:
    return f"evaluation:{evaluation}"


def allocation_subject(evaluation: str, mark: str) -> str:
    """What a row of the list is about: a person or cluster, by a mark that only the key's holder can work out."""
    return f"allocation:{evaluation}/{mark}"


def designed(evaluation: str, protocol: Mapping[str, Any], *, why: str = "") -> NewDecision:
    """What an evaluation is to be."""
    return NewDecision(_about(evaluation), DESIGNED, protocol, why)


def plan_locked(evaluation: str, digest: str, plan: Mapping[str, Any]) -> NewDecision:
    """The analysis plan, and the digest that locks it."""
    return NewDecision(_about(evaluation), PLAN_LOCKED, {"digest": digest, "plan": plan})


def list_sealed(evaluation: str, seal: str, *, method: str, unit: str, strata: Sequence[str]) -> NewDecision:
    """The list is drawn up: its seal is published, its seed and the sizes of its blocks are not."""
    value = {"seal": seal, "method": method, "unit": unit, "strata": list(strata)}
    return NewDecision(_about(evaluation), LIST_SEALED, value)


def allocated(evaluation: str, mark: str, position: int, sealed: str, *, envelope: bool = False) -> NewDecision:
    """A person or cluster was drawn to an arm; `sealed` says to which, to nobody without the key."""
    value = {"evaluation": evaluation, "position": position, "sealed": sealed} | (
        {"envelope": True} if envelope else {}
    )
    return NewDecision(allocation_subject(evaluation, mark), UNIT_ALLOCATED, value)


def revealed(evaluation: str, mark: str, *, why: str) -> NewDecision:
    """Somebody looked an arm up that was drawn before, for a reason."""
    return NewDecision(allocation_subject(evaluation, mark), REVEALED, {"evaluation": evaluation}, why)


def envelopes_printed(evaluation: str, each: int) -> NewDecision:
    """Sealed envelopes were printed for an outage: this many a stratum."""
    return NewDecision(_about(evaluation), ENVELOPES_PRINTED, {"each": each})


def table_loaded(
    evaluation: str, table: str, *, name: str, sha256: str, rows: int, columns: Sequence[str], plan: str
) -> NewDecision:
    """A table was loaded under the plan of this digest; its rows are kept sealed, outside the project."""
    value = {"table": table, "name": name, "sha256": sha256, "rows": rows, "columns": list(columns), "plan": plan}
    return NewDecision(_about(evaluation), TABLE_WAS_LOADED, value)


def deviated(evaluation: str, number: int, what: str, *, why: str = "") -> NewDecision:
    """Something was done otherwise than planned."""
    return NewDecision(_about(evaluation), DEVIATED, {"number": number, "what": what}, why)


def opened(evaluation: str, value: Mapping[str, Any], *, why: str = "") -> NewDecision:
    """The button was pressed: the planned analysis was run, and the arms are known from here on."""
    return NewDecision(_about(evaluation), EVALUATION_OPENED, value, why)


def joined(evaluation: str, study: str, contrasts: Sequence[str], *, why: str = "") -> NewDecision:
    """The result is part of the project's evidence, as the service's own."""
    return NewDecision(_about(evaluation), EVALUATION_JOINED, {"study": study, "contrasts": list(contrasts)}, why)
