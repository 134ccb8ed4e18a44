"""`answer predict`: what people like ours may expect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, ProjectOption, hint, open_named, print_json, print_table, say

__all__ = ["COMMANDS", "predict"]


def predict(
    outcome: Annotated[str, typer.Argument(help="An outcome, as `answer show` lists it; all of them without.")] = "",
    form: Annotated[list[str] | None, typer.Option(help="A form of support: telephone, group, … Repeat.")] = None,
    condition: Annotated[str, typer.Option(help="Who the people are: diabetes, perinatal, …")] = "",
    setting: Annotated[str, typer.Option(help="Where: home, hospital, …")] = "",
    supporter: Annotated[str, typer.Option(help="Who gives support: same_condition, volunteer, …")] = "",
    country: Annotated[str, typer.Option(help="Counts by its income group.")] = "",
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """What a described programme may expect for described people; where the trials cannot say, why, and what they can.

    What is not named is left open. Ends with 1 where every outcome that was asked for is refused.
    """
    from alongside.publishing.likeness import People, predictor_of
    from alongside.publishing.pages.expect import outcomes_with_figures
    from alongside.workflow.answer import answers_about, review_of

    with open_named(project) as opened:
        review = review_of(opened)
    if outcome:
        answers_about(review, outcome)
    people = People(condition, setting, tuple(form or ()), supporter, country).checked(review)
    predictor = predictor_of(review)
    expected = [predictor.expected(name, people) for name in ([outcome] if outcome else outcomes_with_figures(review))]
    documents = [_document(item, review) for item in expected]
    for item, document in zip(expected, documents, strict=True):
        wider = None if item.prediction is not None else predictor.instead(item)
        document["instead"] = None if wider is None else _document(wider, review)
    if as_json:
        print_json({"people": people.words(review), "outcomes": documents})
    else:
        _print(people.words(review), documents)
    if documents and all(document["refused"] for document in documents):
        raise typer.Exit(1)


def _document(expected: Any, review: Any) -> dict[str, Any]:
    """Figures on the scale that is shown, ratios as ratios; limits in the order of that scale."""
    from alongside.publishing.pages.expect import reading
    from alongside.words.numbers import shown

    outcome, prediction = expected.outcome, expected.prediction
    document: dict[str, Any] = {
        "outcome": outcome.id,
        "label": outcome.label,
        "people": expected.people.words(review),
        "measure": outcome.measure,
        "unit": outcome.unit,
        "better": "higher" if outcome.higher_is_better else "lower",
        "trials": len(expected.trials.effects),
        "without_form": list(expected.trials.without_form),
        "refused": expected.refused,
    }
    if prediction is None:
        return document
    certainty = review.certainty(review.main[outcome.id])
    return document | {
        "mean": shown(prediction.mean, outcome),
        "pi_low": shown(prediction.pi_lb, outcome),
        "pi_high": shown(prediction.pi_ub, outcome),
        "ci_low": shown(prediction.ci_lb, outcome),
        "ci_high": shown(prediction.ci_ub, outcome),
        "quantiles": {f"{level:g}": shown(value, outcome) for level, value in prediction.quantiles.items()},
        "reading": reading(prediction.pi_lb, prediction.pi_ub, outcome),
        "effective": prediction.effective,
        "distance": prediction.distance,
        "nearest": [
            {
                "study": expected.trials.studies[near.study],
                "label": near.study,
                "distance": near.distance,
                "share": near.share,
                "differs": list(near.differs),
            }
            for near in prediction.nearest
        ],
        "basis": prediction.basis,
        "seed": prediction.seed,
        "certainty": certainty.level,
        "certainty_judged": certainty.judged,
    }


def _print(people: str, documents: list[dict[str, Any]]) -> None:
    say(f"{people}. The interval holds what 95 of 100 such programmes would do.")
    told = [document for document in documents if not document["refused"]]
    if told:
        print_table(
            ("Outcome", "Measure", "Better", "Expected", "from", "to", "Trials in effect", "Certainty"),
            [_row(document) for document in told],
            right=(3, 4, 5, 6),
        )
    if len(told) == 1:
        typer.echo(told[0]["reading"])
        for near in told[0]["nearest"]:
            typer.echo(f"  near: {near['label']}, differs in {', '.join(near['differs']) or 'nothing described'}")
        typer.echo(told[0]["basis"])
    for document in documents:
        if document["refused"]:
            typer.echo(f"{document['label']}: nothing is predicted, because {document['refused']}.")
            if document["instead"] is not None:
                name, _, better, mean, low, high, effective, _ = _row(document["instead"])
                typer.echo(
                    f"  wider ({document['instead']['people']}): {mean} ({low} to {high}), {better} is better, "
                    f"{effective} trials in effect"
                )
                del name
    hint("alongside answer explain OUTCOME opens the average and its trials")


def _row(document: dict[str, Any]) -> tuple[str, ...]:
    from alongside.words.numbers import digits_for, number

    low, high = sorted((document["pi_low"], document["pi_high"]))
    digits = 2 if document["measure"] in ("SMD", "OR", "RR") else digits_for(low, high)
    figures = (number(value, digits) for value in (document["mean"], low, high))
    effective = number(document["effective"], 1)
    return (document["label"], document["measure"], document["better"], *figures, effective, document["certainty"])


COMMANDS: dict[str, Callable[..., None]] = {"predict": predict}
