"""`demo`: the packaged evidence as a project, with its site, served on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, hint, many, now, print_json, print_table, progress, progress_done, say

__all__ = ["demo"]


def demo(
    directory: Annotated[Path, typer.Option("--dir", help="Where the demonstration lives.")] = Path("demo"),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it when it is built.")] = True,
    check_evidence: Annotated[
        bool, typer.Option("--check-evidence", help="Recompute what the packaged rows printed, and compare.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser, where there is one.")] = True,
    as_json: Json = False,
) -> None:
    """Build the demonstration from the packaged evidence, and serve it."""
    if check_evidence:
        _check(as_json)
        return
    from alongside.workflow.demo import build_demo, summary

    built = build_demo(directory, at=now(), progress=progress)
    progress_done()
    document = summary(built)
    if as_json:
        print_json(document)
    else:
        say(
            f"{many(document['trials'], 'randomised trial')}, {many(document['contrasts'], 'result')}, "
            f"{many(len(document['answers']), 'answer')}; built in {document['seconds']:.1f} seconds."
        )
        say(f"To practise screening, on invented records: alongside open {document['practice']}")
        say(f"The site: {document['site']}    The report: {document['report']}")
    if serve:
        from alongside.web.serving import serve_in_place

        serve_in_place(str(built.path), port=port, browser=browser)
    elif not as_json:
        hint(f"alongside open {built.path}")


def _check(as_json: bool) -> None:
    from alongside.workflow.understand.checking import check_evidence

    document = check_evidence()
    if as_json:
        print_json(document)
    else:
        _holds(document["holds"])
        say("Printed estimates against those that the same row's counts or means give:")
        print_table(
            ("Result", "Printed", "From the numbers", "Verdict"),
            [(r["id"], r["printed"], r["recomputed"], r["verdict"]) for r in document["checks"]],
        )
        counts = ", ".join(f"{number} {verdict}" for verdict, number in document["counts"].items())
        say(f"{counts}.")
        say("Our means beside published ones of the same outcome and people:")
        print_table(
            ("Outcome", "Review", "People", "Published", "Ours", "Trials (ours)", "Intervals"),
            [
                (r["outcome"], r["review"], r["population"], r["published"], r["ours"], str(r["k"]), r["verdict"])
                for r in document["published"]
            ],
        )
    used = [row["id"] for row in document["checks"] if (row["verdict"], row["use"]) == ("contradicts", "main")]
    if used:
        hint(f"These rows contradict themselves and enter answers: {', '.join(used)}")
    raise typer.Exit(1 if used else 0)


def _holds(holds: dict[str, Any]) -> None:
    use, arms = holds["contrasts_by_use"], holds["arms"]
    say(
        f"{holds['studies']} trials ({holds['studies_waiting']} wait for a person), "
        f"{holds['contrasts']} results ({use['main']} may enter an answer, {use['waiting']} wait, "
        f"{use['apart']} are kept apart), {arms['support']} arms with peer support, {arms['comparator']} comparators."
    )
    say(f"Of {holds['studies_without_title']} trials the title is missing: no text that can be named was read for it.")
    say("Cells of an arm with peer support and a code:")
    print_table(
        ("Dimension", "Present", "Said absent", "Not stated", "Not looked at"),
        [(name, *(str(number) for number in cells.values())) for name, cells in holds["cells"].items()],
    )
    say("How much was offered and taken up, known of how many arms:")
    print_table(
        ("Number", "Known", "Of"),
        [(name.replace("_", " "), str(row["known"]), str(row["of"])) for name, row in holds["doses"].items()],
    )
    say("What reports say of the programme (TIDieR); not seen: no full text was read:")
    print_table(
        ("Item", "Yes", "Partly", "No", "Not seen"),
        [tuple(str(value) for value in row.values()) for row in holds["tidier"]],
    )
    left = ", ".join(f"{number} of {name}" for name, number in holds["left_out"].items())
    say(f"Left out, each with its reason in left_out.csv: {left}.")
