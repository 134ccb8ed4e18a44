"""BibTeX and BibLaTeX.

The syntax is that of "BibTeXing" (Patashnik 1988), the fields also those of the BibLaTeX manual (Kime, Wemheuer and
Lehman), and those that Scopus, Web of Science and Zotero write.

Why not bibtexparser or pybtex: both hold a whole file, and neither says on which line an entry starts nor goes on after
one whose brace never closes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import normalise_doi
from alongside.records.latex import from_latex, to_latex
from alongside.records.own_fields import put_back, remainder_of, stored_fields
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.types import type_of

__all__ = ["looks_like", "read", "write"]

START = re.compile(r"[ \t]*@[ \t]*([A-Za-z][\w-]*+)[ \t]*([{(])", re.ASCII)
"""The start of an entry at the start of a line, or behind the end of another one; elsewhere an "@" is text."""

INSIDE = re.compile(r"@[A-Za-z][\w-]*+[ \t]*\{", re.ASCII)
"""What looks like an entry in the midst of text that belongs to none."""

AGAIN = re.compile(r"@[A-Za-z][\w-]*+[{(][^\s,={}]*,?\s*", re.ASCII)
"""A line within an entry that can only be the start of the next one."""

NAME = re.compile(r"(?<![^\s\"#%'(),={}])([^\s\"#%'(),={}]++)\s*+=\s*+")
"""The name of a field. It starts where a word does, so that a long word is looked at once."""

WORD = re.compile(r"[^\s\"#%'(),={}]+")
KEY = re.compile(r"\s*([^,\s{}=\"]*)\s*(?:,|$)")
SIGNS = re.compile(r"\\.|[{})\"]", re.DOTALL)
"""What opens or closes a text; a sign behind a backslash does not."""

JOINED = re.compile(r"\s*#\s*")
AND = re.compile(r"\s+and\s+", re.IGNORECASE)

MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June", "jul": "July",
    "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip  # a table, read across
"""Strings that every style of BibTeX defines."""

KINDS = ("type", "document_type", "entrysubtype")
"""Fields that say more about the type of an entry."""

FIELDS = {
    "title": ("title",), "pages": ("pages", "eid", "articleno", "art_number"),
    "original_title": ("origtitle", "original_title"), "year": ("year", "date"),
    "journal": ("journal", "journaltitle", "booktitle"), "volume": ("volume",), "issue": ("number", "issue"),
    "journal_abbreviation": ("shortjournal", "journal-iso", "abbrev_source_title", "journal_abbrev"),
    "issn": ("issn",), "doi": ("doi",), "pmid": ("pmid", "pubmed_id"), "pmcid": ("pmcid", "pmc"),
    "accession": ("accession", "unique-id", "accession_number", "isi"), "abstract": ("abstract",),
    "language": ("language", "langid"), "urls": ("url", "bdsk-url-1"), "database": ("database", "source"),
}  # fmt: skip  # a table, read across
"""Where a field may stand, best first."""

LINKS = frozenset({"url", "doi", "bdsk-url-1", "file", "link", "howpublished", "eprint"})
"""Fields in which a tilde or two hyphens are themselves."""

ENTRY_TYPES = {
    "conference paper": "inproceedings", "conference abstract": "inproceedings", "book": "book",
    "chapter": "incollection", "thesis": "phdthesis", "report": "techreport", "preprint": "unpublished",
    "webpage": "online", "dataset": "dataset", "registration": "misc", "news": "misc", "other": "misc", "": "misc",
}  # fmt: skip  # a table, read across
"""What we write for a type; an article in a journal for those that are not here."""

OWN = "alongside"
"""The field with what the others could not hold, in JSON."""

PLAIN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
TAKEN = frozenset({
    *(name for names in FIELDS.values() for name in names), *KINDS, OWN, "author", "keywords", "subtitle", "eprinttype",
    "entrytype", "citation-key",
})  # fmt: skip  # a table, read across

LONGEST = 10_000_000
"""Characters of an entry before it is given up."""

KEPT = 1000


def looks_like(source: Source) -> bool:
    """Whether a line starts an entry, and something like a field follows."""
    text = source.head_text
    start = re.search(r"(?m)^[ \t]*@[ \t]*[A-Za-z][\w-]*+[ \t]*[{(]", text)
    return start is not None and re.search(r"[\w-]\s*=\s*[\"{\w]", text[start.end() :]) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    r"""Entry after entry; strings are put in, comments and preambles passed over.

    `Broken` is an entry without fields, and the last one of a file that ends in the middle of it. An entry whose brace
    is not closed before the next begins is read, and noted.

    >>> from pathlib import Path
    >>> text = b'@string{j = "A Journal"} @article{a, title = {K{\\"o}ln}, author = "Ash, A. and Birch", journal = j}'
    >>> [entry] = read(Source(Path("export.bib"), data=text))
    >>> entry.title, entry.authors, entry.journal
    ('Köln', ('Ash, A.', 'Birch'), 'A Journal')
    """
    strings = dict(MONTHS)
    parents = _parents(source)
    for line, text, fault in _pieces(source):
        start_match = START.match(text)
        if fault or start_match is None:
            yield Broken(line, fault, text[:KEPT])
            continue
        kind = start_match.group(1).casefold()
        body = text[start_match.end() :].rstrip().removesuffix("}" if start_match.group(2) == "{" else ")")
        if kind == "string":
            strings.update(_fields(body, 0, strings))
        elif kind not in ("comment", "preamble"):
            key = KEY.match(body) if not NAME.match(body.lstrip()) else None
            fields = list(_fields(body, key.end() if key else 0, strings))
            if fields:
                _inherit(fields, parents)
                yield _record(source, line, text, kind, key.group(1) if key else "", fields)
            else:
                yield Broken(line, "expected fields in this entry (name = {text}); there are none", text[:KEPT])


def _pieces(source: Source) -> Iterator[tuple[int, str, str]]:
    """Everything that starts with an "@" up to its last brace: line, text, and why it is broken."""
    lines_of_entry: list[str] = []
    start = size = depth = number = 0
    close = ""
    for number, line in enumerate(source.lines(), 1):
        rest = line
        if lines_of_entry and depth > 0 and AGAIN.fullmatch(line):
            source.note(start, "this entry has no closing brace before the next begins; it was read as it is")
            yield start, "\n".join(lines_of_entry) + close, ""
            lines_of_entry = []
        while rest:
            if lines_of_entry:
                end, depth = _end(rest, 0, depth, close)
            elif start_match := START.match(rest):
                start, size, close = number, 0, "}" if start_match.group(2) == "{" else ")"
                # Braces are counted with the first one; a bracket closes where no brace is open.
                end, depth = _end(rest, start_match.end() - (close == "}"), 0, close)
            else:
                sign_at = rest.find("@")
                if sign_at < 0 or rest is line:
                    if sign_at >= 0 and INSIDE.search(rest):
                        source.note(number, "text between the entries looks like one (@word{); it was not read")
                    break
                rest = rest[sign_at:]
                if not START.match(rest):
                    break
                continue
            lines_of_entry.append(rest[:end] if end else rest)
            size += len(rest)
            rest = rest[end:] if end else ""
            if end:
                yield start, "\n".join(lines_of_entry), ""
                lines_of_entry = []
            elif size > LONGEST:
                yield start, lines_of_entry[0], f"expected the end of this entry within {LONGEST} characters"
                lines_of_entry = []
    if lines_of_entry:
        fault = f"the file ends in the middle of this entry, after line {number}"
        if next((line for line in reversed(lines_of_entry) if line.strip()), "").strip() in ("}", ")"):
            source.note(start, "the braces of this last entry do not match; it was read as it is")
            fault = ""
        yield start, "\n".join(lines_of_entry), fault


INHERITED = (
    "year", "date", "booktitle", "journal", "journaltitle", "volume", "number", "issue", "publisher", "editor",
    "series", "issn", "isbn", "address", "location", "organization",
)  # fmt: skip  # a table, read across
"""What an entry takes from the one that it refers to: what says something of the container (BibTeXing, 2.3; BibLaTeX
manual, appendix B)."""

CROSSREF = re.compile(r"(?i)\bcrossref\s*=\s*[{\"]?\s*([^\s,={}\"]+)")


def _parents(source: Source) -> dict[str, dict[str, str]]:
    """Fields of the entries that others refer to, by key. The file is read once more only where its start refers."""
    wanted = {key.casefold() for key in CROSSREF.findall(source.head_text)}
    if not wanted:
        return {}
    again = Source(source.path, source.name, data=source.data, encoding=source.encoding if source.encoding_said else "")
    strings = dict(MONTHS)
    parents: dict[str, dict[str, str]] = {}
    for _, text, _ in _pieces(again):
        matched = START.match(text)
        if matched is None:
            continue
        body = text[matched.end() :].rstrip().removesuffix("}" if matched.group(2) == "{" else ")")
        if matched.group(1).casefold() == "string":
            strings.update(_fields(body, 0, strings))
        elif (key := KEY.match(body)) and (name := key.group(1).casefold()) and name not in parents:
            wanted.update(reference.casefold() for reference in CROSSREF.findall(body))
            parents[name] = dict(_fields(body, key.end(), strings)) if name in wanted else {}
    return {name: fields for name, fields in parents.items() if fields}


def _inherit(fields: list[tuple[str, str]], parents: Mapping[str, Mapping[str, str]]) -> None:
    """Put what an entry does not say itself, and the entry that it refers to says, behind its fields."""
    fields_of_entry = dict(fields)
    parent = parents.get(fields_of_entry.get("crossref", "").strip().casefold())
    if not parent:
        return
    dated = {"year", "date"} & fields_of_entry.keys()
    for name in INHERITED:
        if name in parent and name not in fields_of_entry and not (name in ("year", "date") and dated):
            fields.append((name, parent[name]))
    if "title" in parent and not {"booktitle", "journal", "journaltitle"} & (fields_of_entry.keys() | parent.keys()):
        fields.append(("booktitle", parent["title"]))


def _end(text: str, start: int, depth: int, close: str) -> tuple[int, int]:
    """Where an entry ends in a text, behind its last sign (0 where it goes on), and how many braces are open there."""
    for match in SIGNS.finditer(text, start):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if sign == close and depth <= 0:
            return match.end(), 0
    return 0, max(depth, 0)


def _fields(body: str, position: int, strings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and text of one field after another."""
    while name_match := NAME.search(body, position):
        value, position = _value(body, name_match.end(), strings)
        while joined := JOINED.match(body, position):
            further, position = _value(body, joined.end(), strings)
            value += further
        yield name_match.group(1).casefold(), value


def _value(body: str, start: int, strings: dict[str, str]) -> tuple[str, int]:
    """A text in braces or quotes, a number or the name of a string; and where it ends."""
    opening = body[start : start + 1]
    if opening in ("{", '"'):
        depth = 0
        for match in SIGNS.finditer(body, start + 1):
            sign = match.group()
            if sign == ("}" if opening == "{" else '"') and depth <= 0:
                return body[start + 1 : match.start()], match.end()
            depth += (sign == "{") - (sign == "}")
        return body[start + 1 :], len(body)
    word = WORD.match(body, start)
    return (strings.get(word.group().casefold(), word.group()), word.end()) if word else ("", start + 1)


def _record(source: Source, line: int, raw: str, kind: str, key: str, fields: list[tuple[str, str]]) -> Record:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        if text := " ".join(value.split()):
            values.setdefault(name, []).append(text)
    content: dict[str, list[str]] = {}
    names: dict[str, str] = {"type": ""}
    for field, choices in FIELDS.items():
        if name := next((choice for choice in choices if choice in values), ""):
            names[field] = name
            content[field] = [_text(name, value) for value in values[name]]
    used = set(names.values())
    if "title" in content and "subtitle" in values:
        content["title"][0] = ": ".join([content["title"][0], *map(from_latex, values["subtitle"])])
        used.add("subtitle")
    if "author" in values:
        content["authors"] = [from_latex(name) for value in values["author"] for name in _names(value)]
    if "keywords" in values:
        content["keywords"] = [word for value in values["keywords"] for word in _words(from_latex(value))]
    content["pages"] = [page_range(page.replace("–", "--")) for page in content.get("pages", ())]
    if "pmid" not in content and "pubmed" in " ".join(values.get("eprinttype", ())).casefold():
        content["pmid"] = values.get("eprint", [])
    if "doi" not in content:
        content["doi"] = [doi for url in content.get("urls", ()) if (doi := normalise_doi(url))][:1]
    types = [_text(name, value) for name in KINDS for value in values.get(name, ())]
    content["type"] = [kind, *types]
    extra = {
        name: [_text(name, value) for value in values_of_name]
        for name, values_of_name in values.items()
        if name not in used | {"author", "keywords", OWN}
    }
    extra |= {"entrytype": [kind]} | ({"citation-key": [key]} if key else {})
    if OWN in values:
        text = _text(OWN, values[OWN][0])
        if (stored := stored_fields(text)) is None:
            extra[OWN] = [text]
        else:
            put_back(stored, content, extra)
    filled = {field: values_of_field for field, values_of_field in content.items() if values_of_field}
    return assembled(source, line, raw, filled, extra, names)


def _text(name: str, value: str) -> str:
    if name in LINKS:  # a tilde or two hyphens are themselves there
        return re.sub(r"\\([_%&#~{}$])", r"\1", re.sub(r"^\{(.*)\}$|\\url\{([^{}]*)\}", r"\1\2", value))
    return from_latex(value)


def _names(text: str) -> list[str]:
    """Names of people: what stands between the words "and" outside of braces."""
    names, depth, start = [], 0, 0
    for match in re.finditer(r"\\.|\{+|\}+|\s+and\s+", text, re.IGNORECASE | re.DOTALL):
        sign = match.group()
        depth += sign.count("{") - sign.count("}") if sign[0] != "\\" else 0
        if depth <= 0 and sign.strip().casefold() == "and":
            names.append(text[start : match.start()])
            start = match.end()
    return [name.strip() for name in (*names, text[start:]) if name.strip()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";" if ";" in text else ",") if word.strip()]


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write entry after entry; gives how many. What BibTeX has no field for goes into one of our own, in JSON.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="100% Peers", authors=("Ash, A.",), year=2009, type="article", journal="J")], stream)
    1
    >>> print(stream.getvalue().decode().strip())
    @article{Ash2009a,
      title = {100\\% Peers},
      author = {Ash, A.},
      year = {2009},
      journal = {J},
    }
    """
    reader = Source(Path("written.bib"), data=b"@misc{a, title = {A}}")
    keys: dict[str, int] = {}
    count = 0
    for record in records:
        count += 1
        kind, fields = _written(record)
        key = _key(record, keys)
        back = _record(reader, 1, "", kind, "", fields)
        remainder = remainder_of(record, back, ("citation-key", "entrytype"))
        if remainder:
            text = json.dumps(remainder, separators=(",", ":")).replace("  ", " \\u0020")
            fields.append((OWN, to_latex(text)))
        lines = [f"@{kind}{{{key},", *(f"  {name} = {{{value}}}," for name, value in fields), "}", ""]
        stream.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
    return count


def _written(record: Record) -> tuple[str, list[tuple[str, str]]]:
    """The type of an entry and its fields, as text of BibTeX."""
    kind = ENTRY_TYPES.get(record.type, "article")
    container = "booktitle" if kind in ("inproceedings", "incollection") else "journal"
    authors = [f"{{{to_latex(name)}}}" if AND.search(f" {name} ") else to_latex(name) for name in record.authors]
    fields = {
        "title": to_latex(record.title),
        "origtitle": to_latex(record.original_title),
        "author": " and ".join(authors),
        "year": "" if record.year is None else str(record.year),
        container: to_latex(record.journal),
        "shortjournal": to_latex(record.journal_abbreviation),
        "volume": to_latex(record.volume),
        "number": to_latex(record.issue),
        "pages": to_latex(record.pages).replace("–", "--"),
        "issn": record.issn,
        "doi": record.doi,
        "pmid": record.pmid,
        "pmcid": record.pmcid,
        "accession": to_latex(record.accession),
        "abstract": to_latex(record.abstract),
        "keywords": to_latex("; ".join(record.keywords)),
        "language": to_latex(record.language),
        "url": record.urls[0] if record.urls else "",
        "database": to_latex(record.database),
    }
    if record.type and type_of(kind) != record.type:
        fields["type"] = record.type
    # A name that is ours already, or that several values have, waits for the field of our own.
    for name, values in record.extra.items():
        if len(values) == 1 and PLAIN_NAME.fullmatch(name) and name not in TAKEN:
            fields[name] = to_latex(values[0])
    return kind, [(name, value) for name, value in fields.items() if value and _balanced(value)]


def _balanced(value: str) -> bool:
    """Whether a text can stand in braces."""
    depth = 0
    for match in SIGNS.finditer(value):
        depth += (match.group() == "{") - (match.group() == "}")
        if depth < 0:
            return False
    return depth == 0 and not value.endswith("\\")


def _key(record: Record, seen: dict[str, int]) -> str:
    """A key of the first author's name and the year, with letters behind it that make it the only one."""
    family = re.split(r"[\s,]", record.authors[0])[0] if record.authors else "Anonymous"
    plain = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode()
    base = (re.sub(r"[^A-Za-z]", "", plain) or "Anonymous") + str(record.year or "")
    seen[base] = number = seen.get(base, 0) + 1
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return base + letters
