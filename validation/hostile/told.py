"""What happened, over all projects: what was asked for, taken, refused, and what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(slots=True)
class Told:
    """What happened, over all projects."""

    projects: int = 0
    asked: int = 0
    built: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """All of them as one."""
        told = cls()
        for part in parts:
            told.projects += part.projects
            told.asked += part.asked
            told.built += part.built
            told.taken += part.taken
            told.refused += part.refused
            told.failures += part.failures
        return told

    def as_row(self) -> dict[str, Any]:
        """As it is printed."""
        return {
            "projects": self.projects,
            "pages": self.asked,
            "sites": self.built,
            "decisions": self.taken,
            "refused": dict(self.refused),
            "failures": self.failures,
        }

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """As it was printed."""
        return cls(
            projects=row["projects"],
            asked=row["pages"],
            built=row["sites"],
            taken=row["decisions"],
            refused=Counter(row["refused"]),
            failures=list(row["failures"]),
        )
