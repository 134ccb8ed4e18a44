"""Evidence as tables, each check by itself: what is wrong names file, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.coding import evidence_alone
from alongside.coding.result_table import read_results
from alongside.errors import InputError

HEADER = "id,study,outcome,higher_is_better,events1,n1,events2,n2,use,use_why,same_as"


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "results.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def refused(folder: Path, *rows: str) -> tuple[int | None, str | None, str]:
    with pytest.raises(InputError) as caught:
        read_results(table(folder, *rows))
    assert caught.value.path == folder / "results.csv"
    return caught.value.row, caught.value.column, str(caught.value)


def test_the_same_id_twice_names_both_rows(tmp_path: Path) -> None:
    row, column, text = refused(tmp_path, "a/1,a,stay,0,3,10,5,10,,,", "a/1,a,stay,0,4,10,5,10,,,")
    assert (row, column) == (3, "id")
    assert "stands in row 2 already" in text


def test_a_row_that_repeats_a_result_which_is_not_here_is_refused(tmp_path: Path) -> None:
    row, column, text = refused(tmp_path, "a/1,a,stay,0,3,10,5,10,,,a/9")
    assert (row, column) == (2, "same_as")
    assert "no result 'a/9'" in text


def test_what_is_kept_apart_says_why(tmp_path: Path) -> None:
    row, column, text = refused(tmp_path, "a/1,a,stay,0,3,10,5,10,apart,,")
    assert (row, column) == (2, "use_why")
    assert "needs its reason" in text


def test_a_row_without_any_number_is_refused_unless_it_waits(tmp_path: Path) -> None:
    assert refused(tmp_path, "a/1,a,stay,0,,,,,,,")[0] == 2
    [waiting] = read_results(table(tmp_path, "a/1,a,stay,0,,,,,ask,,"))
    assert waiting.use == "ask"


def test_more_events_than_people_name_the_column(tmp_path: Path) -> None:
    assert refused(tmp_path, "a/1,a,stay,0,13,10,5,10,,,")[:2] == (2, "events1")


def test_a_table_alone_gives_studies_outcomes_and_the_measure_that_its_numbers_allow(tmp_path: Path) -> None:
    evidence = evidence_alone(table(tmp_path, ",Ash 2009,Stay,0,3,10,5,10,,,", ",Birch,Stay,0,3,12,5,10,,,"))
    assert [(study.id, study.label, study.year) for study in evidence.studies] == [
        ("ash-2009", "Ash 2009", 2009),
        ("birch", "Birch", None),
    ]
    assert [(outcome.id, outcome.measure) for outcome in evidence.outcomes] == [("stay", "RR")]
    assert [contrast.id for contrast in evidence.contrasts] == ["ash-2009/1", "birch/1"]
