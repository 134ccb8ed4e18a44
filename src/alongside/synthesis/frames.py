"""A table of results by columns, as text or as a data frame. pandas is imported only where a frame is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from alongside.errors import UsageError

__all__ = ["Table", "as_frame", "as_text"]

Table = Mapping[str, Any]


def as_frame(table: Table) -> Any:
    """The table as a pandas data frame."""
    try:
        import pandas as pd
    except ImportError as error:
        raise UsageError("a data frame needs pandas (alongside[formula]); `table()` gives the columns") from error
    return pd.DataFrame({name: np.asarray(column) for name, column in table.items()})


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "–" if value is None else f"{value:.4g}"


def as_text(table: Table) -> str:
    """The table as lines, four significant digits a number.

    >>> print(as_text({"name": ["a"], "beta": [0.123456]}))
    name    beta
    a     0.1235
    """
    columns = sorted(table, key=lambda name: name != "name")
    rows: list[Sequence[str]] = [columns]
    for values in zip(*(table[name] for name in columns), strict=True):
        rows.append([_cell(value) for value in values])
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(w) if name == "name" else cell.rjust(w)
            for cell, w, name in zip(row, widths, columns, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
