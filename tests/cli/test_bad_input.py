"""Whatever a person hands over by mistake gives one line with the place, and leaves everything as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

HEADER = (
    "study,outcome,higher_is_better,n1,mean1,sd1,n2,mean2,sd2,events1,events2,effect_measure,effect,ci_low,ci_high\n"
)


@pytest.fixture
def project(tmp_path: Path, alongside: Run) -> Path:
    path = tmp_path / "mine.alongside"
    assert alongside("new", str(path)).returncode == 0
    return path


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 3, one line, every word in it, and no trace."""
    assert done.returncode == 3, (done.returncode, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("alongside: ")
    for word in words:
        assert word in lines[0], (word, lines[0])


def rows_of(path: Path, alongside: Run) -> str:
    return alongside("project", "log", str(path)).stdout


BAD_TABLES = {
    "no people": ("a,pain,0,0,1,1,20,1,1,,,,,,\n", "row 2", "column n1", "above 0"),
    "negative SD": ("a,pain,0,20,1,-1,20,1,1,,,,,,\n", "row 2", "column sd1", "at least 0"),
    "events past people": ("a,pain,0,20,,,20,,,21,3,,,,\n", "row 2", "column events1", "at most 20"),
    "interval without its estimate inside": (
        "a,pain,0,,,,,,,,,MD,5,1,4\n",
        "row 2",
        "column ci_high",
        "holds its estimate",
    ),
    "a word for a number": ("a,pain,0,twelve,1,1,20,1,1,,,,,,\n", "row 2", "column n1", "'twelve'"),
    "too few cells": ("a,pain,0,20\n", "row 2", "cells"),
    "an unknown measure": ("a,pain,0,,,,,,,,,ODS,5,1,9\n", "row 2", "column effect_measure", "'ODS'"),
    "nothing to use": ("a,pain,0,,,,,,,,,,,,\n", "row 2", "found none"),
    "a quotation mark never closed": ('a,"pain,0,20,1,1,20,1,1,,,,,,\n', "row 2", "quotation mark"),
    "second row": ("a,pain,0,20,1,1,20,1,1,,,,,,\nb,pain,0,20,1,x,20,1,1,,,,,,\n", "row 3", "column sd1"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_table_with_an_impossible_cell_names_row_and_column(
    case: str, tmp_path: Path, project: Path, alongside: Run
) -> None:
    text, *words = BAD_TABLES[case]
    table = tmp_path / "trials.csv"
    table.write_text(HEADER + text, encoding="utf-8")
    before = rows_of(project, alongside)
    refused(alongside("understand", "import", str(table), "--project", str(project)), "trials.csv", *words)
    assert rows_of(project, alongside) == before


def test_a_typo_in_a_column_name_is_named_with_what_was_meant(tmp_path: Path, project: Path, alongside: Run) -> None:
    table = tmp_path / "trials.csv"
    table.write_text("study,outcome,higher_is_better,meann1\na,pain,0,1\n", encoding="utf-8")
    done = alongside("understand", "import", str(table), "--project", str(project))
    refused(done, "row 1", "column meann1", "did you mean 'mean1'")


def test_a_table_in_utf_16_is_read(tmp_path: Path, project: Path, alongside: Run) -> None:
    table = tmp_path / "trials.csv"
    table.write_bytes((HEADER + "Ångström 2020,pain,0,20,1,1,20,1,1,,,,,,\n").encode("utf-16"))
    assert alongside("understand", "import", str(table), "--project", str(project)).returncode == 0
    assert "Ångström 2020" in rows_of(project, alongside)


def test_a_nul_is_refused_with_its_row(tmp_path: Path, project: Path, alongside: Run) -> None:
    table = tmp_path / "trials.csv"
    table.write_bytes(HEADER.encode() + b"a,pa\x00in,0,20,1,1,20,1,1,,,,,,\n")
    refused(alongside("understand", "import", str(table), "--project", str(project)), "row 2", "NUL")


@pytest.fixture
def long_line(tmp_path: Path) -> Iterator[Path]:
    """A file of one line of 2 GB, sparse on the disk."""
    path = tmp_path / "long.csv"
    with path.open("wb") as handle:
        handle.write(b"study,outcome\n")
        handle.truncate(2 * 1024**3)
    yield path
    path.unlink()


def test_a_line_of_two_gigabytes_is_refused_at_once(long_line: Path, project: Path, alongside: Run) -> None:
    refused(alongside("understand", "import", str(long_line), "--project", str(project)), "row 2", "10 MB")


@pytest.mark.parametrize("name", ["nothing.csv", "nothing.ris"])
def test_a_wrong_path_is_one_line(name: str, project: Path, alongside: Run) -> None:
    refused(alongside("understand", "import", name, "--project", str(project)), name, "no such file")
    refused(alongside("find", "import", name, "--project", str(project)), name, "no such file")


def test_an_empty_file_is_one_line(tmp_path: Path, project: Path, alongside: Run) -> None:
    for name in ("empty.csv", "empty.ris"):
        (tmp_path / name).write_bytes(b"")
        refused(alongside("find", "import", name, "--project", str(project)), name)
    refused(alongside("understand", "import", "empty.csv", "--project", str(project)), "empty.csv")


WHOLE = "TY  - JOUR\nTI  - A whole record\nDO  - 10.1234/a\nER  - \n\n"
CUT = WHOLE + "TY  - JOUR\nTI  - A record that was cut\nAB  - In the mid"


def test_a_ris_cut_in_the_middle_imports_nothing(tmp_path: Path, project: Path, alongside: Run) -> None:
    (tmp_path / "cut.ris").write_text(CUT, encoding="utf-8")
    before = rows_of(project, alongside)
    refused(alongside("find", "import", "cut.ris", "--project", str(project)), "cut.ris", "row")
    assert rows_of(project, alongside) == before


def test_a_ris_cut_in_the_middle_gives_what_is_whole_when_told_to(
    tmp_path: Path, project: Path, alongside: Run
) -> None:
    (tmp_path / "cut.ris").write_text(CUT, encoding="utf-8")
    done = alongside("find", "import", "cut.ris", "--keep-going", "--project", str(project))
    assert done.returncode == 1
    assert "cut.ris: 1 record, ris." in done.stderr
    assert "not imported: cut.ris" in done.stderr


def test_a_file_that_is_no_project_is_left_untouched(tmp_path: Path, alongside: Run) -> None:
    letter = tmp_path / "letter.alongside"
    letter.write_text("Dear reader", encoding="utf-8")
    refused(alongside("answer", "show", "--project", str(letter)), "letter.alongside")
    assert letter.read_text(encoding="utf-8") == "Dear reader"
    refused(alongside("answer", "show", "--project", "missing.alongside"), "missing.alongside")


def test_wrong_use_ends_with_two(alongside: Run) -> None:
    assert alongside("answer", "explian").returncode == 2
    assert alongside("tools", "pool").returncode == 2


def test_debug_shows_the_trace_and_nothing_else_does(project: Path, alongside: Run) -> None:
    quiet = alongside("find", "import", "no.ris", "--project", str(project))
    loud = alongside("find", "import", "no.ris", "--project", str(project), "--debug")
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert loud.returncode == quiet.returncode == 3


COUNTS = ("--ai", "a", "--n1i", "n1", "--ci", "c", "--n2i", "n2")
POOL_TABLE = "yi,vi,n\n0.1,0.02,5\n0.3,0.04,6\n"


@pytest.mark.parametrize(
    ("text", "arguments", "code", "words"),
    [
        (POOL_TABLE, ("--yi", "yi", "--vi", "v"), 3, ("column v", "'vi'")),
        ("yi,vi\n0.1,0\n", ("--yi", "yi", "--vi", "vi"), 3, ("row 2", "column vi", "above 0")),
        ("yi,vi\n0.1,\n", ("--yi", "yi", "--vi", "vi"), 3, ("at least one row", "row 2 left out", "empty")),
        ("a,n1,c,n2\n5,4,1,4\n", (*COUNTS, "--measure", "OR"), 3, ("row 2", "column a")),
        ("yi,w,n\n0.1,0.02,5\n", ("--yi", "yi"), 2, ("--vi", "There are yi, w, n")),
        (POOL_TABLE, ("--yi", "yi", "--vi", "vi", "--method", "XYZ"), 2, ("XYZ",)),
    ],
)
def test_tools_pool_explains_what_it_cannot_use(
    text: str, arguments: tuple[str, ...], code: int, words: tuple[str, ...], tmp_path: Path, alongside: Run
) -> None:
    (tmp_path / "data.csv").write_text(text, encoding="utf-8")
    done = alongside("tools", "pool", "data.csv", *arguments, "--json")
    assert done.returncode == code, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert done.stdout == ""


def test_an_unreadable_folder_in_the_place_of_a_file_is_one_line(tmp_path: Path, project: Path, alongside: Run) -> None:
    (tmp_path / "folder.csv").mkdir()
    done = alongside("find", "import", "folder.csv", "--project", str(project))
    refused(done, "folder.csv")
    assert list((tmp_path / "folder.csv").iterdir()) == []
