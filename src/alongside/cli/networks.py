"""`tools network`: several treatments compared at once, and the components that they are made of, from one table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, many, print_json, print_table, say
from alongside.errors import UsageError

__all__ = ["COMMANDS"]


def network(
    data: Annotated[
        Path,
        typer.Argument(
            help="Table (CSV, TSV): study, treatment1, treatment2, effect, se; or study, treatment, n "
            "with events, or with mean and sd."
        ),
    ],
    components: Annotated[str, typer.Option(help="What separates components in a treatment's name, as +.")] = "",
    inactive: Annotated[str, typer.Option(help="A component without effect, as placebo.")] = "",
    interaction: Annotated[
        list[str] | None, typer.Option(metavar="A*B", help="Two components that may do more together. Repeat.")
    ] = None,
    combination: Annotated[
        list[str] | None, typer.Option(help='A combination to estimate, "a + b" or "a + b vs c". Repeat.')
    ] = None,
    measure: Annotated[str, typer.Option(help="Of arms: OR, RR, RD with events; MD, SMD with means.")] = "",
    method: Annotated[str, typer.Option(help="Estimator of tau²: REML, DL or ML.")] = "REML",
    test: Annotated[str, typer.Option(help="Of random-effects intervals: z or t.")] = "z",
    level: Annotated[float, typer.Option(help="Level of the intervals.")] = 0.95,
    likelihood: Annotated[
        str, typer.Option(help="Of REML and ML: joint, or marginal as netmeta 2.8 has it for multi-arm trials.")
    ] = "joint",
    reference: Annotated[str, typer.Option(help="With --likelihood marginal: netmeta's reference.group.")] = "",
    small_values: Annotated[str, typer.Option(help="Whether a small outcome is good or bad, for ranks.")] = "good",
    without: Annotated[list[str] | None, typer.Option(help="A study to leave out. Repeat.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the rankogram's draws.")] = 1,
    draws: Annotated[int, typer.Option(help="Draws of the rankogram.")] = 10_000,
    as_json: Json = False,
) -> None:
    """Compare several treatments through all trials (network meta-analysis), and estimate their components."""
    from alongside.workflow.tools.network_table import network_table

    document = network_table(
        data,
        measure=measure,
        method=method,
        test=test,
        level=level,
        small_values=small_values,
        components=components,
        inactive=inactive,
        interactions=[_interaction(text) for text in interaction or ()],
        combinations=combination or (),
        seed=seed,
        draws=draws,
        exclude=without or (),
        likelihood=likelihood,
        reference=reference,
    )
    if as_json:
        print_json(document)
        return
    parts = len(document["subnets"])
    say(
        f"{many(document['studies'], 'study').replace('studys', 'studies')}, "
        f"{many(len(document['treatments']), 'treatment')}{'' if parts == 1 else f', {parts} parts'}."
    )
    if document["network"]:
        _show_network(document["treatments"], document["network"])
    if document["components"]:
        _show_components(document["components"])


def _interaction(text: str) -> tuple[str, str]:
    left, sign, right = text.partition("*")
    if not sign or not left.strip() or not right.strip():
        raise UsageError(f"--interaction {text}: expected two components with a star between them, as A*B")
    return left.strip(), right.strip()


def _show_network(treatments: list[str], fitted: dict[str, Any]) -> None:
    """Each treatment against the network's first, with its P-score."""
    model = "random" if fitted["random"] else "common"
    if fitted["note"]:
        say(fitted["note"] + ".")
    else:
        say(f"{fitted['method']} tau2 {fitted['tau2']:.6g}; Q {fitted['q']:.6g} on {fitted['q_df']} df.")
    rows = [
        (
            name,
            *(_number(fitted[model][figure][index][0]) for figure in ("effect", "se", "ci_lb", "ci_ub")),
            _number(fitted["p_scores"][model][index]),
        )
        for index, name in enumerate(treatments)
    ]
    print_table((f"{model} effects", f"against {treatments[0]}", "SE", "from", "to", "P-score"), rows, range(1, 6))


def _show_components(model: dict[str, Any]) -> None:
    chosen = "random" if model["random"] else "common"
    if model["tau2"] is not None:
        say(f"Components: {model['method']} tau2 {model['tau2']:.6g}; Q {model['q']:.6g} on {model['df']} df.")
    rows = [
        (name, *(_number(model[chosen][figure][index]) for figure in ("effect", "se", "ci_lb", "ci_ub")))
        for index, name in enumerate(model["components"])
    ]
    print_table((f"component ({chosen} effects)", "effect", "SE", "from", "to"), rows, range(1, 5))
    for sentence in model["identifiability"]:
        say(f"Not separable: {sentence}.")
    for row in model["combinations"]:
        against = f" vs {' + '.join(row['against'])}" if row["against"] else ""
        figures = "" if row["effect"] is None else f"{row['effect']:.6g} ({row['ci_lb']:.6g} to {row['ci_ub']:.6g})"
        say(f"{' + '.join(row['combination'])}{against}: {'; '.join(filter(None, (figures, row['note'])))}.")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


COMMANDS: dict[str, Callable[..., None]] = {"network": network}
"""Commands of `tools` that this module has."""
