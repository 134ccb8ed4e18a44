"""What people drop that is no export of records, known by its beginning or by what stands in it; and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alongside.records.columns import looks_like_trials
from alongside.records.source import Source

__all__ = ["at_the_door", "resembles", "trials_instead"]

PAGE = "is a web page, not an export of records; look for Export, Download or Send to on that page"
PICTURE = "is a picture, not an export of records"

BEGINNINGS = (
    (b"%pdf-", "is a PDF, not an export of records; databases offer one as RIS, CSV, Excel or XML"),
    (b"sqlite format 3", "is a database file; if it is an Alongside project: alongside open, or project merge"),
    (b"<!doctype html", PAGE),
    (b"<html", PAGE),
    (b"\xd0\xcf\x11\xe0", "is an Office file of before 2007; save it as .xlsx or CSV"),
    (b"{\\rtf", "is a text of a word processor (RTF); databases offer an export as RIS, CSV, Excel or XML"),
    (b"\x89png", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"gif8", PICTURE),
    (b"ii*\0", PICTURE),
    (b"mm\0*", PICTURE),
    (b"<svg", PICTURE),
    (b"id3", "is a sound, not an export of records"),
    (b"riff", "is a picture or a sound, not an export of records"),
    (b"rar!", "is a packed file; unpack it, and import what is in it"),
    (b"7z\xbc\xaf", "is a packed file; unpack it, and import what is in it"),
)
"""Beginnings of files, in small letters."""

PACKED = "is a packed file without a sheet of records; unpack it, and import what is in it"

MOST_CONTROLS = 0.02
"""Share of control signs above which bytes are no text: real exports have none, or a few in thousands."""

TEXTS = (
    (r"^RECORD \d+\s*$", "Embase's text for reading; there, choose Export and RIS, CSV or XML"),
    (
        r"^\d{1,6}\. .*\b(?:19|20)\d\d\b[^\n]*\n(?:.*\n){1,60}?PMID: \d+",
        "PubMed's text for reading (Abstract or Summary); there, choose Save or Send to, and the format PubMed",
    ),
    (r"^_{20,}\s*$(?:.*\n){0,4}?.*Document \d+ of \d+", "ProQuest's text for reading; there, choose RIS or XLS"),
    (r"^(?:Document|Record) \d+ of \d+", "a database's text for reading; there, choose RIS or CSV"),
    (r"^Record: ?\d+\s*$", "EBSCOhost's text for reading; there, choose Export and RIS or CSV"),
    (r"^<\d+>\s*$", "Ovid's text for reading in a layout that is not known; there, choose RIS or Citavi"),
    (
        r"^(?:Title|TITLE|Titel)\s*\n(?:[ \t]*\S.*\n)+\s*(?:AUTHOR|Author)",
        "labelled text for reading; choose RIS, CSV or XML there",
    ),
    (
        r"^(?:Authors?|AUTHORS?):\s.*(?:\n.*){0,12}?\n(?:Abstract|ABSTRACT):",
        "labelled text for reading; choose RIS, CSV or XML there",
    ),
)
"""Layouts of text that databases write for people to read, and the export to take instead."""


def at_the_door(source: Source) -> str:
    """What a file is that cannot be an export, by its first bytes; "" where it can be one."""
    start = source.head.lstrip()[:1000].lower()
    for beginning, message in BEGINNINGS:
        if start.startswith(beginning):
            return message
    head = source.head[:64_000]
    if head.startswith(b"PK\x03\x04") or source.encoding.startswith(("utf-16", "utf-32")):
        return ""
    controls = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if controls > MOST_CONTROLS * len(head) and head.count(0) + controls > 4:
        kinds = "a picture, a sound or a program's own file"
        return f"is no text but {kinds}; databases offer an export as RIS, CSV, Excel or XML"
    return ""


def resembles(source: Source) -> str:
    """What a text resembles that no reader knows, and which export to take; "" where it resembles nothing."""
    if source.head.startswith(b"PK\x03\x04"):
        return PACKED
    text = source.head_text[:50_000]
    for pattern, message in TEXTS:
        if re.search(pattern, text, re.MULTILINE):
            return f"looks like {message}"
    if re.match(r"\s*[\[{]", text):
        names = list(dict.fromkeys(re.findall(r'"([^"\n]{1,40})"\s*:', text)))[:8]
        if names:
            return f"is JSON of a kind that is not known, with {', '.join(names)}; take RIS, CSV or BibTeX instead"
    if re.match(r"\s*<\?xml|\s*<[a-zA-Z]", text):
        root = re.search(r"<([A-Za-z][\w:.-]*)[\s>]", re.sub(r"<\?.*?\?>|<!.*?>", "", text, flags=re.DOTALL))
        return (
            f"is XML of a kind that is not known ({root.group(1) if root else 'no element'}); take RIS or CSV instead"
        )
    return ""


def trials_instead(columns: Iterable[str]) -> str:
    """What to say where a table holds the results of trials; "" where it does not."""
    if looks_like_trials(columns):
        return "is a table of the results of trials, not of records; load it with: alongside understand import FILE"
    return ""
