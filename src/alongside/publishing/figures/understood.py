"""Every figure of "What is it" by the name of its files: as a drawing, and as the rows behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from functools import partial

from alongside.evidence import CELLS, Tidier
from alongside.publishing.figures.gap_map import gap_drawing, name_of
from alongside.publishing.figures.made_of import bars_drawing, doses_drawing, tidier_drawing
from alongside.publishing.figures.pictures import png_of
from alongside.publishing.figures.strokes import Drawing
from alongside.publishing.gap_maps import GapMap
from alongside.publishing.made_of import DOSES, Frequency, doses, frequencies, items, pairs, together
from alongside.publishing.made_of_words import cells_sentence, dose_sentence, pairs_sentence, tidier_sentence
from alongside.publishing.pages import gaps
from alongside.publishing.review import Review

__all__ = ["Rows", "csv_of", "drawings_of", "figure_file", "rows_of"]

Rows = list[dict[str, str | int]]

BARS = {"component": "component", "training": "infrastructure"}
"""Figures of the four values, and the dimension that each is of."""


def drawings_of(review: Review) -> dict[str, Callable[[], Drawing]]:
    """By name, what draws each figure for which there is anything to draw."""
    arms, book = review.supporting, review.codebook
    drawings: dict[str, Callable[[], Drawing]] = {
        name_of(gap_map): partial(gap_drawing, gap_map, gaps.sentence(gap_map)) for gap_map in review.gap_maps
    }
    matrix = together(arms, book)
    if matrix is not None:
        drawings[name_of(matrix)] = partial(gap_drawing, matrix, pairs_sentence(pairs(arms, book), len(arms)))
    for name, dimension in BARS.items():
        used = _used(frequencies(arms, book, dimension))
        if used:
            drawings[name] = partial(bars_drawing, used, name, cells_sentence(arms, book))
    listed_doses = doses(arms)
    if listed_doses:
        drawings["dose"] = partial(doses_drawing, listed_doses, dose_sentence(listed_doses))
    cards = _cards(review)
    if cards:
        drawings["tidier"] = partial(tidier_drawing, items(cards), tidier_sentence(items(cards), len(cards)))
    return drawings


def rows_of(review: Review) -> dict[str, Callable[[], Rows]]:
    """By the same names, the rows behind each."""
    arms, book = review.supporting, review.codebook
    rows: dict[str, Callable[[], Rows]] = {
        name_of(gap_map): partial(gaps.gap_rows, review, gap_map) for gap_map in review.gap_maps
    }
    matrix = together(arms, book)
    if matrix is not None:
        rows[name_of(matrix)] = partial(_pair_rows, matrix)
    for name, dimension in BARS.items():
        counted = frequencies(arms, book, dimension)
        if _used(counted):
            rows[name] = partial(_frequency_rows, counted)
    if doses(arms):
        rows["dose"] = partial(_dose_rows, review)
    if _cards(review):
        rows["tidier"] = partial(_item_rows, review)
    return rows


def _used(frequencies: tuple[Frequency, ...]) -> tuple[Frequency, ...]:
    """Codes that some arm has or is said not to have, the commonest first."""
    used = [row for row in frequencies if row.cells["present"] or row.cells["said_absent"]]
    return tuple(sorted(used, key=lambda row: (-row.cells["present"], row.label)))


def _cards(review: Review) -> list[Tidier]:
    standing = {study.id for study in review.trials}
    return [card for card in review.tidier.values() if card.study in standing]


def _pair_rows(matrix: GapMap) -> Rows:
    return [
        {"code": row, "with": column, "arms": cell.k, "status": cell.status, "arms_not_looked_at": cell.unseen}
        for (row, column), cell in matrix.cells.items()
    ]


def _frequency_rows(frequencies: tuple[Frequency, ...]) -> Rows:
    return [
        {
            "dimension": row.dimension,
            "code": row.code,
            "label": row.label,
            **{cell: row.cells[cell] for cell in CELLS},
            "arms": row.arms,
        }
        for row in frequencies
    ]


def _dose_rows(review: Review) -> Rows:
    """A number of an arm a row, as it is printed."""
    rows: Rows = []
    for arm in review.supporting:
        for name in DOSES:
            span = getattr(arm.dose, name, None)
            if span is not None:
                rows.append({"arm": arm.id, "number": name, "low": f"{span.low:g}", "high": f"{span.high:g}"})
    return rows


def _item_rows(review: Review) -> Rows:
    return [
        {
            "number": item.number,
            "item": item.label,
            "yes": item.yes,
            "partly": item.partly,
            "no": item.no,
            "not_seen": item.not_seen,
        }
        for item in items(_cards(review))
    ]


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
