"""A record in the forms that are compared: what two exports of one report have in common once each tool's habits are
off.

Vocabulary. A *trait* is one comparable form of a record (its title in plain letters, its first page). `Traits` holds
one record's; empty text, 0 and an empty tuple mean that the record does not say. Every trait is a plain value, so that
the same traits fill numpy arrays here and columns of a database elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from alongside.deduplication.letters import TAG, letters
from alongside.deduplication.people import given_of, surnames_of
from alongside.deduplication.titles import KIND_OF_TYPE, KINDS, title_traits
from alongside.records.identifiers import registrations_in

__all__ = ["Described", "Traits", "first_page", "journal_traits", "traits_of"]


class Described(Protocol):
    """What is asked of a record; `alongside.records.Record` has it."""

    @property
    def title(self) -> str: ...
    @property
    def original_title(self) -> str: ...
    @property
    def authors(self) -> Sequence[str]: ...
    @property
    def year(self) -> int | None: ...
    @property
    def journal(self) -> str: ...
    @property
    def volume(self) -> str: ...
    @property
    def issue(self) -> str: ...
    @property
    def pages(self) -> str: ...
    @property
    def issn(self) -> str: ...
    @property
    def doi(self) -> str: ...
    @property
    def pmid(self) -> str: ...
    @property
    def abstract(self) -> str: ...
    @property
    def registrations(self) -> Sequence[str]: ...
    @property
    def type(self) -> str: ...


class Traits(NamedTuple):
    """One record's comparable forms.

    Parameters
    ----------
    title : plain small letters and digits, single blanks; without markup and the notes that databases add.
    kind : one of `KINDS`, told by the title's words and the record's type.
    numbers : the numbers of the title in their order ("2 3"), Roman ones and ordinals of parts included.
    surnames : at most `MOST_SURNAMES` words of authors' surnames, each once, in order.
    year : 0 where unknown.
    journal, initials : words of the journal's name that tell something, and their first letters.
    volume : its first number, 0 where there is none.
    page, page_number : the first page as printed in small letters ("s33"), and its digits (33).
    supplement : whether volume, issue or page say that it is one.
    doi, pmid, issn : as the record has them, the DOI without what versions add to it.
    doi_place : see `place_in_doi`.
    head : the first `HEAD` letters of the abstract, as of a title.
    registrations : numbers of trial registers, in the record's own field or its abstract.
    given : the first author's given names in plain letters, or the first initial; "" where only the surname is there.
    """

    title: str
    kind: int
    numbers: str
    surnames: tuple[str, ...]
    year: int
    journal: str
    initials: str
    volume: int
    page: str
    page_number: int
    supplement: bool
    doi: str
    doi_place: str
    pmid: int
    issn: str
    head: str
    registrations: tuple[str, ...]
    given: str = ""


HEAD = 120
"""Letters of the abstract compared. Copyright notes come at its end, and databases cut it there too."""

_LEFT_OUT = (
    "the of and for in on a an de des du la le les et der die das und fur del los las el y e i da do dos della di im "
    "zum zur al den het van voor en d l s official"
)
_STOP = frozenset(_LEFT_OUT.split())
"""Words of journals' names that abbreviations leave out, in the languages of most journals."""

_AFTER = re.compile(r"\s*[=(\[].*$|\s:\s.*$|\.\s*conference.*$", re.IGNORECASE)
"""What follows a journal's name: its place, its society, its parallel title."""


@lru_cache(maxsize=1 << 16)
def journal_traits(journal: str) -> tuple[str, str]:
    """The telling words of a journal's name, and their first letters.

    >>> journal_traits("The Journal of antimicrobial chemotherapy"), journal_traits("J Antimicrob Chemother")
    (('journal antimicrobial chemotherapy', 'jac'), ('j antimicrob chemother', 'jac'))
    """
    short = _AFTER.sub("", journal.strip()) or journal
    words = [word for word in letters(short.replace("&", " and ")).split() if word not in _STOP]
    # An acronym that the name repeats in full ("JPEN. Journal of Parenteral ...") says nothing more.
    if len(words) > 2 and 3 <= len(words[0]) <= 6 and "".join(word[0] for word in words[1:]).startswith(words[0][:3]):
        words = words[1:]
    return " ".join(words), "".join(word[0] for word in words)


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: number for number, month in enumerate(_MONTH_NAMES, 1)}
_MONTH_FIRST = re.compile(r"^([a-z]{3})-(\d{1,2})$")
_PAGE = re.compile(r"[a-z]{0,5}\s?\d+[a-z]?")


@lru_cache(maxsize=1 << 16)
def first_page(pages: str) -> tuple[str, int]:
    """The first page in small letters, and its digits; ("", 0) where there is none.

    A spreadsheet turns "1-9" into "01-Sep"; that is read back.

    >>> first_page("S33-38"), first_page("01-Sep"), first_page("pp. 527–532.e1"), first_page("n/a")
    (('s33', 33), ('1', 1), ('527', 527), ('', 0))
    """
    small = pages.strip().lower().removeprefix("pp").removeprefix("p.").lstrip(". \"'[")
    if len(small) == 6 and small[3:] in _MONTHS and small[2] == "-" and small[:2].isdigit():
        return str(int(small[:2])), int(small[:2])
    if (month := _MONTH_FIRST.match(small)) and month.group(1) in _MONTHS:
        return str(_MONTHS[month.group(1)]), _MONTHS[month.group(1)]
    page = _PAGE.search(small)
    if page is None:
        return "", 0
    text = page.group().replace(" ", "")
    digits = re.sub(r"\D", "", text)[:9]
    number = int(digits)
    return (text if text[0].isalpha() or text[-1].isalpha() else str(number), number) if number else ("", 0)


_FIRST_NUMBER = re.compile(r"\d{1,5}")
_VERSION = re.compile(
    r"(?:/v\d+|\.v\d+|/(?:full|abstract|pdf|epdf|meta)|\.pdf|\.full)+$|(?<=^10\.1101/\d{4}\.\d\d\.\d\d\.\d{8})v\d+$"
)
_ENDS = ("full", "abstract", "pdf", "meta")
_PLACE = re.compile(r"(?<=\D)\d+\.\d+\.\d+$")


def place_in_doi(doi: str) -> str:
    """Registrant, and volume, issue and page, of a DOI that is made of them; "" of any other.

    >>> place_in_doi("10.1586/14737140.7.1.57"), place_in_doi("10.1136/bmj.a3064")
    ('10.1586/7.1.57', '')
    """
    match = _PLACE.search(doi) if doi.count(".") > 2 else None
    return f"{doi.split('/', 1)[0]}/{match.group()}" if match else ""


def unversioned(doi: str) -> str:
    """The DOI without what a version or a web address adds to it; the forms of Research Square, medRxiv and F1000.

    >>> [unversioned(doi) for doi in ("10.21203/rs.3.rs-123/v2", "10.1136/bmj.a3064/full", "10.1002/14651858.cd1.pub2")]
    ['10.21203/rs.3.rs-123', '10.1136/bmj.a3064', '10.1002/14651858.cd1.pub2']
    """
    versioned = doi.endswith(_ENDS) or doi.rstrip("0123456789").endswith("v")
    return _VERSION.sub("", doi) if versioned else doi


REGISTRATION, PREPRINT = KINDS.index("registration"), KINDS.index("preprint")

_SERVERS = re.compile(
    r"\b(?:medrxiv|biorxiv|chemrxiv|psyarxiv|socarxiv|edarxiv|arxiv|research square|preprints\.org|ssrn)\b",
    re.IGNORECASE,
)
_SERVERS_DOIS = (
    "10.1101/2",
    "10.1101/0",
    "10.1101/1",
    "10.1101/3",
    "10.1101/4",
    "10.1101/5",
    "10.1101/6",
    "10.21203/rs",
    "10.20944/preprints",
    "10.31234/",
    "10.2139/ssrn",
    "10.48550/arxiv",
)
_SERVER_MARKS = ("rxiv", "research square", "preprints.org", "ssrn")
"""Names of servers of preprints, how their DOIs begin, and marks of which every name has one. Genome Research and its
sisters share 10.1101, and are no servers, but their DOIs go on with a letter."""

_REGISTERS = re.compile(
    r"clinicaltrials\.gov|\bisrctn|\bictrp\b|trialsearch\.who|anzctr|chictr|\bdrks\b|\beuctr|eudract|\bumin-ctr|\bjrct\b"
    r"|\bpactr\b|\bctri\.nic|\bensaiosclinicos|\birct\.|\btrials?\W+regist(?:er|ry)\b",
    re.IGNORECASE,
)
_REGISTERS_MARKS = ("trial", "ctr", "isrctn", "drks", "eudract", "jrct", "irct.", "ensaiosclinicos")
"""Registers by their names and addresses, and marks of which every name has one: those of the WHO's primary registries,
of which most are called "... Clinical Trials Register" or "Registry"."""

_NO_JOURNALS = ((PREPRINT, _SERVER_MARKS, _SERVERS), (REGISTRATION, _REGISTERS_MARKS, _REGISTERS))

_NUMBERED = re.compile(
    r"^\s*(?:NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR[-A-Z]*\d{8,10}|DRKS\d{8}|EUCTR\d{4}-\d{6}-\d\d(?:-[A-Z]{2})?|PACTR\d{15,16}"
    r"|CTRI/\d{4}/\d\d\d?/\d{6}|IRCT\d{8,}N\d+|KCT\d{7}|TCTR\d{11}|SLCTR/\d{4}/\d{3}|RBR-\w{5,9}|(?:JPRN-)?(?:UMIN\d{9}|jRCTs?\d{9,})"
    r"|NTR\d{3,5}|NL-?\d{3,5})\s*[.:,-]\s*",
    re.IGNORECASE,
)
"""The number of a register that CENTRAL writes before a title."""


def traits_of(record: Described) -> Traits:
    """The traits of a record."""
    title, numbers, kind = title_traits(_NUMBERED.sub("", record.title or record.original_title))
    kind = KIND_OF_TYPE.get(record.type, kind)
    if not kind:
        kind = _kind_of_journal(record.journal) if record.journal else 0
        if record.doi.startswith(_SERVERS_DOIS):
            kind = PREPRINT
    journal, initials = journal_traits(record.journal) if record.journal else ("", "")
    page, page_number = first_page(record.pages) if record.pages else ("", 0)
    volume = _FIRST_NUMBER.search(record.volume) if record.volume else None
    doi = unversioned(record.doi)
    supplement = (page[:1] == "s" and page[1:].isdigit()) or "upp" in record.volume or "upp" in record.issue
    abstract = record.abstract
    registrations = tuple(record.registrations)
    if not registrations and abstract and _may_name_a_register(abstract):
        registrations = registrations_in(abstract)
    return Traits(
        title,
        kind,
        numbers,
        surnames_of(record.authors),
        record.year or 0,
        journal,
        initials,
        int(volume.group()) if volume else 0,
        page,
        page_number,
        supplement,
        doi,
        place_in_doi(doi),
        int(record.pmid) if record.pmid.isdigit() else 0,
        record.issn,
        head_of(abstract) if abstract else "",
        registrations,
        given_of(record.authors[0]) if record.authors else "",
    )


@lru_cache(maxsize=1 << 16)
def _kind_of_journal(journal: str) -> int:
    """Where what stands as the journal is a server of preprints or a register, that kind; 0 of a journal.

    Each pattern is tried only where one of its marks stands, which few journals have.
    """
    plain = journal.lower()
    for kind, marks, names in _NO_JOURNALS:
        for mark in marks:
            if mark in plain:
                if names.search(journal):
                    return kind
                break
    return 0


def _may_name_a_register(abstract: str) -> bool:
    # Most abstracts hold none of these five, of which one is in each mark; its capitals alone are soon searched.
    capitals = abstract.encode("utf-8", "replace").translate(None, _NO_CAPITALS)
    if not (b"CT" in capitals or b"NTR" in capitals or b"UM" in capitals or b"DRK" in capitals or b"RBR" in capitals):
        return False
    return any(mark in abstract for mark in _REGISTER_MARKS)


_NO_CAPITALS = bytes(sign for sign in range(128) if not chr(sign).isupper())


_REGISTER_MARKS = (
    "NCT0", "NCT ", "ISRCTN", "ACTRN", "hiCTR", "CHICTR", "CTRI/", "PACTR", "SLCTR", "TCTR", "EudraCT", "IRCT2", "KCT0",
    "jRCT", "UMIN", "NTR", "DRKS0", "RBR-",
)  # fmt: skip  # a table, read across
"""Without one of these an abstract names no register, and need not be searched for its number."""

_HEADING = re.compile(r"^(?:abstract|background|objectives?|introduction|purpose|aims?|context|summary|backgrounds?) ")


def head_of(abstract: str) -> str:
    """The beginning of an abstract in plain letters, without the heading that some databases leave out.

    >>> head_of("BACKGROUND: Peer support may help."), head_of("Peer support may help.")
    ('peer support may help', 'peer support may help')
    """
    text = abstract[: 2 * HEAD]
    if "<" in text:
        text = TAG.sub(" ", text)
    plain = letters(html.unescape(text) if "&" in text else text)
    while heading := _HEADING.match(plain):
        plain = plain[heading.end() :]
    return plain[:HEAD]
