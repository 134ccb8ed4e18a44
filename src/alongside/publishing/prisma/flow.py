"""The numbers of the PRISMA 2020 flow diagram for new systematic reviews (Page et al. 2021, BMJ 372:n71).

Vocabulary. A *way* is a column of the diagram: records from databases and registers, and records from other methods.
Beside PRISMA's boxes each way has what still *waits*: a review that is not finished is not drawn as if it were, and the
boxes add up at any time. In PRISMA's own diagram records from other methods begin with the reports that were sought;
here they are screened like all others, so their column has the same boxes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alongside.project import Box, Status
from alongside.publishing.prisma.sources import OTHER_METHODS, named_sources, source_of

if TYPE_CHECKING:
    from alongside.project import FileCounts, FlowCounts

__all__ = ["Flow", "Way", "flow_of"]

NO_REASON = "No reason recorded"


@dataclass(frozen=True, slots=True)
class Way:
    """One column: what was counted, and the boxes that follow from it.

    Parameters
    ----------
    sources : records identified, by kind of source and the source's name.
    duplicates, removed_by_automation, removed : removed before screening.
    to_screen : wait to be screened.
    excluded, excluded_by_automation : by title and abstract.
    unsure : screened and not settled: somebody is unsure, or two people differ.
    to_retrieve, not_retrieved, to_assess : reports that are sought, were not to be had, were got and wait.
    unsettled : assessed and not settled.
    reasons : reports excluded at full text, by reason, the most frequent first.
    included : reports of included studies.
    """

    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    duplicates: int = 0
    removed_by_automation: int = 0
    removed: int = 0
    to_screen: int = 0
    excluded: int = 0
    excluded_by_automation: int = 0
    unsure: int = 0
    to_retrieve: int = 0
    not_retrieved: int = 0
    to_assess: int = 0
    unsettled: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    included: int = 0

    @property
    def identified(self) -> int:
        """Records identified, from every source."""
        return sum(sum(names.values()) for names in self.sources.values())

    @property
    def assessed(self) -> int:
        """Reports assessed for eligibility."""
        return sum(self.reasons.values()) + self.unsettled + self.included

    @property
    def sought(self) -> int:
        """Reports sought for retrieval."""
        return self.to_retrieve + self.not_retrieved + self.to_assess + self.assessed

    @property
    def screened(self) -> int:
        """Records screened."""
        return self.excluded + self.excluded_by_automation + self.unsure + self.sought

    @property
    def removed_before_screening(self) -> int:
        """Records removed before screening."""
        return self.duplicates + self.removed_by_automation + self.removed

    @property
    def waiting(self) -> int:
        """Whatever a person still has to do something about."""
        return self.to_screen + self.unsure + self.to_retrieve + self.to_assess + self.unsettled

    @property
    def adds_up(self) -> bool:
        """Whether every record that was identified is in one box at the end; the other sums hold by definition."""
        whole = self.identified == self.removed_before_screening + self.to_screen + self.screened
        return whole and self.to_screen >= 0


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole diagram. `other` is None where every record is from a database or register.

    `studies` counts the included studies: reports that a person linked are of one study.
    """

    main: Way
    other: Way | None
    studies: int

    @property
    def ways(self) -> tuple[Way, ...]:
        """The columns that there are."""
        return (self.main,) if self.other is None else (self.main, self.other)

    @property
    def reports(self) -> int:
        """Reports of included studies."""
        return sum(part.included for part in self.ways)

    @property
    def waiting(self) -> int:
        """How many records wait for a person somewhere."""
        return sum(part.waiting for part in self.ways)

    @property
    def adds_up(self) -> bool:
        """Whether every column adds up, and no more studies are included than reports."""
        return all(part.adds_up for part in self.ways) and self.studies <= self.reports


def flow_of(counts: FlowCounts, reasons: Mapping[str, str] | None = None) -> Flow:
    """The boxes of a project's counts; `reasons` gives what the keys of reasons are called.

    >>> from alongside.project import FileCounts, FlowCounts, Status
    >>> statuses = {Status.TO_SCREEN: 2, Status.EXCLUDED: 4, Status.INELIGIBLE: 1, Status.INCLUDED: 1}
    >>> file = FileCounts("0" * 64, "embase.ris", "ris", "2026-01-02", 10, {}, {"": 10}, 2, 8, statuses, {"design": 1})
    >>> flow = flow_of(FlowCounts((file,), 1), {"design": "Other design"})
    >>> flow.main.screened, flow.main.sought, flow.main.reasons, flow.adds_up
    (6, 2, {'Other design': 1}, True)
    """
    others = [file for file in counts.files if source_of(file) in OTHER_METHODS]
    mains = [file for file in counts.files if source_of(file) not in OTHER_METHODS]
    named = reasons or {}
    return Flow(_way(mains, named), _way(others, named) if others else None, counts.studies)


def _way(files: Iterable[FileCounts], labels: Mapping[str, str]) -> Way:
    files = list(files)
    by_status: Counter[Status] = Counter()
    by_box: Counter[Box] = Counter()
    reasons: Counter[str] = Counter()
    for file in files:
        for status, count in file.statuses.items():
            by_status[status] += count
            by_box[status.box] += count
        for key, count in file.reasons.items():
            reasons[labels.get(key, key) or NO_REASON] += count
    return Way(
        sources=named_sources(files),
        duplicates=sum(file.duplicates for file in files),
        removed_by_automation=by_status[Status.REMOVED_BY_AUTOMATION],
        removed=by_status[Status.REMOVED],
        to_screen=by_box[Box.WAITING],
        excluded=by_status[Status.EXCLUDED],
        excluded_by_automation=by_status[Status.EXCLUDED_BY_AUTOMATION],
        unsure=by_box[Box.UNSETTLED],
        to_retrieve=by_box[Box.SOUGHT],
        not_retrieved=by_box[Box.NOT_RETRIEVED],
        to_assess=by_box[Box.RETRIEVED],
        unsettled=by_box[Box.ASSESSED_UNSETTLED],
        reasons=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        included=by_box[Box.INCLUDED],
    )
