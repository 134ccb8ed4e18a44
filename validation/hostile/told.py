"""What happened, over all projects: what was asked for, taken, refused, and what failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Told:
    """What happened, over all projects."""

    projects: int = 0
    asked: int = 0
    built: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
