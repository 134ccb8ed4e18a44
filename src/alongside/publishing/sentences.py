"""The plain sentence: size and sign, judged by what matters, in words that carry how sure they are.

GRADE's informative statements (Santesso 2020, GRADE guidelines 26, J Clin Epidemiol 119:126) have a cell for each size
of the *point estimate* (large, moderate, small but important, or trivial to none) and each level of certainty: high
states, moderate says *probably*, low says *may*, very low says *may … but the evidence is very uncertain*. Harm has the
cells of benefit. What the interval leaves open stands in a second sentence, so that a benefit is never told without it.

How much larger than the smallest difference that matters an effect must be to be moderate or large is GRADE's to leave
open; the rules of thumb for standardised differences, 0.2, 0.5 and 0.8 (Cochrane Handbook 15.5.3.1), give the
proportions 1, 2.5 and 4, which are used for every measure, on the scale on which it is pooled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LEVELS", "Cell", "Sign", "Size", "cell_of", "infinitive", "open_questions", "sentence"]

Size = Literal["trivial", "small", "moderate", "large", "unjudged"]
"""Unjudged: nobody has stated which difference matters."""

Sign = Literal["none", "benefit", "harm"]

LEVELS = ("high", "moderate", "low", "very low")

MODERATE, LARGE = 2.5, 4.0
"""0.5 / 0.2 and 0.8 / 0.2: see above."""

NO_DIFFERENCE = {
    "high": "makes little to no difference",
    "moderate": "probably makes little to no difference",
    "low": "may make little to no difference",
    "very low": "may make little to no difference",
}
HELP = {"high": "helps", "moderate": "probably helps", "low": "may help", "very low": "may help"}
HARM = {"high": "makes", "moderate": "probably makes", "low": "may make", "very low": "may make"}

UNSTATED = "nobody has stated how much would matter"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a point estimate stands; the level of certainty gives the other side of the table."""

    size: Size
    sign: Sign


def cell_of(value: float, smallest: float | None) -> Cell:
    """The cell of a point estimate; `value` is turned so that more is better, `smallest` is positive or None.

    >>> cell_of(-0.3, 0.2), cell_of(0.1, 0.2)
    (Cell(size='small', sign='harm'), Cell(size='trivial', sign='none'))
    """
    sign: Sign = "benefit" if value > 0 else "harm"
    if value == 0:
        return Cell("trivial", "none")
    if smallest is None:
        return Cell("unjudged", sign)
    times = abs(value) / smallest
    if times < 1:
        return Cell("trivial", "none")
    return Cell("large" if times >= LARGE else "moderate" if times >= MODERATE else "small", sign)


def sentence(
    value: float,
    low: float,
    high: float,
    *,
    smallest: float | None,
    level: str,
    plain: str,
    subject: str = "peer support",
) -> str:
    """The sentence of an estimate with its interval, all turned so that more is better.

    `plain` stands after "people …" ("feel happier"). `level` is one of `LEVELS`, otherwise `KeyError`.

    >>> sentence(0.3, 0.1, 0.5, smallest=0.2, level="low", plain="feel happier")
    'On average, peer support may help people feel happier (a small effect).'
    """
    cell = cell_of(value, smallest)
    words = f"On average, {subject} {_claim(cell, level, plain)}"
    if level == "very low":
        words += ", but the evidence is very uncertain"
    rest = open_questions(cell, low, high, smallest)
    return f"{words}. {rest}" if rest else f"{words}."


def _claim(cell: Cell, level: str, plain: str) -> str:
    if cell.sign == "none":
        return f"{NO_DIFFERENCE[level]} to whether people {plain}"
    how = UNSTATED if cell.size == "unjudged" else f"a {cell.size} effect"
    if cell.sign == "benefit":
        return f"{HELP[level]} people {infinitive(plain)} ({how})"
    worse = f"for the worse; {how}" if cell.size == "unjudged" else f"{how}, for the worse"
    return f"{HARM[level]} it less likely that people {plain} ({worse})"


def open_questions(cell: Cell, low: float, high: float, smallest: float | None) -> str:
    """What the interval leaves open beside the point estimate; "" where it leaves nothing that matters."""
    low, high = min(low, high), max(low, high)
    holds_none = low <= 0 <= high
    if smallest is None:
        return "No difference, and the opposite, are not ruled out." if holds_none and low < high else ""
    harm, benefit = low <= -smallest, high >= smallest
    if harm and benefit:
        return "The results are in line with both a benefit and a harm that matter."
    if cell.sign != "none":
        return "No difference is not ruled out." if holds_none else ""
    parts = []
    if not holds_none:
        side = "better" if low > 0 else "worse"
        parts.append(f"The difference is for the {side}, but smaller than what is taken to matter.")
    if harm or benefit:
        parts.append(f"A {'harm' if harm else 'benefit'} that matters is not ruled out.")
    return " ".join(parts)


def infinitive(plain: str) -> str:
    """The words as they stand after "helps people": whoever "are more active" is helped to "be more active".

    >>> infinitive("are more active"), infinitive("have fewer symptoms"), infinitive("area")
    ('be more active', 'have fewer symptoms', 'area')
    """
    return f"be{plain.removeprefix('are')}" if plain.startswith("are ") else plain
