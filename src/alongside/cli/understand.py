"""`understand import | export | list | code | eligible`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import As, Json, ProjectOption, hint, now, open_named, person, print_json, print_table, say
from alongside.cli.tables import Decimal, TableColumns, Where, pairs

__all__ = ["COMMANDS"]


def import_(
    path: Annotated[Path, typer.Argument(help="results.csv, or a folder with studies.csv, results.csv and so on.")],
    columns: TableColumns = None,
    where: Where = None,
    decimal: Decimal = "",
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Load trials and their results from tables."""
    from alongside.coding import TableWishes
    from alongside.workflow.understand.loading import load_tables

    wishes = TableWishes(dict(pairs("--column", columns)), pairs("--where", where), decimal)
    with open_named(project) as opened:
        loaded = load_tables(opened, path, author=person(name), at=now(), wishes=wishes)
    document = {
        "studies": loaded.studies,
        "results": loaded.contrasts,
        "outcomes": loaded.outcomes,
        "decisions": loaded.rows,
        "understood": list(loaded.understood),
    }
    if as_json:
        print_json(document)
    else:
        for text in loaded.understood:
            say(f"  {text}")
        say(f"{loaded.contrasts} results of {loaded.studies} studies on {loaded.outcomes} outcomes.")
        hint("alongside answer show")


def export(
    folder: Annotated[Path, typer.Argument(help="A new folder for the tables.")],
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Write studies, arms, codes and results as tidy CSV and JSON lines, with a data dictionary."""
    from alongside.workflow.understand.exporting import export_evidence

    with open_named(project) as opened:
        files = export_evidence(opened, folder)
    if as_json:
        print_json({"folder": str(folder), "files": files})
    else:
        say(f"{len(files)} files in {folder}; data_dictionary.csv says what each column is.")
        hint(f"alongside understand import {folder}    (into another project gives the same evidence)")


def list_(project: ProjectOption = "", as_json: Json = False) -> None:
    """List the studies with their form and whether they stand."""
    with open_named(project) as opened:
        studies = opened.understand.studies()
    rows = [
        {"id": s.id, "label": s.label, "form": list(s.codes_of("form")), "is_peer_support": s.is_peer_support}
        for s in studies
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(
            ("Study", "Name", "Form", "Peer support"),
            [(str(r["id"]), str(r["label"]), "; ".join(r["form"]), str(r["is_peer_support"])) for r in rows],
        )


def code(
    study: Annotated[str, typer.Argument(help="Id of the study.")],
    dimension: Annotated[str, typer.Argument(help="Dimension of the codebook, for example form.")],
    codes: Annotated[list[str], typer.Argument(help="Codes, for example telephone group.")],
    words: Annotated[str, typer.Option(help="The words that justify it.")] = "",
    source: Annotated[str, typer.Option(help="Where they stand.")] = "",
    verbatim: Annotated[bool, typer.Option("--verbatim", help="The words are quoted word for word.")] = False,
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Give a study its codes in one dimension."""
    from alongside.workflow.understand.loading import code_study

    with open_named(project) as opened:
        code_study(
            opened,
            study,
            dimension,
            codes,
            author=person(name),
            at=now(),
            words=words,
            source=source,
            verbatim=verbatim,
            why=why,
        )
    say(f"{study}, {dimension}: {', '.join(codes)}.")


def eligible(
    study: Annotated[str, typer.Argument(help="Id of the study.")],
    verdict: Annotated[str, typer.Argument(help="yes, no or ask.")],
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Say whether a study is about peer support."""
    from alongside.workflow.understand.loading import decide_eligible

    with open_named(project) as opened:
        decide_eligible(opened, study, verdict, author=person(name), at=now(), why=why)
    say(f"{study}: {verdict}.")


def same(
    study: Annotated[str, typer.Argument(help="Id of the study that is another's.")],
    root: Annotated[str, typer.Argument(help="Id of the study that stands for both from now on.")],
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Say that two studies are one trial: one study from now on, with the results and reports of both."""
    from alongside.workflow.understand.joining import join_studies

    with open_named(project) as opened:
        row = join_studies(opened, study, root, author=person(name), at=now(), why=why)
    say(f"{study} is part of {root} now.")
    hint(f"alongside project undo FILE {row.uuid}    (parts them again)")


COMMANDS: dict[str, Callable[..., None]] = {
    "import": import_,
    "export": export,
    "list": list_,
    "code": code,
    "eligible": eligible,
    "same": same,
}
