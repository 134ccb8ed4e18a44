"""Evidence written as tables: `outcomes.yaml`, `studies.csv`, `study_codes.csv`, `results.csv`.

The packaged evidence is kept so, and a team can bring its own: a `results.csv` alone is enough (see `read_evidence`).
Loading is strict. A typo in a code, an unknown column, a number out of range stops with file, row and column, and
nothing is half-loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alongside.coding.codebook import Codebook
from alongside.coding.identifiers import identifier_of
from alongside.coding.outcome_table import OutcomeTable, read_outcomes
from alongside.coding.printed_tables import TableWishes, read_printed
from alongside.errors import InputError
from alongside.evidence import (
    ClusterDesign,
    Code,
    Contrast,
    Counts,
    Means,
    Outcome,
    PrintedEffect,
    QuoteAnchor,
    Report,
    Study,
)
from alongside.evidence.outcomes import MEASURES
from alongside.tables import Row, read_table

__all__ = ["RESULT_COLUMNS", "Evidence", "evidence_alone", "read_evidence", "read_results", "read_studies"]

COMPARATOR_CLASSES = ("nothing_or_usual", "waiting_list", "attention", "professional", "other_programme")
USES = ("main", "ask", "apart")
PRINTED_MEASURES = ("MD", "SMD", "OR", "RR", "RD", "PR", "HR")

STUDY_COLUMNS = (
    "id", "label", "year", "doi", "country", "condition", "setting", "design", "supporter", "training_hours",
    "duration_weeks", "is_peer_support", "reports", "note",
)  # fmt: skip
CODE_COLUMNS = ("study", "dimension", "code", "words", "verbatim", "sure", "note", "source")
RESULT_COLUMNS = (
    "id", "study", "report", "outcome", "domain", "instrument", "higher_is_better", "weeks", "comparator",
    "comparator_class", "comparator_why", "arm1", "arm2", "stratum", "n1", "n2", "n_total", "mean1", "sd1", "mean2",
    "sd2", "events1", "events2", "effect_measure", "effect", "ci_low", "ci_high", "p", "adjusted", "control_risk",
    "clusters_allowed_for", "cluster_size", "prefer", "scale", "use", "use_why", "same_as", "note", "source",
    "measure", "unit", "form", "population", "icc", "ci_level",
)  # fmt: skip
"""Columns that a `results.csv` may have. Only `study` and `outcome` and the numbers of one kind are needed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a set of tables says, in the order of the tables."""

    outcomes: tuple[Outcome, ...]
    studies: tuple[Study, ...]
    contrasts: tuple[Contrast, ...]
    headline: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()


def read_evidence(folder: Path, codebook: Codebook) -> Evidence:
    """All four tables of a folder, checked against each other and against the codebook.

    Raises
    ------
    InputError : with file, row and column, at the first thing that is not as expected.
    """
    table = read_outcomes(folder / "outcomes.yaml")
    studies = read_studies(folder / "studies.csv", folder / "study_codes.csv", codebook)
    contrasts = read_results(folder / "results.csv", outcomes=table, studies={study.id: study for study in studies})
    return Evidence(table.outcomes, studies, contrasts, table.headline)


def read_studies(path: Path, codes_path: Path, codebook: Codebook) -> tuple[Study, ...]:
    """Studies with their codes; every code must be in the codebook and every coded study in the table."""
    rows = read_table(path, required=("id", "label"), allowed=STUDY_COLUMNS).rows
    codes: dict[str, list[Code]] = {row.text("id"): [] for row in rows}
    for row in read_table(codes_path, required=("study", "dimension", "code"), allowed=CODE_COLUMNS).rows:
        study = row.text("study")
        if study not in codes:
            raise InputError(f"no study {study!r} in {path.name}", path=codes_path, row=row.line, column="study")
        codes[study].append(_code(row, codebook))
    seen: set[str] = set()
    studies = []
    for row in rows:
        described = _study(row)
        if described.id in seen:
            raise InputError(f"the id {described.id!r} stands here twice", path=path, row=row.line, column="id")
        seen.add(described.id)
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
        is_peer_support=row.choice("is_peer_support", ("yes", "ask", "no"), default="yes"),
        reports=tuple(
            Report(id=name, doi=dois[i] if i < len(dois) else None, year=row.integer("year"))
            for i, name in enumerate(reports)
        ),
        note=row.text("note"),
    )


def _code(row: Row, codebook: Codebook) -> Code:
    dimension, code = row.text("dimension"), row.text("code")
    try:
        codebook.check(dimension, code)
    except InputError as error:
        raise InputError(error.expected, path=row.path, row=row.line, column=error.column or "code") from None
    words = row.text("words")
    anchor = QuoteAnchor(words, row.text("source"), verbatim=row.boolean("verbatim") is True)
    sure = row.boolean("sure") is not False
    return Code(dimension, code, (anchor,) if words else (), sure=sure, note=row.text("note"))


def read_results(
    path: Path,
    *,
    outcomes: OutcomeTable | None = None,
    studies: Mapping[str, Study] | None = None,
    rows: Sequence[Row] | None = None,
) -> tuple[Contrast, ...]:
    """Contrasts of a `results.csv`, each with its numbers as printed; `rows` where they were read already.

    Without `outcomes` and `studies` any name is taken, for a table that stands alone (`evidence_alone`).
    """
    if rows is None:
        rows = read_table(path, required=("study", "outcome"), allowed=RESULT_COLUMNS).rows
    contrasts: list[Contrast] = []
    counted: dict[str, int] = {}
    ids: dict[str, int] = {}
    for row in rows:
        study = row.text("study")
        if not study:
            raise InputError("a study is needed in every row", path=path, row=row.line, column="study")
        if studies is not None and study not in studies:
            raise InputError(f"no study {study!r} in studies.csv", path=path, row=row.line, column="study")
        outcome = row.text("outcome")
        if outcomes is not None and outcome and outcome not in outcomes.by_id:
            raise InputError(outcomes.unknown(outcome), path=path, row=row.line, column="outcome")
        counted[study] = counted.get(study, 0) + 1
        contrast = _contrast(row, row.text("id") or f"{identifier_of(study)}/{counted[study]}")
        if contrast.id in ids:
            raise InputError(
                f"the id {contrast.id!r} stands in row {ids[contrast.id]} already", path=path, row=row.line, column="id"
            )
        ids[contrast.id] = row.line
        contrasts.append(contrast)
    lines = {contrast.id: row.line for contrast, row in zip(contrasts, rows, strict=True)}
    for contrast in contrasts:
        if contrast.same_as and contrast.same_as not in ids:
            raise InputError(
                f"no result {contrast.same_as!r} here", path=path, row=lines[contrast.id], column="same_as"
            )
    return tuple(contrasts)


def _contrast(row: Row, contrast_id: str) -> Contrast:
    n1, n2 = row.number("n1", above=0), row.number("n2", above=0)
    effect = _effect(row)
    means = _means(row, n1, n2)
    counts = _counts(row, n1, n2)
    use = row.choice("use", USES, default="main")
    if effect is None and means is None and counts is None and use == "main":
        raise InputError(
            "expected counts (events1, n1, events2, n2), means with SDs, or a printed effect; found none",
            path=row.path, row=row.line,
        )  # fmt: skip
    if use == "apart" and not row.text("use_why"):
        raise InputError("a result that is kept apart needs its reason", path=row.path, row=row.line, column="use_why")
    source, note = row.text("source"), row.text("note")
    return Contrast(
        id=contrast_id,
        study=row.text("study"),
        outcome=row.text("outcome"),
        instrument=row.text("instrument") or row.text("outcome"),
        higher_is_better=row.boolean("higher_is_better"),
        weeks=row.number("weeks", minimum=0, maximum=2000),
        report=row.text("report"),
        comparator=row.text("comparator"),
        comparator_class=row.choice("comparator_class", COMPARATOR_CLASSES, default="nothing_or_usual"),
        comparator_why=row.text("comparator_why"),
        arm1=row.text("arm1") or "1",
        arm2=row.text("arm2") or "2",
        stratum=row.text("stratum"),
        n1=n1,
        n2=n2,
        n_total=row.number("n_total", above=1),
        means=means,
        counts=counts,
        effect=effect,
        control_risk=row.number("control_risk", above=0, maximum=1),
        adjusted=row.boolean("adjusted"),
        cluster=_cluster(row),
        prefer=row.choice("prefer", ("counts", "means", "effect"), default=""),
        scale=row.number("scale", above=0) or 1.0,
        use=use,
        use_why=row.text("use_why"),
        same_as=row.text("same_as"),
        domain=row.text("domain"),
        note=note,
        anchors=(QuoteAnchor(_as_read(row), source),) if source else (),
    )


def _as_read(row: Row) -> str:
    """The numbers of the row in one line, for the anchor: what the source says, as the table holds it."""
    parts = [row.text("instrument")]
    if row.text("events1"):
        parts.append(f"{row.text('events1')}/{row.text('n1')} v {row.text('events2')}/{row.text('n2')}")
    if row.text("mean1"):
        arms = [f"{row.text(f'mean{arm}')} ({row.text(f'sd{arm}') or 'SD not printed'})" for arm in (1, 2)]
        parts.append(" v ".join(arms))
    if row.text("effect"):
        limits = f" ({row.text('ci_low')} to {row.text('ci_high')})" if row.text("ci_low") else ""
        p = f", p = {row.text('p')}" if row.text("p") else ""
        parts.append(f"{row.text('effect_measure')} {row.text('effect')}{limits}{p}")
    return "; ".join(part for part in parts if part)


def _effect(row: Row) -> PrintedEffect | None:
    measure = row.choice("effect_measure", PRINTED_MEASURES, default="")
    ratio = measure in {"OR", "RR", "PR", "HR"}
    value = row.number("effect", above=0) if ratio else row.number("effect")
    low = row.number("ci_low", above=0) if ratio else row.number("ci_low")
    high, p = row.number("ci_high"), row.number("p", minimum=0, maximum=1)
    if value is None:
        if low is not None or high is not None:
            raise InputError("an interval needs its estimate", path=row.path, row=row.line, column="effect")
        return None
    if not measure:
        expected = f"an effect needs its measure ({', '.join(PRINTED_MEASURES)})"
        raise InputError(expected, path=row.path, row=row.line, column="effect_measure")
    if (low is None) != (high is None):
        missing = "ci_low" if low is None else "ci_high"
        raise InputError("an interval needs both limits", path=row.path, row=row.line, column=missing)
    if low is not None and high is not None and not low <= value <= high:
        raise InputError(
            f"expected an interval that holds its estimate; {value:g} is outside {low:g} to {high:g}",
            path=row.path, row=row.line, column="ci_low" if value < low else "ci_high",
        )  # fmt: skip
    return PrintedEffect(measure, value, low, high, p, row.number("ci_level", above=0.5, maximum=0.9999) or 0.95)


def _means(row: Row, n1: float | None, n2: float | None) -> Means | None:
    mean1, mean2 = row.number("mean1"), row.number("mean2")
    sd1, sd2 = row.number("sd1", minimum=0), row.number("sd2", minimum=0)
    if mean1 is None and mean2 is None:
        return None
    if mean1 is None or mean2 is None:
        missing = "mean1" if mean1 is None else "mean2"
        raise InputError("expected the means of both arms", path=row.path, row=row.line, column=missing)
    if n1 is None or n2 is None:
        return None  # kept in the anchor; without numbers of people the printed effect has to serve
    return Means(n1, mean1, sd1, n2, mean2, sd2)


def _counts(row: Row, n1: float | None, n2: float | None) -> Counts | None:
    one, two = (_events(row, arm, n) for arm, n in (("1", n1), ("2", n2)))
    if one is None and two is None:
        return None
    if one is None or two is None:
        missing = "events1" if one is None else "events2"
        raise InputError("expected the events of both arms", path=row.path, row=row.line, column=missing)
    assert n1 is not None
    assert n2 is not None
    return Counts(one, n1, two, n2)


def _events(row: Row, arm: str, n: float | None) -> float | None:
    column = f"events{arm}"
    events = row.number(column, minimum=0)
    if events is not None and n is None:
        raise InputError("events need the number of people", path=row.path, row=row.line, column=f"n{arm}")
    if events is not None and n is not None and events > n:
        expected = f"expected at most {n:g} events among {n:g} people, found {events:g}"
        raise InputError(expected, path=row.path, row=row.line, column=column)
    return events


def _cluster(row: Row) -> ClusterDesign | None:
    allowed = row.choice("clusters_allowed_for", ("yes", "no", "unknown"), default="")
    size, icc = row.number("cluster_size", above=1), row.number("icc", minimum=0, maximum=1)
    return ClusterDesign(allowed or "unknown", size, icc) if allowed or size else None


def evidence_alone(path: Path, wishes: TableWishes | None = None) -> Evidence:
    """Evidence from one table that stands alone: studies by name, outcomes from what the rows say.

    The table may be as people have it (`printed_tables`); `Evidence.understood` says what was understood.

    The measure of an outcome is the column `measure`, or what the numbers allow: RR for counts, SMD for means, else the
    printed measure. `higher_is_better` is that of the outcome's first row.
    """
    table = read_printed(path, RESULT_COLUMNS, wishes)
    contrasts = read_results(path, rows=table.rows)
    outcomes: dict[str, Outcome] = {}
    studies: dict[str, Study] = {}
    for row, contrast in zip(table.rows, contrasts, strict=True):
        if contrast.higher_is_better is None:
            raise InputError("expected 1 (higher is better) or 0", path=path, row=row.line, column="higher_is_better")
        key = identifier_of(contrast.outcome)
        if key not in outcomes:
            measure = row.choice("measure", sorted(MEASURES), default="") or _likely_measure(contrast)
            outcomes[key] = Outcome(
                key, contrast.outcome, "", measure, contrast.higher_is_better, row.text("unit"),
                plain=f"do better on {contrast.outcome}", event=contrast.outcome,
            )  # fmt: skip
        study = identifier_of(contrast.study)
        year = re.search(r"(19|20)\d\d", contrast.study)
        studies.setdefault(
            study,
            Study(study, contrast.study, int(year.group()) if year else None, reports=(Report(study),),
                  codes=tuple(_own_codes(row))),
        )  # fmt: skip
    fixed = tuple(replace(c, outcome=identifier_of(c.outcome), study=identifier_of(c.study)) for c in contrasts)
    return Evidence(tuple(outcomes.values()), tuple(studies.values()), fixed, understood=table.understood)


def _own_codes(row: Row) -> Sequence[Code]:
    return [Code(dimension, code) for dimension in ("form", "population") for code in _split(row.text(dimension))]


def _likely_measure(contrast: Contrast) -> str:
    if contrast.counts is not None:
        return "RR"
    if contrast.means is not None:
        return "SMD"
    measure = contrast.effect.measure if contrast.effect else "SMD"
    return {"PR": "RR", "HR": "RR"}.get(measure, measure)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _identifier(row: Row, column: str) -> str:
    value = row.text(column)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise InputError(
            f"expected an id of small letters, digits and hyphens, found {value!r}",
            path=row.path, row=row.line, column=column,
        )  # fmt: skip
    return value
