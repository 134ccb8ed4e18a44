"""What a person says of a table once, because its own words leave it open: columns, rows, decimals, sheet, events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.errors import UsageError

__all__ = ["TableWishes", "pairs"]


@dataclass(frozen=True, slots=True)
class TableWishes:
    """What a person says of a table.

    Parameters
    ----------
    columns : our column to the table's; a value that begins with "=" is the same in every row ("=SMD").
    where : column and value; only rows are read in which the column has that value (several: all of them).
    decimal : "," or "." where a table leaves it open.
    keep_going : a row that cannot be used is left out and said, instead of stopping the table.
    sheet : the sheet of a workbook that has several.
    events : "percent" or "people": what events are that are no whole numbers.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    where: Sequence[tuple[str, str]] = ()
    decimal: str = ""
    keep_going: bool = False
    sheet: str = ""
    events: str = ""


def pairs(option: str, texts: Sequence[str] | None) -> list[tuple[str, str]]:
    """Name and value of each NAME=VALUE.

    Raises `UsageError` for a text of another form.

    >>> pairs("--where", ["outcome=pain", "effect_measure==SMD"])
    [('outcome', 'pain'), ('effect_measure', '=SMD')]
    """
    named = []
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"{option} {text}: expected NAME=VALUE")
        named.append((name.strip(), value.strip()))
    return named
