"""The tree of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from alongside.cli import answer, demo, find, opening, plan, project, screening, share, test, tools, understand

__all__ = ["app"]


def group(help_text: str) -> typer.Typer:
    return typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


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

for name, module, text in (
    ("project", project, "The project file: verify, rebuild, log, merge, backup."),
    ("find", find, "Find: import records, search them, decide on them."),
    ("understand", understand, "Understand: load and code studies."),
    ("answer", answer, "Answer: what the evidence says, and the way of every figure."),
    ("test", test, "Test: design, run and analyse an evaluation of your own support."),
    ("share", share, "Share: pages, report and open data."),
    ("plan", plan, "Roll out: what a described service comes to, and what is most worth a trial."),
    ("screening", screening, "Screening: how far it is, certificates, comparing rankers."),
    ("tools", tools, "The engines on plain files, without a project."),
):
    commands = group(text)
    for command_name, function in module.COMMANDS.items():
        commands.command(command_name, cls=getattr(function, "command_class", None))(function)
    app.add_typer(commands, name=name)
