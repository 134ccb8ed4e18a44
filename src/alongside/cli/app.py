"""The tree of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli import demo, opening
from alongside.cli.on_demand import GroupOnDemand, new_group

__all__ = ["app"]


app = typer.Typer(
    name="alongside",
    help="A living, checkable answer to: peer support, what is it, and does it work, for people like ours?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    epilog="Start with `alongside demo`. Add --verbose to see what it does, --debug to see the trace of an error.",
)


def _version(value: bool) -> None:
    if value:
        from alongside import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    del version


app.command("demo")(demo.demo)
app.command("new")(opening.new)
app.command("open")(opening.open_)

for name, text in {
    "project": "The project file: verify, rebuild, log, merge, backup.",
    "find": "Find: import records, search them, decide on them.",
    "understand": "Understand: load and code studies.",
    "answer": "Answer: what the evidence says, and the way of every figure.",
    "test": "Test: design, run and analyse an evaluation of your own support.",
    "share": "Share: pages, report and open data.",
    "plan": "Roll out: what a described service comes to, and what is most worth a trial.",
    "screening": "Screening: how far it is, certificates, comparing rankers.",
    "tools": "The engines on plain files, without a project.",
}.items():
    app.add_typer(new_group(text, GroupOnDemand), name=name)
