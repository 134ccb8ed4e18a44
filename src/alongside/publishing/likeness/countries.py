"""Which countries are alike in income: high, or middle and low, by the World Bank's groups.

`packaged/country_income.csv` has the groups as the World Bank's data interface gave them on 4 January 2026, read in
the list that github.com/jpazvd/wbopendata keeps of them (src/w/wbopendata_incomelevel.sthlp); `listed_as` is the name
there. The World Bank's data are under CC BY 4.0. Parts of the United Kingdom stand as the whole. What was not listed is
not known. A trial counts by the group of that day, not of its own year.

Two groups, since the trials of one outcome rarely have more than a handful outside high-income countries.
"""

from __future__ import annotations

import csv
import functools
import re

from alongside.packaged import PACKAGED_COUNTRIES

__all__ = ["countries", "income_of"]

JOINED = re.compile(r"\s*[,;]\s*|\s+and\s+")


def income_of(country: str) -> str:
    """The income group of a country, or of several; "" where it is not known, or they are not of one group.

    >>> income_of("England and Wales"), income_of("Kenya"), income_of("Kenya; Spain"), income_of("Atlantis")
    ('high income', 'middle or low income', '', '')
    """
    known = _incomes()
    whole = country.strip().casefold()
    names = [whole] if whole in known else [name.casefold() for name in JOINED.split(country.strip()) if name]
    groups = {known.get(name, "") for name in names}
    return groups.pop() if len(groups) == 1 else ""


def countries() -> tuple[str, ...]:
    """Names of the countries that are known, in their order."""
    with PACKAGED_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        return tuple(row["country"] for row in csv.DictReader(handle))


@functools.cache
def _incomes() -> dict[str, str]:
    with PACKAGED_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        return {row["country"].casefold(): row["income"] for row in csv.DictReader(handle)}
