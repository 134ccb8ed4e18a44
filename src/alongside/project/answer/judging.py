"""What people judge in *answer*: risk of bias of a trial's result; an outcome's reasons, its sentence, its baselines.

A reason of an outcome has a slot of its own, as has each trial's result, so that one can be taken back alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alongside.certainty import BIAS_LEVELS, DOMAINS, Baseline, BiasLevel, ScaleUnit
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NAME, TRUTH, Kind, closed_object, maybe, number_between

__all__ = [
    "BASELINES_CHOSEN",
    "BIAS_JUDGED",
    "CERTAINTY_JUDGED",
    "JUDGEMENTS",
    "STATEMENT_WRITTEN",
    "baselines_chosen",
    "bias_judged",
    "certainty_judged",
    "statement_written",
]

BIAS_JUDGED, CERTAINTY_JUDGED = "bias.judged", "certainty.judged"
STATEMENT_WRITTEN, BASELINES_CHOSEN = "statement.written", "baselines.chosen"

REASON = {"type": "string", "minLength": 1, "maxLength": 2000}
"""A judgement without a reason cannot be checked by anybody."""

SENTENCE = {"type": "string", "minLength": 1, "maxLength": 1000}
SOURCE = {"type": "string", "maxLength": 1000}


def _outcome(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["outcome"],)


def _domain(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["domain"],)


_BIAS = closed_object({"outcome": NAME, "level": {"enum": list(BIAS_LEVELS)}, "reason": REASON})
_REASON = closed_object(
    {"domain": {"enum": list(DOMAINS)}, "steps": {"type": "integer", "minimum": 0, "maximum": 2}, "reason": REASON}
)
_STATEMENT = closed_object({"text": SENTENCE, "follows": SENTENCE})
_RISK = closed_object({"label": NAME, "risk": number_between(0, 1, above=True), "source": SOURCE})
_SCALE = closed_object(
    {"instrument": NAME, "sd": number_between(0, 1e9, above=True), "higher_is_better": TRUTH, "source": SOURCE}
)
_BASELINES = closed_object({"risks": {"type": "array", "items": _RISK, "maxItems": 5}, "scale": maybe(_SCALE)})

JUDGEMENTS = (
    Kind(
        BIAS_JUDGED,
        "study:",
        _BIAS,
        ("study:kew-2017", {"outcome": "depression", "level": "some concerns", "reason": "A third was lost."}),
        key=_outcome,
    ),
    Kind(
        CERTAINTY_JUDGED,
        "outcome:",
        _REASON,
        ("outcome:depression", {"domain": "imprecision", "steps": 1, "reason": "The interval reaches no effect."}),
        key=_domain,
    ),
    Kind(
        STATEMENT_WRITTEN,
        "outcome:",
        _STATEMENT,
        ("outcome:depression", {"text": "It may lift people's mood.", "follows": "Peer support may help."}),
    ),
    Kind(
        BASELINES_CHOSEN,
        "outcome:",
        _BASELINES,
        (
            "outcome:hospital_admission",
            {"risks": [{"label": "Our ward", "risk": 0.2, "source": "our records, 2025"}], "scale": None},
        ),
    ),
)
"""Kinds of this module."""


def bias_judged(study: str, outcome: str, level: BiasLevel, reason: str) -> NewDecision:
    """Risk of bias of one trial's result for one outcome, in one step."""
    return NewDecision(f"study:{study}", BIAS_JUDGED, {"outcome": outcome, "level": level, "reason": reason})


def certainty_judged(outcome: str, domain: str, steps: int, reason: str) -> NewDecision:
    """How many steps one reason costs, or gives, in one outcome."""
    value = {"domain": domain, "steps": steps, "reason": reason}
    return NewDecision(f"outcome:{outcome}", CERTAINTY_JUDGED, value)


def statement_written(outcome: str, text: str, follows: str, *, why: str = "") -> NewDecision:
    """The plain sentence of an outcome in a person's words; `follows` is what the numbers said when it was written."""
    return NewDecision(f"outcome:{outcome}", STATEMENT_WRITTEN, {"text": text, "follows": follows}, why)


def baselines_chosen(
    outcome: str, risks: Sequence[Baseline], scale: ScaleUnit | None = None, *, why: str = ""
) -> NewDecision:
    """The risks without support, and the scale's points, in which an outcome's findings are told."""
    value: dict[str, Any] = {
        "risks": [{"label": risk.label, "risk": risk.risk, "source": risk.source} for risk in risks],
        "scale": None,
    }
    if scale is not None:
        value["scale"] = {
            "instrument": scale.instrument,
            "sd": scale.sd,
            "higher_is_better": scale.higher_is_better,
            "source": scale.source,
        }
    return NewDecision(f"outcome:{outcome}", BASELINES_CHOSEN, value, why)
