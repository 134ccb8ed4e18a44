"""Where records come from, in the words of PRISMA 2020: databases, registers, and the other methods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alongside.project import FileCounts

__all__ = ["OTHER_METHODS", "SOURCES", "kind_of", "named_sources", "source_of"]

SOURCES: Mapping[str, tuple[str, str]] = {
    "database": ("Database", "Databases"),
    "register": ("Trial register", "Registers"),
    "website": ("Website", "Websites"),
    "organisation": ("Organisation", "Organisations"),
    "citations": ("Citation searching", "Citation searching"),
    "other": ("Another way", "Other ways"),
}
"""Kinds of sources in the order of the diagram, with what one and several are called."""

OTHER_METHODS = frozenset({"website", "organisation", "citations", "other"})
"""Those that the diagram has in a column of their own."""

# Registers of trials by what is written in exports: those that feed ICTRP (who.int/clinical-trials-registry-platform),
# ICTRP itself, and the EU's. Cochrane's CENTRAL is a database, though "register" is in its name.
_REGISTER = re.compile(
    r"clinical[ _-]?trials?[._ -]?(gov|information)"
    r"|(?<![a-z])(ictrp|ctis|ctri|eu[ -]?ctr|drks|jrct|jprn|kct|rebec|tctr|irct|nct)(?![a-z])"
    r"|(?<![a-z])(isrctn|eudract|anzctr|chictr|umin|pactr|slctr|rpcec|itmctr)",
    re.IGNORECASE,
)


def kind_of(name: str) -> str:
    """Whether the name of a source is a register's; what is no known register is a database.

    >>> kind_of("ClinicalTrials.gov"), kind_of("WHO ICTRP"), kind_of("CENTRAL"), kind_of("Embase")
    ('register', 'register', 'database', 'database')
    """
    return "register" if _REGISTER.search(name) else "database"


def source_of(file: FileCounts) -> str:
    """The kind of source of a whole file: as a person said, else by its format and name."""
    stated = file.searched.get("source") or ""
    return stated or kind_of(f"{file.searched.get('database') or ''} {file.format} {file.name}")


def named_sources(files: Iterable[FileCounts]) -> dict[str, dict[str, int]]:
    """Records by kind of source and by the source's name, the largest first.

    A source is the database that a person named for the file, else the one that each record names, else the file.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in SOURCES}
    for file in files:
        kind = source_of(file)
        if database := file.searched.get("database"):
            counts[kind][database] += file.records
            continue
        for name, records in (file.databases or {"": file.records}).items():
            # One file may hold records of a register beside those of databases, where nobody said what it is.
            kind_by_name = kind_of(name) if name and not file.searched.get("source") else kind
            counts[kind_by_name][name or file.name] += records
    ordered = {kind: sorted(by_name.items(), key=lambda item: (-item[1], item[0])) for kind, by_name in counts.items()}
    return {kind: {name: n for name, n in by_name if n} for kind, by_name in ordered.items() if by_name}
