"""`test design | lock | allocate | envelopes | load | deviate | analyse | report | join | list`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alongside.cli.output import (
    As,
    Json,
    ProjectOption,
    are,
    hint,
    many,
    now,
    open_named,
    person,
    print_json,
    print_table,
    say,
)
from alongside.cli.test_results import Named, Why, analyse, join, report
from alongside.errors import InputError, UsageError

if TYPE_CHECKING:
    from alongside.workflow.test.evaluations import Evaluation

__all__ = ["COMMANDS"]


def list_(project: ProjectOption = "", as_json: Json = False) -> None:
    """List evaluations, and how far each has come."""
    from alongside.workflow.test.evaluations import evaluations

    with open_named(project) as opened:
        rows = [_document(evaluation) for evaluation in evaluations(opened)]
    if as_json:
        print_json(rows)
    else:
        print_table(
            ("id", "title", "stage", "allocated"),
            [(row["id"], row["title"], row["stage"], str(row["allocated"])) for row in rows],
            [3],
        )


def _document(evaluation: Evaluation) -> dict[str, Any]:
    locked = evaluation.locked
    return {
        "id": evaluation.id,
        "title": evaluation.name,
        "stage": evaluation.stage,
        "locked": None if locked is None else {"digest": locked.digest, "seal": locked.seal, "when": locked.when},
        "allocated": evaluation.allocated,
        "tables": {name: value["rows"] for name, value in evaluation.tables.items()},
        "deviations": list(evaluation.deviations),
        "study": evaluation.study,
    }


def design(
    document: Annotated[Path, typer.Argument(help="The design (JSON), as the pages of the workbench write it.")],
    out: Annotated[Path | None, typer.Option(help="Write the protocol here: NAME.docx, NAME.pdf or NAME.html.")] = None,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Keep what an evaluation is to be; write its protocol, with every item of SPIRIT 2025 filled or named missing."""
    from alongside.workflow.test.designing import design as keep
    from alongside.workflow.test.documents import protocol_document, write_document
    from alongside.workflow.test.evaluations import evaluation_named

    fields = _json_object(document)
    with open_named(project) as opened:
        try:
            protocol = keep(opened, fields, author=person(name), at=now())
        except InputError as error:
            raise InputError(error.expected, path=document, row=error.row, column=error.column) from error
        current = evaluation_named(opened, protocol.id)
    made = protocol_document(current)
    if out is not None:
        write_document(made, out)
    missing = made.missing
    if as_json:
        print_json({**_document(current), "missing": list(missing)})
        return
    items = f"{many(len(missing), 'item of SPIRIT 2025')} {are(len(missing))}"
    say(f"{current.name}: {current.stage}. {items} missing: {', '.join(missing)}.")
    if not current.locked:
        hint(f"alongside test lock {protocol.id}")


def _json_object(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"expected a file that can be read: {error.strerror}", path=path) from None
    except json.JSONDecodeError as error:
        raise InputError(f"expected JSON: {error.msg}", path=path, row=error.lineno) from None
    except UnicodeDecodeError:
        raise InputError("expected JSON in UTF-8", path=path) from None
    if not isinstance(document, dict):
        raise InputError("expected a JSON object, the design's fields with their values", path=path)
    return document


def lock(evaluation: Named, project: ProjectOption = "", name: As = "", as_json: Json = False) -> None:
    """Lock the analysis plan by its digest and seal the list of arms; neither changes from then on."""
    from alongside.workflow.test.designing import lock_plan
    from alongside.workflow.test.evaluations import evaluation_named
    from alongside.workflow.test.vault import vault_of

    with open_named(project) as opened:
        vault = vault_of(opened)
        lock_plan(opened, vault, evaluation, author=person(name), at=now())
        current = evaluation_named(opened, evaluation)
    if as_json:
        print_json(_document(current))
        return
    assert current.locked is not None
    say("The plan is locked and the list is sealed. Write both digests into a trial register.")
    say(f"The secret is in {vault.folder}. Keep a copy of it apart from the project: lost, the list cannot be read.")
    print_table(("what", "digest"), [("plan", current.locked.digest), ("list", current.locked.seal)])
    hint(f"alongside test allocate {evaluation} PERSON")


def allocate(
    evaluation: Named,
    who: Annotated[
        str, typer.Argument(metavar="[PERSON]", help="The person's id (of a cluster trial: the cluster's).")
    ] = "",
    stratum: Annotated[str, typer.Option(help="The person's stratum, where the list has strata.")] = "",
    level: Annotated[
        list[str] | None,
        typer.Option(metavar="FACTOR=LEVEL", help="The person's level of a factor that is minimised over. Repeat."),
    ] = None,
    together: Annotated[
        Path | None,
        typer.Option(help="All clusters at once: a table with cluster, and stratum if there are."),
    ] = None,
    envelope: Annotated[int, typer.Option(min=0, help="After an outage: the number of the envelope opened.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Look up an arm that was drawn before; that is written down, with --why.")
    ] = False,
    why: Why = "",
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Draw one person to an arm: drawn and committed in one act, never twice."""
    from alongside.workflow.test.allocating import AllocationService, reveal
    from alongside.workflow.test.vault import vault_of

    if together is not None:
        if who or stratum or level or envelope or again:
            raise UsageError(
                "--together draws all clusters of its table; it takes no person, stratum, level or envelope"
            )
        _allocate_together(evaluation, together, project, name, as_json)
        return
    if not who:
        raise UsageError("name the person, or a table of clusters with --together")
    with open_named(project) as opened:
        vault = vault_of(opened)
        if again:
            row = reveal(opened, vault, evaluation, who, author=person(name), at=now(), why=why)
        else:
            service = AllocationService(opened, vault, evaluation)
            levels = _levels(level or [])
            row = service.allocate(who, stratum, levels=levels, author=person(name), at=now(), envelope=envelope)
    if as_json:
        balanced = {"levels": dict(row.levels)} if row.levels else {"stratum": row.stratum}
        print_json({"person": row.person, **balanced, "arm": row.arm, "position": row.position})
    else:
        typer.echo(f"{row.person}: {row.arm}")


def _allocate_together(evaluation: str, table: Path, project: str, name: str, as_json: bool) -> None:
    from alongside.workflow.test.together import allocate_together, clusters_in
    from alongside.workflow.test.vault import vault_of

    with open_named(project) as opened:
        rows = allocate_together(
            opened, vault_of(opened), evaluation, clusters_in(table), author=person(name), at=now()
        )
    if as_json:
        print_json([{"cluster": row.person, "stratum": row.stratum, "arm": row.arm} for row in rows])
    else:
        print_table(("cluster", "stratum", "arm"), [(row.person, row.stratum, row.arm) for row in rows])


def _levels(texts: list[str]) -> dict[str, str]:
    """FACTOR=LEVEL, each factor once."""
    levels: dict[str, str] = {}
    for text in texts:
        factor, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not factor or not value:
            raise UsageError(f"expected a factor with its level, as place=north; found {text!r}")
        if factor in levels:
            raise UsageError(f"the level of {factor!r} is given twice")
        levels[factor] = value
    return levels


def envelopes(
    evaluation: Named,
    out: Annotated[Path, typer.Argument(help="The PDF to write; whoever recruits must not see it.")],
    each: Annotated[int, typer.Option(help="Envelopes a stratum.")] = 10,
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Write sealed envelopes for an outage as PDF; `test allocate --envelope N` writes down later whose each was."""
    from alongside.workflow.test.documents import envelopes_pdf
    from alongside.workflow.test.envelopes import print_envelopes
    from alongside.workflow.test.evaluations import evaluation_named
    from alongside.workflow.test.vault import vault_of

    if out.exists():
        raise UsageError(f"{out}: is there already; nothing was written")
    with open_named(project) as opened:
        sheets = print_envelopes(opened, vault_of(opened), evaluation, each, author=person(name), at=now())
        title = evaluation_named(opened, evaluation).name
    out.write_bytes(envelopes_pdf(title, evaluation, sheets))
    say(f"{many(len(sheets), 'envelope')} in {out}. Print it where no recruiter is, seal each sheet, delete the file.")


def load(
    evaluation: Named,
    outcomes: Annotated[Path | None, typer.Option(help="Table of outcomes: person, and the plan's columns.")] = None,
    delivery: Annotated[Path | None, typer.Option(help="Table of contacts: person, group, date, minutes, …")] = None,
    events: Annotated[Path | None, typer.Option(help="Table of events: person, event, date, reason, serious.")] = None,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Load tables, once the plan is locked; they are kept sealed, outside the project."""
    tables = {"outcomes": outcomes, "delivery": delivery, "events": events}
    if not any(tables.values()):
        raise UsageError("name a table with --outcomes, --delivery or --events")
    from alongside.workflow.test.evaluations import evaluation_named
    from alongside.workflow.test.loading import load_table
    from alongside.workflow.test.vault import vault_of

    with open_named(project) as opened:
        for table, path in tables.items():
            if path is not None:
                load_table(opened, vault_of(opened), evaluation, table, path, author=person(name), at=now())
        current = evaluation_named(opened, evaluation)
    if as_json:
        print_json(_document(current))
    else:
        say(", ".join(f"{value['rows']} rows of {table}" for table, value in current.tables.items()) + " are loaded.")
        hint(f"alongside test analyse {evaluation} --open")


def deviate(
    evaluation: Named,
    what: Annotated[str, typer.Argument(help="What was done otherwise than planned.")],
    why: Why = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Write down a deviation from the plan; the report prints it."""
    from alongside.workflow.test.designing import deviate as write_down

    with open_named(project) as opened:
        write_down(opened, evaluation, what, author=person(name), at=now(), why=why)
    say("Written down; the report prints it.")


def example(project: ProjectOption = "", name: As = "", as_json: Json = False) -> None:
    """Put the packaged example in: an evaluation with invented people, taken the whole way to its report."""
    from alongside.workflow.test.evaluations import evaluation_named
    from alongside.workflow.test.example import EXAMPLE, run_example
    from alongside.workflow.test.vault import vault_of

    with open_named(project) as opened:
        run_example(opened, vault_of(opened), author=person(name))
        current = evaluation_named(opened, str(EXAMPLE["id"]))
    if as_json:
        print_json(_document(current))
    else:
        say(f"{current.name}: {current.allocated} people, {current.stage}.")
        hint(f"alongside test analyse {current.id}")


COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_,
    "design": design,
    "lock": lock,
    "allocate": allocate,
    "envelopes": envelopes,
    "load": load,
    "deviate": deviate,
    "analyse": analyse,
    "report": report,
    "join": join,
    "example": example,
}
"""Commands of `test`."""
