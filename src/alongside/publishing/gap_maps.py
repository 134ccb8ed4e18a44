"""The evidence-and-gap map: what has been studied, how sure one can be, and what has not been studied.

A map is two facets crossed. A cell holds the trials that have both; an empty one says which of two things it is:
`no_trial`, where every trial that has the one was read in full and does not have the other, and `not_looked_at`, where
trials that have the one were read only in part and may have the other. The two are never one, since only the first is a
gap in research; the second is a gap in reading.

Certainty is that of the answer with most trials in the cell: an outcome of that domain, for trials of that form. Maps
that no answer is divided by have none, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from alongside.publishing.facets import Facets, Value

if TYPE_CHECKING:
    from alongside.publishing.review import Review

__all__ = ["MAPS", "GapCell", "GapMap", "Status", "gap_maps"]

Status = Literal["trials", "no_trial", "not_looked_at"]

MAPS = (
    ("form-outcome", "How people meet, and what was measured", "outcome", "form"),
    ("component-outcome", "What support is made of, and what was measured", "component", "outcome"),
    ("condition-form", "Conditions, and how people meet", "condition", "form"),
)
"""Name, title, and the facets of rows and columns of each map."""


@dataclass(frozen=True, slots=True)
class GapCell:
    """One cell: how many trials have both, of how many nobody could see, and how sure their answer is ("" unjudged)."""

    k: int
    unseen: int
    level: str = ""

    @property
    def status(self) -> Status:
        """What the cell says."""
        return "trials" if self.k else "not_looked_at" if self.unseen else "no_trial"


@dataclass(frozen=True, slots=True)
class GapMap:
    """Rows crossed with columns; `cells` by (row id, column id). `judged` says whether any answer stands behind it."""

    name: str
    title: str
    row_facet: str
    column_facet: str
    rows: tuple[Value, ...]
    columns: tuple[Value, ...]
    cells: Mapping[tuple[str, str], GapCell]
    judged: bool

    @property
    def most(self) -> int:
        """Trials in the fullest cell."""
        return max((cell.k for cell in self.cells.values()), default=0)

    def count(self, status: Status) -> int:
        """How many cells are so."""
        return sum(1 for cell in self.cells.values() if cell.status == status)

    def fullest(self) -> tuple[Value, Value, int] | None:
        """The row, the column and the number of the fullest cell; None where no cell holds a trial."""
        if not self.most:
            return None
        row, column = max(self.cells, key=lambda pair: self.cells[pair].k)
        return (
            next(value for value in self.rows if value.id == row),
            next(value for value in self.columns if value.id == column),
            self.most,
        )


def gap_maps(review: Review) -> tuple[GapMap, ...]:
    """The three maps, those left out whose facets no trial has."""
    levels = _levels(review)
    maps = []
    for name, title, row_facet, column_facet in MAPS:
        crossed = _map(review.facets, name, title, (row_facet, column_facet), levels if name == "form-outcome" else {})
        if crossed is not None:
            maps.append(crossed)
    return tuple(maps)


def _map(
    facets: Facets, name: str, title: str, crossed: tuple[str, str], levels: Mapping[tuple[str, str], str]
) -> GapMap | None:
    rows, columns = (facets.facet(facet) for facet in crossed)
    if rows is None or columns is None:
        return None
    cells = {}
    for row in rows.values:
        for column in columns.values:
            unseen = row.trials & column.unseen | row.unseen & column.trials
            both = row.trials & column.trials
            level = levels.get((row.id, column.id), "") if both else ""
            cells[(row.id, column.id)] = GapCell(both.bit_count(), unseen.bit_count(), level)
    return GapMap(name, title, *crossed, rows.values, columns.values, cells, bool(levels))


def _levels(review: Review) -> dict[tuple[str, str], str]:
    """How sure the answer is with most trials, by (outcome domain, form)."""
    largest: dict[tuple[str, str], int] = {}
    levels: dict[tuple[str, str], str] = {}
    for answer in review.answers:
        if set(answer.by) != {"form"} or answer.estimate is None:
            continue
        pair = (review.outcomes[answer.outcome].domain, answer.by["form"])
        if answer.estimate.k > largest.get(pair, 0):
            largest[pair] = answer.estimate.k
            levels[pair] = review.certainty(answer).level
    return levels
