"""Tables of trials as people have them, turned into the columns and numbers that `evidence_tables` reads.

A spreadsheet has its own names of columns, NA where nothing is known, decimal commas or commas between thousands,
percent signs, months for weeks. All of it is read here, before any number is checked; what was understood is said once
(`PrintedTable.understood`), and no column is lost: what has no place goes into the note of its row. What rows print in
another form (a standard error, a median, a logarithm) is worked out in `printed_numbers`.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alongside.coding.arm_names import ARM_NAMES, compact
from alongside.coding.printed_numbers import FURTHER_COLUMNS, refuse_mixed_logarithms, worked_out
from alongside.errors import InputError, UsageError
from alongside.tables import Row, Table, read_table

__all__ = [
    "MISSING",
    "PrintedTable",
    "TableWishes",
    "number_rows",
    "plain_numbers",
    "read_printed",
    "rows_of",
    "rows_where",
]

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

NUMBERS = (
    "weeks",
    "n1",
    "n2",
    "n_total",
    "mean1",
    "sd1",
    "mean2",
    "sd2",
    "events1",
    "events2",
    "effect",
    "ci_low",
    "ci_high",
    "ci_level",
    "p",
    "control_risk",
    "cluster_size",
    "icc",
    "scale",
    *FURTHER_COLUMNS,
)
"""Our columns that hold numbers."""

PEOPLE = frozenset({"n1", "n2", "n_total", "events1", "events2"})
"""Columns that hold whole numbers of people, in which "1,234" can only be a thousand and more."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "study": ("trial", "slab", "study label", "study id", "trial name", "studie", "étude", "etude", "estudio"),
    "outcome": ("endpoint", "outcome name", "endpunkt", "zielgröße", "zielgrösse", "critère", "desenlace"),
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

UNITS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0, "wk": 1.0, "mo": 52 / 12, "yr": 52.0, "d": 1 / 7}
"""Weeks in a unit of time; a month is a twelfth of 52 weeks, so that six are 26."""

TIME = re.compile(r"(\d+(?:[.,]\d+)?)\s*-?\s*(day|week|month|year|wk|mo|yr|d)s?\.?", re.IGNORECASE)

DECIMAL_COMMA = re.compile(r"[+\-−]?(?:0,\d+|[\d.]*,(?:\d{1,2}|\d{4,}))%?")
"""A comma that cannot part thousands: after a 0, or with other than three digits behind it."""

NEAR = 0.84
"""Likeness of two names from which one is a slip of the other, where both are of five letters or more."""


@dataclass(frozen=True, slots=True)
class TableWishes:
    """What a person says of a table.

    Parameters
    ----------
    columns : our column to the table's; a value that begins with "=" is the same in every row ("=SMD").
    where : column and value; only rows are read in which the column has that value (several: all of them).
    decimal : "," or "." where a table leaves it open.
    keep_going : a row that cannot be used is left out and said, instead of stopping the table.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    where: Sequence[tuple[str, str]] = ()
    decimal: str = ""
    keep_going: bool = False


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Rows in our columns, and what was understood on the way, a sentence each; `left_out` rows were not chosen,
    `refused` ones could not be used (only where a person wished to keep going).
    """

    path: Path
    rows: tuple[Row, ...]
    understood: tuple[str, ...]
    left_out: int = 0
    refused: tuple[InputError, ...] = ()
    columns: tuple[str, ...] = ()


def read_printed(path: Path, known: Collection[str], wishes: TableWishes | None = None) -> PrintedTable:
    """A table of trials in our columns.

    Parameters
    ----------
    known : the columns that `evidence_tables` reads.

    Raises
    ------
    InputError : with file, row and column, for a column that is not there, one that looks like a slip of ours, and a
        number that can be read in two ways.
    UsageError : for a column of ours that is none.
    """
    wishes = wishes or TableWishes()
    table = read_table(path, lenient=True)
    chosen = rows_where(table, wishes.where)
    ours = {*known, *FURTHER_COLUMNS, "icc", "ci_level", "year"}
    names = _names(table, ours, wishes.columns)
    constants = {name: value[1:] for name, value in wishes.columns.items() if value.startswith("=")}
    said: Counter[str] = Counter()
    decimal = _decimal(chosen, names, wishes.decimal, said)
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    written = [Row(row.path, row.line, _values(row, names, constants, decimal, said)) for row in chosen]
    refuse_mixed_logarithms(written)
    refused: list[InputError] = []
    for row in written:
        try:
            plain = Row(row.path, row.line, worked_out(row, said))
        except InputError as error:
            if not wishes.keep_going:
                raise
            refused.append(error)
            continue
        content = tuple((name, " ".join(cell.split()).casefold()) for name, cell in sorted(plain.values.items()))
        if content in rows:
            said[f"a row that repeats another word for word is counted once (row {row.line})"] += 1
        rows.setdefault(content, plain)
    understood = [
        text if number == 1 or "(row" in text else f"{text} ({number} times)" for text, number in said.items() if number
    ]
    left_out = len(table.rows) - len(chosen)
    return PrintedTable(path, tuple(rows.values()), tuple(understood), left_out, tuple(refused), table.columns)


def number_rows(path: Path, columns: Sequence[str], people: Collection[str], wishes: TableWishes) -> PrintedTable:
    """Rows of a table in its own columns, the cells of some of them as plain numbers.

    A row in which one of them is empty, NA or another word for nothing is left out, and said; a percent sign stays.

    Parameters
    ----------
    people : columns that hold whole numbers of people.

    Raises `InputError` for a column that is not there, and for a number that can be read in two ways.
    """
    table = read_table(path, required=tuple(columns), lenient=True)
    chosen = rows_where(table, wishes.where)
    said: Counter[str] = Counter()
    cells = [(row, column, row.text(column), column in people) for row in chosen for column in columns]
    decimal = _sign_of([cell for cell in cells if cell[2].casefold() not in MISSING], wishes.decimal, said)
    rows, lacking = [], []
    for row in chosen:
        if any(not row.text(column) or row.text(column).casefold() in MISSING for column in columns):
            lacking.append(row.line)
            continue
        plain = {
            column: plain_numbers(cell, decimal) + ("%" if cell.endswith("%") else "")
            for column in columns
            if (cell := row.text(column))
        }
        rows.append(Row(row.path, row.line, {**row.values, **plain}))
    understood = [text if number == 1 else f"{text} ({number})" for text, number in said.items()]
    if lacking:
        understood.append(f"{rows_of(lacking)} left out: a number is empty or NA")
    return PrintedTable(table.path, tuple(rows), tuple(understood), len(table.rows) - len(chosen))


def rows_of(lines: Sequence[int]) -> str:
    """Rows by their lines, at most six of them by number.

    >>> rows_of([3]), rows_of([3, 5]), rows_of(range(2, 12))
    ('row 3', '2 rows (3, 5)', '10 rows (2, 3, 4, 5, 6, 7 and 4 more)')
    """
    if len(lines) == 1:
        return f"row {lines[0]}"
    named = ", ".join(str(line) for line in lines[:6])
    return f"{len(lines)} rows ({named}{f' and {len(lines) - 6} more' if len(lines) > 6 else ''})"


def rows_where(table: Table, where: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """The rows in which each column has its value, without regard to case and blanks.

    Raises `InputError` for a column that is not there, and where no row has the value.
    """
    rows = table.rows
    for column, value in where:
        if column not in table.columns:
            listed = ", ".join(table.columns[:12])
            raise InputError(f"expected this column; there are {listed}", path=table.path, column=column)
        wanted = " ".join(value.split()).casefold()
        there = list(dict.fromkeys(row.text(column) for row in rows))
        rows = tuple(row for row in rows if " ".join(row.text(column).split()).casefold() == wanted)
        if not rows:
            raise InputError(f"no row has {value!r}; there are {', '.join(there[:8])}", path=table.path, column=column)
    return rows


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_.\-]+", " ", name.casefold()).split())


def _names(table: Table, ours: Collection[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The table's columns to ours; what is not here has no place of its own."""
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
        meanings |= {other: name for other in others if other not in meanings}
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
    from difflib import SequenceMatcher

    plain = _plain(column)
    for name in ours:
        same_digits = re.sub(r"\D", "", plain) == re.sub(r"\D", "", name)
        long_enough = min(len(plain), len(name)) >= 5 and plain[0] == name[0]
        if long_enough and same_digits and SequenceMatcher(None, plain, _plain(name)).ratio() >= NEAR:
            return name
    return ""


def _decimal(rows: Sequence[Row], names: Mapping[str, str], wanted: str, said: Counter[str]) -> str:
    """What stands before the decimals: found out from all cells of numbers together."""
    if wanted and wanted not in (",", "."):
        raise UsageError(f"expected , or . as the decimal sign, found {wanted!r}")
    cells = [(row, column, row.text(column)) for row in rows for column, name in names.items() if name in NUMBERS]
    printed = [
        (row, column, text, names[column] in PEOPLE) for row, column, text in cells if text.casefold() not in MISSING
    ]
    return _sign_of(printed, wanted, said)


def _sign_of(cells: Sequence[tuple[Row, str, str, bool]], wanted: str, said: Counter[str]) -> str:
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
    said["decimal commas were read as such" if sign == "," else "commas between thousands were left out"] += 1
    return sign


def plain_numbers(text: str, decimal: str) -> str:
    """A number as `Row.number` reads it: a dot before the decimals, nothing between thousands, no percent sign.

    >>> plain_numbers("1.234,5", ","), plain_numbers("1,234", "."), plain_numbers("45.5 %", ".")
    ('1234.5', '1234', '45.5')
    """
    text = text.replace("−", "-").replace("’", "").rstrip("% ").strip()
    text = re.sub(r"(?<=\d)[\u2009\u202f\u00a0 ](?=\d{3})", "", text)
    return text.replace(".", "").replace(",", ".") if decimal == "," else text.replace(",", "")


def _values(
    row: Row, names: Mapping[str, str], constants: Mapping[str, str], decimal: str, said: Counter[str]
) -> dict[str, str]:
    values = dict(constants)
    others: list[str] = []
    for column, cell in row.values.items():
        name = names.get(column, "")
        if cell.casefold() in MISSING and (name in NUMBERS or cell in ("NA", "N/A", "<NA>")):
            said["NA and other words for nothing were read as empty"] += bool(cell not in ("-", "."))
        elif name == "weeks" and (time := TIME.fullmatch(cell)):
            number = float(time.group(1).replace(",", "."))
            values[name] = f"{round(number * UNITS[time.group(2).casefold()], 2):g}"
            said[f"times in words were read as weeks ({cell}: {values[name]})"] += 1
        elif name in NUMBERS and cell:
            values[name] = cell if name == "p" and not cell[0].isdigit() else plain_numbers(cell, decimal)
            if cell.endswith("%") and name in ("events1", "events2", "control_risk"):
                values[name] += "%"
        elif name:
            values[name] = cell
        elif cell:
            others.append(f"{column}: {cell}")
            said[_kept_in_the_note(column, set(names.values()))] = 1
    if year := values.pop("year", ""):
        if values.get("study") and not re.search(r"(?:19|20)\d\d", values["study"]):
            values["study"] = f"{values['study']} {year}"
            said["a trial is called by its name and its year, which stand in two columns"] = 1
        elif year not in values.get("study", ""):
            others.append(f"year: {year}")
    if others:
        values["note"] = "; ".join([text for text in (values.get("note", ""),) if text] + others)
    return values


def _kept_in_the_note(column: str, taken: Collection[str]) -> str:
    """What is said of a column that has no place of its own, and of the one that it may have been meant for."""
    said = f"the column {column!r} is none of ours and was kept in the note of each row"
    [near] = difflib.get_close_matches(column.casefold(), sorted(set(NUMBERS) - set(taken)), 1, 0.75) or [""]
    return f"{said}; if it is {near!r}, load the table again with --column {near}={column}" if near else said
