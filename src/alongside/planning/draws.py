"""Draws of net benefit and of the parameters behind them, checked once.

*Net benefit* of an option in a draw is what its effect is worth there, less its cost, in money or in the outcome's
unit. An *option* is what may be chosen (a column), a *draw* one possible state of the world (a row), a *parameter* an
uncertain quantity with one value a draw. A decision maker chooses the option of the highest expected net benefit
(Claxton 1999, J Health Econ 18:341).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import InputError

__all__ = ["Draws", "Floats", "checked_values", "draws"]

Floats = NDArray[np.float64]

FEWEST_DRAWS = 2
"""Of a single draw nothing is uncertain, so nothing can be said of the worth of knowing more."""


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Net benefit (draws, options) with the options' names, and each parameter's values (draws,)."""

    benefit: Floats
    options: tuple[str, ...]
    parameters: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def best(self) -> int:
        """The option that would be chosen now; the earlier one where two are equal."""
        return int(np.argmax(np.ascontiguousarray(self.benefit.T).mean(axis=1)))

    @property
    def gains(self) -> Floats:
        """Net benefit of each option over that of the one chosen now, (draws, options)."""
        return np.asarray(self.benefit - self.benefit[:, [self.best]], dtype=np.float64)


def draws(
    benefit: ArrayLike, *, options: Sequence[str] = (), parameters: Mapping[str, ArrayLike] | None = None
) -> Draws:
    """Net benefit and parameters as `Draws`.

    Parameters
    ----------
    benefit : (draws, options); a vector (draws,) is one option.
    options : their names; left out, they are numbered.
    parameters : name to values (draws,).

    Raises
    ------
    InputError : fewer than two draws, no option, a value that is not finite (row and column are named, rows counted
        from 1), names or parameters whose number does not go with the benefit.

    >>> draws([[0, 1], [0, -2]], options=["usual care", "telephone"]).best
    0
    """
    values = np.asarray(benefit, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or values.shape[1] < 1:
        raise InputError(f"net benefit: expected draws by options, found an array of shape {values.shape}")
    if len(values) < FEWEST_DRAWS:
        raise InputError(f"net benefit: expected at least {FEWEST_DRAWS} draws, found {len(values)}")
    names = tuple(options) or tuple(f"option {number}" for number in range(1, values.shape[1] + 1))
    if len(names) != values.shape[1] or len(set(names)) != len(names):
        raise InputError(f"expected {values.shape[1]} different names of options, found {', '.join(names)}")
    for name, column in zip(names, values.T, strict=True):
        checked_values(name, column, len(values))
    checked = {name: checked_values(name, column, len(values)) for name, column in (parameters or {}).items()}
    return Draws(values, names, checked)


def checked_values(name: str, values: ArrayLike, length: int) -> Floats:
    """One column of draws, finite and of the expected length; `InputError` names the first row that is not."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (length,):
        raise InputError(f"expected {length} draws, as many as of net benefit, found {array.size}", column=name)
    if not np.isfinite(array).all():
        row = int(np.argmin(np.isfinite(array)))
        raise InputError(f"expected a finite number, found {array[row]}", row=row + 1, column=name)
    return array
