"""Options for tables as people have them: which column is which, which rows, how decimals are written."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.coding.table_wishes import pairs

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
