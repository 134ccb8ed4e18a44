"""The evidence-and-gap maps: each as a sentence, a table whose every cell leads to its trials, and files."""

from __future__ import annotations

from typing import Any

from alongside.publishing.facets import CROSSED
from alongside.publishing.figures.gap_map import radius_of
from alongside.publishing.figures.strokes import LEVELS
from alongside.publishing.gap_maps import GapCell, GapMap
from alongside.publishing.links import Links
from alongside.publishing.review import Review

__all__ = ["context", "gap_rows", "sentence"]

SHOWN = {"trials": "", "no_trial": "no trial", "not_looked_at": "not looked at"}


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `gaps.html`."""
    return {
        "page": "what",
        "maps": [_map(gap_map, links) for gap_map in review.gap_maps],
        "levels": [{"name": level or "not judged", "opacity": opacity} for level, opacity in LEVELS.items()],
        "trials": len(review.trials),
        "read_in_full": sum(1 for study in review.trials if study.read_in_full),
    }


def sentence(gap_map: GapMap) -> str:
    """What the map says, in words."""
    fullest = gap_map.fullest()
    if fullest is None:
        return "No trial stands in this map yet."
    row, column, k = fullest
    cells = len(gap_map.cells)
    empty, unseen = gap_map.count("no_trial"), gap_map.count("not_looked_at")
    sure = f"In {empty} of these it is" if empty else "In none of these is it"
    return (
        f"The fullest cell is “{row.label}” with “{column.label}”: {k} trial{'' if k == 1 else 's'}. "
        f"Of {cells} cells, {empty + unseen} hold none. {sure} sure that there is no trial; in {unseen} nobody "
        "could look everywhere."
    )


def gap_rows(review: Review, gap_map: GapMap) -> list[dict[str, str | int]]:
    """The map as rows of a table, a cell a row, with the ids of its trials."""
    rows: list[dict[str, str | int]] = []
    for row in gap_map.rows:
        for column in gap_map.columns:
            cell = gap_map.cells[(row.id, column.id)]
            trials = review.facets.listed(row.trials & column.trials)
            rows.append(
                {
                    gap_map.row_facet: row.id,
                    gap_map.column_facet: column.id,
                    "trials": cell.k,
                    "status": cell.status,
                    "trials_not_looked_at": cell.unseen,
                    "certainty": cell.level,
                    "ids": " ".join(study.id for study in trials),
                }
            )
    return rows


def _map(gap_map: GapMap, links: Links) -> dict[str, Any]:
    rows, most = [], gap_map.most
    for row in gap_map.rows:
        cells = [
            _cell(
                gap_map, most, gap_map.cells[(row.id, column.id)], (row.id, row.label), (column.id, column.label), links
            )
            for column in gap_map.columns
        ]
        rows.append(
            {"label": row.label, "url": links.browse({gap_map.row_facet: (row.id,)}), "k": row.k, "cells": cells}
        )
    columns = [
        {"label": column.label, "url": links.browse({gap_map.column_facet: (column.id,)})} for column in gap_map.columns
    ]
    files = [
        {"url": links.file(f"figures/gap-{gap_map.name}.{form}"), "form": form.upper()}
        for form in ("svg", "png", "csv")
    ]
    return {
        "name": gap_map.name,
        "title": gap_map.title,
        "sentence": sentence(gap_map),
        "columns": columns,
        "rows": rows,
        "judged": gap_map.judged,
        "files": files,
    }


def _cell(
    gap_map: GapMap, most: int, cell: GapCell, row: tuple[str, str], column: tuple[str, str], links: Links
) -> dict[str, Any]:
    choice = {gap_map.row_facet: (row[0],), gap_map.column_facet: (column[0],)}
    if CROSSED.get(gap_map.row_facet) != gap_map.column_facet:
        choice = dict(reversed(choice.items()))
    radius = radius_of(cell.k, most)
    return {
        "k": cell.k,
        "column": column[1].partition(" (")[0],  # its heading says it whole; hundreds of cells need not
        "status": cell.status,
        "words": SHOWN[cell.status],
        "level": cell.level,
        "opacity": LEVELS[cell.level],
        "radius": radius,
        "side": round(2 * radius + 3, 1),
        "middle": round(radius + 1.5, 1),
        "url": links.browse(choice),
    }
