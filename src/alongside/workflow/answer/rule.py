"""The rule by which one number a trial is chosen and pooled: read from the project, changed by a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from alongside.evidence import Author
from alongside.project import Project
from alongside.project.answer.kinds import rule_set
from alongside.synthesis.selection import Rule

__all__ = ["rule_of", "set_rule"]

NAMES_IN_LOG = {"weeks": "timepoint_weeks"}
"""Fields of `Rule` that the log calls otherwise."""


def rule_of(project: Project) -> Rule:
    """The rule as the project has it; what nobody has set is as `Rule` says."""
    stored = project.answer.rule()
    settings = {field.name: stored.get(NAMES_IN_LOG.get(field.name, field.name)) for field in fields(Rule)}
    return Rule(**{name: value for name, value in settings.items() if value is not None})


def set_rule(project: Project, changes: Mapping[str, Any], *, author: Author, at: datetime, why: str = "") -> Rule:
    """Change parts of the rule; the rest stays. Every answer follows, and the history keeps the earlier rule."""
    rule = replace(rule_of(project), **changes)
    value = {NAMES_IN_LOG.get(field.name, field.name): getattr(rule, field.name) for field in fields(Rule)}
    project.append([rule_set(value, why=why)], author=author, at=at)
    return rule
