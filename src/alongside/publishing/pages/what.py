"""What it is: what happens in a call, a meeting, a forum, a course; who, what, why, how, where; what support is made
of, how much of it there is, and what the reports do not say. And the small map of forms by outcomes that home shows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from alongside.coding.coverage import ARM_DIMENSIONS
from alongside.evidence import CELLS
from alongside.publishing.facets import CODED
from alongside.publishing.figures.understood import drawings_of
from alongside.publishing.links import Links
from alongside.publishing.made_of import doses, frequencies, items, pairs, totals
from alongside.publishing.made_of_words import cells_sentence, dose_sentence, pairs_sentence, tidier_sentence
from alongside.publishing.pages.happens import happenings
from alongside.publishing.review import Review

__all__ = ["context", "form_map"]

DIMENSIONS = ("population", "supporter", "form", "support_type", "aim", "component", "infrastructure", "setting")
LARGEST = 34  # px across the dot of the fullest cell
PAIRS_SHOWN = 15
PLACES = 5
FACET_OF = {dimension: facet for facet, dimension in CODED.items()}


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `what.html`."""
    arms, book = review.supporting, review.codebook
    standing = {study.id for study in review.trials}
    cards = [card for card in review.tidier.values() if card.study in standing]
    listed_items, listed_doses, listed_pairs = items(cards), doses(arms), pairs(arms, book)
    drawings = drawings_of(review)
    return {
        "page": "what",
        "happens": happenings(review, links),
        "places": _places(review),
        "sections": [_section(review, links, name) for name in DIMENSIONS],
        "trials": len(review.trials),
        "arms": len(arms),
        "read_in_full": sum(1 for arm in arms if arm.read_in_full),
        "cells": [
            {"label": book.dimension(name).label, "counts": [counts[cell] for cell in CELLS]}
            for name, counts in totals(arms, book).items()
        ]
        if arms
        else [],
        "cells_sentence": cells_sentence(arms, book),
        "pairs": listed_pairs[:PAIRS_SHOWN],
        "pairs_sentence": pairs_sentence(listed_pairs, len(arms)),
        "items": listed_items,
        "tidier_sentence": tidier_sentence(listed_items, len(cards)),
        "doses": [
            {
                "dose": dose,
                "median": f"{dose.median:.3g}",
                "middle": f"{dose.quartiles[0]:.3g} to {dose.quartiles[1]:.3g}",
            }
            for dose in listed_doses
        ],
        "dose_sentence": dose_sentence(listed_doses),
        "drawings": {
            name: drawings[name]().svg for name in ("tidier", "dose", "component", "training") if name in drawings
        },
        "files": {name.replace("-", "_"): _files(name, links) for name in drawings},
        "definitions": review.facts.get("definitions", ()),
        "facts": review.facts.get("review_2015", ()),
    }


def _places(review: Review) -> list[dict[str, Any]]:
    """Where the trials' programmes took place, the commonest first."""
    counted = Counter(code for study in review.trials for code in set(study.codes_of("setting")))
    return [{"label": review.codebook.code("setting", code).label, "k": k} for code, k in counted.most_common(PLACES)]


def _files(name: str, links: Links) -> list[dict[str, str]]:
    return [{"form": form.upper(), "url": links.file(f"figures/{name}.{form}")} for form in ("svg", "png", "csv")]


def _section(review: Review, links: Links, name: str) -> dict[str, Any]:
    """One question with its codes: trials that have each and, of arms, how many each of the four values."""
    dimension = review.codebook.dimension(name)
    by_arm = name in ARM_DIMENSIONS and review.supporting
    cells = {row.code: row.cells for row in frequencies(review.supporting, review.codebook, name)} if by_arm else {}
    codes = []
    for code in dimension.codes:
        k = sum(1 for study in review.trials if code.id in study.codes_of(name))
        codes.append(
            {
                "id": code.id,
                "label": code.label,
                "definition": code.definition,
                "k": k,
                "url": links.browse({FACET_OF[name]: (code.id,)}) if k and name in FACET_OF else "",
                "cells": [cells[code.id][cell] for cell in CELLS] if by_arm else [],
            }
        )
    coded = len([study for study in review.trials if study.codes_of(name)])
    return {
        "id": name,
        "label": dimension.label,
        "question": dimension.question,
        "codes": [code for code in codes if code["k"]],
        "unused": [code["label"] for code in codes if not code["k"]],
        "coded": coded,
        "by_arm": bool(by_arm),
    }


def form_map(review: Review, links: Links) -> dict[str, Any]:
    """Trials by form and outcome domain, as on the page of maps: a dot as large as their number, and where there is
    none, whether there is no trial or whether nobody could look."""
    crossed = next((gap_map for gap_map in review.gap_maps if gap_map.name == "form-outcome"), None)
    if crossed is None:
        return {"forms": [], "rows": []}
    rows = [
        {
            "label": measured.label,
            "cells": [
                {"k": cell.k, "size": round(LARGEST * (cell.k / crossed.most) ** 0.5), "status": cell.status}
                for form in crossed.columns
                for cell in (crossed.cells[measured.id, form.id],)
            ],
        }
        for measured in crossed.rows
    ]
    heads = [{"label": form.label, "url": links.part("form", form.id)} for form in crossed.columns]
    return {"forms": heads, "rows": rows}
