"""What is decided in *answer*: the settings of the analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NUMBER, TRUTH, Kind, maybe

__all__ = ["KINDS", "RULE_SET", "rule_set"]

RULE_SET = "rule.set"

# A rule is a handful of named settings of the analysis; numbers and short words only, so that it is no place for prose.
_RULE = {
    "type": "object",
    "properties": {"timepoint_weeks": maybe(NUMBER), "several": {"enum": ["preferred", "average"]}},
    "additionalProperties": {"anyOf": [NUMBER, TRUTH, {"type": "string", "maxLength": 200}, {"type": "null"}]},
}

KINDS = (Kind(RULE_SET, "rule", _RULE, ("rule", {"timepoint_weeks": 26.0, "several": "preferred"})),)


def rule_set(value: Mapping[str, Any], *, why: str = "") -> NewDecision:
    """The settings of the analysis, all of them."""
    return NewDecision("rule", RULE_SET, value, why)
