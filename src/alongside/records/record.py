"""One bibliographic entry from one source, as it was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from ftfy import TextFixerConfig, fix_text

__all__ = ["Broken", "Record", "normalise_doi", "normalise_pmid", "repaired", "year_of"]

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
"""DOI Handbook 2.2: prefix 10 with a registrant code, a slash, a suffix of any characters; blanks end it here."""

PMID = re.compile(r"(?<!\d)\d{1,8}(?!\d)")

YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


# Only what is broken is changed: curly quotes, ligatures, widths and markup stay as the source has them.
REPAIRS = TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=False
)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry. Empty text and empty tuples mean that the source does not say.

    `doi` and `pmid` are normalised; `extra` keeps every field that has no place here, under the name it had; `line` is
    where the entry starts in its file (from 1), and `raw` its text there.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    type: str = ""
    urls: tuple[str, ...] = ()
    database: str = ""
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    line: int = 1
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that could not be read, where the caller asked to go on."""

    line: int
    reason: str
    raw: str = ""


def normalise_doi(text: str) -> str:
    """The DOI in a text, in small letters and without what stands around it; "" where there is none.

    DOIs are compared without regard to case (DOI Handbook 2.4).

    >>> normalise_doi("https://doi.org/10.1136/BMJ.A3064."), normalise_doi("none")
    ('10.1136/bmj.a3064', '')
    """
    found = DOI.search(unquote(text))
    if not found:
        return ""
    doi = found.group().lower().rstrip(".,;:")
    # A bracket that was opened before the DOI closes after it.
    while doi.endswith((")", "]")) and doi.count(")") + doi.count("]") > doi.count("(") + doi.count("["):
        doi = doi[:-1].rstrip(".,;:")
    return doi


def normalise_pmid(text: str) -> str:
    """The PubMed id in a text, without leading zeros; "" where there is none.

    >>> normalise_pmid("PMID: 0019597169"), normalise_pmid("MEDLINE")
    ('19597169', '')
    """
    plain = re.sub(r"(?<!\d)0+(?=\d)", "", text)
    found = PMID.search(plain)
    return found.group() if found else ""


def year_of(text: str) -> int | None:
    """The first year in a text ("2009/02/14/", "Spring 2011"); None where there is none.

    >>> year_of("2009/02/14/"), year_of("in press")
    (2009, None)
    """
    found = YEAR.search(text)
    return int(found.group()) if found else None


def repaired(fields: Mapping[str, Iterable[str]]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Text whose encoding was mistaken somewhere on its way, put right; and the names of the fields that it touched.

    >>> repaired({"title": ["na\\u00c3\\u00afve"]})
    ({'title': ('naïve',)}, ('title',))
    """
    fixed, touched = {}, []
    for name, values in fields.items():
        before = tuple(values)
        after = tuple(fix_text(value, REPAIRS) for value in before)
        fixed[name] = after
        if after != before:
            touched.append(name)
    return fixed, tuple(touched)
