"""What a service costs, from the bottom up: each line with what it is paid for, its currency and its price year.

*Price index*: the level of prices by year, of which only ratios count. A line of another price year is brought to the
plan's by the index that the user states; without one it is refused, and so is a line in another currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.errors import InputError, UsageError
from alongside.planning.assumptions import Assumption, checked_amount

__all__ = ["PER", "CostLine", "to_price_year"]

PER = {
    "start": "once, when the service starts",
    "year": "each year, however many are reached",
    "new supporter": "each supporter who is recruited, replacements of those who leave included",
    "supporter year": "each supporter, each year",
    "person": "each person who starts",
    "person who stays": "each person who does not drop out",
}
"""What an amount is paid for. Recruiting, checks and training are by new supporter; supervision and expenses by
supporter year; coordination, rooms and a platform by year; telephone and materials by person."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the cost: `amount`, with its range and source, for each of what `per` names.

    >>> CostLine("training", Assumption(60, source="our trainer"), "new supporter", "GBP", 2024).per
    'new supporter'
    """

    name: str
    amount: Assumption
    per: str
    currency: str
    price_year: int

    def __post_init__(self) -> None:
        if self.per not in PER:
            raise UsageError(f"{self.name}: per {self.per!r}: expected one of {', '.join(PER)}")
        checked_amount(f"cost of {self.name}", self.amount)
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise InputError(f"cost of {self.name}: expected a currency as GBP, found {self.currency!r}")


def to_price_year(line: CostLine, currency: str, price_year: int, index: Mapping[int, float]) -> float:
    """What to multiply a line's amounts with, so that they are in the plan's currency and price year.

    Raises `InputError` for another currency, an index that lacks a year, or one that is not above zero.

    >>> line = CostLine("rooms", Assumption(100, source="council"), "year", "GBP", 2020)
    >>> to_price_year(line, "GBP", 2024, {2020: 80, 2024: 100})
    1.25
    """
    if line.currency != currency:
        raise InputError(
            f"cost of {line.name}: currencies mixed, expected {currency} as the plan, found {line.currency}"
        )
    if line.price_year == price_year:
        return 1.0
    for year in (line.price_year, price_year):
        if year not in index:
            raise InputError(
                f"cost of {line.name}: in prices of {line.price_year}, the plan's are of {price_year}: expected "
                f"a price index with {year}"
            )
        if not index[year] > 0:
            raise InputError(f"price index of {year}: expected a number above 0, found {index[year]:g}")
    return index[price_year] / index[line.price_year]
