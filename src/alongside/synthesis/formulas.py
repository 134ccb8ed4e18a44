"""Moderators written as a formula: `~ hours + form + hours:form`. The package formulaic reads it, which brings pandas;
both are imported only here and only when asked for (`alongside[formula]`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError

__all__ = ["Design", "Moderators", "moderators_of"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Design = tuple[Floats, tuple[str, ...], dict[str, tuple[int, ...]]]
"""The matrix, the names of its columns, and for each moderator which columns are its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Moderators:
    """A formula and the columns that it names; `columns` has nothing else of the table."""

    formula: str
    columns: Mapping[str, Any]

    def design(self, keep: Bools) -> Design:
        """The matrix of the studies that are in (`keep`, shape (k,)).

        A column of texts is a factor: one column a category but the first by the alphabet, which is the reference.
        """
        formulaic, pandas = _packages()
        for name, column in self.columns.items():
            if np.shape(column) != keep.shape:
                raise InputError(f"expected a moderator of {keep.size} studies, found {np.size(column)}", column=name)
        frame = pandas.DataFrame({name: np.asarray(column)[keep] for name, column in self.columns.items()})
        for name in frame:
            if frame[name].isna().any():
                number = int(np.flatnonzero(keep)[np.argmax(frame[name].isna())])
                raise InputError(
                    f"expected a name or number, found none in study {number + 1} of {keep.size}", column=str(name)
                )
        try:
            matrix = formulaic.model_matrix(self.formula, frame, na_action="raise", context={})
        except Exception as error:
            # Whatever the formula's own code raises (a factor taken to a power, a function that is not there).
            raise InputError(f"{self.formula!r} cannot be worked out: {error}", column="formula") from error
        labels = tuple(_label(str(name)) for name in matrix.columns)
        groups = {
            str(term): tuple(int(i) for i in indices)
            for term, indices in matrix.model_spec.term_indices.items()
            if str(term) != "1"
        }
        return np.asarray(matrix, dtype=np.float64), labels, groups


def moderators_of(formula: str, data: Any) -> Moderators:
    """The moderators of a formula that begins with ~, from a mapping of names to columns or a data frame.

    Raises
    ------
    UsageError : formulaic is not installed, there is no table, or the formula has a left side.
    InputError : a formula that cannot be read, or a column that the table does not have; the nearest name is offered.

    Examples
    --------
    >>> list(moderators_of("~ weeks", {"weeks": [1, 2], "form": ["group", "online"]}).columns)
    ['weeks']
    """
    formulaic, _ = _packages()
    if data is None:
        raise UsageError("a formula needs the table that it speaks of: data={'weeks': [...]}, or a data frame")
    if not formula.lstrip().startswith("~"):
        raise UsageError(f"expected a formula that begins with ~, as '~ weeks + form'; found {formula!r}")
    try:
        variables = sorted(str(name) for name in formulaic.Formula(formula).required_variables)
    except Exception as error:  # formulaic has errors of many kinds for one thing: this is no formula
        raise InputError(f"{formula!r} cannot be read as a formula: {error}", column="formula") from error
    names = [str(name) for name in (data if isinstance(data, Mapping) else data.columns)]
    for variable in variables:
        if variable not in names:
            near = difflib.get_close_matches(variable, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            raise InputError(f"no column {variable!r}; {hint}", column="formula")
    return Moderators(formula, {name: data[name] for name in variables})


def _packages() -> tuple[Any, Any]:
    try:
        import formulaic
        import pandas
    except ImportError as error:
        raise UsageError(
            "a formula needs formulaic: install alongside[formula], or give the columns by name"
        ) from error
    return formulaic, pandas


def _label(name: str) -> str:
    """metafor's names: intrcpt, and a factor with its category behind it."""
    return "intrcpt" if name == "Intercept" else re.sub(r"\[T?\.?([^\]]*)\]", r"\1", name)
