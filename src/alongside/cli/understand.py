"""`understand import | export | list | code | eligible | same | questions | use | right`."""

from __future__ import annotations

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
from alongside.cli.tables import Decimal, Events, Sheet, TableColumns, Where, pairs

if TYPE_CHECKING:
    from alongside.project import Project

__all__ = ["COMMANDS"]


def import_(
    path: Annotated[
        Path, typer.Argument(help="A table (CSV, or .xlsx), or a folder with studies.csv, results.csv and so on.")
    ],
    columns: TableColumns = None,
    where: Where = None,
    decimal: Decimal = "",
    events: Events = "",
    sheet: Sheet = "",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Load the rows of a table that can be used, and list the others.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Take nothing of what was said before of a table with the same columns.")
    ] = False,
    only_look: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be loaded and changed, and write nothing.")
    ] = False,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Load trials and their results from tables; all of it or nothing, unless --keep-going.

    What --column, --where, --decimal and --events said once is taken again for a table with the same columns.
    Ends with 1 where rows were not loaded, and where a column may be misspelt.
    """
    from alongside.coding import TableWishes
    from alongside.workflow.understand.loading import load_tables

    wishes = TableWishes(dict(pairs("--column", columns)), pairs("--where", where), decimal, keep_going, sheet, events)
    with open_named(project) as opened:
        loaded = load_tables(opened, path, author=person(name), at=now(), wishes=wishes, anew=anew, only_look=only_look)
        waiting, asked_about, unusable = _to_look_at(opened, () if only_look else loaded.results)
    document = {
        "studies": loaded.studies,
        "results": loaded.contrasts,
        "already_here": loaded.already,
        "outcomes": loaded.outcomes,
        "decisions": loaded.rows,
        "understood": list(loaded.understood),
        "refused": list(loaded.refused),
        "misspelt": list(loaded.misspelt),
        "unusable": unusable,
        "written": not only_look,
        "waiting": waiting,
        "questions": asked_about,
    }
    if as_json:
        print_json(document)
    else:
        for text in loaded.understood:
            say(f"  {text}")
        for text in loaded.refused:
            say(f"  not loaded: {text}")
        results = many(loaded.contrasts, "result")
        studies, outcomes = many(loaded.studies, "study"), many(loaded.outcomes, "outcome")
        say(f"{results} of {studies} on {outcomes}{loaded.known()}.")
        if only_look:
            decisions = many(loaded.rows, "decision")
            say(f"Nothing was written; without --dry-run {decisions} would be." if loaded.rows else "Nothing is new.")
        if loaded.refused:
            say(f"{many(len(loaded.refused), 'row')} could not be used and {are(len(loaded.refused))} in no answer.")
        for row in unusable:
            say(f"{many(len(row['results']), 'result')} in no answer, as printed: {row['why']}")
        _say_what_to_look_at(waiting, asked_about)
        hint("alongside answer show")
    raise typer.Exit(1 if loaded.refused or loaded.misspelt else 0)


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
        say(f"{many(len(files), 'file')} in {folder}; data_dictionary.csv says what each column is.")
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


def _to_look_at(
    opened: Project, results: tuple[str, ...] = ()
) -> tuple[list[dict[str, str]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Results that wait for a person, questions about the others, and which of some `results` give no effect."""
    from alongside.workflow.answer import review_of
    from alongside.workflow.understand.questions import no_numbers, open_questions, results_waiting

    review = review_of(opened)
    waiting = [{"id": contrast.id, "why": contrast.use_why} for contrast in results_waiting(review)]
    found = open_questions(review, opened.understand.confirmed())
    unusable = [{"why": why, "results": list(names)} for why, names in no_numbers(review, results).items()]
    return waiting, [{"code": q.code, "results": list(q.contrasts), "question": q.text} for q in found], unusable


def _say_what_to_look_at(waiting: list[dict[str, str]], asked_about: list[dict[str, Any]]) -> None:
    if waiting:
        verbs = "waits for a person and stands" if len(waiting) == 1 else "wait for a person and stand"
        say(f"{many(len(waiting), 'result')} {verbs} in no answer:")
    for row in waiting[:20]:
        say(f"  {row['id']}: {row['why']}")
    if len(waiting) > 20:
        say(f"  and {len(waiting) - 20} more (alongside understand questions)")
    if asked_about:
        counts = "it counts as it is" if len(asked_about) == 1 else "they count as they are"
        say(f"{many(len(asked_about), 'number')} to look at; {counts}:")
    for row in asked_about:
        say(f"  {row['question']} ({', '.join(row['results'])}; {row['code']})")
    if waiting or asked_about:
        hint("alongside understand use RESULT main|apart --why …, or alongside understand right CODE RESULT")


def questions(project: ProjectOption = "", as_json: Json = False) -> None:
    """List the results that wait for a person, and the numbers that should be looked at."""
    with open_named(project) as opened:
        waiting, asked_about, _ = _to_look_at(opened)
    if as_json:
        print_json({"waiting": waiting, "questions": asked_about})
    elif waiting or asked_about:
        for row in waiting:
            say(f"{row['id']} waits: {row['why']}")
        _say_what_to_look_at([], asked_about)
    else:
        say("Nothing waits, and nothing is asked about.")


def use(
    result: Annotated[str, typer.Argument(help="Id of the result, as `understand questions` lists it.")],
    counts: Annotated[str, typer.Argument(help="main (it counts), apart (it is kept out) or ask (it waits).")],
    why: Annotated[str, typer.Option(help="The reason; needed for apart.")] = "",
    prefer: Annotated[str, typer.Option(help="counts, means or effect, where these contradict each other.")] = "",
    comparator: Annotated[str, typer.Option(help="Class of the comparator, where its words left a doubt.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Say whether a result counts, and by which of its printed numbers."""
    from alongside.workflow.understand.questions import decide_use

    with open_named(project) as opened:
        row = decide_use(
            opened,
            result,
            counts,
            author=person(name),
            at=now(),
            why=why,
            prefer=prefer,
            comparator_class=comparator,
        )
    say(f"{result}: {counts}.")
    hint(f"alongside project undo FILE {row.uuid}    (as before)")


def right(
    code: Annotated[str, typer.Argument(help="Code of the question, as far, sd, same.")],
    results: Annotated[list[str], typer.Argument(help="Ids of the results that it is about.")],
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Settle a question: these numbers are right."""
    from alongside.workflow.understand.questions import confirm

    with open_named(project) as opened:
        confirm(opened, code, results, author=person(name), at=now(), why=why)
    say(f"{', '.join(results)}: right as printed.")


COMMANDS: dict[str, Callable[..., None]] = {
    "import": import_,
    "export": export,
    "list": list_,
    "code": code,
    "eligible": eligible,
    "same": same,
    "questions": questions,
    "use": use,
    "right": right,
}
