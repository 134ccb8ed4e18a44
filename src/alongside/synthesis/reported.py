"""What every result can say of itself: a table, a data frame, plain words, and a summary, which is what it prints."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from alongside.synthesis.frames import Table, as_frame, as_text

__all__ = ["Reported"]


class Reported:
    """The base of results. A result of single figures is a table of one row; others say what their rows are."""

    __slots__ = ()

    def table(self) -> Table:
        """The figures by column: those that are single numbers or words, and None is left out."""
        result: Any = self  # every result is a dataclass, which a base without fields cannot say
        figures = {field.name: getattr(result, field.name) for field in fields(result)}
        return {name: [value] for name, value in figures.items() if isinstance(value, (int, float, str))}

    def to_frame(self) -> Any:
        """The table as a pandas data frame, where pandas is installed."""
        return as_frame(self.table())

    def sentence(self) -> str:
        """The result in words; "" where the figures are all there is to say."""
        return ""

    def summary(self) -> str:
        """The figures as text, and the words."""
        return "\n".join(part for part in (as_text(self.table()), self.sentence()) if part)

    def __str__(self) -> str:
        return self.summary()
