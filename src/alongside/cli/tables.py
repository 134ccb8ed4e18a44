"""Options for tables as people have them: which column is which, which rows, how decimals are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from alongside.errors import UsageError

__all__ = ["Decimal", "Events", "Sheet", "TableColumns", "Where", "pairs"]

TableColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="OURS=THEIRS",
        help="Which column is which of ours, as n1=N_arm1; effect_measure==SMD is the same in every row. Repeat.",
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE", help="Only rows in which the column has this value. Repeat."),
]
Decimal = Annotated[str, typer.Option("--decimal", help="The decimal sign, , or . where the table leaves it open.")]
Events = Annotated[str, typer.Option("--events", help="What broken numbers of events are: percent or people.")]
Sheet = Annotated[str, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")]


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
