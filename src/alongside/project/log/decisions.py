"""What a caller hands to the log: a decision before it has a place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.evidence import Author, QuoteAnchor

__all__ = ["NewDecision"]


@dataclass(frozen=True, slots=True)
class NewDecision:
    """One judgement, to be appended.

    Parameters
    ----------
    subject, kind, value : what it is about ("study:kew-2017"), and what is said, in the shape of its kind.
    why, anchors : the reason, and the words that it rests on.
    settles : true where it ends a disagreement: it then supersedes every row that holds in its slot, also those of
        others. Without it, an independent judgement (a screening decision) supersedes its own author's only.
    supersedes : uuids, where the caller knows better than the rule above; None lets the log find them.
    author, at : where they differ from those that `Project.append` is called with.
    uuid : where the caller needs the same uuid again (a demonstration that is built twice); None draws one.
    """

    subject: str
    kind: str
    value: Mapping[str, Any]
    why: str = ""
    anchors: tuple[QuoteAnchor, ...] = ()
    settles: bool = False
    supersedes: tuple[str, ...] | None = None
    author: Author | None = None
    at: datetime | None = None
    uuid: str | None = None
