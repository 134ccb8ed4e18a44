"""A site's open data read back: what two builds are compared by, whoever made them and whenever."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.errors import InputError
from alongside.publishing.open_data.dictionary import KEYS
from alongside.publishing.open_data.files import PACKAGE
from alongside.records.tabular import unguarded

__all__ = ["Build", "read_build"]

Row = Mapping[str, str]

NEEDED = {
    "answers": (
        *("id", "outcome", "by", "measure", "unit", "k", "participants", "estimate", "ci_low", "ci_high", "certainty"),
        *("uncounted", "method", "scale", "beta", "sentence"),
    ),
    "pooled_results": ("answer", "study", "outcome", "yi", "vi", "n", "results"),
    "left_out": ("answer", "result", "reason"),
    "contrasts": ("id", "study", "why"),
    "studies": ("id", "label"),
    "outcomes": ("id", "label"),
    "codebook": ("dimension", "code", "label"),
    "rule": ("setting", "value"),
}
"""Tables and columns without which two builds cannot be compared."""

ENTRIES = "pooled_entries"
"""Builds of an older version have no such table: there one result a trial entered."""


@dataclass(frozen=True)
class Build:
    """The tables of one build, by the columns that name their rows.

    `entered` has for each answer its studies' effects; `entries` the results of a study that entered together, where
    they did; `left_out` for each answer why a result did not enter.
    """

    title: str
    version: str
    created: str
    answers: Mapping[str, Row]
    entered: Mapping[str, Mapping[str, Row]]
    entries: Mapping[str, Mapping[str, tuple[Row, ...]]]
    left_out: Mapping[str, Mapping[str, str]]
    contrasts: Mapping[str, Row]
    studies: Mapping[str, Row]
    rule: Mapping[str, str]
    outcome_labels: Mapping[str, str]
    code_labels: Mapping[tuple[str, str], str]

    def label(self, answer: Row) -> str:
        """An answer in words: its outcome, and the part of it."""
        parts = [pair.partition("=") for pair in answer["by"].split("; ") if pair]
        words = [self.code_labels.get((dimension, code), code) for dimension, _, code in parts]
        return ", ".join([self.outcome_labels.get(answer["outcome"], answer["outcome"]), *words])


def read_build(folder: Path) -> Build:
    """The build in `folder`: a site, or its folder of open data.

    Raises
    ------
    InputError : no open data there, a table that is not CSV in UTF-8, or one of an older version, without the columns.
    """
    data = folder / "data" if (folder / "data").is_dir() else folder
    content = {name: _rows(data / f"{name}.csv", columns) for name, columns in NEEDED.items()}
    described = _described(data / PACKAGE)
    entered: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in content["pooled_results"]:
        entered[row["answer"]][row["study"]] = row
    entries: dict[str, dict[str, tuple[Row, ...]]] = defaultdict(dict)
    path = data / f"{ENTRIES}.csv"
    for row in _rows(path, ("answer", "study", "yi", "vi")) if path.exists() else ():
        entries[row["answer"]][row["study"]] = (*entries[row["answer"]].get(row["study"], ()), row)
    left_out: dict[str, dict[str, str]] = defaultdict(dict)
    for row in content["left_out"]:
        left_out[row["answer"]][row["result"]] = row["reason"]
    return Build(
        title=str(described.get("title", "")),
        version=str(described.get("version", "")),
        created=str(described.get("created", "")),
        answers=_by_key(content, "answers"),
        entered=entered,
        entries=entries,
        left_out=left_out,
        contrasts=_by_key(content, "contrasts"),
        studies=_by_key(content, "studies"),
        rule={row["setting"]: row["value"] for row in content["rule"]},
        outcome_labels={row["id"]: row["label"] for row in content["outcomes"]},
        code_labels={(row["dimension"], row["code"]): row["label"] for row in content["codebook"]},
    )


def _by_key(content: Mapping[str, list[Row]], name: str) -> dict[str, Row]:
    [key] = KEYS[name]
    return {row[key]: row for row in content[name]}


def _rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream, strict=True)
            missing = [column for column in columns if column not in (rows.fieldnames or ())]
            if missing:
                expected = f"expected a column {missing[0]!r}; a build of an older Alongside has none: build it again"
                raise InputError(expected, path=str(path))
            return [{name: unguarded(cell or "") for name, cell in row.items() if name} for row in rows]
    except FileNotFoundError as error:
        expected = "expected open data of `alongside share build`, found no such file; an older build must be made anew"
        raise InputError(expected, path=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"expected a table as CSV in UTF-8: {error}", path=str(path)) from error


def _described(path: Path) -> dict[str, Any]:
    """Title, version and time of a build; {} where the tables stand without their description."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise InputError(f"expected a description as JSON: {error}", path=str(path)) from error
    if not isinstance(document, dict):
        raise InputError("expected one JSON object", path=str(path))
    return document
