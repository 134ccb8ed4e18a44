"""`answer show | explain | rule`, with `judge` and what the modules beside it have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any

import typer

from alongside.cli import comparing, judging, predicting
from alongside.cli.output import As, Json, ProjectOption, hint, now, open_named, person, print_json, print_table, say

__all__ = ["COMMANDS"]


def show(
    outcome: Annotated[str, typer.Argument(help="An outcome, for its parts as well.")] = "",
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """What the evidence says, one line an outcome."""
    from alongside.publishing.stated import stated
    from alongside.words.numbers import count, estimate_digits, interval, number, shown
    from alongside.workflow.answer import answers_about, review_of

    with open_named(project) as opened:
        review = review_of(opened)
    answers = answers_about(review, outcome)

    def people(row: dict[str, Any]) -> str:
        least = "at least " if row["uncounted_trials"] and row["participants"] is not None else ""
        return least + count(row["participants"])

    rows: list[dict[str, Any]] = []
    for answer in answers:
        estimate, about = answer.estimate, review.outcomes[answer.outcome]
        rows.append({"id": answer.id, "label": about.label, "by": dict(answer.by), "refused": answer.refused})
        rows[-1] |= {"left_out": len(answer.left_out)}
        if estimate is not None:
            rows[-1] |= {
                "measure": about.measure,
                "k": estimate.k,
                "participants": estimate.participants,
                "uncounted_trials": estimate.uncounted,
                "estimate": shown(estimate.beta, about),
                "ci_low": shown(estimate.ci_low, about),
                "ci_high": shown(estimate.ci_high, about),
                "certainty": review.certainty(answer).level,
                "claim": stated(answer, review).claim,
                "better": "higher" if about.higher_is_better else "lower",
            }
            digits = estimate_digits(estimate, about)
            limits = sorted((rows[-1]["ci_low"], rows[-1]["ci_high"]))
            rows[-1]["text"] = f"{number(rows[-1]['estimate'], digits)} ({interval(limits[0], limits[1], digits)})"
    if as_json:
        print_json([{key: value for key, value in row.items() if key != "text"} for row in rows])
        return
    if outcome and "claim" in rows[0]:
        typer.echo(f"{rows[0]['label']}: {rows[0]['claim']}\n")
    print_table(
        (
            "Answer",
            "Measure",
            "Estimate (95 % interval)",
            "Better",
            "Trials",
            "Left out",
            "People",
            "Certainty (proposed)",
        ),
        [
            (
                r["id"],
                r.get("measure", ""),
                r.get("text", r["refused"]),
                r.get("better", ""),
                str(r.get("k", "")),
                str(r["left_out"]),
                people(r) if r.get("k") else "",
                r.get("certainty", ""),
            )
            for r in rows
        ],
        right=(4, 5, 6),
    )
    hint("alongside answer explain ID opens the way of a figure, down to the words it came from")


def explain(
    answer_id: Annotated[str, typer.Argument(metavar="ID", help="Id of an answer, as `answer show` lists it.")],
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """The way of a figure: estimate, trials with weights, printed numbers, decisions, words and source."""
    from alongside.workflow.answer import explain as explained
    from alongside.workflow.answer import review_of

    with open_named(project) as opened:
        document = explained(review_of(opened), answer_id)
    if as_json:
        print_json(document)
        return
    typer.echo(document.get("claim", document["refused"]))
    if "statistic" in document:
        typer.echo(f"{document['statistic']}.\n")
    for path in document.get("contrasts", ()):
        weight = "" if path["weight"] is None else f", {100 * path['weight']:.1f} % of the weight"
        together = f", together with {', '.join(path['together_with'])}" if path["together_with"] else ""
        typer.echo(f"{path['study']} ({path['contrast']}){weight}{together}")
        typer.echo(
            f"  measured: {path['instrument']}" + ("" if path["weeks"] is None else f", {path['weeks']:g} weeks")
        )
        for line in path["printed"]:
            typer.echo(f"  printed: {line}")
        for step in path.get("recovered", ()):
            assumes = f" Assumes: {step['assumes']}" if step["assumes"] else ""
            typer.echo(f"  recovered: {step['what']}: {step['how']}.{assumes}")
        for decision in path["decisions"]:
            kind = "" if decision["author_kind"] == "person" else f" {decision['version']}, a machine"
            typer.echo(f"  entered by: {decision['by']}{kind}, {decision['at']}")
        for words in path["words"]:
            mark = "quoted" if words["verbatim"] else "noted"
            typer.echo(f"  {mark}: {words['text']}")
            typer.echo(f"  source: {words['source']}")
    for item in document["left_out"]:
        typer.echo(f"left out: {item['contrast']}: {item['reason']}")


def rule(
    weeks: Annotated[float | None, typer.Option(help="Of several times, the one nearest to this enters.")] = None,
    several: Annotated[str | None, typer.Option(help="Of several results: all, preferred or average.")] = None,
    window: Annotated[float | None, typer.Option(help="With all: this many weeks before and after enter.")] = None,
    icc: Annotated[float | None, typer.Option(help="Assumed intracluster correlation.")] = None,
    rho: Annotated[float | None, typer.Option(help="Assumed correlation of results of a trial.")] = None,
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Show the rule that says which numbers of a trial enter, or change it."""
    from alongside.workflow.answer import set_rule, stored_rule

    given = {"weeks": weeks, "several": several, "window": window, "icc": icc, "rho": rho}
    changes = {key: value for key, value in given.items() if value is not None}
    with open_named(project) as opened:
        if changes:
            set_rule(opened, changes, author=person(name), at=now(), why=why)
        stored = stored_rule(opened)
    rule = stored.rule
    for note in stored.notes:
        say(note)
    if as_json:
        print_json({field.name: getattr(rule, field.name) for field in fields(rule)})
    else:
        for sentence in rule.sentences():
            typer.echo(sentence)
        if changes:
            say("Every answer follows the new rule; the earlier one stays in the history.")


COMMANDS: dict[str, Callable[..., None]] = {
    "show": show,
    "explain": explain,
    "rule": rule,
    "judge": judging.judge,
    **predicting.COMMANDS,
    **comparing.COMMANDS,
}
