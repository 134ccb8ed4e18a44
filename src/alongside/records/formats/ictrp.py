"""Trials of the WHO's International Clinical Trials Registry Platform, as its portal exports them in XML.

The elements are those of the portal's export; what they hold is the WHO Trial Registration Data Set (version 1.3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled
from alongside.records.identifiers import registrations_in
from alongside.records.markup import Entry, left_over, parsed_entries, take_texts
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

START = re.compile(r"<Trials_downloaded_from_ICTRP[\s>]|<Trial>\s*<(?:Internal_Number|TrialID)[\s>]", re.IGNORECASE)

NAMES = {
    "title": "Public_title",
    "year": "Date_registration",
    "accession": "TrialID",
    "urls": "web_address",
    "database": "Source_Register",
    "type": "",
    "keywords": "Condition",
}


def looks_like(source: Source) -> bool:
    """Whether the first bytes start such an export."""
    return START.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Trial after trial. The public title is the title, the scientific one stays in `extra`; the sponsor is the author.

    >>> from pathlib import Path
    >>> text = b"<Trials_downloaded_from_ICTRP><Trial><TrialID>ISRCTN12345678</TrialID>"
    >>> text += b"<Public_title>Calls</Public_title><Date_registration>14/02/2009</Date_registration></Trial>"
    >>> text += b"</Trials_downloaded_from_ICTRP>"
    >>> [entry] = read(Source(Path("ictrp.xml"), data=text))
    >>> entry.title, entry.registrations, entry.year, entry.type
    ('Calls', ('ISRCTN12345678',), 2009, 'registration')
    """
    for entry in parsed_entries(source, ["Trial"]):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: Entry) -> Record:
    tree = entry.element
    number, secondary = (
        take_texts(tree, "TrialID"),
        take_texts(tree, "Secondary_ID") + take_texts(tree, "Secondary_IDs"),
    )
    public, scientific = take_texts(tree, "Public_title"), take_texts(tree, "Scientific_title")
    dates = take_texts(tree, "Date_registration") or take_texts(tree, "Date_registration3")
    extra: dict[str, list[str]] = {"Scientific_title": scientific if public else [], "Secondary_ID": secondary}
    content = {
        "title": public or scientific,
        "authors": take_texts(tree, "Primary_sponsor"),
        "year": dates,
        "registrations": list(dict.fromkeys(registrations_in(*number, *secondary) or number[:1])),
        "accession": number,
        "keywords": [
            word.strip()
            for text in take_texts(tree, "Condition") + take_texts(tree, "Intervention")
            for word in re.split(r"[;\n]|<br>", text)
            if word.strip()
        ],
        "urls": take_texts(tree, "web_address"),
        "database": take_texts(tree, "Source_Register"),
        "type": ["trial registration"],
    }
    for path, values in left_over(tree).items():
        extra.setdefault(path, []).extend(values)
    filled = {field: values for field, values in content.items() if values}
    return assembled(source, entry.line, entry.raw, filled, extra, NAMES)
