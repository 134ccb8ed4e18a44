"""Records in rows and columns: which of our fields a column holds, and what a cell of it says.

Databases, registers and tools call the same column by many names (`columns`). A person's own mapping
(`Source.columns`) goes before them.
"""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alongside.records.assembly import MISSING, assembled, page_range
from alongside.records.columns import known_columns, plain_name
from alongside.records.identifiers import normalise_doi, registrations_in
from alongside.records.record import CONTENT, LISTS, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = [
    "NEEDED",
    "OWN_COLUMNS",
    "Header",
    "cells_of",
    "own_cell",
    "record_of_cells",
    "unguarded",
]

FIRST_PAGE = (
    "start page",
    "page start",
    "beginning page",
    "first page",
    "bp",
    "sp",
    "startpage",
    "biblio first page",
    "firstpage",
)
LAST_PAGE = ("end page", "page end", "ending page", "last page", "ep", "endpage", "biblio last page", "lastpage")
PLAIN_NUMBER = ("art no", "article number", "article no", "ar")

PAGE_COUNT = ("page count", "pages count", "number of pages")

NEEDED = ("title", "doi", "pmid", "abstract", "registrations")
"""One of these makes a table one of records."""

OWN_COLUMNS = (*CONTENT, "extra")
"""The columns of a table that we write; `extra` is an object of JSON."""

LARGEST_PAGE_COUNT = 1000
"""More pages are those of a book."""

GUARDED = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula (OWASP, "CSV Injection"), and what looks like it once the guard is off."""

ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
MARK = re.compile(r"</?(?:i|b|em|strong|sub|sup|u|scp)>", re.IGNORECASE)

LEADING_INITIALS = re.compile(r"(?:[A-Z]{1,3}\.?[ -]){1,3}(?:\S+ ){0,3}\S{2,}")
"""A name as Google Scholar has it: "AB Ash"."""

INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
WITH_INITIALS = re.compile(r"\S.*\s(?:[A-Z]\.?-?){1,4}")
RUN_TOGETHER = re.compile(r"(?<=[a-z.])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bLa)(?<!\bLe)(?<!\bVan)(?=[A-Z])")

SOURCE_LINE = re.compile(
    r"(?P<journal>\S.{1,250}?) \((?P<year>(?:19|20)\d\d)\) (?P<volume>[^:()]{1,40}?)(?::(?P<issue>[^()]{1,40}?))?"
    r"(?: \((?P<pages>[^()]{1,40})\))?(?:\. Date of Publication: .*)?"
)
"""The source of a report in one cell, as Embase's shorter table has it: "Cancer (2004) 102:4 (253-258)"."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of a table's columns and what they hold.

    Parameters
    ----------
    names : the columns, in order; each has a name, and no two have the same.
    places : our field to the place of its column.
    first_page, last_page, article_number, page_count : places of columns that make up pages, -1 where there is none.
    own : whether the table was written by us.
    run_together : whether names of authors stand without anything between them, as Springer's export has them.
    registers : whether the rows are trials of a register (ICTRP, ClinicalTrials.gov).
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    first_page: int
    last_page: int
    article_number: int
    page_count: int
    own: bool
    run_together: bool
    registers: bool

    @classmethod
    def of(cls, source: Source, cells: Sequence[str], line: int) -> Header:
        """The header in a row of cells.

        Raises
        ------
        ReadError : where no column holds a title, DOI, PubMed id, abstract or number of a register; and where a person
            named a column that is not there. Both say which columns there are.
        """
        names = _distinct(cells)
        columns = known_columns(names)
        for field, column in (source.columns or {}).items():
            column_name = next((name for name in names if plain_name(name) == plain_name(column)), None)
            if column_name is None:
                raise source.error(f"expected a column {column!r} for {field}; there are {_listed(names)}", line)
            columns = {field_before: name for field_before, name in columns.items() if name != column_name} | {
                field: column_name
            }
        if not any(field in columns for field in NEEDED):
            expected = "expected a column title, doi, pmid or abstract"
            raise source.error(
                f"{expected}; there are {_listed(names)}. Say which is which with --map title=COLUMN", line
            )
        index_of = {plain_name(name): index for index, name in reversed(tuple(enumerate(names)))}

        def place(choices: Sequence[str]) -> int:
            return next((index_of[name] for name in choices if name in index_of), -1)

        places = {field: names.index(name) for field, name in columns.items()}
        return cls(
            names,
            places,
            place(FIRST_PAGE),
            place(LAST_PAGE),
            place(PLAIN_NUMBER),
            place(PAGE_COUNT),
            own=names == OWN_COLUMNS,
            run_together={"item title", "item doi"} <= index_of.keys(),
            registers="trialid" in index_of or {"nct number", "study status"} <= index_of.keys(),
        )

    def stands_again(self, source: Source, cells: Sequence[str], line: int) -> bool:
        """Whether a row is the header once more, as where two exports were put one under the other; it is noted."""
        again = len(cells) > 1 and _distinct(cells) == self.names
        if again:
            source.note(line, "the header stands here once more; it is no record and was passed over")
        return again


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    """Names for all columns: one without a name is called by its place, a second of one name gets a number."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip() or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def record_of_cells(source: Source, header: Header, cells: Sequence[str], line: int, raw: str) -> Record:
    """The record of one row, which has as many cells as the header."""
    if header.own:
        return _own_record(source, cells, line, raw)
    places = header.places
    cells = _readable(source, cells)
    content: dict[str, list[str]] = {field: [text] for field, index in places.items() if (text := cells[index].strip())}
    taken = set(places.values())
    names = {field: header.names[index] for field, index in places.items()} | {"type": ""}
    if "authors" in content:
        content["authors"] = _people(content["authors"][0], run_together=header.run_together)
    if "keywords" in content:
        content["keywords"] = _list(content["keywords"][0])
    if "registrations" in content:
        numbers = list(registrations_in(content["registrations"][0]))
        content["registrations"] = numbers or _list(content["registrations"][0])
    if "accession" in content and content["accession"][0].startswith("https://openalex.org/"):
        content["accession"] = [content["accession"][0].rsplit("/", 1)[-1]]
    if header.registers:
        content["type"] = ["trial registration", *content.get("type", ())]
    if "urls" in content:
        content["urls"] = content["urls"][0].split()
        if "doi" not in content and (doi := normalise_doi(content["urls"][0])):
            content["doi"] = [doi]
    if "journal" in content and (printed := SOURCE_LINE.fullmatch(content["journal"][0])):
        parts = {field: text for field, text in printed.groupdict().items() if text}
        content = {field: [text] for field, text in parts.items()} | content | {"journal": [parts["journal"]]}
    if "pages" in content:
        content["pages"] = [page_range(content["pages"][0])]
    elif header.first_page >= 0 and (first_page := cells[header.first_page].strip()):
        last = cells[header.last_page].strip() if header.last_page >= 0 else ""
        count = cells[header.page_count].strip() if header.page_count >= 0 else ""
        if not last and first_page.isdecimal() and count.isdecimal() and 1 < int(count[:5]) < LARGEST_PAGE_COUNT:
            last = str(
                int(first_page[:9]) + int(count[:5]) - 1
            )  # EBSCOhost gives the first page and how many there are
        content["pages"] = [page_range(first_page, last)]
        taken |= {header.first_page, header.last_page}
    elif header.article_number >= 0 and (number := cells[header.article_number].strip()):
        content["pages"] = [number]
        taken.add(header.article_number)
    extra = {
        name: [cell]
        for index, (name, cell) in enumerate(zip(header.names, cells, strict=True))
        if index not in taken and cell and not cell.isspace() and cell not in MISSING
    }
    if "type" in content and "type" in places:  # the source's own word
        extra[header.names[places["type"]]] = content["type"]
    return assembled(source, line, raw, content, extra, names)


def _readable(source: Source, cells: Sequence[str]) -> Sequence[str]:
    """Cells with entities and marks of HTML read, which would be taken for what parts two values."""
    if not any("&" in cell or "<" in cell for cell in cells):
        return cells
    better = []
    for cell in cells:
        text = html.unescape(cell) if "&" in cell and ENTITY.search(cell) else cell
        if "<" in text and MARK.search(text):
            text = unmarked(text)
        source.put_right["entities"] += text != cell
        better.append(text)
    return better


def _people(text: str, *, run_together: bool) -> list[str]:
    """Names of authors. "Smith, J., Jones, K." are two, as are "Smith J, Jones K"; "Smith, John" is one.

    >>> _people("Smith, J., Jones, K.", run_together=False), _people("Ann AshBen Birch", run_together=True)
    (['Smith, J.', 'Jones, K.'], ['Ann Ash', 'Ben Birch'])
    """
    if (listed := _listed_values(text)) is not None:
        return listed
    if run_together and not re.search(r"[;,|]", text):
        return [name.strip() for name in RUN_TOGETHER.split(text) if name.strip()]
    names = [name.strip() for name in re.split(r"[;|\n]|\s+(?:and|&)\s+(?=[A-Z])", text) if name.strip()]
    if len(names) == 1 and "," in names[0]:
        parts = [part.strip() for part in names[0].rstrip(",").split(",") if part.strip()]
        if len(parts) % 2 == 0 and len(parts) > 2 and all(INITIALS.fullmatch(part) for part in parts[1::2]):
            return [f"{family}, {initials}" for family, initials in zip(parts[::2], parts[1::2], strict=True)]
        if len(parts) > 2 or any(
            all(pattern.fullmatch(part) for part in parts) for pattern in (WITH_INITIALS, LEADING_INITIALS)
        ):
            return parts
    return names


def _list(text: str) -> list[str]:
    if (listed := _listed_values(text)) is not None:
        return listed
    return [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]


def _listed_values(text: str) -> list[str] | None:
    """The texts of a list as JSON or Python writes it; None for another text."""
    if not (text.startswith("[") and text.endswith("]") and len(text) < 1_000_000 and text.count("[") < 100):
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [item.strip() for item in value if item.strip()]
    return None


def cells_of(record: Record) -> list[str]:
    """The cells of a record in the order of `OWN_COLUMNS`, as text that says itself what it is."""
    cells = []
    for name in CONTENT:
        value = getattr(record, name)
        if isinstance(value, tuple):
            cells.append(_joined(value, " " if name == "urls" else "; "))
        else:
            cells.append("" if value is None else str(value))
    extra = {name: list(values) for name, values in record.extra.items()}
    cells.append(json.dumps(extra, ensure_ascii=False) if extra else "")
    return cells


def _joined(values: tuple[str, ...], by: str) -> str:
    """A list in a cell; as JSON where a value holds what stands between values, or could be taken for JSON."""
    text = by.join(values)
    plain = tuple(text.split(by)) == values and not text.startswith("[") and "\n" not in text
    return text if plain or not values else json.dumps(values, ensure_ascii=False)


def own_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: guarded with an apostrophe where it begins like one.

    >>> own_cell("=1+1"), own_cell("Peer support")
    ("'=1+1", 'Peer support')
    """
    return f"'{text}" if GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """A cell of `own_cell` as it was before."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def _own_record(source: Source, cells: Sequence[str], line: int, raw: str) -> Record:
    content: dict[str, list[str]] = {}
    for name, text in zip(CONTENT, cells, strict=False):
        if name in LISTS and text:
            listed = _listed_values(text)
            content[name] = text.split(" " if name == "urls" else "; ") if listed is None else listed
        elif text:
            content[name] = [text]
    extra: dict[str, list[str]] = {}
    if cells[-1]:
        try:
            stored = json.loads(cells[-1])
        except (ValueError, RecursionError):
            stored = {"extra": [cells[-1]]}
        for name, values in stored.items() if isinstance(stored, dict) else ():
            extra[str(name)] = [str(value) for value in (values if isinstance(values, list) else [values])]
    return assembled(source, line, raw, content, extra, {"type": ""})
