"""The formats: what each is called, how it is known by its content, how it is read and written.

Each format is a module with `looks_like`, `read` and, where we write it, `write`. They are asked in the order below,
the more particular before the more general: a table of records comes last, because any text has a first line. Further
formats come from installed packages by the entry point `alongside.readers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import IO, cast

from alongside.errors import UsageError
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.strangers import at_the_door, resembles, trials_instead

__all__ = ["FORMATS", "Format", "detect_format", "format_named", "read_records", "read_source", "write_records"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format and the module that knows it.

    Parameters
    ----------
    name, label : the short name ("ris") and what people call it.
    module : where `looks_like(source) -> bool`, `read(source) -> Iterator[Record | Broken]` and perhaps
        `write(records, stream) -> int` are. Loaded when it is needed.
    suffix : of files that are written.
    writes : whether the module has `write`.
    sign : by what a file of it is known.
    """

    name: str
    label: str
    module: str
    suffix: str = ""
    writes: bool = False
    sign: str = ""

    def looks_like(self, source: Source) -> bool:
        """Whether the first bytes of a source are of this format."""
        return cast(bool, import_module(self.module).looks_like(source))

    def read(self, source: Source) -> Iterator[Record | Broken]:
        """Entry after entry. Raises `ReadError` where the source cannot be read on."""
        return cast(Iterator[Record | Broken], import_module(self.module).read(source))

    def write(self, records: Iterable[Record], stream: IO[bytes]) -> int:
        """Write records; gives how many.

        Raises `UsageError` for a format that is only read.
        """
        if not self.writes:
            writable = ", ".join(format_.name for format_ in FORMATS.values() if format_.writes)
            raise UsageError(f"{self.label} can be read but not written; expected one of {writable}")
        return cast(int, import_module(self.module).write(records, stream))


_HERE = "alongside.records.formats"

_KNOWN = (
    Format("pubmed-xml", "PubMed XML", f"{_HERE}.pubmed_xml", ".xml", sign="elements of PubMed (PubmedArticle)"),
    Format(
        "endnote-xml",
        "EndNote XML",
        f"{_HERE}.endnote_xml",
        ".xml",
        writes=True,
        sign="elements of EndNote (records, record)",
    ),
    Format("ictrp", "ICTRP XML", f"{_HERE}.ictrp", ".xml", sign="elements of the ICTRP portal (Trial)"),
    Format("jats", "JATS XML", f"{_HERE}.jats", ".xml", sign="elements of JATS (article, front)"),
    Format(
        "clinicaltrials",
        "ClinicalTrials.gov JSON",
        f"{_HERE}.clinicaltrials",
        ".json",
        sign="names of ClinicalTrials.gov (protocolSection)",
    ),
    Format("eppi", "EPPI-Reviewer JSON", f"{_HERE}.eppi", ".json", sign="names of EPPI-Reviewer (References, ItemId)"),
    Format("openalex", "OpenAlex", f"{_HERE}.openalex", ".json", sign="addresses of works in OpenAlex"),
    Format(
        "europepmc", "Europe PMC", f"{_HERE}.europepmc", ".json", sign="names of Europe PMC (resultList, authorString)"
    ),
    Format("crossref", "Crossref", f"{_HERE}.crossref", ".json", sign="names of Crossref (message, DOI)"),
    Format("datacite", "DataCite JSON", f"{_HERE}.datacite", ".json", sign="names of DataCite (resourceTypeGeneral)"),
    Format(
        "csl-json", "CSL JSON", f"{_HERE}.csl_json", ".json", writes=True, sign="names of CSL (issued, container-title)"
    ),
    Format("json", "JSON of other makers", f"{_HERE}.json_rows", ".json", sign="a title beside what a report has"),
    Format(
        "medline",
        "MEDLINE (PubMed's .nbib)",
        f"{_HERE}.medline",
        ".nbib",
        writes=True,
        sign="lines with PMID or OWN and further tags",
    ),
    Format(
        "cochrane",
        "Cochrane Library text",
        f"{_HERE}.cochrane",
        ".txt",
        sign="headings 'Record #1 of n' without lines TY",
    ),
    Format("wos", "Web of Science text", f"{_HERE}.wos_tagged", ".ciw", sign="lines FN and VR, or PT"),
    Format("refworks", "RefWorks tagged", f"{_HERE}.refworks", ".txt", sign="lines with RT and T1 or A1"),
    Format("ovid", "Ovid's labelled text", f"{_HERE}.ovid_text", ".txt", sign="<1> and labels with their text set in"),
    Format("endnote", "EndNote tagged", f"{_HERE}.endnote_tagged", ".enw", sign="lines with %0, %T or %A"),
    Format("bibtex", "BibTeX", f"{_HERE}.bibtex", ".bib", writes=True, sign="entries that begin with @"),
    Format("ris", "RIS", f"{_HERE}.ris", ".ris", writes=True, sign="lines with TY, or ends with ER"),
    Format("xlsx", "Excel", f"{_HERE}.xlsx", ".xlsx", writes=True, sign="a workbook in a zip file"),
    Format("csv", "table", f"{_HERE}.table", ".csv", writes=True, sign="a header with a column of records"),
)


def _all() -> dict[str, Format]:
    formats = {format_.name: format_ for format_ in _KNOWN}
    further = {point.name: cast(Format, point.load()) for point in entry_points(group="alongside.readers")}
    # A format of an installed package is asked before the general ones at the end, and may not take a name of ours.
    return further | formats


FORMATS: Mapping[str, Format] = MappingProxyType(_all())
"""Formats by name, in the order in which they are asked."""


def format_named(name: str) -> Format:
    """The format of that name.

    Raises `UsageError` for a name that is none.
    """
    if name not in FORMATS:
        raise UsageError(f"no format {name!r}; expected one of {', '.join(FORMATS)}")
    return FORMATS[name]


def detect_format(path: Path | str | Source) -> Format:
    """The format of a file, found out from its content and never from its name.

    Raises
    ------
    ReadError : for a path that cannot be read, an empty file, and a file of no known format.
    """
    source = path if isinstance(path, Source) else Source(Path(path))
    if stranger := at_the_door(source):
        raise source.error(stranger)
    for format_ in FORMATS.values():
        if format_.looks_like(source):
            return format_
    if stranger := resembles(source):
        raise source.error(stranger)
    columns = cast(tuple[str, ...], import_module(FORMATS["csv"].module).columns_of(source))
    if stranger := trials_instead(columns):
        raise source.error(stranger)
    names = {name.casefold() for name in columns}
    for field, column in (source.columns or {}).items():
        if len(columns) > 1 and column.casefold() not in names:
            raise source.error(f"expected a column {column!r} for {field}; there are {', '.join(columns[:12])}")
    if len(columns) > 1 and all(0 < len(name) < 100 for name in columns):
        raise source.error(
            f"expected a column title, doi, pmid or abstract; there are {', '.join(columns[:12])}. "
            "Say which is which with --map title=COLUMN"
        )
    labels = ", ".join(format_.label for format_ in FORMATS.values() if format_.name != "csv")
    raise source.error(f"expected one of {labels}, or a table with a column title, doi, pmid or abstract")


def read_source(source: Source, format_: Format | None = None) -> Iterator[Record | Broken]:
    """Entry after entry of a source, `Broken` where one cannot be read.

    Raises
    ------
    ReadError : for a file without any entry, of no known format, or that cannot be read on.
    """
    entries = (format_ or detect_format(source)).read(source)
    opening = next(entries, None)
    if opening is None:
        raise source.error("expected at least one record; there is none")
    yield from chain([opening], entries)


def read_records(path: Path | str, *, keep_going: bool = False) -> Iterator[Record | Broken]:
    """Record after record of a file.

    Parameters
    ----------
    keep_going : hand on a `Broken` for an entry that cannot be read, instead of stopping at it.

    Raises
    ------
    ReadError : at the first entry that cannot be read (unless `keep_going`), and as `read_source`.
    """
    source = Source(Path(path))
    for entry in read_source(source):
        if isinstance(entry, Broken) and not keep_going:
            raise source.error(f"{entry.reason}; nothing was imported", entry.line)
        yield entry


def write_records(records: Iterable[Record], path: Path | str, format_: str) -> int:
    """Write records to a new file, whole or not at all; gives how many.

    Raises `UsageError` for a format that is only read or not known.
    """
    target = Path(path)
    chosen = format_named(format_)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as stream:
            written = chosen.write(records, stream)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return written
