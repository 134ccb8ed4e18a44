"""Open data lead from an answer to what entered it, and describe themselves for programs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from alongside.publishing.open_data import open_data_files, tables, write_open_data
from alongside.publishing.open_data.dictionary import DICTIONARY, KEYS, LINKS, WHAT
from alongside.publishing.review import Review


def rows(review: Review, name: str) -> list[dict[str, str]]:
    [file] = [file for file in open_data_files(review) if file.name == f"{name}.csv"]
    return list(csv.DictReader(io.StringIO(file.text)))


def test_each_effect_that_entered_an_answer_is_a_row_with_its_weight(five: Review) -> None:
    entered = [row for row in rows(five, "pooled_results") if row["answer"] == "asthma-control"]
    estimate = five.main["asthma-control"].estimate
    assert estimate is not None
    assert {row["study"]: (float(row["yi"]), float(row["vi"]), float(row["weight"])) for row in entered} == {
        weighted.effect.study: (weighted.effect.yi, weighted.effect.vi, weighted.weight)
        for weighted in estimate.studies
    }
    assert sum(float(row["weight"]) for row in entered) == pytest.approx(1)


def test_an_answer_says_how_it_was_pooled_and_loses_no_digit(five: Review) -> None:
    row = next(row for row in rows(five, "answers") if row["id"] == "asthma-control")
    estimate = five.main["asthma-control"].estimate
    assert estimate is not None
    assert (row["method"], row["test"], row["level"]) == (estimate.method, estimate.test, "0.95")
    assert (float(row["beta"]), float(row["se"]), float(row["ci_low"])) == (estimate.beta, estimate.se, estimate.ci_low)
    assert row["sentence"]


def test_a_result_that_did_not_enter_is_a_row_with_the_reason(five: Review) -> None:
    expected = {(answer.id, *pair) for answer in five.answers for pair in answer.left_out}
    assert {(row["answer"], row["result"], row["reason"]) for row in rows(five, "left_out")} == expected


def test_every_table_that_is_described_is_written_and_the_other_way_about(five: Review) -> None:
    assert [table.name for table in tables(five)] == list(WHAT)
    assert set(WHAT) == set(DICTIONARY)
    for table in tables(five):
        for row in table.rows:
            assert set(row) <= set(table.columns), table.name


def test_a_row_is_named_once_and_links_lead_to_a_row(five: Review) -> None:
    content = {name: rows(five, name) for name in WHAT}
    for name, columns in KEYS.items():
        keys = [tuple(row[column] for column in columns) for row in content[name]]
        assert len(keys) == len(set(keys)), name
    for name, links in LINKS.items():
        for columns, target, targets in links:
            target_keys = {tuple(row[column] for column in targets) for row in content[target]}
            assert {tuple(row[column] for column in columns) for row in content[name]} <= target_keys, (name, target)


def test_checksums_and_description_name_every_file(five: Review, tmp_path: Path) -> None:
    write_open_data(five, tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    sums = dict(
        reversed(line.split("  ")) for line in (tmp_path / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    )
    assert set(sums) == written - {"checksums.sha256"}
    for name, digest in sums.items():
        assert digest == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest(), name
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"]: resource for resource in package["resources"]}
    assert set(described) == written - {"checksums.sha256", "datapackage.json"}
    assert all(described[name]["hash"] == f"sha256:{sums[name]}" for name in described)
    fields = [field["name"] for field in described["pooled_results.csv"]["schema"]["fields"]]
    assert fields == list(rows(five, "pooled_results")[0])
