"""The packaged facts, published results, costs and thresholds: quoted word for word, each with where it was read."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from alongside.coding import read_codebook
from alongside.packaged import PEER_SUPPORT
from alongside.workflow.understand.checking import check_evidence

SHARED = Path(os.environ.get("ALONGSIDE_SHARED") or Path(__file__).parents[3] / "shared")


def rows_of(name: str) -> list[dict[str, str]]:
    with (PEER_SUPPORT / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PEER_SUPPORT / name).read_text(encoding="utf-8"))
    return loaded


def test_packaged_quotations_are_word_for_word() -> None:
    path = SHARED / "data/peer-support/facts.md"
    if not path.exists():
        pytest.skip(f"the text that the facts were taken from is not at {path}")
    text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    facts = document("facts.yaml")
    quotes = [fact["quote"] for entries in facts.values() if isinstance(entries, list) for fact in entries]
    assert len(quotes) > 60
    assert [quote for quote in quotes if quote not in text] == []


def test_packaged_facts_have_an_id_of_their_own_and_an_address() -> None:
    facts = document("facts.yaml")
    entries = [fact for section in facts.values() if isinstance(section, list) for fact in section]
    assert len({fact["id"] for fact in entries}) == len(entries)
    assert all(fact["about"] for fact in entries)
    assert all(fact["source"].startswith("http") for fact in entries if fact["id"] != "review_text_not_found")
    assert sum(fact.get("uncontrolled", False) for fact in facts["costs"]) == 4


def test_a_published_result_is_turned_only_where_it_is_comparable() -> None:
    codebook = read_codebook(PEER_SUPPORT / "codebook.yaml")
    outcomes = {outcome["id"]: outcome for outcome in document("outcomes.yaml")["outcomes"]}
    for row in rows_of("published_pooled.csv"):
        if row["population_code"]:
            codebook.check("population", row["population_code"])
        if not row["outcome_id"]:
            assert row["turn"] == ""
            assert row["use_why"], row
            continue
        assert row["measure"] == outcomes[row["outcome_id"]]["measure"], row
        assert row["turn"] in {"1", "-1"}
        if row["measure"] in {"RR", "OR"}:
            assert row["turn"] == "1"  # a ratio does not turn by its sign


def test_a_threshold_is_for_an_outcome_of_ours_and_says_where_it_was_read() -> None:
    outcomes = {outcome["id"] for outcome in document("outcomes.yaml")["outcomes"]}
    thresholds = document("thresholds.yaml")["thresholds"]
    assert len({entry["outcome"] for entry in thresholds}) == len(thresholds)
    for entry in thresholds:
        assert entry["outcome"] in outcomes
        if entry["value"] is None:
            assert entry["searched"]
        else:
            assert entry["value"] > 0
            assert entry["source"].startswith("http")
            assert entry["quote"]
            assert entry["why"]


def test_published_results_and_costs_are_those_that_were_read_or_are_listed_as_left_out() -> None:
    """Both versions, row by row; only the address may differ, where a copy gave way to the original's."""
    left = Counter(row["file"] for row in rows_of("left_out.csv"))
    for name in ("published_pooled.csv", "costs.csv"):
        read = []
        for folder in ("data/peer-support", "data/peer-support/v2"):
            path = SHARED / folder / name
            if not path.exists():
                pytest.skip(f"the rows as read are not at {path}")
            with path.open(encoding="utf-8", newline="") as handle:
                read += list(csv.DictReader(handle))
        columns = [column for column in read[0] if column != "source"]
        as_read = Counter(tuple(row[column] for column in columns) for row in read)
        ours = Counter(tuple(row[column] for column in columns) for row in rows_of(name))
        assert not ours - as_read
        assert (as_read - ours).total() == left[name]


def test_no_source_is_a_bare_number_of_a_machine_and_no_arm_has_a_code_twice() -> None:
    for name in (
        "results.csv",
        "study_codes.csv",
        "arm_codes.csv",
        "dose.csv",
        "tidier.csv",
        "costs.csv",
        "published_pooled.csv",
        "bias_facts.csv",
        "corrections.csv",
    ):
        for row in rows_of(name):
            assert not re.search(r"://[0-9]+[.][0-9]+[.]", row["source"]), (name, row)
    slots = Counter((row["study"], row["arm"], row["dimension"], row["code"]) for row in rows_of("arm_codes.csv"))
    assert max(slots.values()) == 1


def test_every_row_of_the_second_version_is_in_or_listed_with_its_reason() -> None:
    folder = SHARED / "data/peer-support/v2"
    if not folder.exists():
        pytest.skip(f"the rows as read are not at {folder}")
    with (folder / "results.csv").open(encoding="utf-8", newline="") as handle:
        read = list(csv.DictReader(handle))
    left = {int(row["row"]) for row in rows_of("left_out.csv") if row["file"] == "results.csv"}
    ours = {(row["instrument"], row["source"]) for row in rows_of("results.csv")}
    names = {instrument for instrument, _ in ours}
    changed = {"SF-12 mental component (carer)"}  # the only instrument that got another name
    for line, row in enumerate(read, 2):
        assert line in left or row["instrument"] in names | changed, (line, row["instrument"])
    for line in left:
        assert read[line - 2]["second_reading"]
    wrong = [line for line, row in enumerate(read, 2) if row["second_reading"].startswith(("unusable", "not_found"))]
    assert len(wrong) == 18


def test_a_turned_result_favours_peer_support_wherever_the_source_says_so() -> None:
    better = {outcome["id"]: outcome["higher_is_better"] for outcome in document("outcomes.yaml")["outcomes"]}
    phrase = re.compile(r"(lower|positive) favours (peer support|peers|the course)|; favours peer support")
    checked = 0
    for row in rows_of("published_pooled.csv"):
        words = phrase.search(row["outcome"])
        if not words or not row["outcome_id"]:
            continue
        printed = float(row["estimate"])
        favours = printed > 0 if words.group(1) == "positive" else printed < 0
        turned = float(row["turn"]) * printed
        assert (turned > 0) == (favours == better[row["outcome_id"]]), row
        checked += 1
    assert checked >= 8


def test_the_conversion_of_hba1c_gives_the_pairs_that_papers_print() -> None:
    # Diabetes Care 41:326 prints 8.1 and 8.6 % as 65 and 70 mmol/mol; Diabetes Care 42:1615 prints 7.0 % as 53.
    [rule] = document("thresholds.yaml")["conversions"]
    percent = [round(rule["slope"] * mmol_mol + rule["intercept"], 1) for mmol_mol in (53, 65, 70)]
    assert percent == [7.0, 8.1, 8.6]


def test_the_page_of_the_docs_says_what_the_evidence_holds() -> None:
    page = (Path(__file__).parents[2] / "docs/explanation/evidence.md").read_text(encoding="utf-8")
    holds = check_evidence()["holds"]
    assert f"{holds['studies']} randomised trials with {holds['contrasts']} results" in page
    for dimension, cells in holds["cells"].items():
        assert f"| {dimension} | {' | '.join(str(number) for number in cells.values())} |" in page
    for item in holds["tidier"]:
        assert f"| {' | '.join(str(value) for value in item.values())} |" in page
    for name, row in holds["doses"].items():
        assert f"| {name.replace('_', ' ')} | {row['known']} of {row['of']} |" in page
    left = holds["left_out"]
    assert f"lists {sum(left.values())} rows" in page


@pytest.mark.parametrize("table", ["arm_codes.csv", "study_codes.csv"])
def test_a_note_on_a_code_is_for_readers_and_not_about_the_coding_of_these_tables(table: str) -> None:
    workshop = re.compile(
        r"proposed code|\[belongs to|packaged (row|code)|_codes\.csv|coded already|now sure|missing today"
    )
    assert [row["note"] for row in rows_of(table) if workshop.search(row["note"])] == []
