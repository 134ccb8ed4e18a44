"""The account after a file: what it was taken for, what its records lack, what was put right, what was not read."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from alongside.errors import InputError, ReadError, UsageError
from alongside.evidence import Author
from alongside.project import Project, create
from alongside.workflow.find.importing import import_file, import_files
from alongside.workflow.find.prisma import document, note_search, prisma_of, text_of

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 1, tzinfo=UTC)
RIS = (
    "TY  - JOUR\nTI  - Calls that help\nAU  - Ash, A.\nER  - \nTY  - JOUR\nTI  - Walks\nPY  - 2020\nDO  - NA\nER  - \n"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as created:
        yield created


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_account_says_the_format_its_sign_and_what_the_records_lack(project: Project, tmp_path: Path) -> None:
    report = import_file(project, written(tmp_path, "calls.ris", RIS), author=ADA, at=AT)
    assert (report.format, report.label, report.sign) == ("ris", "RIS", "lines with TY, or ends with ER")
    assert dict(report.lacking) == {"authors": 1, "year": 1, "doi": 2}
    assert report.lacking_in_words == "1 of 2 without an author, 1 without a year, 2 without a DOI"
    assert report.notes == ("1 cells or fields with NA, null or another word for nothing were read as empty",)


def test_a_file_of_which_no_record_has_a_title_is_imported_only_by_a_word(project: Project, tmp_path: Path) -> None:
    path = written(tmp_path, "bare.csv", "doi,year\n10.1234/a,2020\n10.1234/b,2021\n")
    with pytest.raises(ReadError, match="none of its 2 records has a title, so nothing was imported; it was taken for"):
        import_file(project, path, author=ADA, at=AT)
    with pytest.raises(ReadError, match="--anyway"):
        import_files(project, [path], author=ADA, at=AT)
    assert project.overview.counts().records == 0
    assert import_file(project, path, author=ADA, at=AT, anyway=True).records == 2


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("trials.csv", "study,outcome,n1,mean1,sd1\nAsh 2009,pain,41,4,1\n", "alongside understand import"),
        ("picture.ris", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR@misc{a, title = {x}}", "is a picture"),
        ("noise.bib", bytes(range(1, 32)) * 20 + b"\n@misc{a, title = {x}}\n", "is no text"),
        ("page.ris", "<!DOCTYPE html><html><body>TY  - JOUR</body></html>", "is a web page"),
        ("embase.txt", "RECORD 1\n\nTITLE\nCalls\n\nAUTHOR NAMES\nAsh A.\n", "Embase's text for reading"),
        ("pubmed.txt", "1. J Peer. 2020 Jan;1(1):1.\n\nCalls.\n\nAsh A.\n\nPMID: 30000001\n", "the format PubMed"),
        ("other.json", '[{"colour": "red", "shape": "round"}]', "JSON of a kind that is not known, with colour, shape"),
    ],
)
def test_what_is_no_export_is_refused_with_what_it_is(
    name: str, text: str | bytes, words: str, project: Project, tmp_path: Path
) -> None:
    with pytest.raises(ReadError) as caught:
        import_file(project, written(tmp_path, name, text), author=ADA, at=AT)
    assert words in str(caught.value)
    assert project.overview.counts().records == 0


def test_a_person_can_name_the_encoding(project: Project, tmp_path: Path) -> None:
    path = written(tmp_path, "one.ris", "TY  - JOUR\nTI  - Łódź\nER  - \n".encode("iso8859-2"))
    report = import_file(project, path, author=ADA, at=AT, encoding="latin2")
    assert report.encoding == "iso8859-2"
    view = project.overview.view("")
    assert [stored.record.title for stored in project.overview.records(view)] == ["Łódź"]
    with pytest.raises(UsageError, match="'zip' is no encoding of text"):
        import_file(project, path, author=ADA, at=AT, encoding="zip")


def test_a_file_is_read_before_the_project_is_locked(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    keep = project.find.imports.keep

    def kept(_self: object, *args: Any, **named: Any) -> Any:
        order.append("write")
        return keep(*args, **named)

    monkeypatch.setattr(type(project.find.imports), "keep", kept)
    path = written(tmp_path, "many.ris", RIS * 600)
    import_file(project, path, author=ADA, at=AT, moved=lambda _part, _records: order.append("read"))
    assert order.index("write") > max(index for index, step in enumerate(order) if step == "read")


def test_an_import_can_be_cancelled_while_it_is_read(project: Project, tmp_path: Path) -> None:
    path = written(tmp_path, "many.ris", RIS * 600)
    with pytest.raises(UsageError, match="was cancelled; nothing of it was imported"):
        import_file(project, path, author=ADA, at=AT, cancelled=lambda: True)
    assert project.overview.counts().records == 0


def test_one_cell_at_the_far_end_of_a_sheet_is_refused_at_once(project: Project, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["title", "doi"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(ReadError, match="expected at most 2000 columns"):
        import_file(project, tmp_path / "far.xlsx", author=ADA, at=AT)


def test_a_pipe_is_refused_and_not_waited_for(project: Project, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ris")
    caught: list[BaseException] = []

    def work() -> None:
        try:
            import_files(project, [tmp_path / "pipe.ris"], author=ADA, at=AT)
        except InputError as error:
            caught.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    assert [str(error).rsplit(": ", 1)[-1] for error in caught] == ["is a pipe or a device, not a file"]


def test_a_name_that_is_no_text_is_shown_with_a_sign_in_place(project: Project, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/M\xfcller\x1b[31m.ris"
    strange = Path(os.fsdecode(path))
    strange.write_bytes(RIS.encode())
    report = import_files(project, [strange], author=ADA, at=AT).files[0]
    assert report.name == "M\ufffdller\ufffd[31m.ris"
    assert report.records == 2


def test_prisma_counts_what_could_not_be_read(project: Project, tmp_path: Path) -> None:
    path = written(tmp_path, "rows.csv", 'title,year\nCalls,2020\nWalks,2021\n"a, b",2020,1,2,3\n')
    import_file(project, path, author=ADA, at=AT, keep_going=True)
    prisma = prisma_of(project)
    assert (prisma.flow.main.identified, prisma.flow.main.removed, prisma.flow.main.to_screen) == (3, 1, 2)
    assert prisma.flow.adds_up
    assert document(prisma)["files"][0]["not_read"] == 1
    assert "rows.csv: 1 could not be read" in text_of(prisma)


def test_a_search_in_the_future_is_refused(project: Project, tmp_path: Path) -> None:
    import_file(project, written(tmp_path, "calls.ris", RIS), author=ADA, at=AT)
    [file] = project.overview.flow().files
    later = (date(2026, 11, 1) + timedelta(days=30)).isoformat()
    with pytest.raises(UsageError, match="is in the future"):
        note_search(project, file.sha256, {"searched_on": later}, author=ADA, at=AT)
