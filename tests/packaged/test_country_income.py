"""Income groups of countries, by year: a trial counts by the group of its own time."""

from __future__ import annotations

import csv
from itertools import pairwise

from alongside.packaged import PACKAGED_COUNTRIES, PACKAGED_INCOME_YEARS
from alongside.publishing.likeness import income_of


def spans() -> dict[str, list[tuple[int, int, str]]]:
    by_name: dict[str, list[tuple[int, int, str]]] = {}
    with PACKAGED_INCOME_YEARS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            span = int(row["first_year"]), int(row["last_year"]), row["group"]
            by_name.setdefault(row["listed_as"], []).append(span)
    return by_name


def test_a_country_that_grew_rich_counts_by_the_group_of_the_year_of_the_trial() -> None:
    # Republic of Korea: high income in 1996 to 1998 and from 2002, upper middle before and between (OGHIST).
    poor, rich = "middle or low income", "high income"
    assert [income_of("South Korea", year) for year in (1993, 1997, 2000, 2005, 2024)] == [poor, rich, poor, rich, rich]


def test_a_year_outside_the_history_and_no_year_at_all_count_by_the_list_of_2026() -> None:
    assert income_of("South Korea", 1970) == income_of("South Korea") == "high income"
    assert income_of("Atlantis", 2000) == ""


def test_spans_of_a_country_follow_each_other_and_never_overlap() -> None:
    for name, of_country in spans().items():
        assert all(start <= last for start, last, _ in of_country), name
        assert all(before[1] < after[0] for before, after in pairwise(of_country)), name


def test_the_last_year_of_the_history_and_the_list_of_2026_agree_for_every_country() -> None:
    history = spans()
    with PACKAGED_COUNTRIES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            _, last, group = history[row["listed_as"]][-1]
            assert (last, group) == (2025, row["group"]), row
