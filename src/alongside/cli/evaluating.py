"""`tools samplesize`, `allocate` and `trial`: an evaluation designed, drawn and analysed on plain files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, print_json, print_table, say

__all__ = ["COMMANDS"]


def samplesize(
    design: Annotated[
        str,
        typer.Argument(
            help="individual, cluster, partially-nested, waiting-list, stepped-wedge or longitudinal.",
        ),
    ] = "partially-nested",
    difference: Annotated[float | None, typer.Option(help="Difference to detect, in the outcome's units.")] = None,
    sd: Annotated[float, typer.Option(help="Standard deviation of the outcome.")] = 1.0,
    control_risk: Annotated[float | None, typer.Option(help="Of a yes/no outcome: risk without support.")] = None,
    support_risk: Annotated[float | None, typer.Option(help="Of a yes/no outcome: risk with support.")] = None,
    baseline_correlation: Annotated[
        float, typer.Option(help="Correlation of follow-up with baseline; of repeated measurements (longitudinal).")
    ] = 0.0,
    icc: Annotated[float, typer.Option(help="Intracluster correlation of groups, supporters or clusters.")] = 0.05,
    cluster_size: Annotated[float, typer.Option(help="People a group, supporter or cluster, on average.")] = 8.0,
    cluster_cv: Annotated[float, typer.Option(help="Coefficient of variation of those sizes.")] = 0.0,
    ratio: Annotated[float, typer.Option(help="People without support for each with support.")] = 1.0,
    retained: Annotated[float, typer.Option(help="Share of people who give the outcome.")] = 1.0,
    control_sd: Annotated[float | None, typer.Option(help="Standard deviation without support, if another.")] = None,
    steps: Annotated[int, typer.Option(help="Steps of a stepped wedge.")] = 4,
    clusters_per_step: Annotated[int, typer.Option(help="Clusters that start at each step.")] = 3,
    cluster_autocorrelation: Annotated[float, typer.Option(help="Of a cluster between two periods.")] = 1.0,
    person_autocorrelation: Annotated[float, typer.Option(help="Of a person between two periods (a cohort).")] = 0.0,
    time: Annotated[list[float] | None, typer.Option(help="A time of measurement (longitudinal). Repeat.")] = None,
    slope: Annotated[float | None, typer.Option(help="Difference in slope to detect (longitudinal).")] = None,
    power: Annotated[float, typer.Option(help="Power to reach.")] = 0.8,
    alpha: Annotated[float, typer.Option(help="Level of the test.")] = 0.05,
    tails: Annotated[int, typer.Option(help="Of the test: 2 or 1.")] = 2,
    reference: Annotated[str, typer.Option(help="Distribution of the test: t or z.")] = "t",
    size: Annotated[
        float | None, typer.Option(help="A size whose power to give as well, in the design's unit.")
    ] = None,
    vary: Annotated[
        list[str] | None, typer.Option(metavar="NAME=V,V", help="A curve over an assumption, as icc=0.01,0.1. Repeat.")
    ] = None,
    as_json: Json = False,
) -> None:
    """How many people, groups or clusters an evaluation needs, and how that moves with what is assumed."""
    from alongside.evaluation.samplesize import Assumptions
    from alongside.workflow.tools.sample_sizes import sample_size_document, varied

    assumptions = Assumptions(
        design=design,
        difference=difference,
        sd=sd,
        control_risk=control_risk,
        support_risk=support_risk,
        baseline_correlation=baseline_correlation,
        icc=icc,
        cluster_size=cluster_size,
        cluster_cv=cluster_cv,
        ratio=ratio,
        retained=retained,
        control_sd=control_sd,
        steps=steps,
        clusters_per_step=clusters_per_step,
        cluster_autocorrelation=cluster_autocorrelation,
        person_autocorrelation=person_autocorrelation,
        times=tuple(time or ()),
        slope=slope,
        alpha=alpha,
        power=power,
        tails=tails,
        reference=reference,
    )
    document = sample_size_document(assumptions, size=size, vary=dict(varied(text) for text in vary or ()))
    if as_json:
        print_json(document)
        return
    needed = document["required"]
    say(f"{design}: {needed['exact']:.5g} {needed['unit']}, rounded up. {needed['formula']} ({needed['source']}).")
    print_table(SIZE_COLUMNS, [_size_row("as assumed", needed)], range(1, 6))
    for name, rows in document["curves"].items():
        print_table(SIZE_COLUMNS, [_size_row(f"{name} {row['value']:g}", row) for row in rows], range(1, 6))
    if document["power_of_size"]:
        say(f"Power of {size:g} {needed['unit']}: {document['power_of_size']['power']:.4f}.")


SIZE_COLUMNS = ("assumption", "support", "without", "total", "clusters", "power")


def _size_row(name: str, needed: dict[str, Any]) -> tuple[str, ...]:
    clusters = needed["clusters"]
    groups = f"{clusters['support']} + {clusters['comparison']}" if clusters["comparison"] else str(clusters["support"])
    people = (str(needed[part]) for part in ("support", "comparison", "total"))
    return name, *people, groups if clusters["support"] else "", f"{needed['power']:.3f}"


COMMANDS: dict[str, Callable[..., None]] = {"samplesize": samplesize}
"""Commands of `tools` that this module has."""
