"""EndNote's XML, which EndNote, Zotero, Covidence and DistillerSR write and read.

The elements are those of EndNote's document type ("RSXML.dtd"). Text stands in runs of one style, which say nothing of
a record. What EndNote has no field for is written into its last custom field, in JSON after our name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from lxml import etree

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import normalise_pmcid, normalise_pmid, registrations_in
from alongside.records.markup import Entry, left_over, parsed_entries, take
from alongside.records.own_fields import put_back, remainder_of, stored_fields
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read", "write"]

PATHS = {
    "title": ("titles/title",),
    "original_title": ("titles/translated-title", "orig-pub"),
    "authors": ("contributors/authors/author",),
    "year": ("dates/year", "dates/pub-dates/date"),
    "journal": ("periodical/full-title", "titles/secondary-title"),
    "journal_abbreviation": ("periodical/abbr-1", "alt-periodical/abbr-1"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "issn": ("isbn",),
    "doi": ("electronic-resource-num",),
    "accession": ("accession-num",),
    "abstract": ("abstract",),
    "keywords": ("keywords/keyword",),
    "language": ("language",),
    "urls": ("urls/related-urls/url", "urls/web-urls/url"),
    "database": ("remote-database-name",),
    "pages": ("pages",),
}
"""Where a field may stand, best first. Of two that say the same, one is kept."""

NAMES = {field: paths[0] for field, paths in PATHS.items()} | {"type": ""}

REF_TYPES = {
    "article": (17, "Journal Article"),
    "review": (17, "Journal Article"),
    "protocol": (17, "Journal Article"),
    "letter": (17, "Journal Article"),
    "editorial": (17, "Journal Article"),
    "comment": (17, "Journal Article"),
    "erratum": (17, "Journal Article"),
    "retraction": (17, "Journal Article"),
    "book": (6, "Book"),
    "chapter": (5, "Book Section"),
    "thesis": (32, "Thesis"),
    "report": (27, "Report"),
    "webpage": (12, "Web Page"),
    "conference paper": (47, "Conference Paper"),
    "conference abstract": (47, "Conference Paper"),
    "preprint": (34, "Unpublished Work"),
    "news": (23, "Newspaper Article"),
    "dataset": (59, "Dataset"),
}
"""EndNote's numbers and names of types; 13, "Generic", for those that are not here."""

START = re.compile(
    r"<xml>\s*<records>|<records>\s*<record>\s*<(?:database|source-app|rec-number|ref-type|contributors)"
)

OWN = "alongside: "
OWN_PLACE = "custom7"

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def looks_like(source: Source) -> bool:
    """Whether the first bytes have the list of entries as EndNote writes it."""
    return START.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    >>> from pathlib import Path
    >>> text = b"<xml><records><record><ref-type name='Journal Article'>17</ref-type><titles><title>"
    >>> text += b"<style>Calls</style> <style face='italic'>help</style></title></titles></record></records></xml>"
    >>> [entry] = read(Source(Path("library.xml"), data=text))
    >>> entry.title, entry.type
    ('Calls help', 'article')
    """
    for entry in parsed_entries(source, ["record"]):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: Entry) -> Record:
    tree = entry.element
    etree.strip_tags(tree, "style")  # runs of one style say nothing of the record
    content: dict[str, list[str]] = {}
    for field, paths in PATHS.items():
        values = [text for path in paths for text in _texts(tree, path)]
        content[field] = values if field == "authors" else list(dict.fromkeys(values))
    content["pages"] = [page_range(page) for page in content["pages"]]
    kinds = [kind.get("name") or _said(kind) for kind in take(tree, "ref-type")]
    content["type"] = kinds + [_said(kind) for kind in tree.findall("work-type")]
    extra = {"ref-type": kinds}
    stored_texts = [text for text in _texts(tree, OWN_PLACE) if text]
    for path, values in left_over(tree).items():
        extra.setdefault(path, []).extend(values)
    for name in ("custom2", "notes", "accession-num", "custom1", "label"):
        for value in (*extra.get(name, ()), *(content["accession"] if name == "accession-num" else ())):
            if "pmcid" not in content and (pmcid := normalise_pmcid(value)):
                content["pmcid"] = [pmcid]
            pmid = re.search(r"PMID\D{0,3}\d{1,8}\b", value, re.ASCII)
            if "pmid" not in content and pmid:
                content["pmid"] = [normalise_pmid(pmid.group())]
            if numbers := registrations_in(value):
                content["registrations"] = [*content.get("registrations", ()), *numbers]
    database = " ".join(content["database"]).casefold()
    if "pmid" not in content and content["accession"] and re.search(r"pubmed|medline|nlm", database):
        content["pmid"] = content["accession"][:1] if content["accession"][0].isdigit() else []
    for text in stored_texts:
        stored = stored_fields(text.removeprefix(OWN)) if text.startswith(OWN) else None
        if stored is None:
            extra.setdefault(OWN_PLACE, []).append(text)
        else:
            put_back(stored, content, extra)
    filled = {field: values for field, values in content.items() if values}
    return assembled(source, entry.line, entry.raw, filled, extra, NAMES)


def _texts(tree: etree._Element, path: str) -> list[str]:
    return [text for part in take(tree, path) if (text := _said(part))]


def _said(element: etree._Element) -> str:
    """All text in an element; EndNote ends a line within it with a carriage return."""
    return "".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n").strip()


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write entry after entry; gives how many.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="R&D", type="thesis")], stream)
    1
    >>> b'<ref-type name="Thesis">32</ref-type><titles><title>R&amp;D</title></titles>' in stream.getvalue()
    True
    """
    reader = Source(Path("written.xml"), data=b"<xml><records></records></xml>")
    count = 0
    stream.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n')
    for record in records:
        count += 1
        tree = _written(record, count)
        back = _record(reader, Entry(etree.fromstring(etree.tostring(tree)), 1, ""))
        remainder = remainder_of(record, back, MADE - record.extra.keys())
        if remainder:
            _put(tree, OWN_PLACE, OWN + json.dumps(remainder, ensure_ascii=False))
        stream.write(etree.tostring(tree, encoding="utf-8") + b"\n")
    stream.write(b"</records></xml>\n")
    return count


MADE = frozenset({"ref-type", "rec-number", "work-type"})
"""What EndNote asks for beyond the record."""


def _written(record: Record, number: int) -> etree._Element:
    tree = etree.Element("record")
    _put(tree, "rec-number", str(number))
    code, name = REF_TYPES.get(record.type, (13, "Generic"))
    kind = etree.SubElement(tree, "ref-type", name=name)
    kind.text = str(code)
    for field, path in (
        ("authors", "contributors/authors/author"),
        ("title", "titles/title"),
        ("journal", "titles/secondary-title"),
        ("original_title", "titles/translated-title"),
        ("journal", "periodical/full-title"),
        ("journal_abbreviation", "periodical/abbr-1"),
        ("pages", "pages"),
        ("volume", "volume"),
        ("issue", "number"),
        ("keywords", "keywords/keyword"),
        ("year", "dates/year"),
        ("issn", "isbn"),
        ("accession", "accession-num"),
        ("abstract", "abstract"),
        ("urls", "urls/related-urls/url"),
        ("doi", "electronic-resource-num"),
        ("database", "remote-database-name"),
        ("language", "language"),
        ("pmcid", "custom2"),
    ):
        value = getattr(record, field)
        for text in value if isinstance(value, tuple) else ["" if value is None else str(value)]:
            _put(tree, path, text.replace("–", "-") if field == "pages" else text)
    if record.type and record.type not in (name.casefold(), "article"):
        _put(tree, "work-type", record.type)
    return tree


def _put(tree: etree._Element, path: str, text: str) -> None:
    """A text under a path; what is above it is made where it is not there."""
    if text:
        *above, last = path.split("/")
        for name in above:
            below = tree.find(name)
            tree = below if below is not None else etree.SubElement(tree, name)
        etree.SubElement(tree, last).text = NOT_XML.sub("", text.encode("utf-8", "replace").decode("utf-8"))
