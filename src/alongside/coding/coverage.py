"""What a set of studies says of its arms: how many cells of arm and code are present, said absent, not stated or not
looked at; how often each code is used; what the reports leave out.

Every figure comes with the number that it is of: a share without its base would pass silence for absence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from alongside.coding.codebook import Codebook
from alongside.evidence import CELLS, DOSE_NUMBERS, TIDIER_ITEMS, Arm, Cell, Study, Tidier
from alongside.evidence.reporting import REPORTED

__all__ = ["ARM_DIMENSIONS", "cell_counts", "code_counts", "dose_counts", "tidier_counts"]

ARM_DIMENSIONS = ("supporter", "form", "support_type", "aim", "component", "infrastructure")
"""Dimensions that are asked of an arm; the rest are asked of the whole study."""


def cell_counts(
    arms: Iterable[Arm], codebook: Codebook, dimensions: Sequence[str] = ARM_DIMENSIONS
) -> dict[str, dict[Cell, int]]:
    """For each dimension, how many (arm, code) cells have each of the four values; arms of support only.

    >>> from alongside.coding import CodeDefinition, Dimension, Example
    >>> from alongside.evidence import Code
    >>> codes = tuple(CodeDefinition(name, name, "", Example("x")) for name in ("education", "reminders"))
    >>> book = Codebook(1, (Dimension("component", "", "", "", True, codes),))
    >>> arm = Arm("a/support", "a", "Calls", codes=(Code("component", "education"),), read_in_full=True)
    >>> cell_counts([arm], book, ("component",))
    {'component': {'present': 1, 'said_absent': 0, 'not_stated': 1, 'not_looked_at': 0}}
    """
    supporting = [arm for arm in arms if arm.role == "support"]
    counts = {}
    for dimension in dimensions:
        codes = [code.id for code in codebook.dimension(dimension).codes]
        cells = Counter(arm.cell(dimension, code) for arm in supporting for code in codes)
        counts[dimension] = {cell: cells[cell] for cell in CELLS}
    return counts


def code_counts(studies: Iterable[Study], arms: Iterable[Arm]) -> dict[str, int]:
    """How many codes with words were given in each dimension: those of arms by arm, the rest by study."""
    codes_per_dimension = Counter(
        code.dimension for arm in arms for code in arm.codes if code.status in ("present", "said_absent")
    )
    codes_per_dimension.update(
        code.dimension for study in studies for code in study.codes if code.dimension not in ARM_DIMENSIONS
    )
    return dict(sorted(codes_per_dimension.items()))


def tidier_counts(cards: Mapping[str, Tidier] | Collection[Tidier]) -> list[dict[str, str | int]]:
    """For each of the twelve items, how many trials report it, partly, not, and in how many nobody could see."""
    rows = list(cards.values()) if isinstance(cards, Mapping) else list(cards)
    table: list[dict[str, str | int]] = []
    for position, name in enumerate(TIDIER_ITEMS):
        statuses = Counter(card.items[position] for card in rows)
        table.append({"item": name, **{reported: statuses[reported] for reported in REPORTED}})
    return table


def dose_counts(arms: Iterable[Arm]) -> dict[str, tuple[int, int]]:
    """For each number of a dose, in how many arms of support it is known, of how many arms."""
    supporting = [arm for arm in arms if arm.role == "support"]
    numbers_stated = Counter(
        name for arm in supporting if arm.dose for name in DOSE_NUMBERS if getattr(arm.dose, name) is not None
    )
    return {name: (numbers_stated[name], len(supporting)) for name in DOSE_NUMBERS}
