"""`results.csv`: each row one result of one trial, its numbers as they were printed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from alongside.coding.identifiers import identifier_of
from alongside.coding.outcome_table import OutcomeTable
from alongside.errors import InputError
from alongside.evidence import (
    ClusterDesign,
    Contrast,
    Counts,
    Means,
    PrintedEffect,
    QuoteAnchor,
    Study,
    arm_id,
)
from alongside.evidence.contrasts import NUMBERS, PRINTED_MEASURES, PRINTED_RATIOS, USES
from alongside.tables import Row, read_table

__all__ = ["COMPARATOR_CLASSES", "NUMBER_COLUMNS", "RESULT_COLUMNS", "read_results", "usable_rows"]

COMPARATOR_CLASSES = ("nothing_or_usual", "waiting_list", "attention", "professional", "other_programme")

ARM_NUMBERS = ("n1", "n2", "n_total", "mean1", "sd1", "mean2", "sd2", "events1", "events2")
EFFECT_NUMBERS = ("effect", "ci_low", "ci_high", "p")
NUMBER_COLUMNS = (
    "weeks",
    *ARM_NUMBERS,
    *EFFECT_NUMBERS,
    "ci_level",
    "control_risk",
    "cluster_size",
    "icc",
    "scale",
)
"""Columns that hold numbers."""

RESULT_COLUMNS = (
    "id",
    "study",
    "report",
    "outcome",
    "domain",
    "instrument",
    "higher_is_better",
    "weeks",
    "comparator",
    "comparator_class",
    "comparator_why",
    "arm1",
    "arm2",
    "stratum",
    *ARM_NUMBERS,
    "effect_measure",
    *EFFECT_NUMBERS,
    "adjusted",
    "control_risk",
    "clusters_allowed_for",
    "cluster_size",
    "prefer",
    "scale",
    "use",
    "use_why",
    "same_as",
    "note",
    "source",
    "read_twice",
    "as_read",
    "icc",
    "ci_level",
    "measure",
    "unit",
    "form",
    "population",
)
"""Columns that a `results.csv` may have. Only `study` and `outcome` and the numbers of one kind are needed."""


def read_results(
    path: Path,
    *,
    outcomes: OutcomeTable | None = None,
    studies: Mapping[str, Study] | None = None,
    arms: Collection[str] | None = None,
    rows: Sequence[Row] | None = None,
    study_id: Callable[[str], str] = identifier_of,
) -> tuple[Contrast, ...]:
    """Contrasts of a `results.csv`, each with its numbers as printed; `rows` where they were read already.

    Without `outcomes`, `studies` and `arms` any name is taken, for a table that stands alone (`evidence_alone`). An
    arm without a name is its trial's "support" or "comparator".
    """
    if rows is None:
        rows = read_table(path, required=("study", "outcome"), allowed=RESULT_COLUMNS).rows
    contrasts: list[Contrast] = []
    counted: dict[str, int] = {}
    ids: dict[str, int] = {}
    for row in rows:
        study = _study(row)
        if studies is not None and study not in studies:
            raise InputError(f"no study {study!r} in studies.csv", path=path, row=row.line, column="study")
        outcome = row.text("outcome")
        if outcomes is not None and outcome and outcome not in outcomes.by_id:
            raise InputError(outcomes.unknown(outcome), path=path, row=row.line, column="outcome")
        trial = study_id(study)
        counted[trial] = counted.get(trial, 0) + 1
        contrast = _contrast(row, row.text("id") or f"{trial}/{counted[trial]}")
        if contrast.id in ids:
            raise InputError(
                f"the id {contrast.id!r} stands in row {ids[contrast.id]} already", path=path, row=row.line, column="id"
            )
        ids[contrast.id] = row.line
        for column, arm in (("arm1", contrast.arm1), ("arm2", contrast.arm2)):
            if arms is not None and arm not in arms:
                near = difflib.get_close_matches(arm, [name for name in arms if name.startswith(f"{study}/")], n=1)
                meant = f"; did you mean {near[0]!r}?" if near else ""
                raise InputError(f"no arm {arm!r} in arms.csv{meant}", path=path, row=row.line, column=column)
        if contrast.arm1 == contrast.arm2:
            raise InputError("an arm cannot be compared with itself", path=path, row=row.line, column="arm2")
        contrasts.append(contrast)
    lines = {contrast.id: row.line for contrast, row in zip(contrasts, rows, strict=True)}
    for contrast in contrasts:
        if contrast.same_as and contrast.same_as not in ids:
            raise InputError(
                f"no result {contrast.same_as!r} here", path=path, row=lines[contrast.id], column="same_as"
            )
    return tuple(contrasts)


def usable_rows(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[InputError, ...]]:
    """The rows that can be read, each by itself, and what is wrong with each of the others."""
    usable: list[Row] = []
    refused: list[InputError] = []
    for row in rows:
        try:
            _study(row)
            _contrast(row, "")
        except InputError as error:
            refused.append(error)
        else:
            usable.append(row)
    return tuple(usable), tuple(refused)


def _study(row: Row) -> str:
    study = row.text("study")
    if not study:
        raise InputError("a study is needed in every row", path=row.path, row=row.line, column="study")
    return study


def _contrast(row: Row, contrast_id: str) -> Contrast:
    n1, n2 = row.number("n1", above=0), row.number("n2", above=0)
    effect = _effect(row)
    means = _means(row, n1, n2)
    counts = _counts(row, n1, n2)
    use = row.choice("use", USES, default="main")
    if effect is None and means is None and counts is None and use == "main":
        if row.text("mean1") and (n1 is None or n2 is None):
            missing = "n1" if n1 is None else "n2"
            expected = "means need the number of people of both arms, or a printed effect beside them"
            raise InputError(expected, path=row.path, row=row.line, column=missing)
        raise InputError(
            "expected counts (events1, n1, events2, n2), means with SDs, or a printed effect; found none",
            path=row.path,
            row=row.line,
        )
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
        arm1=arm_id(row.text("study"), row.text("arm1") or "support"),
        arm2=arm_id(row.text("study"), row.text("arm2") or "comparator"),
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
        prefer=row.choice("prefer", NUMBERS, default=""),
        scale=row.number("scale", above=0) or 1.0,
        use=use,
        use_why=row.text("use_why"),
        same_as=row.text("same_as"),
        domain=row.text("domain"),
        note=note,
        anchors=(QuoteAnchor(row.text("as_read") or _as_read(row), source),) if source else (),
        read_twice=row.boolean("read_twice"),
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
    ratio = measure in PRINTED_RATIOS
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
            path=row.path,
            row=row.line,
            column="ci_low" if value < low else "ci_high",
        )
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
    events1, two = (_events(row, arm, n) for arm, n in (("1", n1), ("2", n2)))
    if events1 is None and two is None:
        return None
    if events1 is None or two is None:
        missing = "events1" if events1 is None else "events2"
        raise InputError("expected the events of both arms", path=row.path, row=row.line, column=missing)
    assert n1 is not None
    assert n2 is not None
    return Counts(events1, n1, two, n2)


def _events(row: Row, arm: str, n: float | None) -> float | None:
    column = f"events{arm}"
    events = row.number(column, minimum=0)
    if events is not None and n is None:
        raise InputError("events need the number of people", path=row.path, row=row.line, column=f"n{arm}")
    if events is not None and n is not None and events > n:
        expected = f"expected at most {n:g} events among {n:g} people, found {events:g}"
        if not events.is_integer():
            expected += f" (for percentages load with --column percent{arm}=…, or write a percent sign)"
        raise InputError(expected, path=row.path, row=row.line, column=column)
    return events


def _cluster(row: Row) -> ClusterDesign | None:
    allowed = row.choice("clusters_allowed_for", ("yes", "no", "unknown"), default="")
    size, icc = row.number("cluster_size", above=1), row.number("icc", minimum=0, maximum=1)
    return ClusterDesign(allowed or "unknown", size, icc) if allowed or size else None
