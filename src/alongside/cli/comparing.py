"""`answer network | components`: forms compared through all trials, and what programmes are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, ProjectOption, hint, many, open_named, print_json, print_table, say

__all__ = ["COMMANDS", "components", "network"]

Outcome = Annotated[str, typer.Argument(help="An outcome with eight trials or more; without, which there are.")]


def network(outcome: Outcome = "", project: ProjectOption = "", as_json: Json = False) -> None:
    """Compare forms of support through all trials of an outcome, or say why they cannot be. Ends with 1 then."""
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.pages.forms import forms_context
    from alongside.workflow.answer import answers_about, review_of

    with open_named(project) as opened:
        review = review_of(opened)
    if not outcome:
        _domains(review, as_json)
        return
    answers_about(review, outcome)
    values = forms_context(review, SiteLinks(), outcome)
    keys = ("trials", "refused", "measure", "better", "reference", "tau2", "nodes", "edges", "ranks", "unsure", "draws")
    document: dict[str, Any] = {"outcome": outcome, **{key: values[key] for key in keys if key in values}}
    document["against_reference"] = [
        {key: row[key] for key in ("name", "effect", "interval", "predicted", "direct")}
        | {"certainty": row["certainty"].level}
        for row in values.get("rows", ())
    ]
    document["league"] = [
        {"form": row["name"], "against": [cell for cell in row["cells"] if cell["text"]]}
        for row in values.get("league", ())
    ]
    document["left_out"] = [{"study": item["label"], "reason": item["reason"]} for item in values["left_out"]]
    if as_json:
        print_json(document)
    elif not values["refused"]:
        scale = f"{values['measure']}, {values['better']} is better"
        say(f"{many(values['trials'], 'trial')}; {scale}; tau² {values['tau2']}.")
        ranks = {rank["name"]: rank for rank in values["ranks"]}
        print_table(
            (f"Against {values['reference'].lower()}", "Effect (95 % interval)", "Trials of it", "Certainty", "Rank"),
            [
                (
                    r["name"],
                    f"{r['effect']} ({r['interval']})",
                    str(r["direct"]),
                    r["certainty"].level,
                    f"{ranks[r['name']]['from']} to {ranks[r['name']]['to']}",
                )
                for r in values["rows"]
            ],
            right=(2,),
        )
        typer.echo(values["unsure"])
    if not as_json:
        _left_out(document["left_out"])
    if values["refused"]:
        if not as_json:
            typer.echo(f"The forms are not compared: {values['refused']}.")
        raise typer.Exit(1)


def components(
    outcome: Outcome = "",
    part: Annotated[
        list[str] | None,
        typer.Option(help="A part of the programme: form:telephone, infrastructure:supervision. Repeat."),
    ] = None,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """What programmes are made of, what each part adds, and what a combination may do. Ends with 1 without a figure."""
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.pages.parts import parts_context
    from alongside.workflow.answer import answers_about, review_of

    with open_named(project) as opened:
        review = review_of(opened)
    if not outcome:
        _domains(review, as_json)
        return
    answers_about(review, outcome)
    values = parts_context(review, SiteLinks(), outcome, tuple(part or ()))
    combinations = [values["answer"]] if values.get("answer") else values.get("single", [])
    plain = [{key: value for key, value in row.items() if key != "picture"} for row in combinations]
    document = {key: values[key] for key in ("trials", "not_read", "refused", "measure", "better", "parts", "offered")}
    document |= {"outcome": outcome, "identifiability": list(values["identifiability"]), "combinations": plain}
    document["left_out"] = [{"study": item["label"], "reason": item["reason"]} for item in values["left_out"]]
    if as_json:
        print_json(document)
    elif not values["refused"]:
        unread = f"{values['not_read']} of them not read in full"
        say(f"{many(values['trials'], 'trial')}, {unread}; {values['better']} is better.")
        print_table(
            ("Part", "Trials", "All trials", "Read in full", "Stated in both arms"),
            [
                (
                    p["label"],
                    str(p["trials"]),
                    f"{p['effect']} ({p['interval']})" if p["effect"] else p["interval"],
                    p["read"],
                    p["stated"],
                )
                for p in values["parts"]
            ],
            right=(1,),
        )
        for sentence in values["identifiability"]:
            typer.echo(f"Not told apart: {sentence}.")
        for row in combinations:
            figures = row["refused"] or f"{row['effect']} ({row['interval']}), {row['certainty']} certainty, proposed"
            tried = "; never tried, it rests on parts adding up" if row["extrapolated"] else ""
            typer.echo(f"{row['name']}: {figures}{tried}.")
        hint("alongside answer components OUTCOME --part form:telephone --part infrastructure:supervision")
    if not as_json:
        _left_out(document["left_out"])
    if values["refused"]:
        if not as_json:
            typer.echo(f"Parts are not told apart: {values['refused']}.")
        raise typer.Exit(1)


def _domains(review: Any, as_json: bool) -> None:
    """Every domain with eight trials, with its outcomes or the reason why there is none."""
    from alongside.publishing.connected import state_of_domains

    states = state_of_domains(review)
    if as_json:
        keys = ("domain", "trials", "outcomes", "reason")
        print_json([{key: getattr(state, key) for key in keys} for state in states])
        return
    rows = [(s.label.partition(" (")[0], str(s.trials), ", ".join(s.outcomes) or f"none: {s.reason}") for s in states]
    print_table(("Domain", "Trials", "Outcomes that are compared"), rows, right=(1,))


def _left_out(items: list[dict[str, str]]) -> None:
    for item in items:
        typer.echo(f"left out: {item['study']}: {item['reason']}")


COMMANDS: dict[str, Callable[..., None]] = {"network": network, "components": components}
