"""The boxes of the diagram in words, in the order of reading: what a picture, a list and a screen reader all say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from alongside.project import Box as Counted
from alongside.project import Status
from alongside.publishing.prisma.flow import Flow, Way
from alongside.publishing.prisma.sources import OTHER_METHODS, SOURCES
from alongside.words.plurals import many

__all__ = ["COLUMNS", "PHASES", "Box", "Line", "as_text", "boxes_of", "described", "shortened", "summary"]

PHASES = ("Identification", "Screening", "Included")
"""The bands of the diagram, from its top."""

COLUMNS = ("Identification of studies via databases and registers", "Identification of studies via other methods")
"""The heads of the two columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number with what it counts. `part` is of the line before that is no part; `statuses` are those of the records
    that are counted, "duplicate" for records set aside and "" for all, None where no list of records shows them.
    """

    label: str
    count: int
    part: bool = False
    statuses: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """One box.

    Parameters
    ----------
    key : what it is, stable: "identified", "removed", "screened", ...
    column : 0 databases and registers, 1 other methods; boxes of the last phase span both.
    phase, row : the band, and the place in the way from its top.
    side : whether it stands beside the way: what leaves it there.
    waits : whether it shows what a person still has to do.
    lines : the first is the box's own number where it has one.
    """

    key: str
    column: int
    phase: int
    row: int
    side: bool
    waits: bool
    lines: tuple[Line, ...]


DUPLICATE, EVERY = "duplicate", ""
"""What a line counts beside statuses: records that are set aside, and all."""

MOST_SOURCES = 8  # a box that lists more sources than these would be higher than the page


def _in(*boxes: Counted) -> tuple[str, ...]:
    """The statuses whose records end in one of these boxes."""
    return tuple(status.value for status in Status if status.box in boxes)


BY_PEOPLE, BY_AUTOMATION = (Status.EXCLUDED.value,), (Status.EXCLUDED_BY_AUTOMATION.value,)
ASSESSED_BOXES = (Counted.INELIGIBLE, Counted.ASSESSED_UNSETTLED, Counted.INCLUDED)
SOUGHT_BOXES = (Counted.SOUGHT, Counted.NOT_RETRIEVED, Counted.RETRIEVED, *ASSESSED_BOXES)
SCREENED_BOXES = (Counted.EXCLUDED, Counted.UNSETTLED, *SOUGHT_BOXES)


def boxes_of(flow: Flow) -> tuple[Box, ...]:
    """All boxes, each followed by what stands beside it. Boxes of waiting records are there only where some wait."""
    boxes: list[Box] = []
    for column, way_of_flow in enumerate(flow.ways):
        boxes += _identified(column, way_of_flow)
        boxes += _screening(column, way_of_flow)
    lines = (
        Line("Studies included in review", flow.studies),
        Line("Reports of included studies", flow.reports, statuses=_in(Counted.INCLUDED)),
    )
    return (*boxes, Box("included", 0, 2, 4, side=False, waits=False, lines=lines))


def _identified(column: int, part_of_flow: Way) -> list[Box]:
    lines = [Line("Records identified", part_of_flow.identified, statuses=(EVERY,))]
    kinds = [kind for kind in SOURCES if (kind in OTHER_METHODS) == bool(column)]
    for kind in kinds:
        names = part_of_flow.sources.get(kind, {})
        if names or kind in ("database", "register"):
            lines.append(Line(SOURCES[kind][1], sum(names.values()), part=True))
            lines += [Line(f"– {name}", n, part=True) for name, n in names.items()]
    removed = [Line("Duplicate records removed", part_of_flow.duplicates, part=True, statuses=(DUPLICATE,))]
    by_automation, by_others = (Status.REMOVED_BY_AUTOMATION.value,), (Status.REMOVED.value,)
    label = "Records marked as ineligible by automation tools"
    removed.append(Line(label, part_of_flow.removed_by_automation, part=True, statuses=by_automation))
    removed.append(Line("Records removed for other reasons", part_of_flow.removed, part=True, statuses=by_others))
    all_removed = (DUPLICATE, *_in(Counted.REMOVED))
    total = Line("Records removed before screening", part_of_flow.removed_before_screening, statuses=all_removed)
    boxes = [
        Box("identified", column, 0, 0, side=False, waits=False, lines=tuple(lines)),
        Box("removed", column, 0, 0, side=True, waits=False, lines=(total, *removed)),
    ]
    if part_of_flow.to_screen:
        waits = Line("Records not screened yet", part_of_flow.to_screen, statuses=_in(Counted.WAITING))
        boxes.append(Box("identified_waits", column, 0, 0, side=True, waits=True, lines=(waits,)))
    return boxes


def _screening(column: int, part_of_flow: Way) -> list[Box]:
    excluded = [
        Line(
            "Records excluded",
            part_of_flow.excluded + part_of_flow.excluded_by_automation,
            statuses=_in(Counted.EXCLUDED),
        )
    ]
    if part_of_flow.excluded_by_automation:
        excluded.append(Line("By a person", part_of_flow.excluded, part=True, statuses=BY_PEOPLE))
        excluded.append(
            Line("By automation tools", part_of_flow.excluded_by_automation, part=True, statuses=BY_AUTOMATION)
        )
    ineligible = [Line("Reports excluded", sum(part_of_flow.reasons.values()), statuses=_in(Counted.INELIGIBLE))]
    ineligible += [Line(reason, n, part=True) for reason, n in part_of_flow.reasons.items()]
    not_retrieved = [Line("Reports not retrieved", part_of_flow.not_retrieved, statuses=_in(Counted.NOT_RETRIEVED))]
    unsettled = [Line("Records screened, not settled", part_of_flow.unsure, statuses=_in(Counted.UNSETTLED))]
    not_here_yet = [
        Line("Reports not retrieved yet", part_of_flow.to_retrieve, statuses=_in(Counted.SOUGHT)),
        Line("Reports retrieved, not assessed yet", part_of_flow.to_assess, statuses=_in(Counted.RETRIEVED)),
    ]
    not_agreed = [
        Line("Reports assessed, not settled", part_of_flow.unsettled, statuses=_in(Counted.ASSESSED_UNSETTLED))
    ]
    screened = Line("Records screened", part_of_flow.screened, statuses=_in(*SCREENED_BOXES))
    sought = Line("Reports sought for retrieval", part_of_flow.sought, statuses=_in(*SOUGHT_BOXES))
    assessed = Line("Reports assessed for eligibility", part_of_flow.assessed, statuses=_in(*ASSESSED_BOXES))
    rows = [
        ("screened", screened, "excluded", excluded, unsettled),
        ("sought", sought, "not_retrieved", not_retrieved, not_here_yet),
        ("assessed", assessed, "ineligible", ineligible, not_agreed),
    ]
    boxes = []
    for row, (key, line, left, leaves, waits) in enumerate(rows, start=1):
        boxes.append(Box(key, column, 1, row, side=False, waits=False, lines=(line,)))
        boxes.append(Box(left, column, 1, row, side=True, waits=False, lines=tuple(leaves)))
        if waiting_lines := tuple(line for line in waits if line.count):
            boxes.append(Box(f"{key}_waits", column, 1, row, side=True, waits=True, lines=waiting_lines))
    return boxes


def summary(flow: Flow) -> str:
    """The diagram in one or two sentences.

    >>> summary(Flow(Way({"database": {"Embase": 3}}, excluded=2, included=1), None, 1))
    '3 records were identified, 3 screened; 1 study is included, in 1 report.'
    """
    identified, screened = (
        sum(getattr(part_of_flow, name) for part_of_flow in flow.ways) for name in ("identified", "screened")
    )
    removed = sum(part_of_flow.removed_before_screening for part_of_flow in flow.ways)
    clauses = [f"{identified:,} record{'s were' if identified != 1 else ' was'} identified"]
    clauses += [f"{removed:,} removed before screening"] if removed else []
    clauses.append(f"{screened:,} screened")
    studies = f"{flow.studies:,} stud{'ies are' if flow.studies != 1 else 'y is'} included"
    text = f"{', '.join(clauses)}; {studies}, in {flow.reports:,} report{'s' if flow.reports != 1 else ''}."
    waits: Sequence[str] = [f" {_waiting(flow.waiting)}: the review is not finished."] if flow.waiting else []
    return text + "".join(waits)


def as_text(line: Line) -> str:
    """A number as PRISMA writes it.

    >>> as_text(Line("Records screened", 1234))
    'Records screened (n = 1,234)'
    """
    return f"{line.label} (n = {line.count:,})"


def shortened(lines: Sequence[Line]) -> list[Line]:
    """The lines of a box for a picture: of many sources the largest, and the others together."""
    names = [line for line in lines if line.label.startswith("– ")]
    if len(names) <= MOST_SOURCES:
        return list(lines)
    shown = sorted(names, key=lambda line: -line.count)[: MOST_SOURCES - 1]
    rest = [line for line in names if line not in shown]
    shown_lines = [line for line in lines if line not in rest]
    return [*shown_lines, Line(f"– {len(rest)} further sources", sum(line.count for line in rest), part=True)]


def described(flow: Flow) -> str:
    """Everything that the picture says, in sentences, for those who do not see it."""
    sentences = [summary(flow)]
    for column, boxes in groupby(boxes_of(flow), key=lambda box: box.column if box.phase < 2 else -1):
        if len(flow.ways) > 1 and column >= 0:
            sentences.append(f"{COLUMNS[column]}:")
        for box in boxes:
            heading, *parts = box.lines
            separator = "; " if box.key == "included" or box.waits else ", "
            sentences.append(
                ": ".join(filter(None, (as_text(heading), separator.join(as_text(part) for part in parts)))) + "."
            )
    return " ".join(sentences)


def _waiting(records: int) -> str:
    return f"{many(records, 'record')} {'waits' if records == 1 else 'wait'} for a person"
