"""Open data: the tables behind the pages, as CSV and JSON Lines, with a data dictionary and a list of checksums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.evidence import Answer, Contrast, EffectSize, Outcome
from alongside.publishing.review import Review
from alongside.records.tabular import own_cell

__all__ = ["DICTIONARY", "DataFile", "Table", "open_data_files", "tables", "write_checksums", "write_open_data"]

DICTIONARY: Mapping[str, Mapping[str, str]] = {
    "answers": {
        "id": "address of the answer: outcome, and the part of it",
        "outcome": "id of the outcome",
        "by": "part of the main answer (dimension=code), empty for the main answer",
        "measure": "SMD (Hedges g), MD, RR, OR or RD; estimates of RR and OR are ratios, not logarithms",
        "unit": "unit of an MD",
        "higher_is_better": "true where a larger value is good for the person",
        "k": "trials",
        "participants": "people in them; empty where a trial prints no number",
        "estimate": "mean of the trials, or the trial's own where k = 1",
        "ci_low": "lower limit of the 95 % confidence interval",
        "ci_high": "upper limit",
        "pi_low": "lower limit of the 95 % prediction interval; empty below three trials",
        "pi_high": "upper limit",
        "tau2": "variance between trials, on the log scale for RR and OR; empty where nothing was pooled",
        "i2": "share of the spread that is not chance, per cent",
        "certainty": "GRADE step suggested by a rule, not judged by a person",
        "refused": "why there is no estimate",
    },
    "contrasts": {
        "id": "address of the result",
        "study": "id of the study",
        "outcome": "id of the outcome, empty where it belongs to none",
        "instrument": "as printed",
        "weeks": "weeks from the start",
        "comparator": "in the report's words",
        "comparator_class": "what its people had in place of peer support",
        "n1": "people offered peer support",
        "n2": "people in the comparator",
        "printed": "numbers as printed (JSON)",
        "measure": "measure of the effect as used",
        "yi": "effect as used, turned to the outcome's direction, a logarithm for RR and OR",
        "vi": "its sampling variance",
        "recovered": "what was worked out, how, and on which assumption",
        "use": "main, ask (waits for a person) or apart",
        "why": "reason where it is not used",
        "note": "note of the reader",
        "source": "where it was read",
    },
    "studies": {
        "id": "address of the study",
        "label": "name",
        "year": "year",
        "country": "country",
        "condition": "people, in the report's words",
        "supporter": "who gave support, in the report's words",
        "setting": "where",
        "design": "design",
        "training_hours": "hours of training of the supporters",
        "duration_weeks": "length of the programme in weeks",
        "is_peer_support": "yes, ask (waits for a person) or no",
        "doi": "DOIs of its reports",
    },
    "codes": {
        "study": "id of the study",
        "dimension": "dimension of the codebook",
        "code": "code",
        "words": "the words behind it",
        "verbatim": "true where they are quoted word for word",
        "sure": "false where the reader wants a person to look",
        "source": "where they were read",
    },
}


@dataclass(frozen=True, slots=True)
class Table:
    """One file of open data."""

    name: str
    what: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


def tables(review: Review) -> tuple[Table, ...]:
    """The four tables, each in the order of the project."""
    what = {
        "answers": "Every answer: outcome, part, estimate, intervals, spread",
        "contrasts": "Every result: as printed, as used, and why not where it is not",
        "studies": "Every study: what was done, by whom, for whom, where",
        "codes": "Every code with the words behind it",
    }
    rows: dict[str, list[dict[str, Any]]] = {
        "answers": [_answer(answer, review) for answer in review.answers],
        "contrasts": [_contrast(contrast, review) for contrast in review.contrasts.values()],
        "studies": [
            {
                **{name: getattr(study, name, "") for name in DICTIONARY["studies"]},
                "doi": "; ".join(report.doi for report in study.reports if report.doi),
            }
            for study in review.studies.values()
        ],
        "codes": [
            {
                "study": study.id, "dimension": code.dimension, "code": code.code,
                "words": "; ".join(anchor.text for anchor in code.anchors),
                "verbatim": all(anchor.verbatim for anchor in code.anchors) and bool(code.anchors),
                "sure": code.sure, "source": "; ".join(anchor.source for anchor in code.anchors),
            }
            for study in review.studies.values()
            for code in study.codes
        ],
    }  # fmt: skip
    return tuple(Table(name, what[name], tuple(DICTIONARY[name]), tuple(rows[name])) for name in rows)


def _answer(answer: Answer, review: Review) -> dict[str, Any]:
    outcome, estimate = review.outcomes[answer.outcome], answer.estimate
    row: dict[str, Any] = {
        "id": answer.id, "outcome": answer.outcome, "measure": outcome.measure, "unit": outcome.unit,
        "by": "; ".join(f"{key}={value}" for key, value in sorted(answer.by.items())),
        "higher_is_better": outcome.higher_is_better, "refused": answer.refused,
    }  # fmt: skip
    if estimate is None:
        return row
    return row | {
        "k": estimate.k, "participants": estimate.participants,
        "estimate": _shown(estimate.beta, outcome),
        "ci_low": _shown(estimate.ci_low, outcome), "ci_high": _shown(estimate.ci_high, outcome),
        "pi_low": _shown(estimate.pi_low, outcome), "pi_high": _shown(estimate.pi_high, outcome),
        "tau2": estimate.tau2, "i2": estimate.i2, "certainty": review.certainty(answer).level,
    }  # fmt: skip


def _shown(value: float | None, outcome: Outcome) -> float | None:
    return None if value is None else math.exp(value) if outcome.is_ratio else value


def _contrast(contrast: Contrast, review: Review) -> dict[str, Any]:
    effect = review.effects.get(contrast.id)
    row: dict[str, Any] = {name: getattr(contrast, name, "") for name in DICTIONARY["contrasts"]}
    row |= {
        "printed": json.dumps(_printed(contrast), sort_keys=True),
        "why": contrast.use_why,
        "source": "; ".join(anchor.source for anchor in contrast.anchors),
    }
    if isinstance(effect, EffectSize):
        row |= {
            "measure": effect.measure, "yi": effect.yi, "vi": effect.vi,
            "recovered": " | ".join(f"{step.what}: {step.how}" for step in effect.steps),
        }  # fmt: skip
    elif effect is not None:
        row["why"] = contrast.use_why or effect.reason
    return row


def _printed(contrast: Contrast) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    for name in ("counts", "means", "effect"):
        part = getattr(contrast, name)
        if part is not None:
            numbers |= {key: getattr(part, key) for key in part.__slots__ if getattr(part, key) is not None}
    return numbers


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of open data, as text."""

    name: str
    what: str
    rows: int
    text: str


def open_data_files(review: Review) -> tuple[DataFile, ...]:
    """Every table twice, as CSV and as JSON Lines, and the dictionary once."""
    files = []
    for table in tables(review):
        files.append(DataFile(f"{table.name}.csv", table.what, len(table.rows), _csv(table)))
        files.append(DataFile(f"{table.name}.jsonl", table.what, len(table.rows), _jsonl(table)))
    meanings = tuple(
        {"table": table, "column": column, "meaning": meaning}
        for table, columns in DICTIONARY.items()
        for column, meaning in columns.items()
    )
    dictionary = Table("dictionary", "What every column means", ("table", "column", "meaning"), meanings)
    return (*files, DataFile("dictionary.csv", dictionary.what, len(meanings), _csv(dictionary)))


def write_open_data(review: Review, folder: Path) -> tuple[DataFile, ...]:
    """Write the files to `folder`, and give them for the page that lists them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = open_data_files(review)
    for file in files:
        (folder / file.name).write_text(file.text, encoding="utf-8", newline="")
    return files


def _csv(table: Table) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, table.columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        writer.writerow({column: _cell(row.get(column)) for column in table.columns})
    return stream.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else own_cell(value) if isinstance(value, str) else value


def _jsonl(table: Table) -> str:
    lines = (
        json.dumps({c: row.get(c) for c in table.columns}, ensure_ascii=False, allow_nan=False) for row in table.rows
    )
    return "".join(f"{line}\n" for line in lines)


def write_checksums(folder: Path, files: Iterable[Path]) -> Path:
    """`SHA256SUMS`, in the form that `sha256sum --check` reads, over the given files."""
    lines = []
    for path in sorted(files):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    target = folder / "SHA256SUMS"
    target.write_text("".join(lines), encoding="utf-8")
    return target
