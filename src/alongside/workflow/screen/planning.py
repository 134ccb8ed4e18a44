"""The plan of a screening: the question that the ranking starts from, the recall to be reached, the reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.find.kinds import STRATEGY_SAVED
from alongside.project.screen.kinds import HIGHLIGHTS_SET, SCREENING_PLANNED, highlights_set, planned
from alongside.project.screen.shapes import COLOURS

__all__ = ["REASONS", "Plan", "highlights_of", "plan_of", "save_highlights", "save_plan", "words_of_query"]

REASONS: Mapping[str, str] = {
    "people": "Other people",
    "support": "Not peer support",
    "design": "Other design",
    "other": "Another reason",
}
"""Reasons to exclude, in the order of their keys 1 to 4, where a review names none of its own."""

MOST_REASONS = 9
"""A reason has a digit as its key."""

TARGET, RISK = 0.95, 0.05
"""By custom: 95 % of what is relevant, with 95 % confidence (Callaghan and Müller-Hansen 2020)."""

OPERATORS = frozenset({"and", "or", "not", "adj", "near", "exp"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned.

    Parameters
    ----------
    question : what the ranking learns from before anything is decided.
    target, risk : the recall to be reached, and the chance of stopping below it.
    reasons : key and words of each reason to exclude, in the order of their keys on the keyboard.
    """

    question: str
    target: float = TARGET
    risk: float = RISK
    reasons: Mapping[str, str] = field(default_factory=lambda: REASONS)


def plan_of(project: Project) -> Plan:
    """The plan as the log has it; where nobody planned, the title with the words of the saved searches."""
    value = project.screen.state(SCREENING_PLANNED)
    if value is None:
        return Plan(_question(project))
    named = value.get("reasons", ())
    return Plan(value["question"], value["target"], value["risk"], {name: name for name in named} if named else REASONS)


def _question(project: Project) -> str:
    saved = [state.value for state in project.standing(STRATEGY_SAVED)]
    texts = [project.title, *(value.get(block, "") for value in saved for block in ("population", "peer"))]
    return " ".join(dict.fromkeys(word for text in texts for word in words_of_query(text)))


def words_of_query(text: str) -> list[str]:
    """The words of a search without its operators, fields and signs, each once.

    >>> words_of_query('("peer support"[tiab] OR volunteer*) AND peer')
    ['peer', 'support', 'volunteer']
    """
    words = re.findall(r"[^\W_]+", re.sub(r"\[[^\]]*\]|:[a-z,]+", " ", text.casefold()))
    return list(dict.fromkeys(word for word in words if word not in OPERATORS and len(word) > 1))


def save_plan(
    project: Project, question: str, target: float, risk: float, reasons: str, *, author: Author, at: datetime
) -> Decision:
    """Keep a plan; `reasons` has one a line, and none at all means those that every review has.

    Raises `UsageError` for a target or a risk that is no share, and for more reasons than there are digits.
    """
    if not 0 < target < 1 or not 0 < risk < 1:
        raise UsageError("expected a target and a risk between 0 and 100 %")
    names = list(dict.fromkeys(" ".join(line.split())[:200] for line in reasons.splitlines() if line.strip()))
    if len(names) > MOST_REASONS:
        raise UsageError(f"expected at most {MOST_REASONS} reasons, one for each digit; there are {len(names)}")
    value = {"question": question.strip(), "target": target, "risk": risk}
    value |= {"reasons": names} if names and names != list(REASONS.values()) else {}
    return project.append([planned(value)], author=author, at=at)[0]


def highlights_of(project: Project, person: Author) -> dict[int, tuple[str, ...]]:
    """A person's own words to highlight, by the number of their colour."""
    value = project.screen.state(HIGHLIGHTS_SET, f"highlights:{person.name}")
    return {entry["colour"]: tuple(entry["words"]) for entry in value["lists"]} if value else {}


def save_highlights(project: Project, lists: Mapping[int, str], *, author: Author, at: datetime) -> Decision:
    """Keep words to highlight, by colour: separated by commas or lines; `volunteer*` is the beginning of a word."""
    highlights = []
    for colour in range(1, COLOURS + 1):
        words = [" ".join(word.split())[:100] for word in re.split(r"[,;\n]", lists.get(colour, ""))]
        if any(words):
            highlights.append({"colour": colour, "words": list(dict.fromkeys(filter(None, words)))[:500]})
    return project.append([highlights_set(author.name, highlights)], author=author, at=at)[0]
