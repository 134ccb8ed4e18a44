"""How likely two records are one report, from the levels at which they agree; and what follows from it.

The model is that of Fellegi and Sunter (1969, Journal of the American Statistical Association 64:1183): each level of
each comparison carries a weight, the binary logarithm of how much more often it is met in pairs of one report than in
other pairs. Weights were estimated by expectation and maximisation (Winkler 1988), with the pairs that marked sets say
are none held fixed; `validation/deduplication_weights.py` makes them again and says what was chosen on which set.

Above the model stand rules for what a sum of weights cannot know: two DOIs, Part I and Part II, a protocol and its
result. A rule never merges; it takes a pair out of merging, and hands it to a person or keeps it apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.comparing import COMPARISONS, Levels, Name

__all__ = ["ASK", "LEAST_ASK", "MERGE", "RULES", "WEIGHTS", "Judged", "Zone", "judge", "reason"]


class Zone(IntEnum):
    """What to do with a pair."""

    APART = 0
    ASK = 1
    MERGE = 2


WEIGHTS: Mapping[Name, tuple[float, ...]] = {
    "title": (0.0, -7.1, -3.3, -0.8, -0.4, 1.0, 2.7, 5.5),
    "numbers": (0.0, -6.4, -1.5, 1.0),
    "kind": (0.0, -4.0, -4.0),
    "authors": (0.0, -7.6, -3.3, 0.3, 2.4, 4.4),
    "given": (0.0, 0.0, 0.0),
    "year": (0.0, -7.2, -6.0, -3.7, 3.2),
    "journal": (0.0, -4.1, 1.9, 3.1),
    "place": (0.0, -9.1, -2.3, -0.7, -6.0, 4.0, 1.9, 3.2, 7.8),
    "doi": (0.0, -3.8, 0.0, 8.1),
    "pmid": (0.0, -3.8, 8.1),
    "abstract": (0.0, -4.9, 1.5, 6.0),
}
"""Weights in bits, level by level; what a record does not say weighs nothing. No marked set has PubMed ids, so they
weigh as DOIs do. Given names weigh nothing: they only hold a rule. Five levels that the sets hold in too few pairs
(kinds, numbers that agree, one title in the other, nearly the same title, the same short title) stand between their
neighbours."""

PRIOR = -1.0
"""Bits for a candidate pair before anything is compared: about one in three pairs that share a key is one report."""

MERGE = 8.0
ASK = -2.0
"""Sums of weights from which a pair is merged, and from which a person is asked."""

LEAST_ASK = -12.0
"""Sum from which a person is asked about a preprint and its paper, or one title in two scripts, whose sum is low for a
good reason (`_worth_asking`)."""

CALIBRATION = (0.26, -0.15)
"""Slope and intercept of the probability's logarithmic odds (in bits) on the sum: fields agree together, so that the
sum alone promises too much (Platt 1999)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What takes a pair out of merging. `zone` is the highest that is left to it."""

    name: str
    why: str
    zone: Zone


RULES: tuple[Rule, ...] = (
    Rule("kind", "one is a correction, reply, protocol, registration or preprint", Zone.APART),
    Rule("preprint", "one is a preprint", Zone.ASK),
    Rule("container", "one DOI stands on other titles, as that of a supplement or a book", Zone.ASK),
    Rule("doi", "each has a DOI of its own", Zone.ASK),
    Rule("pmid", "each has a PubMed id of its own", Zone.ASK),
    Rule("title", "the titles differ", Zone.ASK),
    Rule("people", "they have no author in common", Zone.ASK),
    Rule("given", "the first author has another given name", Zone.ASK),
    Rule("part", "the titles differ in a number, as parts of a series do", Zone.ASK),
    Rule("pages", "similar titles stand on different pages", Zone.ASK),
    Rule("printed", "the same title was printed in two places", Zone.ASK),
    Rule("little", "too little is known beside the title", Zone.ASK),
)
"""In this order; the first that holds is the one that is said."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is thought of n pairs: the sum of weights in bits, the probability, the zone, and the rule that held (its
    place in `RULES`, -1 where none did)."""

    bits: NDArray[np.float64]
    probability: NDArray[np.float64]
    zone: NDArray[np.int8]
    rule: NDArray[np.int8]


def judge(levels: Mapping[Name, Levels]) -> Judged:
    """Zone and probability of n pairs.

    >>> alike = {c.name: np.array([len(c.levels) - 1], np.int8) for c in COMPARISONS}
    >>> alike |= {"kind": np.zeros(1, np.int8)}
    >>> judged = judge(alike)
    >>> Zone(judged.zone[0]).name, bool(judged.probability[0] > 0.99)
    ('MERGE', True)
    >>> Zone(judge(alike | {"doi": np.ones(1, np.int8)}).zone[0]).name
    'ASK'
    """
    bits = np.full(len(levels["title"]), PRIOR)
    for comparison in COMPARISONS:
        bits += np.array(WEIGHTS[comparison.name])[levels[comparison.name]]
    zone = np.where(bits >= MERGE, Zone.MERGE, np.where(bits >= ASK, Zone.ASK, Zone.APART)).astype(np.int8)
    rule = np.full(len(bits), -1, dtype=np.int8)
    holds = _rules(levels)
    for index in reversed(range(len(RULES))):
        applies = holds[RULES[index].name]
        rule[applies] = index
        zone[applies] = np.minimum(zone[applies], RULES[index].zone)
    zone[_worth_asking(levels) & (bits >= LEAST_ASK) & (zone == Zone.APART)] = Zone.ASK
    slope, start = CALIBRATION
    probability = 1.0 / (1.0 + np.exp2(-np.clip(slope * bits + start, -60, 60)))
    return Judged(bits, probability, zone, rule)


def _worth_asking(levels: Mapping[Name, Levels]) -> NDArray[np.bool_]:
    """Pairs whose sum is low for a good reason: a preprint has another journal, year and DOI than its paper."""
    preprint = (levels["kind"] == 2) & (levels["title"] >= 5) & (levels["authors"] >= 3)
    # Authors in another script or transcription share no letter with those of the same title, year and page.
    scripts = (levels["title"] >= 6) & (levels["year"] == 4) & (levels["place"] >= 7) & (levels["authors"] <= 1)
    return np.asarray(preprint | scripts, dtype=np.bool_)


def _rules(levels: Mapping[Name, Levels]) -> dict[str, NDArray[np.bool_]]:
    title, location, doi, pmid = levels["title"], levels["place"], levels["doi"], levels["pmid"]
    authors, abstract, numbers = levels["authors"], levels["abstract"], levels["numbers"]
    one_id = (doi == 3) | (pmid == 2)
    # A title in two languages: one id, one page, one list of authors.
    translated = one_id & (authors >= 3) & ((location >= 7) | (location == 0))
    # One of the two DOIs was mistyped: everything that is printed is the same.
    mistyped = (doi == 2) & (title == 7) & (location == 8) & (authors >= 4) & (levels["journal"] == 3)
    elsewhere = (location >= 1) & (location <= 4)
    # One DOI on several reports: pages tell them apart; where none are given, a word of the title ("gout", "asthma").
    other_pages = (title <= 5) & (location >= 1) & (location <= 3)
    other_words = (title >= 2) & (title <= 3) & ((location == 0) | (location == 5))
    proven = one_id | (abstract == 3)
    signs = 2 * (authors >= 4) + ((authors == 2) | (authors == 3)) + (levels["journal"] == 3) + (location >= 5)
    signs += (location == 8) + (abstract == 3) + 2 * one_id
    return {
        "kind": levels["kind"] == 1,
        "preprint": levels["kind"] == 2,
        "container": (doi == 3) & (abstract <= 2) & (pmid != 2) & (other_pages | other_words),
        "doi": ((doi == 1) | (doi == 2)) & ~mistyped,
        "pmid": pmid == 1,
        "title": (title <= 1) & ~translated,
        "people": (authors == 1) & ~one_id,
        "given": (levels["given"] == 1) & ~one_id & (location != 8) & (abstract != 3),
        "part": ((numbers == 1) | ((numbers == 2) & (location != 8))) & (title <= 5) & ~one_id,
        "pages": elsewhere & (title <= 3) & ~one_id,
        "printed": (((location == 1) | (location == 4)) & ~one_id) | ((location == 3) & ~proven),
        "little": signs < 2,
    }


def reason(levels: Mapping[Name, int], rule: int = -1) -> str:
    """What speaks for and against one pair, the weightier first, in words.

    >>> reason({"title": 7, "place": 8, "year": 3, "authors": 0})
    'same volume and page; same title; but years differ by 1'
    """
    contributions = [
        (WEIGHTS[comparison.name][levels.get(comparison.name, 0)], comparison.levels[levels.get(comparison.name, 0)])
        for comparison in COMPARISONS
    ]
    for_it = [text for weight, text in sorted(contributions, key=lambda item: -item[0]) if weight >= 1]
    against = [text for weight, text in sorted(contributions, key=lambda item: item[0]) if weight <= -0.5]
    parts = for_it + ([f"but {against[0]}", *against[1:]] if against else [])
    if rule >= 0:
        parts.append(f"not merged because {RULES[rule].why}")
    return "; ".join(parts) or "too little is known"
