"""What it is: who, what, why, how, where, in the words of the codebook; and the map of forms by outcomes."""

from __future__ import annotations

from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.review import Review

__all__ = ["context", "form_map"]

DIMENSIONS = ("population", "supporter", "form", "support_type", "aim", "component", "infrastructure", "setting")
WITH_PAGES = ("population", "supporter", "form", "setting")
LARGEST = 34  # px across the dot of the fullest cell


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `what.html`: for each dimension, its codes with the number of trials and an example in words."""
    sections = []
    for name in DIMENSIONS:
        dimension = review.codebook.dimension(name)
        codes = []
        for code in dimension.codes:
            k = sum(1 for study in review.trials if code.id in study.codes_of(name))
            codes.append(
                {
                    "id": code.id,
                    "label": code.label,
                    "definition": code.definition,
                    "k": k,
                    "url": links.part(name, code.id) if k and name in WITH_PAGES else "",
                }
            )
        coded = len([study for study in review.trials if study.codes_of(name)])
        sections.append(
            {"id": name, "label": dimension.label, "question": dimension.question, "codes": codes, "coded": coded}
        )
    return {
        "page": "what",
        "sections": sections,
        "trials": len(review.trials),
        "map": form_map(review, links),
        "definitions": review.facts.get("definitions", ()),
        "facts": review.facts.get("review_2015", ()),
    }


def form_map(review: Review, links: Links) -> dict[str, Any]:
    """Trials by form and outcome domain: a dot as large as their number, a hole where there is none."""
    forms = review.codebook.dimension("form").codes
    domains = review.codebook.dimension("outcome_domain").codes
    pairs: dict[tuple[str, str], set[str]] = {}
    for contrast in review.contrasts.values():
        study = review.studies[contrast.study]
        if study.is_peer_support != "yes" or contrast.outcome not in review.outcomes:
            continue
        domain = review.outcomes[contrast.outcome].domain
        for name in study.codes_of("form"):
            pairs.setdefault((name, domain), set()).add(study.id)
    used = [one for one in domains if any((form.id, one.id) in pairs for form in forms)]
    most = max((len(studies) for studies in pairs.values()), default=1)
    rows = []
    for one in used:
        cells = []
        for form in forms:
            k = len(pairs.get((form.id, one.id), ()))
            cells.append({"k": k, "size": round(LARGEST * (k / most) ** 0.5) if k else 0})
        rows.append({"label": one.label, "cells": cells})
    offered = {form for study in review.trials for form in study.codes_of("form")}
    heads = [{"label": f.label, "url": links.part("form", f.id) if f.id in offered else ""} for f in forms]
    return {"forms": heads, "rows": rows}
