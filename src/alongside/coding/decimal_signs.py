"""How numbers are written in a table: decimal commas or commas between thousands, percent signs, words for nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from alongside.errors import InputError, UsageError
from alongside.tables import Row

__all__ = ["MISSING", "decimal_sign_of", "plain_numbers"]

MISSING = frozenset(
    {
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "none",
        "<na>",
        "#n/a",
        "nr",
        "n.r.",
        "not reported",
        "missing",
        "k.a.",
        "k. a.",
        "keine angabe",
        "n.d.",
        "nd",
        "-",
        "–",
        "—",
        ".",
        "?",
    }
)
"""Words for nothing in a cell of numbers, in small letters."""

DECIMAL_COMMA = re.compile(r"[+\-−]?(?:0,\d+|[\d.]*,(?:\d{1,2}|\d{4,}))%?")
"""A comma that cannot part thousands: after a 0, or with other than three digits behind it."""


def decimal_sign_of(cells: Sequence[tuple[Row, str, str, bool]], wanted: str, notices: Counter[str]) -> str:
    """What stands before the decimals: found out from all cells of numbers together.

    Parameters
    ----------
    cells : row, column, text, and whether the column holds whole numbers of people; only those with a text that is a
        number, and none that is exact (`Row.exact`).
    wanted : what a person says, "" for nothing.
    said : counts a sentence that tells what was understood.

    Raises
    ------
    UsageError : for a sign that is none.
    InputError : at the first number that can be read in two ways.
    """
    if wanted and wanted not in (",", "."):
        raise UsageError(f"expected , or . as the decimal sign, found {wanted!r}")
    commas = [(row, column, text, people) for row, column, text, people in cells if "," in text]
    if not commas:
        return wanted or "."
    dotted = [text for _, _, text, _ in cells if "." in text and "," not in text]
    dots = any(not re.fullmatch(r"[+\-−]?\d{1,3}(?:\.\d{3})+%?", text) for text in dotted)
    decimals = any(DECIMAL_COMMA.fullmatch(text) for _, _, text, _ in commas)
    thousands = all(re.fullmatch(r"[+\-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?", text) for _, _, text, _ in commas)
    if wanted:
        sign = wanted
    elif decimals and not dots:
        sign = ","
    elif thousands and (dots or all(people for _, _, _, people in commas)):
        sign = "."
    else:
        row, column, text, _ = commas[0]
        raise InputError(
            f"{text!r} has a decimal comma, or a comma between thousands; say which: --decimal , or --decimal .",
            path=row.path,
            row=row.line,
            column=column,
        )
    notices["decimal commas were read as such" if sign == "," else "commas between thousands were left out"] += 1
    return sign


def plain_numbers(text: str, decimal: str) -> str:
    """A number as `Row.number` reads it: a dot before the decimals, nothing between thousands, no percent sign.

    >>> plain_numbers("1.234,5", ","), plain_numbers("1,234", "."), plain_numbers("45.5 %", ".")
    ('1234.5', '1234', '45.5')
    """
    text = text.replace("−", "-").replace("’", "").rstrip("% ").strip()
    text = re.sub(r"(?<=\d)[\u2009\u202f\u00a0 ](?=\d{3})", "", text)
    return text.replace(".", "").replace(",", ".") if decimal == "," else text.replace(",", "")
