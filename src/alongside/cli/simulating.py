"""`tools simulate`: a finished screening read again in a ranker's order; `screening compare`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from alongside.cli.output import Columns, Json, columns_named, print_json, print_table, progress, progress_done, say

__all__ = ["compare", "simulate"]

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
        list[str] | None,
        typer.Option(
            metavar="RULE",
            help="With a stated risk: recall:0.95, estimate:0.95. A heuristic: consecutive:50, knee, ... Repeat.",
        ),
    ] = None,
    label: Annotated[str, typer.Option(help="The column of labels (1 or 0). By custom: included.")] = "",
    columns: Columns = None,
    as_json: Json = False,
) -> None:
    """Read a screened file again in the ranker's order: how soon is what is relevant found?"""
    from alongside.workflow.tools.screening_files import simulate_file

    document = simulate_file(
        data,
        ranker=ranker,
        question=question,
        relevant=prior_relevant or (),
        irrelevant=prior_irrelevant or (),
        seed=seed,
        stops=stop or (),
        label=label,
        columns=columns_named(columns),
        say=say,
    )
    if as_json:
        print_json(document)
        return
    keys = ["n", "m", "loss", "ndcg", "read95", "wss95", "atd", "seconds"]
    keys[-1:-1] = ["stopped_at", "recall_at_stop"] if stop and len(stop) == 1 else []
    print_table(("Figure", "Value"), [(key, f"{document[key]:.4g}") for key in keys], right=(1,))
    if "stops" in document:
        print_table(
            ("Rule", "Risk", "Stopped at", "Recall there"), [_end(end) for end in document["stops"]], right=(2, 3)
        )


def _end(end: dict[str, Any]) -> tuple[str, str, str, str]:
    """Where one of several rules stopped, as a row."""
    risk = "none stated: a heuristic" if end["risk"] is None else f"{end['risk']:g}"
    return end["rule"], risk, str(end["stopped_at"]), f"{end['recall_at_stop']:.4g}"


simulate.__dict__["command_class"] = IdLists


def compare(
    data: Annotated[list[Path], typer.Argument(help="Files of records with a column of labels.")],
    ranker: Annotated[list[str] | None, typer.Option(help="default, pairs or random. Repeat.")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Simulations of each set and ranker.")] = 3,
    questions: Annotated[Path | None, typer.Option(help="CSV: name (the file's, up to a dot) and question.")] = None,
    priors: Annotated[bool, typer.Option(help="Start with one relevant and one irrelevant record.")] = True,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at once.")] = 1,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="CSV: a row a simulation.")] = None,
    plot: Annotated[Path | None, typer.Option(help="SVG: recall against records read.")] = None,
    as_json: Json = False,
) -> None:
    """Simulate sets, seeds and rankers side by side: a table, and a plot of recall."""
    from alongside.workflow.tools.screening_comparison import compare_files, questions_of, recall_plot, write_comparison

    asked = questions_of(questions) if questions else {}
    rows = compare_files(data, ranker or ["default"], seeds, asked, priors=priors, jobs=jobs, progress=progress)
    progress_done()
    if out is not None:
        write_comparison(rows, out)
    if plot is not None:
        from alongside.publishing.figures.pictures import svg_of

        plot.write_text(svg_of(recall_plot(rows)), encoding="utf-8")
    if as_json:
        print_json(
            [
                {
                    "set": row.name,
                    "ranker": row.ranker,
                    "seed": row.seed,
                    "n": row.n,
                    "m": len(row.ranks),
                    **asdict(row.figures),
                }
                for row in rows
            ]
        )
        return
    print_table(
        ("Set", "Ranker", "Seed", "n", "m", "Loss", "Read95", "WSS95"),
        [
            (
                row.name,
                row.ranker,
                str(row.seed),
                str(row.n),
                str(len(row.ranks)),
                f"{row.figures.loss:.4f}",
                f"{row.figures.read95:.3f}",
                f"{row.figures.wss95:.3f}",
            )
            for row in rows
        ],
        right=(2, 3, 4, 5, 6, 7),
    )
