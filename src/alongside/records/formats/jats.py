"""JATS: articles as PubMed Central and publishers give them. Read is what stands before the text of an article.

The elements are those of the "Journal Article Tag Suite" (ANSI/NISO Z39.96-2021).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import registrations_in
from alongside.records.markup import Entry, left_over, parsed_entries, take, take_texts, text_of
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

START = re.compile(r"<(?:[A-Za-z]+:)?article[\s>]")
META = "front/article-meta"
JOURNAL = "front/journal-meta"

NAMES = {
    "title": "article-title",
    "original_title": "trans-title",
    "year": "pub-date",
    "journal": "journal-title",
    "journal_abbreviation": "abbrev-journal-title",
    "issn": "issn",
    "pages": "fpage",
    "doi": "article-id doi",
    "type": "",
    "abstract": "abstract",
    "language": "xml:lang",
}

UNITS = frozenset(
    {"contrib", "aff", "date", "pub-date", "permissions", "award-group", "publisher", "kwd-group", "name"}
)
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def looks_like(source: Source) -> bool:
    """Whether the first bytes start an article with its journal."""
    text = source.head_text
    return START.search(text) is not None and re.search(r"<(?:journal-meta|article-meta)[\s>]", text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Article after article; of each what comes before its text is kept.

    >>> from pathlib import Path
    >>> text = b"<article><front><article-meta><title-group><article-title>Calls <italic>help</italic></article-title>"
    >>> text += b"</title-group></article-meta></front><body/></article>"
    >>> [entry] = read(Source(Path("a.nxml"), data=text))
    >>> entry.title
    'Calls help'
    """
    for entry in parsed_entries(source, ["article"], until="front"):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: Entry) -> Record:
    top = entry.element
    language = [top.get(LANGUAGE) or ""]
    kind = top.get("article-type") or ""
    content: dict[str, list[str]] = {"language": [text for text in language if text]}
    for dead in ("front/article-meta/permissions", "front/notes", "floats-group"):
        take(top, dead)
    content["journal"] = take_texts(top, f"{JOURNAL}//journal-title")
    short = take(top, f"{JOURNAL}//abbrev-journal-title") + [
        part for part in take(top, f"{JOURNAL}/journal-id") if part.get("journal-id-type") in ("iso-abbrev", "nlm-ta")
    ]
    content["journal_abbreviation"] = list(dict.fromkeys(text_of(part) for part in short))
    content["issn"] = take_texts(top, f"{JOURNAL}/issn")
    extra: dict[str, list[str]] = {}
    for number in take(top, f"{META}/article-id"):
        name = number.get("pub-id-type") or "id"
        field = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}.get(name)
        text = text_of(number)
        if field == "pmcid" and text.isdigit():
            text = f"PMC{text}"
        if field and not content.get(field):
            content[field] = [text]
        elif text:
            extra.setdefault(f"article-id {name}", []).append(text)
    titles = take_texts(top, f"{META}/title-group/article-title")
    subtitles = take_texts(top, f"{META}/title-group/subtitle")
    content["title"] = [": ".join([*titles[:1], *subtitles])] if titles else []
    content["original_title"] = take_texts(top, f"{META}/title-group/trans-title-group/trans-title")
    content["authors"] = _authors(top)
    content["year"] = _dates(top)
    content["volume"], content["issue"] = take_texts(top, f"{META}/volume"), take_texts(top, f"{META}/issue")
    first_page, last = take_texts(top, f"{META}/fpage"), take_texts(top, f"{META}/lpage")
    number = take_texts(top, f"{META}/elocation-id")
    content["pages"] = [page_range(first_page[0], last[0] if last else "")] if first_page else number
    abstracts = take(top, f"{META}/abstract")
    plain = [part for part in abstracts if not part.get("abstract-type")]
    content["abstract"] = [_abstract(part) for part in plain]
    for part in abstracts:
        if part not in plain:
            extra.setdefault(f"abstract {part.get('abstract-type')}", []).append(_abstract(part))
    content["keywords"] = take_texts(top, f"{META}/kwd-group/kwd")
    registered = [*content["abstract"], *(text_of(part) for part in top.iter("ext-link", "related-object"))]
    content["registrations"] = list(registrations_in(*registered))
    subjects = take_texts(top, f"{META}/article-categories//subject")
    content["type"] = [kind, *subjects] if kind else subjects
    extra |= {"article-type": [kind]} if kind else {}
    extra |= {"subject": subjects} if subjects else {}
    for part in ("body", "back", "sub-article", "response"):
        take(top, part)
    for path, values in left_over(top, UNITS).items():
        extra.setdefault(path.replace(f"{META}/", "").replace("front/", ""), []).extend(values)
    filled = {field: values for field, values in content.items() if values}
    return assembled(source, entry.line, entry.raw, filled, extra, NAMES)


def _authors(top: etree._Element) -> list[str]:
    """People and groups who are authors, in their order."""
    names = []
    for person in top.findall(f"{META}/contrib-group/contrib"):
        if person.get("contrib-type", "author") != "author":
            continue
        name = person.find("name")
        if name is None:
            name = person.find("name-alternatives/name")
        if name is not None:
            parts = (text_of(name.find("surname")), text_of(name.find("given-names")))
            names.append(", ".join(part for part in parts if part))
        elif text := text_of(person.find("collab")) or text_of(person.find("string-name")):
            names.append(text)
    return [name for name in names if name]


def _dates(top: etree._Element) -> list[str]:
    """Dates of publication, that of the issue first."""
    dates = take(top, f"{META}/pub-date")
    order = ("collection", "ppub", "issue-pub", "epub", "pub")
    kinds = {date: date.get("pub-type") or date.get("date-type") or "" for date in dates}
    dates.sort(key=lambda date: order.index(kinds[date]) if kinds[date] in order else len(order))
    return [
        "-".join(text_of(date.find(name)) for name in ("year", "month", "day") if date.find(name) is not None)
        for date in dates
    ]


def _abstract(element: etree._Element) -> str:
    """The paragraphs of an abstract, each section with its heading."""
    lines: list[str] = []
    sections = element.findall("sec")
    for section in sections or [element]:
        title = section.find("title")
        heading = text_of(title).rstrip(":.") if title is not None and sections else ""
        if title is not None:
            section.remove(title)
        text = " ".join(text_of(part) for part in section) or text_of(section)
        lines.append(f"{heading}: {text}" if heading else text)
    return "\n".join(line for line in lines if line.strip())
