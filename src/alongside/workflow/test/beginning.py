"""An evaluation begun from a kept plan: what the plan says already is not asked again."""

from __future__ import annotations

from typing import Any

from alongside.planning import Plan

__all__ = ["begun_from"]

LONGEST_TITLE = 200


def begun_from(plan: Plan) -> dict[str, Any]:
    """The fields of a design that follow from a plan: title, form, outcome, how many people share a supporter, and the
    plan's id, by which plan and evaluation find each other. Everything else is the evaluator's to say.
    """
    shared = plan.people_per_supporter.value
    return {
        "title": f"Evaluation of: {plan.title}"[:LONGEST_TITLE],
        "form": plan.components[0] if len(plan.components) == 1 else "",
        "outcome_id": plan.outcome,
        "group_size": float(shared) if shared >= 1 else 1.0,
        "plan": plan.plan_id,
    }
