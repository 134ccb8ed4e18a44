"""`tools pool`: the pooling engine on a table, without a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import Json, print_json, print_table

__all__ = ["COMMANDS"]

Column = Annotated[str, typer.Option(help="Name of a column.")]


def pool(
    data: Annotated[Path, typer.Argument(help="CSV, TSV or semicolon-separated table.")],
    measure: Annotated[str, typer.Option(help="With counts: OR, RR, RD; with means: MD, SMD.")] = "",
    method: Annotated[str, typer.Option(help="EE, DL, REML or PM.")] = "REML",
    test: Annotated[str, typer.Option(help="knha or z.")] = "knha",
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    yi: Column = "", vi: Column = "", sei: Column = "",
    ai: Column = "", n1i: Column = "", ci: Column = "", n2i: Column = "",
    m1i: Column = "", sd1i: Column = "", m2i: Column = "", sd2i: Column = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Pool a table of effects (--yi --vi), counts (--ai --n1i --ci --n2i) or means (--m1i --sd1i --n1i ...)."""
    from alongside.workflow.pool_table import pool_table

    columns = {
        "yi": yi, "vi": vi, "sei": sei, "ai": ai, "n1i": n1i, "ci": ci, "n2i": n2i,
        "m1i": m1i, "sd1i": sd1i, "m2i": m2i, "sd2i": sd2i,
    }  # fmt: skip
    given = {key: value for key, value in columns.items() if value}
    document = pool_table(data, given, measure=measure, method=method, test=test, level=level)
    if as_json:
        print_json(document)
        return
    keys = ("k", "beta", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "i2", "h2", "q", "q_p")
    print_table(
        ("Figure", "Value"),
        [(key, "" if document[key] is None else f"{document[key]:.6g}") for key in keys],
        right=(1,),
    )


COMMANDS: dict[str, Callable[..., None]] = {"pool": pool}
