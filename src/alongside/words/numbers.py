"""How numbers are written: real minus signs, en dashes, thin spaces, and no more digits than the interval bears.

>>> number(-0.3812, 2), interval(-0.67, -0.09, 2)
('−0.38', '−0.67 to −0.09')
"""

from __future__ import annotations

import math

from alongside.evidence import Estimate, Outcome

__all__ = ["count", "digits_for", "interval", "number", "p_value", "percent", "shown"]

MINUS, THIN = "\u2212", "\u202f"


def number(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """A number with `digits` decimals, thousands set apart by thin spaces; an en dash where there is none.

    >>> number(12345.6, 0), number(None), number(0.5, 1, sign=True)
    ('12\\u202f346', '–', '+0.5')
    """
    if value is None or math.isnan(value):
        return "–"
    text = f"{abs(value):,.{digits}f}".replace(",", THIN)
    if float(f"{value:.{digits}f}") == 0:
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def interval(low: float, high: float, digits: int = 2) -> str:
    """Both limits, joined by "to", because a dash would look like a minus. A limit that leaves nought out by little
    keeps the decimals that show it, since a reader takes an interval that ends in 0.00 for one that holds no effect.

    >>> interval(-0.43, -0.0021), interval(0.004, 0.4), interval(-0.004, 0.4)
    ('−0.43 to −0.002', '0.004 to 0.40', '0.00 to 0.40')
    """
    if low * high > 0:
        return f"{number(low, _visible(low, digits))} to {number(high, _visible(high, digits))}"
    return f"{number(low, digits)} to {number(high, digits)}"


def _visible(value: float, digits: int) -> int:
    """The decimals at which a value is told from nought: those asked for, or two more at the most."""
    return next((d for d in range(digits, digits + 2) if round(value, d) != 0), digits + 2)


def count(value: float | None) -> str:
    """A number of people or trials."""
    return "not printed" if value is None else number(round(value), 0)


def percent(value: float | None, digits: int = 0) -> str:
    """A share of 1 as per cent.

    >>> percent(0.297)
    '30\\u202f%'
    """
    return "–" if value is None else f"{number(100 * value, digits)}{THIN}%"


def p_value(p: float | None) -> str:
    """
    >>> p_value(0.04312), p_value(0.00001)
    ('0.043', '< 0.001')
    """
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def digits_for(low: float, high: float) -> int:
    """Decimals that an interval bears: two significant figures of its half-width, at most three decimals.

    >>> digits_for(-0.67, -0.09), digits_for(-4.0, 9.0)
    (2, 1)
    """
    half = abs(high - low) / 2
    if half == 0 or not math.isfinite(half):
        return 2
    return max(0, min(3, 1 - math.floor(math.log10(half))))


def shown(value: float | None, outcome: Outcome) -> float | None:
    """A value of the model's scale as a page shows it: ratios come back from logarithms."""
    if value is None:
        return None
    return math.exp(min(value, 700.0)) if outcome.is_ratio else value


def estimate_digits(estimate: Estimate, outcome: Outcome) -> int:
    """Decimals for an estimate and its limits; ratios keep two, as is usual."""
    if outcome.is_ratio or outcome.measure == "SMD":
        return 2
    return digits_for(estimate.ci_low, estimate.ci_high)
