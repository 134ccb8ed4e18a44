"""Evidence from one table that stands alone: a `results.csv`, or a table as people have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from alongside.coding.comparators import class_of
from alongside.coding.evidence_tables import Evidence
from alongside.coding.identifiers import identifiers_in
from alongside.coding.printed_tables import PrintedTable, read_printed
from alongside.coding.result_table import RESULT_COLUMNS, read_results, usable_rows
from alongside.coding.table_wishes import TableWishes
from alongside.coding.units import same_unit, scale_between
from alongside.errors import InputError
from alongside.evidence import Code, Contrast, Outcome, Report, Study, arm_id
from alongside.evidence.outcomes import MEASURES
from alongside.tables import Row

__all__ = ["evidence_alone", "evidence_of"]

NO_LABELS: Mapping[str, str] = MappingProxyType({})
NO_OUTCOMES: Mapping[str, Outcome] = MappingProxyType({})


def evidence_alone(
    path: Path,
    wishes: TableWishes | None = None,
    *,
    study_labels: Mapping[str, str] = NO_LABELS,
    known: Mapping[str, Outcome] = NO_OUTCOMES,
) -> Evidence:
    """Evidence from one table that stands alone: studies by name, outcomes from what the rows say.

    The table may be as people have it (`printed_tables`); `Evidence.understood` says what was understood.

    The measure of an outcome is the column `measure`, or what the numbers allow: RR for counts, SMD for means, else the
    printed measure. `higher_is_better` is that of the outcome's first row. `study_labels` by id
    and the `known` outcomes are those of the project that it goes into: a name that has an id there keeps it, and an
    outcome stays what it is there, but for a measure that the table names.
    """
    wishes = wishes or TableWishes()
    return evidence_of(read_printed(path, RESULT_COLUMNS, wishes), wishes, study_labels=study_labels, known=known)


def evidence_of(
    table: PrintedTable,
    wishes: TableWishes,
    *,
    study_labels: Mapping[str, str] = NO_LABELS,
    known: Mapping[str, Outcome] = NO_OUTCOMES,
) -> Evidence:
    """The same of a table that is read already. See `evidence_alone`."""
    path = table.path
    study_id = identifiers_in(study_labels)
    outcome_id = identifiers_in({name: outcome.label for name, outcome in known.items()})
    for column, means in (("study", "which trial a row is of"), ("outcome", "which outcome a row is on")):
        if table.rows and not any(row.text(column) for row in table.rows):
            listed = ", ".join(table.columns[:12])
            way_on = f"--column {column}=COLUMN (or =={column.upper()}, the same in all rows)"
            expected = f"no column says {means}; there are {listed}; say which, as {way_on}"
            raise InputError(expected, path=path, row=1, column=column)
    rows, refused = table.rows, list(table.refused)
    if wishes.keep_going:
        rows, unusable = usable_rows(rows)
        rows, undirected = _with_direction(rows)
        refused += [*unusable, *undirected]
    contrasts = read_results(path, rows=rows, study_id=study_id)
    understood = list(table.understood)
    outcomes: dict[str, Outcome] = {}
    studies: dict[str, Study] = {}
    for row, contrast in zip(rows, contrasts, strict=True):
        if contrast.higher_is_better is None:
            raise _no_direction(row)
        key = outcome_id(contrast.outcome)
        if key not in outcomes and key in known:
            outcomes[key] = _as_known(row, known[key], understood)
        elif key not in outcomes:
            outcomes[key] = _outcome(key, row, contrast)
        elif (measure := row.choice("measure", sorted(MEASURES), default="")) and measure != outcomes[key].measure:
            expected = f"{contrast.outcome!r} is {outcomes[key].measure} in an earlier row; one outcome has one measure"
            raise InputError(expected, path=path, row=row.line, column="measure")
        study = study_id(contrast.study)
        written = re.search(r"(19|20)\d\d", contrast.study)
        year = int(written.group()) if written else None
        studies.setdefault(
            study,
            Study(study, contrast.study, year, reports=(Report(study, year=year),), codes=tuple(_own_codes(row))),
        )
    fixed = []
    for row, contrast in zip(rows, contrasts, strict=True):
        in_unit = _in_the_unit(row, contrast, outcomes[outcome_id(contrast.outcome)], understood)
        checked = _whole_people(row, _classed(row, in_unit, understood), wishes.events)
        fixed.append(_with_ids(checked, study_id, outcome_id))
    return Evidence(
        tuple(outcomes.values()),
        tuple(studies.values()),
        tuple(fixed),
        understood=tuple(dict.fromkeys(understood)),
        refused=tuple(sorted(refused, key=lambda error: error.row or 0)),
        counted=frozenset(contrast.id for row, contrast in zip(rows, contrasts, strict=True) if not row.text("id")),
        misspelt=table.misspelt,
    )


def _outcome(key: str, row: Row, contrast: Contrast) -> Outcome:
    """A new outcome, as its first row says."""
    return Outcome(
        key,
        contrast.outcome,
        "",
        row.choice("measure", sorted(MEASURES), default="") or _likely_measure(contrast),
        bool(contrast.higher_is_better),
        row.text("unit"),
        plain=f"do better on {contrast.outcome}",
        event=contrast.outcome,
    )


def _as_known(row: Row, outcome: Outcome, understood: list[str]) -> Outcome:
    """An outcome of the project; a measure that the table names is its measure from now on, which is said."""
    named = row.choice("measure", sorted(MEASURES), default="") or outcome.measure
    if named != outcome.measure:
        understood.append(f"{outcome.label} is pooled as {named} from now on, and no more as {outcome.measure}")
    return replace(outcome, measure=named, unit=outcome.unit or row.text("unit"))


def _with_direction(rows: Sequence[Row]) -> tuple[tuple[Row, ...], list[InputError]]:
    """The rows that say which direction is better, and what is wrong with the others."""
    directed, refused = [], []
    for row in rows:
        try:
            if row.boolean("higher_is_better") is None:
                raise _no_direction(row)
            directed.append(row)
        except InputError as error:
            refused.append(error)
    return tuple(directed), refused


def _no_direction(row: Row) -> InputError:
    expected = "expected 1 (higher is better) or 0; if it is the same in all rows, --column higher_is_better==1"
    return InputError(expected, path=row.path, row=row.line, column="higher_is_better")


def _whole_people(row: Row, contrast: Contrast, events: str) -> Contrast:
    """The result; one whose events are no whole numbers of people waits, because they may be percentages.

    It does not where a person says that they are people (`events`): counts that were adjusted are broken numbers.
    """
    counts = contrast.counts
    if counts is None or events == "people" or row.text("use") or contrast.use != "main":
        return contrast
    broken = [events for events in (counts.events1, counts.events2) if not float(events).is_integer()]
    if not broken:
        return contrast
    why = f"{broken[0]:g} events are no whole number of people: is it a percentage?"
    return replace(contrast, use="ask", use_why=why)


def _in_the_unit(row: Row, contrast: Contrast, outcome: Outcome, understood: list[str]) -> Contrast:
    """The result with the factor that turns its unit to its outcome's. Only a difference in a unit has one."""
    unit = row.text("unit")
    if not unit or not outcome.unit or outcome.measure != "MD" or same_unit(unit, outcome.unit):
        return contrast
    if row.text("scale"):
        return contrast  # the table says itself what the unit is multiplied by
    factor = scale_between(unit, outcome.unit, contrast.outcome)
    if factor is None:
        expected = f"expected {outcome.unit}, in which an earlier row prints {contrast.outcome!r}, found {unit}; "
        raise InputError(
            f"{expected}turn it, write the factor in a column scale, or name another outcome",
            path=row.path,
            row=row.line,
            column="unit",
        )
    understood.append(f"{contrast.outcome} in {unit} was turned to {outcome.unit} (differences times {factor:.5g})")
    return replace(contrast, scale=factor)


def _classed(row: Row, contrast: Contrast, understood: list[str]) -> Contrast:
    """The result with the class of its comparator; one whose words leave a doubt waits for a person."""
    if not contrast.comparator or row.text("comparator_class"):
        return contrast
    named = class_of(contrast.comparator)
    if named is not None:
        return replace(contrast, comparator_class=named)
    understood.append(f"compared with “{contrast.comparator}”, which may be more than usual care: this result waits")
    if contrast.use != "main":
        return contrast
    return replace(contrast, use="ask", use_why=f"compared with “{contrast.comparator}”: is that usual care?")


def _with_ids(contrast: Contrast, study_id: Callable[[str], str], outcome_id: Callable[[str], str]) -> Contrast:
    """Names as ids, those of the arms as well."""
    study, outcome = study_id(contrast.study), outcome_id(contrast.outcome)
    arm1, arm2 = (arm_id(study, arm.removeprefix(f"{contrast.study}/")) for arm in (contrast.arm1, contrast.arm2))
    return replace(contrast, outcome=outcome, study=study, arm1=arm1, arm2=arm2)


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
