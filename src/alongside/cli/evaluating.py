"""`tools samplesize`, `allocate` and `trial`: an evaluation designed, drawn and analysed on plain files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, print_json, print_table, say
from alongside.errors import UsageError

__all__ = ["COMMANDS", "show_trial"]


def samplesize(
    design: Annotated[
        str,
        typer.Argument(
            help="individual, cluster, partially-nested, waiting-list, stepped-wedge or longitudinal.",
        ),
    ] = "partially-nested",
    difference: Annotated[float | None, typer.Option(help="Difference to detect, in the outcome's units.")] = None,
    sd: Annotated[float | None, typer.Option(help="Standard deviation of the outcome; 1 if nothing says it.")] = None,
    instrument: Annotated[
        str, typer.Option(help="An instrument, as PHQ-9, whose standard deviation the packaged evidence proposes.")
    ] = "",
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
    cluster_autocorrelation: Annotated[float, typer.Option(help="Of a cluster between two periods.")] = 0.8,
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
    from alongside.workflow.tools.proposals import proposals
    from alongside.workflow.tools.sample_sizes import sample_size_document, varied

    proposed = proposals(instrument) if instrument else None
    if sd is None:
        sd = proposed["sd"] if proposed else 1.0

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
    document["proposals"] = proposed
    if as_json:
        print_json(document)
        return
    if proposed:
        _show_proposals(proposed)
    needed = document["required"]
    say(f"{design}: {needed['exact']:.5g} {needed['unit']}, rounded up. {needed['formula']} ({needed['source']}).")
    print_table(SIZE_COLUMNS, [_size_row("as assumed", needed)], range(1, 6))
    for name, rows in document["curves"].items():
        print_table(SIZE_COLUMNS, [_size_row(f"{name} {row['value']:g}", row) for row in rows], range(1, 6))
    if document["power_of_size"]:
        say(f"Power of {size:g} {needed['unit']}: {document['power_of_size']['power']:.4f}.")


def _show_proposals(proposed: dict[str, Any]) -> None:
    """What the evidence says, each with where it was read."""
    say(f"{proposed['instrument']}: standard deviation {proposed['sd']:.4g}, pooled over these arms.")
    rows = [(f"SD {arm['sd']:.4g} of {arm['n']:g}", arm["study"], arm["source"]) for arm in proposed["arms"]]
    rows += [(f"ICC {row['value']:g}", row["what"], row["source"]) for row in proposed["icc"]]
    print_table(("proposal", "of", "source"), rows)


SIZE_COLUMNS = ("assumption", "support", "without", "total", "clusters", "power")


def _size_row(name: str, needed: dict[str, Any]) -> tuple[str, ...]:
    clusters = needed["clusters"]
    groups = f"{clusters['support']} + {clusters['comparison']}" if clusters["comparison"] else str(clusters["support"])
    people = (str(needed[part]) for part in ("support", "comparison", "total"))
    return name, *people, groups if clusters["support"] else "", f"{needed['power']:.3f}"


def allocate(
    people: Annotated[Path, typer.Argument(help="Table (CSV, TSV): person with strata or factors; or cluster.")],
    arms: Annotated[str, typer.Option(help="Arms with their ratio, as support:1,waiting list:1.")],
    seed_file: Annotated[Path, typer.Option(help="File with the sealed seed, in hexadecimal digits.")],
    method: Annotated[str, typer.Option(help="blocks, minimisation, clusters or stepped-wedge.")] = "blocks",
    block: Annotated[list[int] | None, typer.Option(help="A size that blocks may have. Repeat.")] = None,
    strata: Annotated[str, typer.Option(help="The column with the stratum.")] = "",
    stratum: Annotated[list[str] | None, typer.Option(help="A stratum of the procedure. Repeat for all.")] = None,
    factor: Annotated[list[str] | None, typer.Option(help="A column to minimise over. Repeat.")] = None,
    distance: Annotated[str, typer.Option(help="Of minimisation: range, variance or taves.")] = "range",
    probability: Annotated[float, typer.Option(help="Of the arm that minimisation prefers.")] = 0.8,
    steps: Annotated[int, typer.Option(help="Steps of a stepped wedge.")] = 4,
    new_seed: Annotated[bool, typer.Option("--new-seed", help="Make the seed; refused if the file is there.")] = False,
    as_json: Json = False,
) -> None:
    """Draw people or clusters to arms by a named procedure from a sealed seed; arms that are there are checked."""
    from alongside.workflow.tools.allocations import allocation_document, make_seed, seed_of

    options = {
        "method": method,
        "arms": arms,
        "blocks": block or (),
        "strata": strata,
        "declared": stratum or (),
        "factors": factor or (),
        "distance": distance,
        "probability": probability,
        "steps": steps,
    }
    if new_seed:
        make_seed(seed_file)
    document = allocation_document(people, options, seed_of(seed_file))
    if as_json:
        print_json(document)
        return
    say(f"Sealed: {document['seal']}")
    rows = document["allocated"]
    columns = [name for name in rows[0] if name not in ("new", "digest")] if rows else []
    print_table(columns, [[_cell(row[name]) for name in columns] for row in rows])


def _cell(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def trial(
    data: Annotated[Path | None, typer.Argument(help="Table of outcomes: person, arm, outcome, …")] = None,
    plan: Annotated[
        Path | None, typer.Option(help="The analysis plan (JSON). Alone: print the digest to lock.")
    ] = None,
    locked: Annotated[str | None, typer.Option(help="The digest that the plan was locked with.")] = None,
    events: Annotated[Path | None, typer.Option(help="Table of events, for the flow and the harms.")] = None,
    extra: Annotated[list[str] | None, typer.Option(help="An analysis outside the plan: exploratory. Repeat.")] = None,
    support: Annotated[str, typer.Option(help="Without a plan: the arm with support.")] = "support",
    comparison: Annotated[str, typer.Option(help="Without a plan: the arm to compare with.")] = "",
    outcome: Annotated[str, typer.Option(help="Without a plan: the outcome's column.")] = "outcome",
    kind: Annotated[str, typer.Option(help="Without a plan: mean, binary or count.")] = "mean",
    design: Annotated[
        str, typer.Option(help="Without a plan: individual, cluster, partially-nested or waiting-list.")
    ] = "partially-nested",
    covariate: Annotated[list[str] | None, typer.Option(help="Without a plan: a baseline column. Repeat.")] = None,
    group: Annotated[str, typer.Option(help="Without a plan: column of groups or supporters.")] = "group",
    cluster: Annotated[str, typer.Option(help="Without a plan: column of clusters.")] = "",
    strata: Annotated[str, typer.Option(help="Without a plan: column of strata.")] = "",
    as_json: Json = False,
) -> None:
    """Analyse a trial by its locked plan; without a plan every figure is called exploratory."""
    from alongside.evaluation.plan import digest
    from alongside.workflow.tools.trial_analysis import lock_document, trial_document, unplanned
    from alongside.workflow.tools.trial_table import read_plan

    if data is None:
        if plan is None:
            raise UsageError("name a table of outcomes, or a plan with --plan whose digest you want")
        document = lock_document(plan)
        if as_json:
            print_json(document)
        else:
            say("Lock the plan by writing its digest where it cannot be changed, as in a trial register.")
            typer.echo(document["digest"])
        return
    if plan is not None:
        document = trial_document(data, read_plan(plan), locked=locked, events_path=events, extra=extra or ())
    else:
        nested = design in ("partially-nested", "waiting-list")
        asked = unplanned(
            design=design,
            support=support,
            comparison=comparison,
            outcome=outcome,
            kind=kind,
            covariates=tuple(covariate or ()),
            group=group if nested else "",
            cluster=cluster,
            strata=strata,
        )
        document = trial_document(
            data, asked, locked=digest(asked), events_path=events, extra=extra or (), planned=False
        )
    if as_json:
        print_json(document)
    else:
        show_trial(document)


def show_trial(document: dict[str, Any]) -> None:
    for arm in document["arms"]:
        say(f"{arm['arm']}: {arm['people']} people, {arm['outcomes']} with the outcome, mean {arm['mean']:.4g}.")
    rows = []
    for line in document["analyses"]:
        name = f"{line['analysis']} ({line['status']})"
        if line["problem"]:
            say(f"{name}: {line['problem']}")
        rows += [(name, *row) for result in line["results"] for row in _result_rows(result)]
    columns = ("analysis", "measure", "estimate", "from", "to", "df", "p")
    print_table(columns, rows, range(2, 7))
    for note in dict.fromkeys(
        note for line in document["analyses"] for item in line["results"] for note in item.get("notes", ())
    ):
        say(f"{note[0].upper()}{note[1:]}.")
    for arm in document.get("flow", {}).get("arms", ()):
        say(f"{arm['arm']}: {arm['randomised']} randomised, {_received(arm)}, {arm['analysed']} analysed.")


def _received(arm: dict[str, Any]) -> str:
    is_stated = arm["received"] or arm["not_received"]
    return f"{arm['received']} received it" if is_stated else "not stated how many received it"


def _result_rows(result: dict[str, Any]) -> list[tuple[str, ...]]:
    if "estimate" in result:
        return [(result["measure"], *(_number(result[name]) for name in ("estimate", "ci_low", "ci_high", "df", "p")))]
    if "statistic" in result:
        return [(f"{result['draws']} draws", _number(result["statistic"]), "", "", "", _number(result["p"]))]
    if "visits" in result:
        pairs = zip((*result["visits"], "mean"), (*result["effects"], result["mean"]), strict=True)
        return [(f"at {visit}", *_result_rows(effect)[0][1:]) for visit, effect in pairs]
    delta = "none that was looked at" if result["delta"] is None else _number(result["delta"])
    return [("shift that tips", delta, "", "", "", "")]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


COMMANDS: dict[str, Callable[..., None]] = {"samplesize": samplesize, "allocate": allocate, "trial": trial}
"""Commands of `tools` that this module has."""
