"""Studies that do not exist: as many as one likes, each with arms that carry codes of all the codebook's questions."""

from __future__ import annotations

import random
from dataclasses import replace

from alongside.coding import Codebook
from alongside.coding.coverage import ARM_DIMENSIONS
from alongside.evidence import TIDIER_ITEMS, Arm, Code, Contrast, Dose, Means, Outcome, QuoteAnchor, Span, Study, Tidier

__all__ = ["invented_evidence"]

COUNTRIES = ("Kenya", "England", "Canada", "India", "Iran", "United States", "Mali; Kenya")
SHARE = 0.25
"""How likely an arm has a code: about as many as a trial read in full."""


def invented_evidence(
    studies: int, codebook: Codebook, seed: int = 7
) -> tuple[list[Study], list[Arm], list[Contrast], list[Outcome], list[Tidier]]:
    """Studies with two arms and five results each; the same for the same seed."""
    draw = random.Random(seed)
    outcomes = [
        Outcome(f"outcome-{position}", f"Outcome {position}", code.id, "SMD", higher_is_better=True)
        for position, code in enumerate(codebook.dimension("outcome_domain").codes)
    ]
    described: list[Study] = []
    arms: list[Arm] = []
    contrasts: list[Contrast] = []
    cards: list[Tidier] = []
    for position in range(studies):
        name = f"invented-{position}"
        support = _arm(name, codebook, draw, in_full=draw.random() < 0.3)
        described.append(_study(name, position, codebook, support, draw))
        arms += [support, Arm(f"{name}/usual", name, "usual care", "comparator", read_in_full=support.read_in_full)]
        contrasts += [_contrast(name, number, draw.choice(outcomes), draw) for number in range(1, 6)]
        items = tuple(draw.choice(("yes", "partly", "no", "not_seen")) for _ in TIDIER_ITEMS)
        cards.append(Tidier(name, items, "invented"))
    return described, arms, contrasts, outcomes, cards


def _codes(dimensions: tuple[str, ...], codebook: Codebook, draw: random.Random) -> tuple[Code, ...]:
    anchor = QuoteAnchor("words that an invented report might have said about it", "invented", verbatim=True)
    codes = []
    for dimension in dimensions:
        of_dimension = codebook.dimension(dimension).codes
        chosen = [code for code in of_dimension if draw.random() < SHARE] or [draw.choice(of_dimension)]
        codes += [Code(dimension, code.id, (anchor,)) for code in chosen]
    return tuple(codes)


def _arm(name: str, codebook: Codebook, draw: random.Random, *, in_full: bool) -> Arm:
    dose = Dose(contacts_planned=Span(6, 6), duration_weeks=Span(draw.randint(4, 60), 80), words="invented")
    return Arm(
        f"{name}/support", name, "peer support", "support", _codes(ARM_DIMENSIONS, codebook, draw), dose, in_full
    )


def _study(name: str, position: int, codebook: Codebook, support: Arm, draw: random.Random) -> Study:
    study_codes = _codes(("setting", "design"), codebook, draw)
    condition = replace(
        study_codes[0], dimension="population", code=draw.choice(codebook.dimension("population").codes).id
    )
    return Study(
        name,
        f"Invented {1990 + position % 35} ({position})",
        1990 + position % 35,
        draw.choice(COUNTRIES),
        "people who do not exist",
        design="individually randomised",
        supporter="peers who do not exist",
        codes=(condition, *study_codes, *support.codes),
        depth="full_text" if support.read_in_full else "abstract",
    )


def _contrast(name: str, number: int, outcome: Outcome, draw: random.Random) -> Contrast:
    return Contrast(
        f"{name}/{number}",
        name,
        outcome.id,
        f"scale {number}",
        higher_is_better=True,
        weeks=26,
        report=name,
        comparator="usual care",
        means=Means(50, 10 + draw.random(), 4, 50, 10, 4),
        arm1=f"{name}/support",
        arm2=f"{name}/usual",
        domain=outcome.domain,
    )
