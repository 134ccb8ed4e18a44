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
from alongside.records.tagged import Layout, TaggedEntry, record_of_tags, tagged_entries

__all__ = ["looks_like", "read"]

FIELD = re.compile(r"[ \t]{0,3}(%[0-9A-Za-z!@#$&()*+<>?^~{}\[\]:;=.,/|-])(?:[ \t](.*)|$)")

LAYOUT = Layout(
    start=re.compile(r"[ \t]{0,3}%0(?:[ \t]|$)"),
    field=FIELD,
    more=re.compile(r"[ \t]*"),
    lists=frozenset({"%K", "%A"}),
)
"""Entries that start with their type."""

OLD_LAYOUT = Layout(
    start=re.compile(r"[ \t]{0,3}%[AT](?:[ \t]|$)"), field=FIELD, more=re.compile(r"[ \t]*"), lists=frozenset({"%K"})
)
"""Entries of refer itself, which have no type; a blank line parts them."""

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
    for entry in tagged_entries(source, LAYOUT) if typed else _by_blank_lines(source):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _by_blank_lines(source: Source) -> Iterator[TaggedEntry | Broken]:
    """Entries that a blank line parts."""
    entry: TaggedEntry | None = None
    for number, line in enumerate(source.lines(), 1):
        found = FIELD.match(line)
        if not line.strip():
            if entry:
                yield entry
            entry = None
        elif found:
            entry = entry or TaggedEntry(number, [], [])
            entry.fields.append((found.group(1), (found.group(2) or "").strip()))
            entry.lines.append(line)
        elif entry:
            tag, so_far = entry.fields[-1]
            entry.fields[-1] = (tag, f"{so_far} {line.strip()}".strip())
            entry.lines.append(line)
        else:
            yield Broken(number, "expected the start of an entry", line[:1000])
    if entry:
        yield entry


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {"type": values.get("%0", []) + values.get("%9", [])}
    content["pages"] = [page_range(value) for value in values.get("%P", ())]
    content["keywords"] = [word.strip() for value in values.get("%K", ()) for word in value.split(";") if word.strip()]
    notes = values.get("%Z", []) + values.get("%2", []) + values.get("%1", []) + values.get("%M", [])
    for value in notes:
        if "pmid" not in content and (said := re.search(r"PMID\D{0,3}(\d{1,8})\b", value, re.ASCII)):
            content["pmid"] = [said.group(1)]
        if "pmcid" not in content and (pmcid := normalise_pmcid(value)):
            content["pmcid"] = [pmcid]
        if numbers := registrations_in(value):
            content["registrations"] = [*content.get("registrations", ()), *numbers]
    if "%R" not in values and (
        doi := next((doi for value in values.get("%U", ()) if (doi := normalise_doi(value))), "")
    ):
        content["doi"] = [doi]
    return record_of_tags(source, entry, PLACES, content, ["%P", "%K"])
