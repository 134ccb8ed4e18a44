"""What a network's data must be, each fault in one line that names the study, the column and what was expected.

Nothing is put right here: a trial whose numbers cannot be is refused, and left out only where `exclude` names it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from alongside.errors import InputError
from alongside.synthesis.networks.stacks import Floats

__all__ = ["check_closure", "check_names", "check_pair", "check_rows", "check_variances", "normal_name"]

CLOSURE = 0.001
"""Largest gap of a triangle of effects that stands for rounding, on any scale: the tolerance of netmeta for multi-arm
trials. A gap that the last printed digits explain is taken too, both only below `CLOSURE_SE` standard errors."""

CLOSURE_SE = 0.1
"""A gap of a tenth of a standard error changes no conclusion."""

BOUND = 1e-6
"""Share of the largest variance by which rounding may take a multi-arm trial over a bound."""


def normal_name(name: str) -> str:
    """A name without what typing changes: case, and the number and place of spaces.

    >>> normal_name(" Usual  Care ") == normal_name("usual care")
    True
    """
    return " ".join(name.split()).casefold()


def check_names(names: Iterable[tuple[str, str]], column: str, what: str = "treatment", of: str = "study") -> None:
    """Every treatment has one spelling. `names` are pairs of a treatment and a study that has it; or of a component
    and a treatment, if `what` and `of` say so."""
    spellings: dict[str, tuple[str, str]] = {}
    for name, study in names:
        if not name.strip():
            raise InputError(f"{of} {study}: expected the name of a {what}, found an empty cell", column=column)
        spelled, where = spellings.setdefault(normal_name(name), (name, study))
        if spelled != name:
            text = f"{of} {study}: {what} {name!r} differs from {spelled!r} ({of} {where}) only by case or spaces"
            raise InputError(f"{text}; write one of them", column=column)


def check_rows(columns: Mapping[str, Sequence[object]]) -> None:
    """Columns of one length, of at least one row."""
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise InputError("expected columns of one length, found " + ", ".join(f"{k} {v}" for k, v in lengths.items()))
    if not next(iter(lengths.values())):
        raise InputError("expected at least one study, found none", column=next(iter(columns)))


def check_numbers(values: Floats, studies: Sequence[str], column: str, *, above: float | None = None) -> None:
    """Finite numbers, `above` a bound if there is one."""
    wrong = ~np.isfinite(values) if above is None else ~(np.isfinite(values) & (values > above))
    if wrong.any():
        row = int(np.argmax(wrong))
        expected = "a finite number" if above is None else f"a finite number above {above:g}"
        raise InputError(
            f"study {studies[row]}: expected {expected}, found {values[row]:g} in row {row + 1}", column=column
        )


def check_pair(study: str, pair: tuple[str, str], earlier: Mapping[frozenset[str], int]) -> None:
    """A row compares two treatments, and no row of the study compared them before."""
    if pair[0] == pair[1]:
        raise InputError(f"study {study}: {pair[0]!r} is compared with itself", column="treatment2")
    if frozenset(pair) in earlier:
        text = f"study {study}: two rows compare {pair[0]!r} with {pair[1]!r}"
        raise InputError(f"{text}; give each pair of arms once, and two trials two names", column="study")


def check_complete(study: str, arms: Sequence[str], pairs: Mapping[frozenset[str], int]) -> None:
    """A trial of m arms has a row for each of its m(m − 1)/2 pairs."""
    for left, right in itertools.combinations(arms, 2):
        if frozenset((left, right)) not in pairs:
            expected = len(arms) * (len(arms) - 1) // 2
            text = f"study {study} has {len(arms)} arms ({', '.join(arms)}), so {expected} rows are expected, not"
            missing = f"the row of {left!r} against {right!r} is missing"
            raise InputError(f"{text} {len(pairs)}: {missing}", column="study")


def check_closure(study: str, arms: Sequence[str], effects: Floats, variances: Floats) -> None:
    """The effects of a multi-arm trial add up around every triangle of its arms."""
    for i, j, k in itertools.combinations(range(len(arms)), 3):
        sides = (float(effects[i, j]), float(effects[j, k]), float(effects[i, k]))
        gap = abs(sides[0] + sides[1] - sides[2])
        narrow = math.sqrt(min(variances[i, j], variances[j, k], variances[i, k]))
        if gap > min(CLOSURE_SE * narrow, max(CLOSURE, 1.5 * _unit(sides))):
            a, b, c = arms[i], arms[j], arms[k]
            text = f"{a} against {b} is {sides[0]:g} and {b} against {c} is {sides[1]:g}"
            adds = f"so {a} against {c} must be {sides[0] + sides[1]:g}, not {sides[2]:g}"
            raise InputError(f"study {study}: the effects contradict each other: {text}, {adds}", column="effect")


def _unit(numbers: Sequence[float]) -> float:
    """The unit of the last printed digit of the most exact of some numbers; 1 at most."""
    return 10.0 ** min(0, *(int(Decimal(repr(number)).normalize().as_tuple().exponent) for number in numbers))


def check_variances(study: str, arms: Sequence[str], variances: Floats) -> None:
    """The standard errors of a multi-arm trial can be those of independent arms.

    With arm variances vᵢ, each contrast has vᵢ + vⱼ. So (Vᵢⱼ + Vᵢₖ − Vⱼₖ)/2 is vᵢ, and cannot be below 0; and however
    the arms are correlated, no standard error exceeds the sum of the two that complete its triangle. With five arms or
    more the triangles do not suffice, and the covariance against the first arm must have no eigenvalue of 0 or less.
    """
    slack = BOUND * float(variances.max())
    for i, j, k in itertools.permutations(range(len(arms)), 3):
        if j < k and variances[i, j] + variances[i, k] < variances[j, k] - slack:
            a, b, c = arms[i], arms[j], arms[k]
            text = f"the variance of {b} against {c} is {variances[j, k]:g}"
            bound = f"those of {a} against {b} ({variances[i, j]:g}) and against {c} ({variances[i, k]:g})"
            total = variances[i, j] + variances[i, k]
            raise InputError(
                f"study {study}: impossible standard errors: {text}, and cannot exceed the sum of {bound}, {total:g}",
                column="se",
            )
    against_first = (variances[0, 1:, None] + variances[0, None, 1:] - variances[1:, 1:]) / 2
    smallest = float(np.linalg.eigvalsh(against_first)[0])
    if smallest <= slack:
        text = f"the standard errors of {', '.join(arms)} together make a covariance with an eigenvalue of"
        raise InputError(f"study {study}: {text} {smallest:.3g}, and none can be 0 or less", column="se")
