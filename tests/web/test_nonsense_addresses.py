"""Whatever stands in an address, the answer is a page: never a failure of ours, and never seconds of work."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from workbench import COOKIES, ended, started

NUMBERS = ["9" * 20, "9" * 400, "²", "-1", "0", "1e9", "\x00", "١٢", " ", "1" + "\u200b"]
PAGED = [
    "find/",
    "find/window/",
    "find/duplicates/",
    "find/prisma/records/",
    "find/sources/",
    "understand/",
    "history/",
]
NAMES = ["page", "skip", "from", "size", "at", "column", "sort", "q"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nonsense")
    path = folder / "own.alongside"
    (folder / "two.ris").write_text("TY  - JOUR\nTI  - Walking together\nER  - \n\nTY  - JOUR\nTI  - Talking\nER  - \n")
    for words in (["new", str(path)], ["find", "import", str(folder / "two.ris"), "--project", str(path)]):
        subprocess.run([sys.executable, "-m", "alongside", *words], check=True, capture_output=True)
    process, address = started(path, ALONGSIDE_NAME="Ada")
    yield address
    ended(process)


def status(address: str, path: str) -> tuple[int, str]:
    name, value = COOKIES[address]
    request = urllib.request.Request(f"{address}/workbench/{path}", headers={"Cookie": f"{name}={value}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("page", PAGED)
def test_a_number_that_is_none_is_a_page(served: str, page: str) -> None:
    for name in NAMES:
        for number in NUMBERS:
            code, html = status(served, f"{page}?{name}={quote(number)}")
            assert code in (200, 400, 404), (name, number, code)
            assert "mistake of ours" not in html


@pytest.mark.parametrize("question", ["(" * 5000, "a" * 30_000, "title:" * 300, "NOT " * 300])
def test_a_question_too_long_to_be_meant_is_refused_before_any_work(served: str, question: str) -> None:
    code, html = status(served, f"find/?q={quote(question)}")
    assert code == 400
    assert re.search(r"expected at most|expected", html)
