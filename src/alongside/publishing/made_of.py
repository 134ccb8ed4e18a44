"""What support is made of: which codes the arms have, which go together, how much was offered, what reports leave out.

Everything is counted over arms in which peer support was offered, of trials that stand, and every figure comes with the
number that it is of. A *cell* (an arm and a code) has one of four values; silence is never absence (`evidence.arms`).
"""

from __future__ import annotations

import functools
import operator
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from alongside.coding.codebook import Codebook
from alongside.coding.coverage import ARM_DIMENSIONS
from alongside.evidence import CELLS, TIDIER_ITEMS, Arm, Cell, Tidier
from alongside.evidence.reporting import REPORTED
from alongside.publishing.facets import Value
from alongside.publishing.gap_maps import GapCell, GapMap

__all__ = [
    "DOSES",
    "Dosage",
    "Frequency",
    "Item",
    "Pair",
    "doses",
    "frequencies",
    "items",
    "pairs",
    "together",
    "totals",
]

DOSES = {
    "contacts_planned": ("Contacts planned", "contacts"),
    "contact_minutes": ("Length of one contact", "minutes"),
    "duration_weeks": ("From the first to the last contact", "weeks"),
    "supporters_n": ("Supporters in the arm", "people"),
    "supporter_training_hours": ("Training of a supporter", "hours"),
    "participants_per_supporter": ("People to a supporter", "people"),
    "group_size": ("People in a group", "people"),
    "uptake_percent": ("Had at least one contact", "% of those allocated"),
    "completed_percent": ("Completed the programme", "% of those allocated"),
    "attrition_percent": ("Lost to follow-up", "% of those allocated"),
}
"""The numbers of a dose: what each is in words, and its unit. The first seven are what was offered, the rest what was
taken up."""

PAIRED = ("component", "infrastructure")

MOST_PAIRED = 16
"""Codes that stand in the matrix of what goes together: more cannot be read at once; the table has the rest."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """One code, and in how many arms it has each of the four values."""

    dimension: str
    code: str
    label: str
    definition: str
    cells: Mapping[Cell, int]

    @property
    def arms(self) -> int:
        """How many arms there are in all."""
        return sum(self.cells.values())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes: in how many arms each is, and in how many both."""

    label1: str
    label2: str
    n1: int
    n2: int
    both: int


@dataclass(frozen=True, slots=True)
class Dosage:
    """One number of a dose over the arms: its values in order (the middle of a span), of `arms` in all.

    >>> weeks = Dosage("duration_weeks", (4.0, 12.0, 26.0, 52.0), 9)
    >>> weeks.median, weeks.quartiles
    (19.0, (10.0, 32.5))
    """

    name: str
    values: tuple[float, ...]
    arms: int

    @property
    def label(self) -> str:
        """What it is, in words."""
        return DOSES[self.name][0]

    @property
    def unit(self) -> str:
        """What it is counted in."""
        return DOSES[self.name][1]

    @property
    def median(self) -> float:
        """The value in the middle; there is at least one."""
        return statistics.median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between which the middle half lies (linear between values, Hyndman and Fan 1996, definition 7)."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return low, high


@dataclass(frozen=True, slots=True)
class Item:
    """One item of TIDieR: in how many trials it is reported, partly, not; and in how many nobody could see."""

    number: int
    label: str
    yes: int
    partly: int
    no: int
    not_seen: int

    @property
    def seen(self) -> int:
        """Trials in which somebody could judge."""
        return self.yes + self.partly + self.no


def frequencies(arms: Sequence[Arm], codebook: Codebook, dimension: str) -> tuple[Frequency, ...]:
    """Every code of a dimension, in the order of the codebook."""
    masks = _cells(arms, codebook, dimension)
    rows = []
    for code in codebook.dimension(dimension).codes:
        cells = {cell: masks[code.id, cell].bit_count() for cell in CELLS}
        rows.append(Frequency(dimension, code.id, code.label, code.definition, cells))
    return tuple(rows)


def totals(arms: Sequence[Arm], codebook: Codebook) -> dict[str, dict[Cell, int]]:
    """How many cells of each dimension that is asked of arms have each of the four values."""
    counted = {name: frequencies(arms, codebook, name) for name in ARM_DIMENSIONS}
    return {name: {cell: sum(row.cells[cell] for row in rows) for cell in CELLS} for name, rows in counted.items()}


def _cells(arms: Sequence[Arm], codebook: Codebook, dimension: str) -> Mapping[tuple[str, Cell], int]:
    """For each code of a dimension and each of the four values, the arms that have it, as bits."""
    masks: dict[tuple[str, Cell], int] = defaultdict(int)
    for position, arm in enumerate(arms):
        for code in arm.codes:
            if code.dimension == dimension:
                masks[code.code, code.status] |= 1 << position
    everyone = (1 << len(arms)) - 1
    full = sum(1 << position for position, arm in enumerate(arms) if arm.read_in_full)
    for definition in codebook.dimension(dimension).codes:
        stated = functools.reduce(operator.or_, (masks[definition.id, cell] for cell in CELLS))
        masks[definition.id, "not_stated"] |= everyone & ~stated & full
        masks[definition.id, "not_looked_at"] |= everyone & ~stated & ~full
    return masks


def together(arms: Sequence[Arm], codebook: Codebook) -> GapMap | None:
    """The commonest components and kinds of training and infrastructure, crossed with each other; arms in each cell.

    An empty cell says whether every arm that has the one was read in full. None where no arm has any.
    """
    values = _commonest(arms, codebook)[:MOST_PAIRED]
    if not values:
        return None
    cells = {}
    for row in values:
        for column in values:
            unseen = row.trials & column.unseen | row.unseen & column.trials
            cells[(row.id, column.id)] = GapCell((row.trials & column.trials).bit_count(), unseen.bit_count())
    title = "What goes together"
    return GapMap("together", title, "code", "with", tuple(values), tuple(values), cells, judged=False, unit="arms")


def pairs(arms: Sequence[Arm], codebook: Codebook, least: int = 2) -> tuple[Pair, ...]:
    """Pairs of codes that at least `least` arms have together, the commonest first."""
    values = _commonest(arms, codebook)
    counted = [
        Pair(left.label, right.label, left.k, right.k, (left.trials & right.trials).bit_count())
        for left, right in combinations(values, 2)
    ]
    return tuple(sorted((pair for pair in counted if pair.both >= least), key=lambda pair: (-pair.both, pair.label1)))


def _commonest(arms: Sequence[Arm], codebook: Codebook) -> list[Value]:
    """Codes that some arm has, the commonest first; their bits are positions of arms."""
    values = []
    for dimension in PAIRED:
        masks = _cells(arms, codebook, dimension)
        for code in codebook.dimension(dimension).codes:
            if masks[code.id, "present"]:
                present, unseen = masks[code.id, "present"], masks[code.id, "not_looked_at"]
                values.append(Value(code.id, code.label, present, unseen))
    return sorted(values, key=lambda value: (-value.k, value.label))


def doses(arms: Sequence[Arm]) -> tuple[Dosage, ...]:
    """Each number of a dose that at least one arm says."""
    known_doses = []
    for name in DOSES:
        spans = [getattr(arm.dose, name) for arm in arms if arm.dose is not None]
        values = tuple(sorted(span.middle for span in spans if span is not None))
        if values:
            known_doses.append(Dosage(name, values, len(arms)))
    return tuple(known_doses)


def items(cards: Iterable[Tidier]) -> tuple[Item, ...]:
    """The twelve items over the trials whose reports were looked at; () without any."""
    rows = list(cards)
    if not rows:
        return ()
    columns = zip(*(card.items for card in rows), strict=True)
    return tuple(
        Item(number, label, *(column.count(reported) for reported in REPORTED))
        for number, (label, column) in enumerate(zip(TIDIER_ITEMS, columns, strict=True), start=1)
    )
