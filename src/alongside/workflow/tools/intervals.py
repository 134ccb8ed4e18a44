"""Effects of a table that prints each with its interval: the standard error is worked out from the width."""

from __future__ import annotations

from collections.abc import Mapping

from alongside.errors import InputError
from alongside.evidence import PrintedEffect
from alongside.synthesis.printed import CannotRecover, is_uneven, with_standard_error
from alongside.tables import Row

__all__ = ["MEASURES_WITH_INTERVALS", "PRINTED_AS", "effect_with_interval"]

PRINTED_AS: Mapping[str, str] = {"OR": "OR", "RR": "RR", "HR": "HR", "IRR": "RR", "RD": "RD", "MD": "MD", "SMD": "MD"}
"""Each measure to the one by whose rule its interval is read: a rate ratio as a risk ratio, on the scale of logarithms,
and a standardised difference as any difference.
"""

MEASURES_WITH_INTERVALS = tuple(PRINTED_AS)


def effect_with_interval(
    row: Row, numbers: Mapping[str, float], columns: Mapping[str, str], measure: str, *, logarithms: bool, level: float
) -> tuple[dict[str, float], bool]:
    """Effect and standard error of a row by metafor's names, and whether its interval is uneven around the effect.

    Parameters
    ----------
    numbers, columns : the effect ("out") and the limits ("ci_lb", "ci_ub"), and what their columns are called.
    logarithms : the three are logarithms of ratios already.
    level : of the printed interval.

    Raises
    ------
    InputError : a ratio of 0 or less, limits that do not hold the effect, an interval without a width.
    """
    effect = PrintedEffect(
        "MD" if logarithms else PRINTED_AS[measure], numbers["out"], numbers["ci_lb"], numbers["ci_ub"], level=level
    )
    try:
        recovered = with_standard_error(effect, None)
    except InputError as error:
        column = columns[{"ci_low": "ci_lb", "ci_high": "ci_ub"}.get(error.column or "", "out")]
        raise InputError(error.expected, path=row.path, row=row.line, column=column) from None
    except CannotRecover as error:
        raise InputError(
            f"expected an interval that says how precise the effect is: {error}",
            path=row.path,
            row=row.line,
            column=columns["ci_lb"],
        ) from None
    return {"yi": recovered.yi, "sei": recovered.se}, is_uneven(effect)
