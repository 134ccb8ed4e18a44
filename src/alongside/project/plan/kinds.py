"""What is decided in *plan*: that a plan is kept, with what was expected of it on that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NAME, NUMBER, TEXT, TEXTS, Kind, closed_object, maybe

__all__ = ["KINDS", "PLAN_KEPT", "plan_kept"]

PLAN_KEPT = "plan.kept"

_EFFECT = closed_object({"mean": NUMBER, "low": NUMBER, "high": NUMBER})

# The plan is its own frozen JSON, whose digest names it; what was expected stands beside it, because it is the
# evidence's and moves when that grows.
_FIGURES = {"type": "object", "propertyNames": NAME, "additionalProperties": maybe(NUMBER)}
_KEPT = closed_object(
    {"title": NAME, "plan": TEXT, "effect": maybe(_EFFECT), "refused": TEXT, "trials": TEXTS, "figures": _FIGURES}
)

_EXAMPLE = {
    "title": "Telephone calls",
    "plan": "{}",
    "effect": {"mean": 0.2, "low": -0.1, "high": 0.5},
    "refused": "",
    "trials": ["kew-2017"],
    "figures": {"chance_of_benefit": 0.8, "chance_worth_it": None},
}

KINDS = (
    Kind(
        PLAN_KEPT,
        "plan:",
        _KEPT,
        ("plan:0123456789ab", _EXAMPLE),
        schema=2,
        # The first shape kept the effect alone; of the other figures nobody knows what they were.
        upgrades={1: lambda value: {**value, "figures": {}}},
    ),
)


def plan_kept(
    plan_id: str,
    title: str,
    plan: str,
    effect: tuple[float, float, float] | None,
    refused: str,
    trials: Sequence[str],
    *,
    figures: Mapping[str, float | None] | None = None,
    why: str = "",
) -> NewDecision:
    """A plan was kept; `effect` is the mean, low and high end that was expected for one person, None with the reason in
    `refused`; `trials` are those that it rested on, `figures` the others that follow from the evidence, by name."""
    named = None if effect is None else dict(zip(("mean", "low", "high"), effect, strict=True))
    value = {
        "title": title[:200],
        "plan": plan,
        "effect": named,
        "refused": refused,
        "trials": list(trials),
        "figures": dict(figures or {}),
    }
    return NewDecision(f"plan:{plan_id}", PLAN_KEPT, value, why)
