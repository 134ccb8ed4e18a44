"""`answer judge`: how sure an answer is, looked at and judged by a person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alongside.cli.output import As, Json, ProjectOption, hint, now, open_named, person, print_json, print_table, say
from alongside.errors import UsageError

__all__ = ["judge"]


def judge(
    outcome: Annotated[str, typer.Argument(help="An outcome, as `answer show` lists it.")],
    study: Annotated[str, typer.Option(help="A trial, with --bias.")] = "",
    bias: Annotated[str, typer.Option(help="Risk of bias of the trial's result: low, some-concerns or high.")] = "",
    reason: Annotated[
        str,
        typer.Option(
            help="A reason, with --steps: risk-of-bias, inconsistency, indirectness, imprecision, missing-results; "
            "large-effect, dose-response, opposing-bias."
        ),
    ] = "",
    steps: Annotated[int | None, typer.Option(help="Steps down (or up, for the last three): 0, 1 or 2.")] = None,
    sentence: Annotated[str, typer.Option(help="The plain sentence in your words.")] = "",
    risk: Annotated[
        list[str] | None, typer.Option(metavar="NAME=PERCENT", help="A risk without support, for whom. Repeat.")
    ] = None,
    because: Annotated[str, typer.Option(help="Why. A judgement needs a reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Judge how sure an answer is: a trial's risk of bias, a reason, its sentence or its risks. Alone: what stands."""
    from alongside.certainty import Baseline
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.pages.certainty import values
    from alongside.publishing.pages.rows import answer_row
    from alongside.workflow.answer import answers_about, choose_baselines, judge_bias, judge_reason, review_of
    from alongside.workflow.answer import write_statement as write

    wanted = [bool(study or bias), bool(reason) or steps is not None, bool(sentence), bool(risk)]
    if sum(wanted) > 1:
        raise UsageError(
            "expected one judgement at a time: --study with --bias, --reason with --steps, --sentence, --risk"
        )
    with open_named(project) as opened:
        review = review_of(opened)
        answers_about(review, outcome)
        if any(wanted):
            author, at = person(name), now()
            if wanted[0]:
                judge_bias(opened, review, outcome, study, bias, because, author=author, at=at)
            elif wanted[1]:
                if steps is None:
                    raise UsageError("--reason needs --steps: 0, 1 or 2")
                judge_reason(opened, review, outcome, reason, steps, because, author=author, at=at)
            elif wanted[2]:
                write(opened, review, outcome, sentence, author=author, at=at, why=because)
            else:
                risks = [Baseline(label, value, because) for label, value in map(_risk, risk or ())]
                choose_baselines(opened, review, outcome, risks, author=author, at=at, why=because)
            review = review_of(opened)
    answer = review.main.get(outcome)
    if answer is None or answer.estimate is None:
        raise UsageError(f"{outcome} has no figure to be sure of: {answer.refused if answer else 'no result'}")
    graded = values(review, SiteLinks(), answer)
    document = {**_document(outcome, graded), "by": answer_row(answer, review, SiteLinks()).by_whom}
    if as_json:
        print_json(document)
        return
    say(f"{document['level']} ({document['by']}); the automatic rule alone proposes {document['proposed_level']}.")
    print_table(
        ("Reason", "Proposed", "Judged", "By"),
        [(r["reason"], r["proposed"] or "no rule", r["judged"] or "not judged", r["by"]) for r in document["reasons"]],
    )
    told = document["risk_of_bias"]
    say(f"Risk of bias judged for {told['judged']} of {told['trials']} trials.")
    for trial in told["results"]:
        typer.echo(
            f"  {trial['study']}: {trial['level'] or 'not judged'}{': ' + trial['reason'] if trial['reason'] else ''}"
        )
    say(document["unjudged"])
    hint("alongside answer judge OUTCOME --study TRIAL --bias low --because TEXT judges one trial's result")


def _risk(text: str) -> tuple[str, float]:
    label, sign, figure = text.rpartition("=")
    try:
        if not sign:
            raise ValueError
        return label.strip(), float(figure.rstrip("%")) / 100
    except ValueError:
        raise UsageError(f"--risk {text}: expected for whom and per cent with = between, as 'Our ward=20'") from None


def _document(outcome: str, graded: dict[str, Any]) -> dict[str, Any]:
    grading = graded["grading"]
    return {
        "outcome": outcome,
        "level": grading["level"],
        "proposed_level": grading["proposed_level"],
        "judged": grading["judged"],
        "out_of": grading["out_of"],
        "by": grading["by"],
        "automatic": grading["automatic"],
        "sentence": grading["written"].text if grading["written"] else grading["sentence"],
        "unjudged": grading["unjudged"],
        "reasons": [
            {
                "id": reason["id"],
                "reason": reason["label"],
                "proposed": reason["proposed_steps"],
                "proposed_because": reason["proposed"],
                "judged": reason["judged_steps"],
                "because": reason["judged"].reason if reason["judged"] else "",
                "by": reason["judged"].judged.by if reason["judged"] else "",
            }
            for reason in grading["reasons"]
        ],
        "risk_of_bias": {
            "judged": grading["bias_judged"],
            "trials": grading["bias_trials"],
            "results": [
                {
                    "study": trial["id"],
                    "level": trial["level"],
                    "reason": trial["judged"].reason if trial["judged"] else "",
                    "by": trial["judged"].judged.by if trial["judged"] else "",
                }
                for trial in grading["trials"]
            ],
        },
        "findings": graded["findings"],
    }
