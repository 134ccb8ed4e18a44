"""`test analyse | report | join`: what comes after the data of an evaluation were loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from alongside.cli.output import As, Json, ProjectOption, are, hint, many, now, open_named, person, print_json, say
from alongside.errors import UsageError

__all__ = ["Named", "Why", "analyse", "join", "report"]

Named = Annotated[str, typer.Argument(help="The evaluation's id.")]
Why = Annotated[str, typer.Option(help="Why, for the log.")]


def analyse(
    evaluation: Named,
    open_it: Annotated[
        bool,
        typer.Option("--open", help="Press the button: run the planned analysis. The arms are known from then on."),
    ] = False,
    extra: Annotated[list[str] | None, typer.Option(help="An analysis outside the plan: exploratory. Repeat.")] = None,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Run the planned analysis, once; and later others, which are called exploratory."""
    from alongside.cli.evaluating import show_trial
    from alongside.workflow.test.evaluations import evaluation_named
    from alongside.workflow.test.opening import analysed, open_analysis
    from alongside.workflow.test.vault import vault_of

    with open_named(project) as opened:
        current = evaluation_named(opened, evaluation)
        if open_it:
            document: Any = open_analysis(opened, vault_of(opened), evaluation, author=person(name), at=now())
        elif extra:
            document = analysed(opened, vault_of(opened), evaluation, extra)
        elif current.opened is None:
            raise UsageError("the analysis is sealed; --open runs it as planned, and the arms are known from then on")
        else:
            document = current.opened.report
    if as_json:
        print_json(document)
    else:
        show_trial(document)
        hint(f"alongside test report {evaluation} report.pdf")


def report(
    evaluation: Named,
    out: Annotated[Path, typer.Argument(help="NAME.html, NAME.pdf or NAME.docx.")],
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Write the report, with every item of CONSORT 2025 filled or named as missing."""
    from alongside.workflow.test.documents import report_document, write_document
    from alongside.workflow.test.evaluations import evaluation_named

    with open_named(project) as opened:
        made = report_document(evaluation_named(opened, evaluation))
    write_document(made, out)
    if as_json:
        print_json({"report": str(out), "missing": list(made.missing)})
    else:
        say(
            f"{out} is written. "
            f"{many(len(made.missing), 'item of CONSORT 2025')} {are(len(made.missing))} missing: "
            f"{', '.join(made.missing)}."
        )
        hint(f"alongside test join {evaluation}")


def join(evaluation: Named, why: Why = "", project: ProjectOption = "", name: As = "", as_json: Json = False) -> None:
    """Let the result join the project's evidence, marked as the service's own, its risk of bias to be judged."""
    from alongside.workflow.test.joining import join as add

    with open_named(project) as opened:
        study = add(opened, evaluation, author=person(name), at=now(), why=why)
    if as_json:
        print_json({"study": study})
    else:
        say(f"The result is in the evidence as the study {study}; judge its risk of bias like any other.")
        hint("alongside answer show")
