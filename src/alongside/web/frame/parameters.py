"""What stands in an address, read with bounds."""

from __future__ import annotations

import re

__all__ = ["whole_number"]


def whole_number(text: str, default: int) -> int:
    """A whole number of at most nine ASCII digits; `default` for anything else.

    >>> whole_number("12", 1), whole_number("99999999999999999999", 1), whole_number("\u00b2", 1)
    (12, 1, 1)
    """
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else default
