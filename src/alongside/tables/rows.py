"""One row of a table, its cells as numbers, truths and choices; a cell of another form is an error with its place."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alongside.errors import InputError

__all__ = ["Row"]

LARGEST_NUMBER = 1e300
"""Beyond this, squares and products of a number are infinite."""

Choice = TypeVar("Choice", bound=str)

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

DAY = re.compile(r"(?:1[89]|20)\d\d-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is where it starts in the file; the header is line 1. Cells are stripped of blanks.

    `exact` names the columns whose cell is a number of a workbook, not text: what its decimal sign is, is no question.
    """

    path: Path
    line: int
    values: Mapping[str, str]
    exact: frozenset[str] = frozenset()

    def text(self, column: str, default: str = "") -> str:
        """The cell, or `default` where it is empty or the table has no such column."""
        return self.values.get(column, "") or default

    def number(
        self,
        column: str,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above: float | None = None,
    ) -> float | None:
        """The cell as a finite number, None where it is empty.

        A real minus (U+2212) and spaces between thousands are taken; a decimal comma is not, because it cannot be told
        from a comma between thousands.
        """
        cell = self.text(column)
        if not cell:
            return None
        plain = re.sub(r"(?<=\d)[\u2009\u202f\u00a0 ](?=\d{3})", "", cell.replace("\u2212", "-"))
        if not NUMBER.fullmatch(plain):
            hint = " (write the decimal point as a dot)" if re.fullmatch(r"[+-]?\d+,\d+", plain) else ""
            if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", plain):
                hint = " (leave out a comma between thousands, or write the decimal point as a dot)"
            if DAY.fullmatch(plain):
                hint = " (a date, as spreadsheets make one of 3-4 or 3.4; write the number again, in a cell of numbers)"
            raise self._error(column, f"expected a number, found {_short(cell)}{hint}")
        value = float(plain)
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise self._error(column, f"expected a number of ordinary size, found {_short(cell)}")
        if above is not None and value <= above:
            raise self._error(column, f"expected a number above {above:g}, found {_short(cell)}")
        if minimum is not None and value < minimum:
            raise self._error(column, f"expected a number of at least {minimum:g}, found {_short(cell)}")
        if maximum is not None and value > maximum:
            raise self._error(column, f"expected a number of at most {maximum:g}, found {_short(cell)}")
        return value

    def integer(self, column: str, *, minimum: int | None = None, maximum: int | None = None) -> int | None:
        """The cell as a whole number, None where it is empty."""
        value = self.number(column, minimum=minimum, maximum=maximum)
        if value is None:
            return None
        if value != int(value):
            raise self._error(column, f"expected a whole number, found {_short(self.text(column))}")
        return int(value)

    def choice(self, column: str, options: Sequence[Choice], default: str = "") -> str:
        """The cell as one of `options`; `default` where it is empty."""
        cell = self.text(column)
        if not cell:
            return default
        if cell in options:
            return cell
        near = difflib.get_close_matches(cell, options, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise self._error(column, f"expected one of {', '.join(options)}; found {_short(cell)}{meant}")

    def boolean(self, column: str) -> bool | None:
        """1, yes, true or 0, no, false; None where the cell is empty."""
        cell = self.text(column).casefold()
        if not cell:
            return None
        if cell in {"1", "yes", "true"}:
            return True
        if cell in {"0", "no", "false"}:
            return False
        raise self._error(column, f"expected 1 or 0, yes or no; found {_short(self.text(column))}")

    def _error(self, column: str, expected: str) -> InputError:
        return InputError(expected, path=self.path, row=self.line, column=column)


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:37] + "...")
