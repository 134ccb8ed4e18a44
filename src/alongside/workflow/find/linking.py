"""Find: reports that may be of one study, as suggestions for a person. They are linked, never merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alongside.deduplication import links, signs_of
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.find.kinds import pair_subject, pair_suggested
from alongside.workflow.find.duplicates import DEDUPLICATION

__all__ = ["Linked", "suggest_links"]

PROBABILITY = {"registration": 0.9, "sample": 0.6}
"""How sure a sign makes us, told as such: no set of marked links was at hand to measure it on."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a search for reports of one study did: reports looked at, pairs that wait for a person now."""

    looked_at: int
    suggested: int


def suggest_links(
    project: Project, *, at: datetime, author: Author = DEDUPLICATION, progress: Callable[[str], None] = lambda _: None
) -> Linked:
    """Look through all records that are no duplicates, and suggest pairs that nobody was asked about before."""
    view = project.overview.view("")
    ids: list[str] = []
    signs = []
    for stored in project.overview.records(view):
        ids.append(stored.id)
        signs.append(signs_of(stored.record))
        if len(ids) % 5000 == 0:
            progress(f"looked at {len(ids)} of {view.total} records")
    pairs_before = project.find.duplicates.pairs_known()
    decisions = []
    for link in links(signs):
        subject = pair_subject(ids[link.first], ids[link.second])
        if subject.removeprefix("pair:") not in pairs_before:
            pair = (ids[link.first], ids[link.second])
            decisions.append(pair_suggested(pair, PROBABILITY[link.sign], link.why, link.sign))
    if decisions:
        project.append(decisions, author=author, at=at)
    return Linked(len(ids), len(decisions))
