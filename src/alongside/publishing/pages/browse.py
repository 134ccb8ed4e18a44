"""Browse: the trials by what they are about, with counts that follow what was chosen, and what each of them found.

Served live, every choice is an address ("?form=telephone&condition=diabetes"). The static site has a page for every
single value, and on it, for the pairs that the maps lead to, the trials of each pair.
"""

from __future__ import annotations

from typing import Any, Protocol

from alongside.evidence import EffectSize, Study
from alongside.publishing.facets import CROSSED, Choice, Facet, Facets, Value
from alongside.publishing.links import Links
from alongside.publishing.pages.study import effect_in_words
from alongside.publishing.review import Review
from alongside.words.addresses import address_of

__all__ = ["PER_PAGE", "asked_in", "context", "values_with_pages"]

PER_PAGE = 40
"""Trials on one page where it is served live: as many as one looks through before choosing further."""

RESULTS_SHOWN = 3

HALF = 1.959964
"""Standard errors to each side of a 95 % interval."""


LONGEST = 80
"""Letters of a value that an address may ask for: longer than any code; the rest is nonsense and is not shown back."""


class Asked(Protocol):
    """What an address asks for, several values under one name (Django's `QueryDict`)."""

    def getlist(self, name: str) -> list[str]: ...


def asked_in(query: Asked, review: Review) -> dict[str, Any]:
    """The choice and the page that an address asks for, for `context`: facets that there are, each value once.

    A value that no trial has is kept, and matches none; a page that is no number is the first.
    """
    choice = {}
    for facet in review.facets.facets:
        values = tuple(dict.fromkeys(value for value in query.getlist(facet.id) if 0 < len(value) <= LONGEST))
        if values:
            choice[facet.id] = values
    numbers = [int(text) for text in query.getlist("page") if text.isascii() and text.isdigit() and len(text) < 6]
    return {"choice": choice, "page_number": numbers[0] if numbers else 1}


def values_with_pages(review: Review) -> list[tuple[str, str]]:
    """Every (facet, value) of which the static site has a page."""
    return [(facet.id, value.id) for facet in review.facets.facets for value in facet.values]


def context(
    review: Review, links: Links, choice: Choice, *, page_number: int = 1, per_page: int | None = PER_PAGE
) -> dict[str, Any]:
    """The values of `browse.html`. `per_page` None shows all on one page, as the static site does."""
    facets = review.facets
    matching = facets.matching(choice)
    studies = facets.listed(matching)
    pages = max(1, -(-len(studies) // per_page)) if per_page else 1
    current = min(max(page_number, 1), pages)
    shown = studies[(current - 1) * per_page : current * per_page] if per_page else studies
    results = _results(review, {study.id for study in shown})
    return {
        "page": "browse",
        "chosen": _chosen(facets, choice, links),
        "facets": [_facet(facet, facets, choice, links) for facet in facets.facets],
        "k": len(studies),
        "of": len(facets.studies),
        "studies": [_row(study, review, links, results.get(study.id, [])) for study in shown],
        "start": (current - 1) * per_page + 1 if per_page else 1,
        "before": _paged(links, choice, current - 1) if current > 1 else "",
        "after": _paged(links, choice, current + 1) if current < pages else "",
        "page_number": current,
        "whole": per_page is None,
        "pages": pages,
        "unseen": _unseen(facets, choice),
        "crossed": [] if per_page else _crossed(review, choice, links),
        "waiting": len(review.waiting),
        "all": links.browse({}),
    }


def _paged(links: Links, choice: Choice, number: int) -> str:
    address = links.browse(choice)
    return f"{address}{'&' if '?' in address else '?'}page={number}"


def _label(facets: Facets, name: str, value: str) -> str:
    facet = facets.facet(name)
    of_value = facet.value(value) if facet else None
    return of_value.label if of_value else value.replace("_", " ")


def _chosen(facets: Facets, choice: Choice, links: Links) -> list[dict[str, Any]]:
    """What is chosen, each with the way to the same without it, and how many trials that has."""
    rows = []
    for name, values in choice.items():
        facet = facets.facet(name)
        for value in values:
            fewer = _toggled(choice, name, value)
            rows.append(
                {
                    "facet": facet.label if facet else name,
                    "label": _label(facets, name, value),
                    "url": links.browse(fewer),
                    "k_without": facets.matching(fewer).bit_count(),
                }
            )
    return rows


def _toggled(choice: Choice, name: str, value: str) -> dict[str, tuple[str, ...]]:
    """The choice with this value taken out where it is in, put in where it is not."""
    mine = tuple(choice.get(name, ()))
    changed = tuple(chosen for chosen in mine if chosen != value) if value in mine else (*mine, value)
    toggled = {key: tuple(values) for key, values in choice.items() if key != name}
    return {**toggled, name: changed} if changed else toggled


def _facet(facet: Facet, facets: Facets, choice: Choice, links: Links) -> dict[str, Any]:
    chosen = tuple(choice.get(facet.id, ()))
    among = facets.matching(choice) if facet.together else facets.matching(choice, without=facet.id)
    values = [_value(facet, value, (among & value.trials).bit_count(), choice, links) for value in facet.values]
    silent = (facet.silent & facets.matching(choice, without=facet.id)).bit_count()
    return {
        "id": facet.id,
        "label": facet.label,
        "together": facet.together,
        "values": values,
        "chosen": len(chosen),
        "open": bool(chosen) or facet.id in ("form", "condition"),
        "silent": silent,
    }


def _value(facet: Facet, value: Value, k: int, choice: Choice, links: Links) -> dict[str, Any]:
    is_in = value.id in choice.get(facet.id, ())
    return {
        "id": value.id,
        "label": value.label,
        "k": k,
        "chosen": is_in,
        "url": links.browse(_toggled(choice, facet.id, value.id)) if k or is_in else "",
    }


def _row(study: Study, review: Review, links: Links, results: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "label": study.label,
        "url": links.study(study.id),
        "condition": study.condition,
        "country": study.country,
        "year": study.year,
        "supporter": study.supporter,
        "forms": [review.codebook.code("form", code).label for code in study.codes_of("form")],
        "results": results[:RESULTS_SHOWN],
        "further": len(results) - RESULTS_SHOWN if len(results) > RESULTS_SHOWN else 0,
        "depth": "" if study.read_in_full else "No full text of it was read.",
    }


def _results(review: Review, studies: set[str]) -> dict[str, list[dict[str, str]]]:
    """What the trials found, in numbers that can be used: one line an outcome, the first that may enter an answer."""
    of_study: dict[str, list[dict[str, str]]] = {}
    seen: set[tuple[str, str]] = set()
    for contrast in review.contrasts.values():
        pair = (contrast.study, contrast.outcome)
        effect = review.effects.get(contrast.id)
        if contrast.study not in studies or pair in seen or contrast.use != "main":
            continue
        if isinstance(effect, EffectSize) and contrast.outcome in review.outcomes:
            seen.add(pair)
            label = review.outcomes[contrast.outcome].label
            of_study.setdefault(contrast.study, []).append(
                {
                    "label": label,
                    "said": _said(effect, review.outcomes[contrast.outcome].higher_is_better),
                    "effect": effect_in_words(effect, review, digits=2),
                }
            )
    return of_study


def _said(effect: EffectSize, higher_is_better: bool) -> str:
    """Which way one trial's result points, and nothing where its interval reaches both ways."""
    if abs(effect.yi) <= HALF * effect.vi**0.5:
        return "could be either way"
    return "better with support" if (effect.yi > 0) == higher_is_better else "worse with support"


def _unseen(facets: Facets, choice: Choice) -> list[dict[str, Any]]:
    """For each value chosen: trials that match the rest, and of which nobody read whether they have it."""
    rows = []
    for name, values in choice.items():
        for value in values:
            facet = facets.facet(name)
            of_value = facet.value(value) if facet else None
            unseen = (facets.matching(_toggled(choice, name, value)) & of_value.unseen).bit_count() if of_value else 0
            if of_value and unseen:
                rows.append({"label": of_value.label, "k": unseen})
    return rows


def _crossed(review: Review, choice: Choice, links: Links) -> list[dict[str, Any]]:
    """The trials of a single value, divided by the facet that the maps cross it with; values without any as well."""
    if len(choice) != 1:
        return []
    [(name, values)] = choice.items()
    divided_by = review.facets.facet(CROSSED.get(name, ""))
    if divided_by is None or len(values) != 1:
        return []
    mine = review.facets.matching(choice)
    return [
        {
            "anchor": f"{divided_by.id}-{address_of(value.id)}",
            "label": value.label,
            "studies": [
                {"label": study.label, "url": links.study(study.id)}
                for study in review.facets.listed(mine & value.trials)
            ],
        }
        for value in divided_by.values
    ]
