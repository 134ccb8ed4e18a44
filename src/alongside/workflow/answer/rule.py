"""The rule by which one number a trial is chosen and pooled: read from the project, changed by a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import REGISTER, Project
from alongside.project.answer.kinds import RULE_SET, rule_set
from alongside.project.log.kinds import check
from alongside.synthesis.selection import Rule

__all__ = ["StoredRule", "rule_of", "set_rule", "stored_rule"]

NAMES_IN_LOG = {"weeks": "timepoint_weeks"}
"""Fields of `Rule` that the log calls otherwise."""


@dataclass(frozen=True, slots=True)
class StoredRule:
    """The rule in use; `notes` say which stored settings cannot be, and what is used in their place."""

    rule: Rule
    notes: tuple[str, ...] = ()


def stored_rule(project: Project) -> StoredRule:
    """The rule as the project has it. What nobody has set, and a stored setting that cannot be, is as `Rule` says."""
    stored = project.answer.rule()
    usual, settings, notes = Rule(), {}, []
    for field in fields(Rule):
        name = NAMES_IN_LOG.get(field.name, field.name)
        value = stored.get(name)
        if value is None:
            continue
        try:
            check(REGISTER.kinds, "rule", RULE_SET, 1, {name: value})
        except UsageError:
            notes.append(f"The rule says {name} {value!r}, which cannot be; {getattr(usual, field.name)} is used.")
        else:
            settings[field.name] = value
    return StoredRule(Rule(**settings), tuple(notes))


def rule_of(project: Project) -> Rule:
    """The rule in use; see `stored_rule`."""
    return stored_rule(project).rule


def set_rule(project: Project, changes: Mapping[str, Any], *, author: Author, at: datetime, why: str = "") -> Decision:
    """Change parts of the rule; the rest stays. Every answer follows, and the history keeps the earlier rule.

    Raises `UsageError` for a setting that cannot be: nothing is changed then.
    """
    rule = replace(rule_of(project), **changes)
    value = {NAMES_IN_LOG.get(field.name, field.name): getattr(rule, field.name) for field in fields(Rule)}
    return project.append([rule_set(value, why=why)], author=author, at=at)[0]
