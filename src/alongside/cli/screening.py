"""`screening progress | certificate | compare`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alongside.cli.output import As, Json, ProjectOption, hint, many, open_named, person, print_json, print_table, say
from alongside.cli.simulating import compare
from alongside.words.numbers import percent

if TYPE_CHECKING:
    from alongside.workflow.screen.progress import ScreeningProgress

__all__ = ["COMMANDS", "certificate", "progress"]


def progress(project: ProjectOption = "", name: As = "", as_json: Json = False) -> None:
    """How far the screening is: found, probably in all, what it takes until one may stop."""
    from alongside.workflow.screen.desk import ScreeningDesk
    from alongside.workflow.screen.heuristics import heuristics_of
    from alongside.workflow.screen.progress import progress_of

    with open_named(project) as opened:
        desk = ScreeningDesk(opened)
        stands, heuristics = progress_of(desk, person(name).name), heuristics_of(desk)
    if as_json:
        print_json(stands.document() | {"heuristics": [heuristic.document() for heuristic in heuristics]})
        return
    print_table(("Screening", ""), _rows(stands))
    if heuristics:
        says = [(heuristic.rule, "stop" if heuristic.says_stop else "go on") for heuristic in heuristics]
        print_table(("Heuristic (promises nothing)", "Says"), says)
    hint("alongside open FILE, then Screen, to read on")


def _rows(stands: ScreeningProgress) -> list[tuple[str, str]]:
    estimate, sample, confidence = stands.estimate, stands.sample, percent(1 - stands.plan.risk)
    total, recall = "no record was drawn yet", "not known"
    if estimate is not None:
        total = f"{estimate.total:.0f} ({estimate.total_low} to {estimate.total_high})"
        recall = f"{percent(estimate.recall)} ({percent(estimate.recall_low)} to {percent(estimate.recall_high)})"
    promise = f"To promise {percent(stands.plan.target)}, {confidence} sure"
    left = f"{many(stands.left, 'record')} in a random order, if none of them is relevant"
    return [
        ("Question", stands.plan.question),
        ("Read", f"{stands.read} of {stands.records}"),
        ("Found", f"{stands.found}, of which unsure: {stands.unsure}"),
        ("In all, probably", total),
        ("Recall", recall),
        ("Random sample", f"{sample.draws} drawn, {sample.relevant} relevant" if sample else "not begun"),
        (promise, "nothing: you may stop" if stands.may_stop else left),
    ]


def certificate(
    file: Annotated[Path, typer.Argument(help="A screening certificate.")],
    verify: Annotated[bool, typer.Option("--verify", help="Work everything in it out again.")] = False,
    frame: Annotated[
        Path | None, typer.Option(help="Text file: ids that were unread when sampling began, one a line.")
    ] = None,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Print the sentence of a certificate for a methods section; with --verify, check every figure of it, against the
    project where there is one here or one is named.
    """
    from alongside.workflow.tools.screening_files import certificate_file, read_certificate_file

    words, faults = certificate_file(file, verify=verify or frame is not None, frame=frame)
    # One that names no log was made outside a project: only a project that is named is held against it.
    made = read_certificate_file(file)
    against = _project_of(project) if verify and (project or made.log_digest) else ""
    if against:
        from alongside.workflow.screen.certifying import faults_against

        with open_named(against) as opened:
            faults = tuple(dict.fromkeys((*faults, *faults_against(opened, made))))
    if as_json:
        checked = not faults if verify or frame else None
        print_json({"sentence": words, "verified": checked, "project": against or None, "faults": list(faults)})
    else:
        typer.echo(words)
        for fault in faults:
            say(f"{file}: {fault}")
        if verify and not faults:
            where = f"from {against}" if against else "from the file alone; --project FILE holds it against a project"
            say(f"{file}: every figure was worked out again, {where}, and agrees.")
    raise typer.Exit(1 if faults else 0)


def _project_of(named: str) -> str:
    """The project to hold a certificate against: the one that is named, else the only one here, else none."""
    here = sorted(Path.cwd().glob("*.alongside"))
    return named or os.environ.get("DATABASE_URL", "") or (str(here[0]) if len(here) == 1 else "")


COMMANDS: dict[str, Callable[..., None]] = {"progress": progress, "certificate": certificate, "compare": compare}
