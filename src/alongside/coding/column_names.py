"""Which column of a table is which of ours: by our names, by those that mean the same, or by what a person says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping

from alongside.coding.arm_names import ARM_NAMES, compact, names_together
from alongside.coding.printed_numbers import FURTHER_COLUMNS
from alongside.coding.result_table import NUMBER_COLUMNS
from alongside.errors import InputError, UsageError
from alongside.tables import Table

__all__ = ["NUMBERS", "PEOPLE", "kept_in_the_note", "names_of", "near_name"]

NUMBERS = (*NUMBER_COLUMNS, *FURTHER_COLUMNS)
"""Our columns that hold numbers."""

PEOPLE = frozenset({"n1", "n2", "n_total", "events1", "events2"})
"""Columns that hold whole numbers of people, in which "1,234" can only be a thousand and more."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "study": ("trial", "slab", "study label", "study id", "trial name", "studie", "étude", "etude", "estudio"),
    "outcome": ("endpoint", "outcome name", "endpunkt", "zielgröße", "zielgrösse", "critère", "desenlace"),
    "instrument": ("questionnaire", "fragebogen", "skala", "messinstrument", "échelle", "escala", "cuestionario"),
    "weeks": ("weeks after baseline", "follow up weeks", "followup weeks", "wochen", "semaines", "semanas"),
    "year": ("publication year", "pub year", "jahr", "publikationsjahr", "année", "año"),
    "effect": ("estimate", "yi", "effect size", "point estimate"),
    "effect_measure": ("effect type", "measure printed"),
    "se": ("sei", "standard error", "se effect", "effect se"),
    "ci_low": ("ci lb", "lower", "lower ci", "ci lower", "lower limit", "ll", "lcl", "low"),
    "ci_high": ("ci ub", "upper", "upper ci", "ci upper", "upper limit", "ul", "ucl", "high"),
    "ci_level": ("level", "confidence level"),
    "p": ("p value", "pval", "pvalue"),
    "icc": ("intracluster correlation", "icc value"),
    "cluster_size": ("mean cluster size", "average cluster size"),
    **{f"n{arm}": (f"n arm{arm}", f"n {arm}", f"n{arm}i", f"n group{arm}") for arm in (1, 2)},
    **{f"mean{arm}": (f"mean arm{arm}", f"mean {arm}", f"m{arm}i", f"m{arm}", f"mean group{arm}") for arm in (1, 2)},
    **{f"sd{arm}": (f"sd arm{arm}", f"sd {arm}", f"sd{arm}i", f"sd group{arm}") for arm in (1, 2)},
    **{f"se{arm}": (f"se arm{arm}", f"se {arm}", f"sem{arm}", f"se group{arm}") for arm in (1, 2)},
    **{f"events{arm}": (f"events arm{arm}", f"events {arm}", f"e{arm}", f"event{arm}") for arm in (1, 2)},
    **{f"median{arm}": (f"median arm{arm}", f"median {arm}") for arm in (1, 2)},
    **{f"q1_{arm}": (f"q1 arm{arm}", f"q1 {arm}", f"q25 {arm}", f"lower quartile {arm}") for arm in (1, 2)},
    **{f"q3_{arm}": (f"q3 arm{arm}", f"q3 {arm}", f"q75 {arm}", f"upper quartile {arm}") for arm in (1, 2)},
}
"""Other names of our columns, in the form of `_plain`: only those that mean the same whatever the table is."""

NEAR = 0.84
"""Likeness of two names from which one is a slip of the other, where both are of five letters or more."""


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_.\-]+", " ", name.casefold()).split())


def names_of(table: Table, ours: Collection[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The table's columns to ours; what is not here has no place of its own.

    Parameters
    ----------
    ours : the names that are known.
    wanted : our column to the table's, as a person says; a value that begins with "=" names no column.

    Raises
    ------
    UsageError : for a column of ours that is none.
    InputError : for a column that is not there, and one that looks like a slip of ours.
    """
    names: dict[str, str] = {}
    for name, column in wanted.items():
        if name not in ours:
            raise UsageError(f"{name!r} is no column of results; expected one of {', '.join(sorted(ours))}")
        if column.startswith("="):
            continue
        if column not in table.columns:
            expected = f"expected this column for {name}; there are {', '.join(table.columns[:12])}"
            raise InputError(expected, path=table.path, row=1, column=column)
        names[column] = name
    taken = {*names.values(), *wanted}
    meanings = {_plain(name): name for name in ours}
    for name, others in SYNONYMS.items():
        meanings |= {synonym: name for synonym in others if synonym not in meanings}
    together = names_together(table.columns)
    if not taken & set(together.values()):
        names |= together
        taken |= set(together.values())
    for column in table.columns:
        meaning = meanings.get(_plain(column)) or ARM_NAMES.get(compact(column))
        if column not in names and meaning and meaning not in taken:
            names[column] = meaning
            taken.add(meaning)
    for column in table.columns:
        if column not in names and (slip := _slip(column, {name for name in ours if name not in taken})):
            raise InputError(f"unknown column; did you mean {slip!r}?", path=table.path, row=1, column=column)
    return names


def _slip(column: str, ours: Collection[str]) -> str:
    """The column of ours of which a name is a slip of the pen; a name that means something else is none."""
    plain = _plain(column)
    for name in ours:
        same_digits = re.sub(r"\D", "", plain) == re.sub(r"\D", "", name)
        long_enough = min(len(plain), len(name)) >= 5 and plain[0] == name[0]
        if long_enough and same_digits and difflib.SequenceMatcher(None, plain, _plain(name)).ratio() >= NEAR:
            return name
    return ""


def near_name(column: str, taken: Collection[str]) -> str:
    """The column of numbers for which a column that is none of ours may have been meant; "" where there is none.

    >>> near_name("sdd1", ["sd2"]), near_name("country", [])
    ('sd1', '')
    """
    [near] = difflib.get_close_matches(column.casefold(), sorted(set(NUMBERS) - set(taken)), 1, 0.75) or [""]
    return near


def kept_in_the_note(column: str, taken: Collection[str]) -> str:
    """What is said of a column that has no place of its own, and of the one that it may have been meant for."""
    note = f"the column {column!r} is none of ours and was kept in the note of each row"
    near = near_name(column, taken)
    return f"{note}; if it is {near!r}, load the table again with --column {near}={column}" if near else note
