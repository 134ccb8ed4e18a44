"""`alongside find prisma` and `find source`, as a person runs them."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def review(alongside: Run, tmp_path: Path) -> Run:
    """A project with one imported file, and the command run in its folder."""
    shutil.copy(EXAMPLES / "search.ris", tmp_path / "search.ris")
    assert alongside("new", "own.alongside", "--title", "Peers & asthma <calls>").returncode == 0
    assert alongside("find", "import", "search.ris").returncode == 0
    return alongside


def test_the_numbers_are_printed_as_json_and_add_up(review: Run) -> None:
    done = review("find", "prisma", "--json")
    assert done.returncode == 0, done.stderr
    numbers = json.loads(done.stdout)
    main_way = numbers["databases_and_registers"]
    assert numbers["adds_up"] is True
    assert main_way["identified"]["sources"] == {"database": {"search.ris": 3}}
    assert main_way["removed_before_screening"]["duplicates"] == 1
    assert main_way["not_screened_yet"] == 2
    assert numbers["searches"][0]["not_recorded"] == ["source", "date searched", "search strategy"]


def test_the_terminal_shows_diagram_and_searches_within_80_columns(review: Run) -> None:
    done = review("find", "prisma")
    assert "Records identified (n = 3)" in done.stdout
    assert "Date searched    not recorded (imported " in done.stdout
    assert max(map(len, done.stdout.split("Searches")[0].splitlines())) <= 80
    assert "find source" in done.stderr


def test_each_form_is_a_whole_file_of_its_kind(review: Run, tmp_path: Path) -> None:
    for suffix in ("svg", "png", "pdf", "docx", "txt", "json"):
        done = review("find", "prisma", "-o", f"flow.{suffix}")
        assert done.returncode == 0, done.stderr
    svg = ElementTree.fromstring((tmp_path / "flow.svg").read_text(encoding="utf-8"))
    named = {child.tag.rpartition("}")[2]: child.text or "" for child in svg}
    assert named["title"] == "PRISMA 2020 flow diagram: Peers & asthma <calls>"
    assert "Duplicate records removed (n = 1)" in named["desc"]
    png = (tmp_path / "flow.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20])[0] == 2 * int(svg.attrib["width"])
    assert (tmp_path / "flow.pdf").read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(tmp_path / "flow.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert 'descr="3 records were identified, 1 removed before screening' in body
    assert body.count("<w:tblHeader/>") == 2
    assert json.loads((tmp_path / "flow.json").read_text(encoding="utf-8"))["adds_up"] is True
    assert "Studies included in review" in (tmp_path / "flow.txt").read_text(encoding="utf-8")


def test_word_opens_with_its_tables(review: Run, tmp_path: Path) -> None:
    import docx

    review("find", "prisma", "-o", "flow.docx")
    document = docx.Document(io.BytesIO((tmp_path / "flow.docx").read_bytes()))
    numbers, searches = document.tables
    counts = {row.cells[0].text.strip(): row.cells[1].text for row in numbers.rows}
    assert counts["Records identified"] == "3"
    assert counts["Records not screened yet"] == "2"
    assert [cell.text for cell in searches.rows[1].cells][-2:] == ["3", "search.ris"]


def test_another_suffix_is_refused_and_nothing_is_written(review: Run, tmp_path: Path) -> None:
    done = review("find", "prisma", "-o", "flow.gif")
    assert done.returncode == 2
    assert "expected one of .svg, .png, .pdf, .docx, .txt, .json" in done.stderr
    assert not (tmp_path / "flow.gif").exists()


def test_a_place_that_cannot_be_written_is_one_line(review: Run) -> None:
    done = review("find", "prisma", "-o", "nowhere/flow.svg")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "nowhere/flow.svg: cannot be written" in done.stderr


def test_where_a_file_came_from_is_recorded_bit_by_bit(review: Run, tmp_path: Path) -> None:
    (tmp_path / "strategy.txt").write_text("1. peer*.ti\n2. trial.pt\n", encoding="utf-8")
    assert review("find", "source", "search.ris", "--database", "ICTRP", "--on", "2026-05-31").returncode == 0
    assert review("find", "source", "search.ris", "--query", "@strategy.txt").returncode == 0
    numbers = json.loads(review("find", "prisma", "--json").stdout)
    assert numbers["databases_and_registers"]["identified"]["sources"] == {"register": {"ICTRP": 3}}
    [search] = numbers["searches"]
    assert (search["source"], search["searched_on"], search["query"]) == (
        "ICTRP",
        "2026-05-31",
        "1. peer*.ti\n2. trial.pt",
    )
    assert search["not_recorded"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.ris", "--database", "Embase"), "no imported file 'nothing.ris'; imported are: search.ris"),
        (("search.ris", "--on", "31 May"), "'31 May' is no date; expected one like 2026-05-31"),
        (("search.ris", "--kind", "library"), "'library' is no kind of source"),
    ],
)
def test_a_wrong_source_is_one_line(review: Run, arguments: tuple[str, ...], words: str) -> None:
    done = review("find", "source", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
