"""A group of commands whose module is loaded when the group is entered, and not before.

Every start of the program would otherwise pay for the modules of all groups, and for what they import: most of the
second that a short command took.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

__all__ = ["GroupOnDemand", "new_group"]


def new_group(help_text: str, group_class: type[TyperGroup] = TyperGroup) -> typer.Typer:
    """A group as all of ours are: plain text, and its help where no command is named."""
    return typer.Typer(
        help=help_text, cls=group_class, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
    )


class GroupOnDemand(TyperGroup):
    """The group called `tools` has what `alongside.cli.tools.COMMANDS` holds."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        self._load()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        if self.commands:
            return
        group = new_group("")
        group.callback()(_nothing)  # a group of one command stays a group
        for name, function in import_module(f"alongside.cli.{self.name}").COMMANDS.items():
            group.command(name, cls=getattr(function, "command_class", None))(function)
        loaded = get_command(group)
        assert isinstance(loaded, TyperGroup)
        self.commands = loaded.commands


def _nothing() -> None:
    """What a group does before its command: nothing."""
