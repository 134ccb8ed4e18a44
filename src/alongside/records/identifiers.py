"""Numbers that name a report, a journal or a trial: found in a text, and put into one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

__all__ = [
    "normalise_doi",
    "normalise_issn",
    "normalise_pmcid",
    "normalise_pmid",
    "registrations_in",
    "year_of",
]

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
"""DOI Handbook 2.2: prefix 10 with a registrant code, a slash, a suffix of any characters; blanks end it here."""

PMID = re.compile(r"(?<!\d)\d{1,8}(?!\d)", re.ASCII)
PMCID = re.compile(r"PMC\s?(\d{1,9})(?!\d)", re.IGNORECASE | re.ASCII)
ISSN = re.compile(r"(?<![\dX-])(\d{4})-?(\d{3}[\dX])(?![\dX-])", re.IGNORECASE | re.ASCII)
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?=(?:[01]\d[0-3]\d)?(?!\d))", re.ASCII)
"""Four digits; or eight, where they are year, month and day."""

REGISTERS = re.compile(
    r"""(?<![A-Za-z0-9])(?:
      NCT[\s-]?0*(?P<nct>\d{7,8})
    | ISRCTN[\s-]?(?P<isrctn>\d{8})
    | ACTRN[\s-]?(?P<actrn>126\d{11})
    | (?P<chictr>ChiCTR[-\s]?(?:[A-Z]{2,4}-?)?\d{8,10})
    | (?P<drks>DRKS\s?\d{8})
    | (?P<ctri>CTRI/\d{4}/\d{2,3}/\d{6})
    | (?P<irct>IRCT\d{11,16}(?:N\d+)?)
    | (?P<jprn>(?:JPRN-)?(?:UMIN\s?\d{9}|jRCTs?\d{9,10}))
    | (?P<kct>KCT\d{7})
    | (?P<pactr>PACTR\d{15,16})
    | (?P<ntr>NTR\s?\d{2,5})
    | (?P<nl>NL-?OMON\d{4,6})
    | (?P<rbr>RBR-[0-9a-z]{5,10})
    | (?P<slctr>SLCTR/\d{4}/\d{3})
    | (?P<tctr>TCTR\d{11})
    | (?P<eudract>(?:EudraCT(?:\s*(?:number|no\.?|:))*\s*)\d{4}-\d{6}-\d{2})
    )(?![A-Za-z0-9])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""Primary registers of the WHO network, and ClinicalTrials.gov, as their numbers are printed."""

REGISTER_WORDS = ("NCT", "CTN", "TRN", "CTR", "DRKS", "IRCT", "UMIN", "JRCT", "KCT", "NTR", "OMON", "RBR", "EUDRA")
"""Every number of a register holds one of these; looking for them first is many times as quick."""


BEFORE_WORD, AROUND_WORD = 8, 120
"""Signs of a number before such a word ("JPRN-UMIN"), and from it on, with "EudraCT number:" and blanks."""


def normalise_doi(text: str) -> str:
    """The DOI in a text, in small letters and without what stands around it; "" where there is none.

    DOIs are compared without regard to case (DOI Handbook 2.4).

    >>> normalise_doi("https://doi.org/10.1136/BMJ.A3064."), normalise_doi("none")
    ('10.1136/bmj.a3064', '')
    """
    if "10." not in text and "%" not in text:
        return ""
    match = DOI.search(unquote(text) if "%" in text else text)
    if not match:
        return ""
    doi = match.group().lower().rstrip(".,;:")
    # A bracket that was opened before the DOI closes after it.
    surplus = sum(map(doi.count, ")]}")) - sum(map(doi.count, "([{"))
    end = len(doi)
    while surplus > 0 and doi[end - 1] in ")]}":
        end, surplus = end - 1, surplus - 1
        while doi[end - 1] in ".,;:":
            end -= 1
    return doi[:end]


def normalise_pmid(text: str) -> str:
    """The PubMed id in a text, without leading zeros; "" where there is none.

    >>> normalise_pmid("PMID: 0019597169"), normalise_pmid("MEDLINE")
    ('19597169', '')
    """
    match = PMID.search(re.sub(r"(?<!\d)0+(?=\d)", "", text))
    return match.group() if match and match.group() != "0" else ""


def normalise_pmcid(text: str) -> str:
    """The PubMed Central id in a text; "" where there is none.

    >>> normalise_pmcid("see pmc 2628301"), normalise_pmcid("2628301")
    ('PMC2628301', '')
    """
    match = PMCID.search(text)
    return f"PMC{int(match.group(1))}" if match else ""


@lru_cache(maxsize=4096)
def normalise_issn(text: str) -> str:
    """The first ISSN in a text whose check digit is right (ISO 3297, modulo 11); "" where there is none.

    >>> normalise_issn("22134238 (Print) 2213-4220"), normalise_issn("1234-5678")
    ('2213-4220', '')
    """
    for match in ISSN.finditer(text):
        digits = (match.group(1) + match.group(2)).upper()
        value = sum(
            (10 if sign == "X" else int(sign)) * weight for sign, weight in zip(digits, range(8, 0, -1), strict=True)
        )
        if value % 11 == 0:
            return f"{digits[:4]}-{digits[4:]}"
    return ""


def registrations_in(*texts: str) -> tuple[str, ...]:
    """The numbers of trial registers in some texts, each once, in one form, in the order in which they stand there.

    >>> registrations_in("Registered: NCT 01234567; ISRCTN12345678 (also nct01234567), EudraCT 2009-012345-12")
    ('NCT01234567', 'ISRCTN12345678', 'EUCTR2009-012345-12')
    """
    numbers: dict[str, None] = {}
    for text in texts:
        for match in _register_numbers(text):
            kind = match.lastgroup or ""
            plain = re.sub(r"\s", "", match.group()).upper()
            if kind == "nct":
                plain = f"NCT{match.group(kind):0>8}"
            elif kind in ("isrctn", "actrn"):
                plain = f"{kind.upper()}{match.group(kind)}"
            elif kind == "eudract":
                plain = f"EUCTR{plain[-14:]}"
            elif kind == "jprn":
                plain = plain.removeprefix("JPRN-")
            numbers[plain] = None
    return tuple(numbers)


def _register_numbers(text: str) -> Iterator[re.Match[str]]:
    """Matches of `REGISTERS` in order; only what stands around a word of a register is looked at."""
    large = text.upper()
    if len(large) != len(text):  # a letter that has no single large one moves the places
        yield from REGISTERS.finditer(text)
        return
    starts = []
    for word in REGISTER_WORDS:
        index = large.find(word)
        while index >= 0:
            starts.append(index)
            index = large.find(word, index + 1)
    done = 0
    for index in sorted(starts):
        # The lookbehind of the pattern sees what stands before the place where it begins.
        while match := REGISTERS.search(text, max(done, index - BEFORE_WORD), index + AROUND_WORD):
            done = match.end()
            yield match


def year_of(text: str) -> int | None:
    """The first year in a text ("2009/02/14/", "Spring 2011"); None where there is none.

    >>> year_of("2009/02/14/"), year_of("Start date: 20170812"), year_of("in press")
    (2009, 2017, None)
    """
    if len(text) == 4 and text.isdecimal() and text.isascii():
        return int(text) if "1500" <= text < "2100" else None
    match = YEAR.search(text)
    return int(match.group()) if match else None
