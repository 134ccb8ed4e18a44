"""`condition_groups.csv`: which conditions stand together where single ones have too few trials.

The groups are ours, made by the part of the body or of life that a condition is about, and no classification of
diseases; each code of the population stands in one of them. The group `none` holds codes that say who people are
(carers, older people), so that nobody takes them for a condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alongside.coding.codebook import Codebook
from alongside.errors import InputError
from alongside.tables import read_table

__all__ = ["NO_CONDITION", "ConditionGroup", "read_condition_groups"]

NO_CONDITION = "none"

COLUMNS = ("group", "label", "code", "why")


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """A group, and the codes of the population that belong to it."""

    id: str
    label: str
    codes: tuple[str, ...]


def read_condition_groups(path: Path, codebook: Codebook) -> tuple[ConditionGroup, ...]:
    """The groups in the order of the table; every code of the population stands in one.

    Raises
    ------
    InputError : for a code that the codebook does not have or that stands in two groups, two labels of one group, and
        a code of the codebook that stands in none.
    """
    labels: dict[str, str] = {}
    group_of: dict[str, str] = {}
    for row in read_table(path, required=COLUMNS[:3], allowed=COLUMNS).rows:
        group, label, code = (row.text(column) for column in COLUMNS[:3])
        try:
            codebook.check("population", code)
        except InputError as error:
            raise InputError(error.expected, path=path, row=row.line, column="code") from None
        if code in group_of:
            message = f"{code!r} stands in {group_of[code]!r} already"
            raise InputError(message, path=path, row=row.line, column="code")
        if labels.setdefault(group, label) != label:
            message = f"the group {group!r} is {labels[group]!r} in an earlier row"
            raise InputError(message, path=path, row=row.line, column="label")
        group_of[code] = group
    left = [code.id for code in codebook.dimension("population").codes if code.id not in group_of]
    if left:
        raise InputError(f"no group for {', '.join(left)}", path=path, column="code")
    return tuple(
        ConditionGroup(group, label, tuple(code for code, of in group_of.items() if of == group))
        for group, label in labels.items()
    )
