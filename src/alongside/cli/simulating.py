"""`tools simulate`: a finished screening read again in a ranker's order; `screening certificate`: what it may state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from alongside.cli.output import Columns, Json, columns_named, print_json, print_table, say

__all__ = ["COMMANDS", "certificate", "simulate"]

ID_LISTS = ("--prior-relevant", "--prior-irrelevant")


class IdLists(TyperCommand):
    """A command whose lists of ids may be written after one option: `--prior-relevant 12 15`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Click's context
        """Repeat the option before each id; a file that is there is the file of records."""
        spread: list[str] = []
        option, ids = "", 0
        for word in args:
            if word.startswith("-"):
                option, ids = word if word in ID_LISTS else "", 0
                spread.append(word)
                continue
            if option and ids and not Path(word).exists():
                spread.append(option)
            elif ids:
                option = ""
            ids += 1
            spread.append(word)
        return super().parse_args(ctx, spread)


def simulate(
    data: Annotated[Path, typer.Argument(help="File of records with a column of labels, of any known format.")],
    ranker: Annotated[str, typer.Option(help="default, pairs or random.")] = "default",
    question: Annotated[str, typer.Option(help="The review's title or question: it is learnt from.")] = "",
    prior_relevant: Annotated[
        list[str] | None, typer.Option(metavar="ID...", help="Records known to be relevant before the reading starts.")
    ] = None,
    prior_irrelevant: Annotated[
        list[str] | None, typer.Option(metavar="ID...", help="Records known to be irrelevant.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Draws what is drawn: the same seed, the same order.")] = 0,
    stop: Annotated[
        str,
        typer.Option(metavar="RULE", help="recall:0.95 (with a guarantee), or a heuristic: consecutive:50, knee, ..."),
    ] = "",
    label: Annotated[str, typer.Option(help="The column of labels (1 or 0). By custom: included.")] = "",
    columns: Columns = None,
    as_json: Json = False,
) -> None:
    """Read a screened file again in the ranker's order: how soon is what is relevant found?"""
    from alongside.workflow.screening_files import simulate_file

    document = simulate_file(
        data, ranker=ranker, question=question, relevant=prior_relevant or (), irrelevant=prior_irrelevant or (),
        seed=seed, stop=stop, label=label, columns=columns_named(columns), say=say,
    )  # fmt: skip
    if as_json:
        print_json(document)
        return
    keys = ["n", "m", "loss", "ndcg", "read95", "wss95", "atd", "seconds"]
    keys[-1:-1] = ["stopped_at", "recall_at_stop"] if stop else []
    print_table(("Figure", "Value"), [(key, f"{document[key]:.4g}") for key in keys], right=(1,))


simulate.__dict__["command_class"] = IdLists


def certificate(
    file: Annotated[Path, typer.Argument(help="A screening certificate.")],
    verify: Annotated[bool, typer.Option("--verify", help="Work everything in it out again.")] = False,
    frame: Annotated[
        Path | None, typer.Option(help="Text file: ids that were unread when sampling began, one a line.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the sentence of a certificate for a methods section; with --verify, check every figure of it."""
    from alongside.workflow.screening_files import certificate_file

    words, faults = certificate_file(file, verify=verify or frame is not None, frame=frame)
    if as_json:
        print_json({"sentence": words, "verified": not faults if verify or frame else None, "faults": list(faults)})
    else:
        typer.echo(words)
        for fault in faults:
            say(f"{file}: {fault}")
        if verify and not faults:
            say(f"{file}: every figure was worked out again and agrees.")
    raise typer.Exit(1 if faults else 0)


COMMANDS: dict[str, Callable[..., None]] = {"certificate": certificate}
