"""Evidence as the tables that `read_evidence` reads: reading what was written gives the same evidence.

Two things do not survive, because a table has no place for them: a second quotation behind one code, and the title of a
report. What is not known is an empty cell, never a 0.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from alongside.coding.evidence_tables import Evidence
from alongside.coding.result_table import RESULT_COLUMNS
from alongside.evidence import DOSE_NUMBERS, TIDIER_ITEMS, Arm, Code, Contrast, Figure, Instrument, Outcome, Span, Study

__all__ = ["DICTIONARY", "evidence_files"]

Row = dict[str, str]

DICTIONARY = {
    "studies.csv": "One row a study: what it is, how it is identified, how deeply it was read.",
    "study_codes.csv": "One row a code of a study, with the words behind it.",
    "arms.csv": "One row an arm; its id is study/arm.",
    "arm_codes.csv": "One row a code of an arm: present, or said to be absent.",
    "dose.csv": "One row an arm: what was planned and taken up.",
    "tidier.csv": "One row a study: the twelve TIDieR items.",
    "results.csv": "One row a result, its numbers as printed.",
}
"""What a row is, for the data dictionary."""

LEVEL = 0.95
"""The level of an interval that a table leaves unsaid."""


def evidence_files(evidence: Evidence) -> dict[str, str]:
    """The text of each file by its name: CSV and YAML tables, `evidence.jsonl` (the rows of all CSV tables, one JSON
    object a line), and `data_dictionary.csv` (each table's columns, how many cells are filled, of how many).
    """
    tables = {
        "studies.csv": [_study(study) for study in evidence.studies],
        "study_codes.csv": [{"study": study.id, **_code(code)} for study in evidence.studies for code in study.codes],
        "arms.csv": [
            {
                **_arm(arm),
                "label": arm.label,
                "role": arm.role,
                "note": arm.note,
            }
            for arm in evidence.arms
        ],
        "arm_codes.csv": [
            {**_arm(arm), "status": code.status, **_code(code)} for arm in evidence.arms for code in arm.codes
        ],
        "dose.csv": [
            {
                **_arm(arm),
                **{name: _span(getattr(arm.dose, name)) for name in DOSE_NUMBERS},
                "words": arm.dose.words,
                "source": arm.dose.source,
            }
            for arm in evidence.arms
            if arm.dose is not None
        ],
        "tidier.csv": [
            {
                "study": card.study,
                **{str(number): reported for number, reported in enumerate(card.items, 1)},
                "source": card.source,
            }
            for card in evidence.tidier
        ],
        "results.csv": [_result(contrast) for contrast in evidence.contrasts],
    }
    empty = {"tidier.csv": ["study", *(str(n + 1) for n in range(len(TIDIER_ITEMS))), "source"]}
    files = {name: _csv(rows, empty.get(name, ())) for name, rows in tables.items() if rows or name == "results.csv"}
    files["outcomes.yaml"] = _yaml({"version": 1, "outcomes": [_outcome(outcome) for outcome in evidence.outcomes]})
    thresholds = [entry for outcome in evidence.outcomes if (entry := _threshold(outcome))]
    if thresholds:
        files["thresholds.yaml"] = _yaml({"version": 1, "thresholds": thresholds})
    if evidence.instruments:
        files["instruments.yaml"] = _yaml(
            {"version": 1, "instruments": [_instrument(instrument) for instrument in evidence.instruments]}
        )
    files["evidence.jsonl"] = "".join(_lines(tables))
    files["data_dictionary.csv"] = _csv(list(_dictionary(tables)), ("table", "column", "row_is", "filled", "of"))
    return files


def _lines(tables: Mapping[str, list[Row]]) -> Iterator[str]:
    for name, rows in tables.items():
        for row in rows:
            filled = {column: cell for column, cell in row.items() if cell}
            yield json.dumps({"table": name.removesuffix(".csv"), **filled}, ensure_ascii=False) + "\n"


def _dictionary(tables: Mapping[str, list[Row]]) -> Iterator[Row]:
    for name, rows in tables.items():
        for column in rows[0] if rows else ():
            filled = sum(1 for row in rows if row[column])
            yield {
                "table": name,
                "column": column,
                "row_is": DICTIONARY[name],
                "filled": str(filled),
                "of": str(len(rows)),
            }


def _study(study: Study) -> Row:
    dois = [report.doi or "" for report in study.reports]
    return {
        "id": study.id,
        "label": study.label,
        "year": _number(study.year),
        "doi": ";".join(dois) if any(dois) else "",
        "country": study.country,
        "condition": study.condition,
        "setting": study.setting,
        "design": study.design,
        "supporter": study.supporter,
        "training_hours": _number(study.training_hours),
        "duration_weeks": _number(study.duration_weeks),
        "is_peer_support": study.is_peer_support,
        "reports": ";".join(report.id for report in study.reports),
        "note": study.note,
        "pmid": study.pmid,
        "pmcid": study.pmcid,
        "registration": study.registration,
        "depth": study.depth,
        "read_in": study.read_in,
        "title": study.reports[0].title if study.reports else "",
        "title_source": "; ".join(study.reports[0].sources) if study.reports else "",
    }


def _code(code: Code) -> Row:
    anchor = code.anchors[0] if code.anchors else None
    return {
        "dimension": code.dimension,
        "code": code.code,
        "words": anchor.text if anchor else "",
        "verbatim": _truth(anchor.verbatim if anchor else False),
        "sure": _truth(code.sure),
        "read_twice": _truth(code.read_twice),
        "note": code.note,
        "source": anchor.source if anchor else "",
    }


def _result(contrast: Contrast) -> Row:
    means, counts, effect, cluster = contrast.means, contrast.counts, contrast.effect, contrast.cluster
    anchor = contrast.anchors[0] if contrast.anchors else None
    row = {name: getattr(contrast, name) for name in RESULT_COLUMNS if hasattr(contrast, name)}
    row |= {"arm1": _within(contrast.arm1, contrast.study), "arm2": _within(contrast.arm2, contrast.study)}
    row |= {name: getattr(means, name) if means else None for name in ("mean1", "sd1", "mean2", "sd2")}
    row |= {name: getattr(counts, name) if counts else None for name in ("events1", "events2")}
    row |= {name: getattr(effect, name) if effect else None for name in ("ci_low", "ci_high", "p")}
    row |= {"effect_measure": effect.measure if effect else "", "effect": effect.value if effect else None}
    row |= {
        "clusters_allowed_for": cluster.allowed_for if cluster else "",
        "cluster_size": cluster.average_size if cluster else None,
        "icc": cluster.icc if cluster else None,
        "ci_level": effect.level if effect and effect.level != LEVEL else None,
        "as_read": anchor.text if anchor else "",
        "source": anchor.source if anchor else "",
    }
    if row["scale"] == 1.0:
        row["scale"] = None
    return {name: _cell(row[name]) for name in RESULT_COLUMNS if name in row}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return _truth(value)
    return _number(value) if isinstance(value, int | float) else value or ""


def _outcome(outcome: Outcome) -> dict[str, Any]:
    fields = {name: getattr(outcome, name) for name in ("id", "label", "domain", "measure", "higher_is_better")}
    texts = {name: getattr(outcome, name) for name in ("unit", "plain", "event", "note") if getattr(outcome, name)}
    return fields | texts | ({"instruments": list(outcome.instruments)} if outcome.instruments else {})


def _threshold(outcome: Outcome) -> dict[str, Any]:
    smallest = outcome.smallest_that_matters
    if smallest is None:
        return {}
    return {"outcome": outcome.id, "value": smallest.value, "source": smallest.source, "why": smallest.why}


def _instrument(instrument: Instrument) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: getattr(instrument, name)
        for name in ("id", "label", "outcome", "higher_is_better", "low", "high", "unit", "range_source")
        if getattr(instrument, name) not in (None, "")
    }
    fields["names"] = list(instrument.names)
    figures = {
        "typical_sd": instrument.typical_sd,
        f"baseline_{instrument.baseline_is}": instrument.baseline,
        "smallest_that_matters": instrument.smallest_that_matters,
    }
    return fields | {name: _figure(figure) for name, figure in figures.items() if figure is not None}


def _figure(figure: Figure) -> dict[str, Any]:
    words = {"words": figure.words} if figure.words else {}
    return {"value": figure.value, "source": figure.source, **words}


def _arm(arm: Arm) -> Row:
    return {"study": arm.study, "arm": _within(arm.id, arm.study)}


def _within(arm: str, study: str) -> str:
    return arm.removeprefix(f"{study}/")


def _span(span: Span | None) -> str:
    if span is None:
        return ""
    return _number(span.low) if span.low == span.high else f"{_number(span.low)} to {_number(span.high)}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _truth(value: bool) -> str:
    return "yes" if value else "no"


def _csv(rows: list[Row], columns: Any = ()) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else list(columns or RESULT_COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _yaml(document: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    return text
