"""Evidence written as tables and read again is the same evidence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from alongside.coding import (
    Evidence,
    evidence_files,
    read_codebook,
    read_evidence,
    read_thresholds,
    with_thresholds,
)
from alongside.packaged import PEER_SUPPORT

BOOK = read_codebook(PEER_SUPPORT / "codebook.yaml")


@pytest.fixture(scope="module")
def packaged() -> Evidence:
    return with_thresholds(read_evidence(PEER_SUPPORT, BOOK), read_thresholds(PEER_SUPPORT / "thresholds.yaml"))


def test_the_packaged_evidence_comes_back_from_its_export_word_for_word(packaged: Evidence, tmp_path: Path) -> None:
    for name, text in evidence_files(packaged).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    back = with_thresholds(read_evidence(tmp_path, BOOK), read_thresholds(tmp_path / "thresholds.yaml"))
    assert back.outcomes == packaged.outcomes
    assert back.contrasts == packaged.contrasts
    assert back.arms == packaged.arms
    assert back.tidier == packaged.tidier
    assert back.instruments == packaged.instruments
    assert back.studies == packaged.studies


def test_each_row_is_one_line_of_json_and_the_dictionary_counts_the_filled_cells(packaged: Evidence) -> None:
    files = evidence_files(packaged)
    lines = [json.loads(line) for line in files["evidence.jsonl"].splitlines()]
    assert sum(line["table"] == "results" for line in lines) == len(packaged.contrasts)
    dictionary = list(csv.DictReader(io.StringIO(files["data_dictionary.csv"])))
    [uptake] = [row for row in dictionary if (row["table"], row["column"]) == ("dose.csv", "uptake_percent")]
    assert int(uptake["filled"]) == sum(1 for arm in packaged.arms if arm.dose and arm.dose.uptake_percent)
    assert {row["table"] for row in dictionary} == {name for name in files if name.endswith(".csv")} - {
        "data_dictionary.csv"
    }
