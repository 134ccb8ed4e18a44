"""`tools pool | network | voi | convert | dedupe | simulate`: the engines on plain files, without a project."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.evaluating import COMMANDS as EVALUATING
from alongside.cli.networks import COMMANDS as NETWORKS
from alongside.cli.output import (
    Columns,
    Json,
    columns_named,
    many,
    print_json,
    print_table,
    progress,
    progress_done,
    say,
)
from alongside.cli.simulating import simulate
from alongside.cli.tables import Decimal, Events, Sheet, TableColumns, Where, pairs
from alongside.cli.voi import COMMANDS as VOI
from alongside.errors import UsageError

__all__ = ["COMMANDS"]

Column = Annotated[str, typer.Option(help="Name of a column.")]


def pool(
    context: typer.Context,
    data: Annotated[Path, typer.Argument(help="A table: CSV, TSV, with semicolons, or an Excel workbook (.xlsx).")],
    measure: Annotated[str, typer.Option(help="Counts: OR, RR, RD; means: MD, SMD; intervals: HR and IRR too.")] = "",
    method: Annotated[str, typer.Option(help="EE, DL, REML, PM, ML, HE, SJ, EB, HS ...")] = "REML",
    test: Annotated[str, typer.Option(help="knha, adhoc or z.")] = "knha",
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    moderators: Annotated[str, typer.Option(help="Columns to regress on, with commas between them.")] = "",
    cluster: Annotated[str, typer.Option(help="Column of the trial: several rows of one depend on each other.")] = "",
    rho: Annotated[float, typer.Option(help="With --cluster: assumed correlation within a cluster.")] = 0.6,
    subgroup: Annotated[str, typer.Option(help="Column of groups, with the test between them.")] = "",
    report: Annotated[Path | None, typer.Option(help="Write a page with tables and figures.")] = None,
    yi: Column = "",
    vi: Column = "",
    sei: Column = "",
    ai: Column = "",
    n1i: Column = "",
    bi: Column = "",
    ci: Column = "",
    di: Column = "",
    n2i: Column = "",
    m1i: Column = "",
    sd1i: Column = "",
    m2i: Column = "",
    sd2i: Column = "",
    out: Column = "",
    ci_lb: Column = "",
    ci_ub: Column = "",
    interval_level: Annotated[float, typer.Option(help="Level of the intervals that the table prints.")] = 0.95,
    named: TableColumns = None,
    where: Where = None,
    decimal: Decimal = "",
    events: Events = "",
    sheet: Sheet = "",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave out rows that cannot be used, and list them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Pool a table of effects (--yi --vi), counts (--ai --n1i --ci --n2i), means (--m1i --sd1i --n1i ...), or of
    effects with their intervals as reports print them (--out --ci-lb --ci-ub with --measure).

    Where the header says which column is which (y, v; e1, n1, e2, n2; mean.e, sd.e, n.e ...), nothing need be named.
    """
    from alongside.workflow.tools.pool_table import TableModel
    from alongside.workflow.tools.pooling import Wishes, pool_file, tables_of

    columns = {
        "yi": yi,
        "vi": vi,
        "sei": sei,
        "ai": ai,
        "n1i": n1i,
        "bi": bi,
        "ci": ci,
        "di": di,
        "n2i": n2i,
        "m1i": m1i,
        "sd1i": sd1i,
        "m2i": m2i,
        "sd2i": sd2i,
        "out": out,
        "ci_lb": ci_lb,
        "ci_ub": ci_ub,
    }
    given = {key: value for key, value in columns.items() if value} | _known(
        "--column", pairs("--column", named), columns
    )
    wishes = Wishes(
        method=method,
        test=test,
        test_named=_was_named(context, "test"),
        level=level,
        moderators=tuple(name.strip() for name in moderators.split(",") if name.strip()),
        cluster=cluster,
        rho=rho,
        subgroup=subgroup,
        report=report,
    )
    model = TableModel(given, measure, pairs("--where", where), decimal, events, keep_going, sheet, interval_level)
    document = pool_file(data, model, wishes)
    if as_json:
        print_json(document)
        return
    for text in document["understood"]:
        say(text)
    for head, rows in tables_of(document):
        print_table(head, rows, right=tuple(range(1, len(head))))
    if document.get("caution"):
        say(document["caution"])
    if report is not None:
        say(f"The report is in {report}.")


def _was_named(context: typer.Context, option: str) -> bool:
    """Whether a person wrote the option, whichever value."""
    source = context.get_parameter_source(option)
    return source is not None and source.name != "DEFAULT"


def _known(option: str, named: list[tuple[str, str]], columns: Collection[str]) -> dict[str, str]:
    for name, _ in named:
        if name not in columns:
            raise UsageError(f"{option} {name}: expected one of {', '.join(columns)}")
    return dict(named)


Files = Annotated[list[Path], typer.Argument(help="Files of records, of any known format.")]


def convert(
    files: Files,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where all records go; none: only read.")] = None,
    to: Annotated[str, typer.Option(help="Format to write; by custom told by the name of OUT.")] = "",
    columns: Columns = None,
    as_json: Json = False,
) -> None:
    """Read files of records, say what was found and put right, and write them all in one format."""
    from alongside.workflow.tools.plain_files import convert as converted

    found, written = converted(files, out, to, columns_named(columns), progress)
    progress_done()
    if as_json:
        rows = [
            {
                "path": one.path,
                "format": one.format,
                "encoding": one.encoding,
                "records": one.records,
                "warnings": list(one.warnings),
            }
            for one in found
        ]
        print_json({"files": rows, "written": written})
    else:
        for one in found:
            say(f"{one.path}: {many(one.records, 'record')}, {one.format}, {one.encoding}.")
            for warning in one.warnings:
                say(f"  {warning}")
        if out is not None:
            say(f"{many(written, 'record')} written to {out}.")
    not_read = any(": not read: " in warning for one in found for warning in one.warnings)
    raise typer.Exit(1 if not_read else 0)


def dedupe(
    files: Files,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where one record of each report goes.")] = None,
    clusters: Annotated[Path | None, typer.Option(help="CSV: which record is in which cluster, and why.")] = None,
    to: Annotated[str, typer.Option(help="Format to write; by custom told by the name of OUT.")] = "",
    columns: Columns = None,
    engine: Annotated[str, typer.Option(help="local, duckdb or spark.")] = "local",
    as_json: Json = False,
) -> None:
    """Find the records of one report, within files and across them. Pairs in doubt are kept apart, and counted."""
    from alongside.workflow.tools.plain_files import deduplicate_files

    found = deduplicate_files(
        files, out, clusters, to=to, engine=engine, columns=columns_named(columns), progress=progress
    )
    progress_done()
    if as_json:
        print_json(
            {
                "records": found.records,
                "clusters": found.clusters,
                "removed": found.removed,
                "asked": found.asked,
                "seconds": round(found.seconds, 3),
            }
        )
    else:
        say(
            f"{many(found.records, 'record')} of {many(found.clusters, 'report')}; "
            f"{many(found.removed, 'duplicate')} removed; {many(found.asked, 'pair')} in doubt kept apart. "
            f"{found.seconds:.1f} seconds."
        )


COMMANDS: dict[str, Callable[..., None]] = {
    "pool": pool,
    "convert": convert,
    "dedupe": dedupe,
    "simulate": simulate,
    **NETWORKS,
    **EVALUATING,
    **VOI,
}
