"""Every figure of "What is it" by the name of its files: as a drawing, and as the rows behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

from alongside.publishing.figures.gap_map import gap_drawing
from alongside.publishing.figures.pictures import png_of
from alongside.publishing.figures.strokes import Drawing
from alongside.publishing.pages import gaps
from alongside.publishing.review import Review

__all__ = ["Rows", "csv_of", "drawings_of", "figure_file", "rows_of"]

Rows = list[dict[str, str | int]]


def drawings_of(review: Review) -> dict[str, Callable[[], Drawing]]:
    """By name, what draws each figure for which there is anything to draw."""
    return {
        f"gap-{gap_map.name}": lambda gap_map=gap_map: gap_drawing(gap_map, gaps.sentence(gap_map))  # type: ignore[misc]
        for gap_map in review.gap_maps
    }


def rows_of(review: Review) -> dict[str, Callable[[], Rows]]:
    """By the same names, the rows behind each."""
    return {
        f"gap-{gap_map.name}": lambda gap_map=gap_map: gaps.gap_rows(review, gap_map)  # type: ignore[misc]
        for gap_map in review.gap_maps
    }


def csv_of(rows: Rows) -> str:
    """Rows as CSV with the columns of the first."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def figure_file(review: Review, name: str, form: str) -> bytes | None:
    """One file of a figure ("svg", "png" or "csv"); None where there is no such figure."""
    tables: Mapping[str, Callable[[], Rows]] = rows_of(review)
    if name not in tables:
        return None
    if form == "csv":
        return csv_of(tables[name]()).encode()
    svg = drawings_of(review)[name]().svg
    return svg.encode() if form == "svg" else png_of(svg)
