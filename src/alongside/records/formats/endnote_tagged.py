"""EndNote's tagged format (.enw), which is that of refer with more tags: "%T Peer support".

The tags are those of EndNote's manual ("EndNote Import", tagged "EndNote Import" format) for a journal article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import page_range
from alongside.records.identifiers import normalise_doi, normalise_pmcid, registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tagged import TaggedEntry, record_of_tags

__all__ = ["looks_like", "read"]

FIELD = re.compile(r"[ \t]{0,3}(%[0-9A-Za-z!@#$&()*+<>?^~{}\[\]:;=.,/|-])(?:[ \t](.*)|$)")

TYPE = "%0"
TITLE = "%T"
LISTS = frozenset({"%K", "%A"})
"""Tags whose further lines are further values."""

LONGEST = 10_000_000
"""Characters of an entry before it is given up."""

PLACES = {
    "title": ("%T",),
    "original_title": ("%Q",),
    "authors": ("%A",),
    "year": ("%D", "%8"),
    "journal": ("%J", "%B"),
    "journal_abbreviation": ("%O",),
    "volume": ("%V",),
    "issue": ("%N",),
    "doi": ("%R",),
    "issn": ("%@",),
    "accession": ("%M",),
    "abstract": ("%X",),
    "language": ("%G",),
    "urls": ("%U",),
    "database": ("%~", "%W"),
}


def looks_like(source: Source) -> bool:
    """Whether two of the first lines have tags of an entry, a title, a type, an author or a journal among them."""
    text = source.head_text
    tags = re.findall(r"(?m)^[ \t]{0,3}(%[0-9A-Z@+!?~])[ \t]\S", text)
    return len(tags) >= 2 and not {"%0", "%T", "%A", "%J"}.isdisjoint(tags)


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    >>> from pathlib import Path
    >>> text = b"%0 Journal Article\\n%T Calls\\n%A Ash, Ann\\n%D 2009\\n%R 10.1234/a\\n%K Peers\\nPain\\n"
    >>> [entry] = read(Source(Path("export.enw"), data=text))
    >>> entry.title, entry.authors, entry.year, entry.doi, entry.keywords
    ('Calls', ('Ash, Ann',), 2009, '10.1234/a', ('Peers', 'Pain'))
    """
    typed = re.search(r"(?m)^[ \t]{0,3}%0(?:[ \t]|$)", source.head_text) is not None
    for entry in _entries(_paragraphs(source), typed=typed):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _paragraphs(source: Source) -> Iterator[TaggedEntry | Broken]:
    """Runs of lines that no blank line parts, cut before a second type as well.

    A paragraph that does not begin with a tag goes on with the text above it.
    """
    paragraph: TaggedEntry | None = None
    size = 0
    for number, line in enumerate(source.lines(), 1):
        matched = FIELD.match(line)
        if matched:
            tag = matched.group(1)
            parted = paragraph is not None and not paragraph.lines[-1].strip()
            if paragraph is None or parted or (tag == TYPE and TYPE in paragraph.values):
                if paragraph:
                    yield paragraph
                paragraph, size = TaggedEntry(number, [], []), 0
            paragraph.fields.append((tag, (matched.group(2) or "").strip()))
        elif paragraph is None:
            if line.strip():
                yield Broken(number, "expected the start of an entry", line[:1000])
            continue
        elif line.strip():
            _go_on(paragraph.fields, line.strip())
        paragraph.lines.append(line)
        size += len(line)
        if size > LONGEST:
            yield Broken(paragraph.line, f"expected an entry of at most {LONGEST} characters", paragraph.raw[:1000])
            paragraph = None
    if paragraph:
        yield paragraph


def _go_on(fields: list[tuple[str, str]], text: str) -> None:
    tag, before = fields[-1]
    if tag in LISTS and before:
        fields.append((tag, text))
    else:
        fields[-1] = (tag, f"{before} {text}".strip())


def _entries(paragraphs: Iterator[TaggedEntry | Broken], *, typed: bool) -> Iterator[TaggedEntry | Broken]:
    """Entries of paragraphs. Where the file has types, a paragraph without one is part of the entry before it, unless
    both have a title: repositories write no type for a list of contents, and such an entry is one all the same.
    """
    entry: TaggedEntry | None = None
    for paragraph in paragraphs:
        if isinstance(paragraph, Broken):
            yield paragraph
        elif entry is None or not typed or _begins(paragraph, entry):
            # Several programs write the title before the type: the paragraph is the entry, not the line of its type.
            if entry:
                yield entry
            entry = paragraph
        else:
            entry.lines += paragraph.lines
            entry.fields += paragraph.fields
    if entry:
        yield entry


def _begins(paragraph: TaggedEntry, before: TaggedEntry) -> bool:
    tags = {tag for tag, _ in paragraph.fields}
    return TYPE in tags or (TITLE in tags and TITLE in {tag for tag, _ in before.fields})


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {"type": values.get("%0", []) + values.get("%9", [])}
    content["pages"] = [page_range(value) for value in values.get("%P", ())]
    content["keywords"] = [word.strip() for value in values.get("%K", ()) for word in value.split(";") if word.strip()]
    notes = values.get("%Z", []) + values.get("%2", []) + values.get("%1", []) + values.get("%M", [])
    for value in notes:
        if "pmid" not in content and (pmid := re.search(r"PMID\D{0,3}(\d{1,8})\b", value, re.ASCII)):
            content["pmid"] = [pmid.group(1)]
        if "pmcid" not in content and (pmcid := normalise_pmcid(value)):
            content["pmcid"] = [pmcid]
        if numbers := registrations_in(value):
            content["registrations"] = [*content.get("registrations", ()), *numbers]
    if "%R" not in values and (
        doi := next((doi for value in values.get("%U", ()) if (doi := normalise_doi(value))), "")
    ):
        content["doi"] = [doi]
    return record_of_tags(source, entry, PLACES, content, ["%P", "%K"])
