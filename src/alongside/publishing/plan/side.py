"""Several plans side by side: the same figures in the same order, and which assumptions differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.publishing.plan.page import OnePage

__all__ = ["Sides", "side_by_side"]

NOT_THERE = "not said"
"""Of a figure that one plan has and another has not, as where an effect was refused."""


@dataclass(frozen=True, slots=True)
class Sides:
    """`figures` and `inputs` are rows of a label and one cell a plan; of the inputs only those that differ."""

    titles: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, tuple[str, ...]], ...]
    inputs: tuple[tuple[str, tuple[str, ...]], ...]
    same: int


def side_by_side(pages: Sequence[OnePage]) -> Sides:
    """The pages of several plans as one table. Labels stand in the order in which the pages have them."""
    told = [
        {"In one breath": page.refused or page.lede}
        | {figure.label: figure.value for _, figures in page.sections for figure in figures}
        for page in pages
    ]
    inputs = [
        {item.label: f"{item.value} ({item.range})" if item.range else item.value for item in page.inputs}
        for page in pages
    ]
    rows = _rows(inputs)
    differ = tuple(row for row in rows if len(set(row[1])) > 1)
    return Sides(tuple((page.title, page.plan_id) for page in pages), _rows(told), differ, len(rows) - len(differ))


def _rows(columns: Sequence[dict[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    labels = dict.fromkeys(label for column in columns for label in column)
    return tuple((label, tuple(column.get(label, NOT_THERE) for column in columns)) for label in labels)
