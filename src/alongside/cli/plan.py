"""`plan show | list | export | agenda`: what a described service comes to, and plans that were kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alongside.cli.output import As, Json, ProjectOption, hint, now, open_named, person, print_json, print_table, say
from alongside.errors import UsageError

if TYPE_CHECKING:
    from alongside.planning import Plan
    from alongside.project import Project
    from alongside.publishing.plan import OnePage
    from alongside.workflow.plan import Desk

__all__ = ["COMMANDS"]

PlanId = Annotated[str, typer.Argument(help="A plan that was kept. Without one, describe the service by the options.")]
Form = Annotated[list[str] | None, typer.Option("--form", help="How support is offered, as telephone. Repeat.")]
Outcome = Annotated[str, typer.Option(help="What it is for, as hba1c.")]
Condition = Annotated[str, typer.Option(help="Who the people are, as diabetes.")]
Setting = Annotated[str, typer.Option(help="Where, as hospital.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="People, supporters, budget, worth, years, or an assumption with its range: 'uptake=50', "
        "'uptake low=30'. Repeat.",
    ),
]


def show(
    plan_id: PlanId = "",
    form: Form = None,
    outcome: Outcome = "",
    condition: Condition = "",
    setting: Setting = "",
    set_: Set = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the plan in the project.")] = False,
    name: As = "",
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """A plan in figures. Ends with 1 where the evidence is too thin for an effect."""
    with open_named(project) as opened:
        desk = _desk(opened)
        plan, lines = _plan(opened, desk, plan_id, _fields(outcome, condition, setting, set_), form or ())
        page, answer = _page(desk, plan)
        if keep:
            from alongside.workflow.plan import keep as keep_plan

            keep_plan(opened, answer, author=person(name), at=now())
    if as_json:
        print_json(_document(plan, answer, page, lines))
    else:
        _print(page, lines)
        if keep:
            hint(f"alongside plan export {plan.plan_id} --to plan.pdf")
    if not answer.has_effect:
        raise typer.Exit(1)


def list_(project: ProjectOption = "", as_json: Json = False) -> None:
    """Plans that were kept, the last one first."""
    from alongside.workflow.plan import kept_plans

    with open_named(project) as opened:
        plans = kept_plans(opened)
    if as_json:
        print_json(
            [
                {
                    "id": p.plan.plan_id,
                    "title": p.plan.title,
                    "digest": p.plan.digest,
                    "by": p.by,
                    "at": p.at.isoformat(),
                }
                for p in plans
            ]
        )
        return
    print_table(
        ("Plan", "Title", "Kept by", "On"),
        [(p.plan.plan_id, p.plan.title, p.by, p.at.date().isoformat()) for p in plans],
    )
    if not plans:
        say("No plan is kept yet.")
        hint("alongside plan show --form telephone --outcome hba1c --condition diabetes --keep")


def export(
    plan_id: PlanId = "",
    to: Annotated[Path, typer.Option("--to", help="File to write: .html, .pdf, .docx or .json.")] = Path("plan.pdf"),
    form: Form = None,
    outcome: Outcome = "",
    condition: Condition = "",
    setting: Setting = "",
    set_: Set = None,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """The one page of a plan as a file."""
    from alongside.publishing.plan import plan_docx, plan_html, plan_pdf

    ending = to.suffix.lower()
    if ending not in (".html", ".pdf", ".docx", ".json"):
        raise UsageError(f"--to {to}: expected a name that ends in .html, .pdf, .docx or .json")
    with open_named(project) as opened:
        desk = _desk(opened)
        plan, _ = _plan(opened, desk, plan_id, _fields(outcome, condition, setting, set_), form or ())
        body: str | bytes = plan.to_json() + "\n"
        if ending != ".json":
            page, _ = _page(desk, plan)
            writers: dict[str, Callable[..., str | bytes]] = {".html": plan_html, ".pdf": plan_pdf, ".docx": plan_docx}
            body = writers[ending](page, desk.review)
    to.write_bytes(body if isinstance(body, bytes) else body.encode("utf-8"))
    if as_json:
        print_json({"file": str(to), "id": plan.plan_id, "digest": plan.digest})
    else:
        say(f"{to}: {plan.title} ({plan.plan_id})")


def agenda(project: ProjectOption = "", as_json: Json = False) -> None:
    """The open questions, ranked by what a trial of each would be worth."""
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.pages.agenda import context, document
    from alongside.workflow.answer import review_of

    with open_named(project) as opened:
        review = review_of(opened)
    if as_json:
        print_json(document(review))
        return
    values = context(review, SiteLinks())
    print_table(
        ("", "Question", "Trial of", "Worth", "Price", "Why"),
        [(str(r["place"]), r["question"], r["size"], r["worth"], r["price"], r["why"]) for r in values["rows"]],
        right=(0, 2, 3, 4),
    )


def _desk(opened: Project) -> Desk:
    from alongside.workflow.answer import review_of
    from alongside.workflow.plan import DeskKeeper

    return DeskKeeper(opened).desk(review_of(opened))


def _fields(outcome: str, condition: str, setting: str, pairs: list[str] | None) -> dict[str, str]:
    from alongside.workflow.plan.describing import INPUTS, SHORT

    values = {"outcome": outcome, "condition": condition, "setting": setting}
    for pair in pairs or ():
        field, sign, text = pair.partition("=")
        field = field.strip()
        plain = field.removesuffix(" low").removesuffix(" high")
        if not sign or not (field in SHORT or plain in (*INPUTS, "people") or plain.startswith("cost of ")):
            known = ", ".join((*SHORT, *INPUTS, "cost of …"))
            raise UsageError(f"--set {pair}: expected FIELD=VALUE, where FIELD is one of {known}")
        values[field] = text
    return values


def _plan(
    opened: Project, desk: Desk, plan_id: str, fields: dict[str, str], forms: list[str] | tuple[()]
) -> tuple[Plan, list[str]]:
    """The plan that is meant, and what moved since it was kept."""
    from alongside.workflow.plan import describe, moved, reopen

    if not plan_id:
        return desk.plan_of(describe(fields, forms, start_year=now().year + 1)), []
    if forms or any(fields.values()):
        raise UsageError("a plan that was kept is shown as it is; leave the other options out, or the plan's id")
    stored = reopen(opened, plan_id)
    move = moved(stored, desk.answer(stored.plan))
    lines = [] if move.before == move.now else [f"The effect for one person was {move.before}; now it is {move.now}."]
    lines += [f"Trials that came: {', '.join(move.came)}."] if move.came else []
    lines += [f"Trials that left: {', '.join(move.left)}."] if move.left else []
    return stored.plan, lines


def _page(desk: Desk, plan: Plan) -> tuple[OnePage, Any]:
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.plan import one_page

    answer = desk.answer(plan)
    instead = () if answer.has_effect else desk.instead(plan)
    return one_page(answer, desk.review, SiteLinks(), instead=instead, forms=desk.forms(plan)), answer


def _print(page: OnePage, moved_lines: list[str]) -> None:
    typer.echo(f"{page.title} ({page.plan_id})\n{page.lede}")
    for text in (page.refused, *moved_lines):
        if text:
            typer.echo(text)
    for figure in page.instead:
        typer.echo(f"  {figure.label}: {figure.value}")
    for heading, figures in page.sections:
        typer.echo(f"\n{heading}")
        print_table(("", ""), [(figure.label, figure.value) for figure in figures])
    hint("alongside plan export --to plan.pdf, with the same options, writes the one page with its assumptions")


def _document(plan: Plan, answer: Any, page: OnePage, moved_lines: list[str]) -> dict[str, Any]:
    import json
    from dataclasses import asdict

    figures = asdict(answer.figures)
    if not answer.has_effect:
        figures = {
            name: figures[name] for name in ("reached", "total_cost", "total_cost_with_time", "limited", "not_run")
        }
    return {
        "id": plan.plan_id,
        "digest": plan.digest,
        "title": plan.title,
        "plan": json.loads(plan.to_json()),
        "refused": answer.expected.refused,
        "trials": list(answer.expected.studies),
        "figures": figures,
        "worth_of_knowing_all": answer.worth_of_all,
        "worth_of_knowing_the_effect": answer.worth_of_effect,
        "next_trial": [
            {"people": t.n, "worth": t.worth, "price": t.price, "plans_to_pay": t.plans_to_pay} for t in answer.trials
        ],
        "moved": moved_lines,
        "page": {heading: {f.label: f.value for f in rows} for heading, rows in page.sections},
    }


COMMANDS: dict[str, Callable[..., None]] = {"show": show, "list": list_, "export": export, "agenda": agenda}
