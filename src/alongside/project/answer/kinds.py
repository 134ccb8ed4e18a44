"""What is decided in *answer*: the settings of the analysis; `judging` has what people judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.project.answer.judging import JUDGEMENTS
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NUMBER, TRUTH, Kind, maybe, number_between

__all__ = ["KINDS", "RULE_SET", "SETTINGS", "rule_set"]

RULE_SET = "rule.set"

# A rule is a handful of named settings of the analysis; numbers and short words only, so that it is no place for prose.
# Settings of a later version are kept as they are.
SETTINGS: Mapping[str, Any] = {
    "timepoint_weeks": number_between(0, 5200),
    "several": {"enum": ["all", "preferred", "average"]},
    "window": number_between(0, 5200),
    "rho": number_between(0, 0.999),
    "icc": number_between(0, 0.999),
    "method": {"enum": ["EE", "DL", "REML", "PM", "ML", "HE", "SJ", "EB", "HS", "HSk", "PMM", "DLIT"]},
    "test": {"enum": ["z", "knha", "adhoc"]},
    "level": number_between(0.5, 0.9999),
}
"""What each setting can be."""

_RULE = {
    "type": "object",
    "properties": {name: maybe(shape) for name, shape in SETTINGS.items()},
    "additionalProperties": {"anyOf": [NUMBER, TRUTH, {"type": "string", "maxLength": 200}, {"type": "null"}]},
}

KINDS = (Kind(RULE_SET, "rule", _RULE, ("rule", {"timepoint_weeks": 26.0, "several": "preferred"})), *JUDGEMENTS)


def rule_set(value: Mapping[str, Any], *, why: str = "") -> NewDecision:
    """The settings of the analysis, all of them."""
    return NewDecision("rule", RULE_SET, value, why)
