"""What every result can say of itself: a table, a data frame, plain words, and a summary, which is what it prints."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from alongside.synthesis.frames import Table, as_frame, as_text

__all__ = ["Reported"]

SAME = {
    "b": "beta",
    "I2": "i2",
    "H2": "h2",
    "R2": "r2",
    "QE": "q",
    "QEp": "q_p",
    "QM": "qm",
    "QMp": "qm_p",
    "zval": "stat",
    "tval": "stat",
}
"""Figures under the names that they have in metafor's results."""

ELSEWHERE = {
    "ci": "ci_lb and ci_ub",
    "pi": "pi_lb and pi_ub",
    "predict": "pi_lb and pi_ub, or prediction_interval(yi, vi)",
    "confint": "confint(yi, vi)",
    "plain": "sentence()",
    "words": "sentence()",
    "head": "table(), or to_frame()",
    "forest": "alongside tools pool TABLE --report PAGE",
    "funnel": "alongside tools pool TABLE --report PAGE",
}
"""What people look for on a result by habit, and where it is."""


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

    if not TYPE_CHECKING:  # a type checker shall go on naming an attribute that no result has

        def __getattr__(self, name: str) -> Any:
            """A figure by metafor's name; an error that says where a thing is that people look for here."""
            if name in SAME:
                return getattr(self, SAME[name])
            hint = f"; what you want is {ELSEWHERE[name]}" if name in ELSEWHERE else ""
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}")

    def __str__(self) -> str:
        return self.summary()
