"""Which countries are alike in income: high, or middle and low, by the World Bank's groups.

`packaged/country_income.csv` has the groups as the World Bank's data interface gave them on 4 January 2026, read in
the list that github.com/jpazvd/wbopendata keeps of them (src/w/wbopendata_incomelevel.sthlp); `listed_as` is the name
there. The World Bank's data are under CC BY 4.0. Parts of the United Kingdom stand as the whole. What was not listed is
not known.

A trial counts by the group of its own year, from `packaged/country_income_years.csv`: the World Bank's history of its
classification (OGHIST.xlsx, sheet "Country Analytical History", fiscal years 1989 to 2026, CC BY 4.0), read in the copy
that github.com/GPID-WB/Class keeps of it (InputData/OGHIST.xlsx, of 9 July 2025). The group of a year is the one that
was set on 1 July of it. Both sources give each of the 215 economies the same group in the last year. A trial without a
year, or of a year that the history does not have, counts by the list of 2026.

Two groups, since the trials of one outcome rarely have more than a handful outside high-income countries.
"""

from __future__ import annotations

import csv
import functools
import re

from alongside.packaged import PACKAGED_COUNTRIES, PACKAGED_INCOME_YEARS

__all__ = ["countries", "income_of"]

TWO_GROUPS = {
    "High income": "high income",
    "Upper middle income": "middle or low income",
    "Lower middle income": "middle or low income",
    "Low income": "middle or low income",
}

JOINED = re.compile(r"\s*[,;]\s*|\s+and\s+")


def income_of(country: str, year: int | None = None) -> str:
    """The income group of a country, or of several, in a year; "" where it is not known, or they are not of one group.

    >>> income_of("England and Wales"), income_of("Kenya"), income_of("Kenya; Spain"), income_of("Atlantis")
    ('high income', 'middle or low income', '', '')
    >>> income_of("South Korea"), income_of("South Korea", 1993)
    ('high income', 'middle or low income')
    """
    countries = _listed()
    whole = country.strip().casefold()
    names = [whole] if whole in countries else [name.casefold() for name in JOINED.split(country.strip()) if name]
    groups = {_income(countries[name], year) if name in countries else "" for name in names}
    return groups.pop() if len(groups) == 1 else ""


def _income(listed: tuple[str, str], year: int | None) -> str:
    listed_as, income = listed
    groups = [
        group
        for first_year, last, group in _years().get(listed_as, ())
        if year is not None and first_year <= year <= last
    ]
    return TWO_GROUPS[groups[0]] if groups else income


def countries() -> tuple[str, ...]:
    """Names of the countries that are known, in their order."""
    with PACKAGED_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        return tuple(row["country"] for row in csv.DictReader(handle))


@functools.cache
def _listed() -> dict[str, tuple[str, str]]:
    """For each name of a country, how the World Bank lists it, and its group in the list of 2026."""
    with PACKAGED_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        return {row["country"].casefold(): (row["listed_as"], row["income"]) for row in csv.DictReader(handle)}


@functools.cache
def _years() -> dict[str, list[tuple[int, int, str]]]:
    """For each listed name, its groups as (first year, last year, group)."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    with PACKAGED_INCOME_YEARS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            span = int(row["first_year"]), int(row["last_year"]), row["group"]
            spans.setdefault(row["listed_as"], []).append(span)
    return spans
