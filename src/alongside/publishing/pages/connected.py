"""Where forms are compared and parts told apart: of every domain which of them there is, or why not."""

from __future__ import annotations

from typing import Any

from alongside.publishing.connected import ENOUGH, state_of_domains
from alongside.publishing.links import Links
from alongside.publishing.review import Review

__all__ = ["index_context", "link_values"]


def link_values(review: Review, links: Links, outcome: str) -> dict[str, str]:
    """What the outcome page links to: its two pages, "" where it has fewer than eight trials."""
    estimate = review.main[outcome].estimate
    enough = estimate is not None and estimate.k >= ENOUGH
    return {
        "forms_page": links.forms(outcome) if enough else "",
        "parts_page": links.parts(outcome) if enough else "",
        "compared_page": links.compared(),
    }


def index_context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `compared.html`: every domain with eight trials or more, with its pages or the reason why not."""
    states = [
        {
            "label": state.label,
            "trials": state.trials,
            "reason": state.reason,
            "outcomes": [
                {"label": review.outcomes[name].label, "forms": links.forms(name), "parts": links.parts(name)}
                for name in state.outcomes
            ],
        }
        for state in state_of_domains(review)
    ]
    return {"page": "people", "domains": states, "enough": ENOUGH}
