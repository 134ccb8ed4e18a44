"""Open data hold what the pages show: rows, numbers, dictionary, checksums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from alongside.publishing.open_data import open_data_files, write_checksums
from alongside.publishing.review import Review
from alongside.publishing.site import build_site


def rows(review: Review, name: str) -> list[dict[str, str]]:
    [file] = [file for file in open_data_files(review) if file.name == f"{name}.csv"]
    return list(csv.DictReader(io.StringIO(file.text)))


def test_every_study_and_result_is_a_row_with_its_numbers(five: Review) -> None:
    assert [row["id"] for row in rows(five, "studies")] == sorted(five.studies)
    results = rows(five, "contrasts")
    assert len(results) == 5
    ash = next(row for row in results if row["study"] == "ash-invented")
    assert json.loads(ash["printed"])["mean1"] == 19.2
    assert float(ash["yi"]) == pytest.approx(0.326, abs=0.001)
    assert float(ash["vi"]) == pytest.approx(0.0500, abs=0.001)


def test_every_answer_is_a_row_with_its_estimate(five: Review) -> None:
    answers = {row["id"]: row for row in rows(five, "answers")}
    main = five.main["asthma-control"].estimate
    assert main is not None
    assert float(answers["asthma-control"]["estimate"]) == pytest.approx(main.beta)
    assert (answers["asthma-control"]["k"], answers["asthma-control"]["participants"]) == ("5", "541")
    assert set(answers) == set(five.by_id)


def test_codes_are_rows(five: Review) -> None:
    assert {(row["study"], row["code"]) for row in rows(five, "codes")} >= {("ash-invented", "telephone")}


def test_json_lines_say_the_same_as_the_tables(five: Review) -> None:
    files = {file.name: file for file in open_data_files(five)}
    for name in ("answers", "contrasts", "studies", "codes"):
        lines = [json.loads(line) for line in files[f"{name}.jsonl"].text.splitlines()]
        assert len(lines) == len(rows(five, name)) == files[f"{name}.csv"].rows > 0


def test_every_column_is_explained(five: Review) -> None:
    files = {file.name: file for file in open_data_files(five)}
    dictionary = list(csv.DictReader(io.StringIO(files["dictionary.csv"].text)))
    explained = {(row["table"], row["column"]) for row in dictionary if row["meaning"]}
    for name in ("answers", "contrasts", "studies", "codes"):
        assert {(name, column) for column in rows(five, name)[0]} <= explained


def test_checksums_are_those_of_the_files(five: Review, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("peer support\n", encoding="utf-8")
    write_checksums(tmp_path, [tmp_path / "a.txt"])
    [line] = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert line == f"{hashlib.sha256(b'peer support' + bytes([10])).hexdigest()}  a.txt"


def test_the_site_of_five_trials_has_a_page_for_each_of_them(five: Review, tmp_path: Path) -> None:
    site = build_site(five, tmp_path / "site")
    assert {path.stem for path in (site.folder / "studies").glob("*.html")} == {"index", *five.studies}
    assert "0.1" in (site.folder / "outcomes" / "asthma-control.html").read_text(encoding="utf-8")
