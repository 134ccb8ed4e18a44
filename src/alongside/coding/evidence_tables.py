"""Evidence written as tables: `outcomes.yaml`, `studies.csv`, `study_codes.csv`, `results.csv`, and those of the arms.

The packaged evidence is kept so, and a team can bring its own: a `results.csv` alone is enough (see `read_evidence`).
Loading is strict. A typo in a code, an unknown column, a number out of range stops with file, row and column, and
nothing is half-loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from alongside.coding.arm_tables import code_of, read_arms, read_tidier
from alongside.coding.codebook import Codebook
from alongside.coding.instrument_table import read_instruments
from alongside.coding.outcome_table import read_outcomes
from alongside.coding.result_table import RESULT_COLUMNS, read_results
from alongside.errors import InputError
from alongside.evidence import (
    Arm,
    Code,
    Contrast,
    Instrument,
    Outcome,
    Report,
    Study,
    Tidier,
)
from alongside.evidence.studies import DEPTHS, ELIGIBLE, Depth
from alongside.tables import Row, read_table

__all__ = ["RESULT_COLUMNS", "Evidence", "read_evidence", "read_studies"]

STUDY_COLUMNS = (
    "id",
    "label",
    "year",
    "doi",
    "country",
    "condition",
    "setting",
    "design",
    "supporter",
    "training_hours",
    "duration_weeks",
    "is_peer_support",
    "reports",
    "note",
    "pmid",
    "pmcid",
    "registration",
    "depth",
    "read_in",
    "title",
    "title_source",
)
CODE_COLUMNS = ("study", "dimension", "code", "words", "verbatim", "sure", "read_twice", "note", "source")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a set of tables says, in the order of the tables."""

    outcomes: tuple[Outcome, ...]
    studies: tuple[Study, ...]
    contrasts: tuple[Contrast, ...]
    headline: tuple[str, ...] = ()
    arms: tuple[Arm, ...] = ()
    tidier: tuple[Tidier, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    understood: tuple[str, ...] = ()
    refused: tuple[InputError, ...] = ()
    """Rows of a lone table that could not be used, where a person wished to keep going."""
    counted: frozenset[str] = frozenset()
    """Ids of contrasts that a lone table does not name: they are counted within their trial."""
    misspelt: tuple[str, ...] = ()
    """Columns of a lone table that have no place of their own and may have been meant for one of ours."""


def read_evidence(folder: Path, codebook: Codebook) -> Evidence:
    """All tables of a folder, checked against each other and against the codebook.

    `arms.csv`, `arm_codes.csv`, `dose.csv`, `tidier.csv` and `instruments.yaml` may be missing. A study has the codes
    of `study_codes.csv` and, after them, those that are present in any of its arms with support.

    Raises
    ------
    InputError : with file, row and column, at the first thing that is not as expected.
    """
    table = read_outcomes(folder / "outcomes.yaml")
    described = {s.id: s for s in read_studies(folder / "studies.csv", folder / "study_codes.csv", codebook)}
    arms = read_arms(folder, described, codebook)
    contrasts = read_results(
        folder / "results.csv", outcomes=table, studies=described, arms={arm.id for arm in arms} or None
    )
    return Evidence(
        table.outcomes,
        tuple(_with_codes_of_arms(study, arms) for study in described.values()),
        contrasts,
        table.headline,
        arms,
        read_tidier(folder / "tidier.csv", described),
        read_instruments(folder / "instruments.yaml", table.by_id, contrasts),
    )


def _with_codes_of_arms(study: Study, arms: Sequence[Arm]) -> Study:
    codes = {(code.dimension, code.code): code for code in study.codes}
    for arm in arms:
        if arm.study == study.id and arm.role == "support":
            for code in arm.codes:
                if code.status == "present":
                    codes.setdefault((code.dimension, code.code), code)
    return replace(study, codes=tuple(codes.values()))


def read_studies(path: Path, codes_path: Path, codebook: Codebook) -> tuple[Study, ...]:
    """Studies with their codes; every code must be in the codebook and every coded study in the table."""
    rows = read_table(path, required=("id", "label"), allowed=STUDY_COLUMNS).rows
    codes: dict[str, list[Code]] = {row.text("id"): [] for row in rows}
    for row in read_table(codes_path, required=("study", "dimension", "code"), allowed=CODE_COLUMNS).rows:
        study = row.text("study")
        if study not in codes:
            raise InputError(f"no study {study!r} in {path.name}", path=codes_path, row=row.line, column="study")
        code = code_of(row, codebook)
        if any((earlier.dimension, earlier.code) == (code.dimension, code.code) for earlier in codes[study]):
            raise InputError(f"{study!r} has {code.code!r} already", path=codes_path, row=row.line, column="code")
        codes[study].append(code)
    seen: set[str] = set()
    dois: dict[str, str] = {}
    studies = []
    for row in rows:
        described = _study(row)
        if described.id in seen:
            raise InputError(f"the id {described.id!r} stands here twice", path=path, row=row.line, column="id")
        seen.add(described.id)
        for doi in {report.doi.lower() for report in described.reports if report.doi}:
            if doi in dois:
                raise InputError(f"the DOI is that of {dois[doi]!r}", path=path, row=row.line, column="doi")
            dois[doi] = described.id
        studies.append(replace(described, codes=tuple(codes[described.id])))
    return tuple(studies)


def _study(row: Row) -> Study:
    dois = _split(row.text("doi"))
    reports = _split(row.text("reports")) or (row.text("id"),)
    return Study(
        id=_identifier(row, "id"),
        label=row.text("label"),
        year=row.integer("year", minimum=1900, maximum=2100),
        country=row.text("country"),
        condition=row.text("condition"),
        setting=row.text("setting"),
        design=row.text("design"),
        supporter=row.text("supporter"),
        training_hours=row.number("training_hours", minimum=0, maximum=2000),
        duration_weeks=row.number("duration_weeks", minimum=0, maximum=520),
        is_peer_support=row.choice("is_peer_support", ELIGIBLE, default="yes"),
        reports=tuple(
            Report(
                id=name,
                title=row.text("title") if i == 0 else "",
                doi=dois[i] if i < len(dois) else None,
                year=row.integer("year"),
                sources=(row.text("title_source"),) if i == 0 and row.text("title_source") else (),
            )
            for i, name in enumerate(reports)
        ),
        note=row.text("note"),
        pmid=_pattern(row, "pmid", r"\d{1,9}", "a PubMed number"),
        pmcid=_pattern(row, "pmcid", r"PMC\d{1,9}", "a number of PubMed Central such as PMC5777645"),
        registration=row.text("registration"),
        depth=cast(Depth, row.choice("depth", DEPTHS[1:])),
        read_in=row.text("read_in"),
    )


def _pattern(row: Row, column: str, pattern: str, what: str) -> str:
    value = row.text(column)
    if value and not re.fullmatch(pattern, value):
        raise InputError(f"expected {what}, found {value!r}", path=row.path, row=row.line, column=column)
    return value


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _identifier(row: Row, column: str) -> str:
    value = row.text(column)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise InputError(
            f"expected an id of small letters, digits and hyphens, found {value!r}",
            path=row.path,
            row=row.line,
            column=column,
        )
    return value
