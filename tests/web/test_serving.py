"""The server in a real pseudo-terminal and on real ports: it ends when it should, and says who has a port."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from alongside.project import create
from lengths import length
from terminals import after_closed_terminal, after_control_c, after_killed_parent
from workbench import COOKIES, asked, ended, started


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    create(folder / "own.alongside", title="Own").close()
    return folder / "own.alongside"


def test_control_c_ends_it_also_while_a_page_is_asked_for(path: Path) -> None:
    for _ in range(length(3, 50)):
        after_control_c(path)


def test_a_closed_terminal_leaves_no_process(path: Path) -> None:
    for _ in range(length(2, 20)):
        after_closed_terminal(path)


def test_the_end_of_its_parent_ends_it(path: Path) -> None:
    for _ in range(length(2, 20)):
        after_killed_parent(path)


def open_on(path: Path, port: int | str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alongside", "open", str(path), "--no-browser", "--port", str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_port_that_is_taken_is_refused_with_who_has_it(path: Path, served: str) -> None:
    done = open_on(path, served.rpartition(":")[2])
    assert done.returncode == 2
    assert "another Alongside has this port" in done.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = open_on(path, taken.getsockname()[1])
    assert done.returncode == 2
    assert "another program has this port" in done.stderr


@pytest.mark.parametrize("port", [80000, -1])
def test_a_port_that_is_none_is_refused(path: Path, port: int) -> None:
    done = open_on(path, port)
    assert (done.returncode, "65535" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.fixture(scope="module")
def served(path: Path) -> Iterator[str]:
    process, address = started(path)
    yield address
    ended(process)


ADDRESSES = [
    "/",
    "/workbench/",
    "/static/alongside.css",
    "/static/workbench.css",
    "/data/",
    "/files/data/answers.csv",
    "/workbench/find/export/?format=csv",
    "/nowhere/",
]


def refused(address: str, path: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(address + path, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    return caught.value.code, caught.value.read()


@pytest.mark.parametrize("page", ADDRESSES)
@pytest.mark.parametrize("host", ["evil.example", "0.0.0.0", "", "127.0.0.1", "127.0.0.1:1"])
def test_another_host_finds_nothing_whatever_it_asks_for(served: str, page: str, host: str) -> None:
    name, value = COOKIES[served]
    code, body = refused(served, page, Host=host, Cookie=f"{name}={value}")
    assert code in (400, 403)
    assert b"Own" not in body


@pytest.mark.parametrize("page", ADDRESSES)
def test_without_the_cookie_nothing_is_found(served: str, page: str) -> None:
    code, body = refused(served, page)
    assert (code, b"Own" not in body) == (403, True)
    assert refused(served, page, Cookie=f"{COOKIES[served][0]}=guessed")[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_a_form_of_another_origin_does_nothing(served: str, origin: str) -> None:
    name, value = COOKIES[served]
    request = urllib.request.Request(served + "/workbench/name/", data=b"name=Mallory", method="POST")
    request.add_header("Cookie", f"{name}={value}")
    request.add_header("Origin", origin)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    assert caught.value.code == 403
    caught.value.close()


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_named_after_the_project(
    served: str, tmp_path: Path
) -> None:
    create(tmp_path / "other.alongside", title="Other").close()
    process, second_address = started(tmp_path / "other.alongside")
    try:
        assert COOKIES[served][0] != COOKIES[second_address][0]
    finally:
        ended(process)
    with asked(served) as page:
        forms = SimpleCookie(page.headers["Set-Cookie"])
    assert all(cookie["httponly"] and cookie["samesite"] == "Strict" for cookie in forms.values())


@pytest.mark.parametrize("address", ["/nowhere/", "/studies/nobody/", "/workbench/find/records/x/"])
def test_what_is_not_here_has_a_page_with_a_way_home(served: str, address: str) -> None:
    name, value = COOKIES[served]
    code, body = refused(served, address, Cookie=f"{name}={value}")
    assert (code, b"/workbench/" in body, b"<h1>Not here</h1>" in body) == (404, True, True)


def test_a_way_that_an_address_does_not_answer_has_a_page(served: str) -> None:
    name, value = COOKIES[served]
    request = urllib.request.Request(served + "/workbench/", data=b"", method="POST")
    request.add_header("Cookie", f"{name}={value}")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    assert caught.value.code in (403, 405)
    assert b"<h1>" in caught.value.read()


def test_another_process_that_opens_and_closes_the_project_takes_nothing_from_the_server(tmp_path: Path) -> None:
    path = tmp_path / "shared.alongside"
    create(path, title="Shared").close()
    process, address = started(path)
    script = (
        "import sys; from datetime import datetime, UTC; from alongside.evidence import Author; "
        "from alongside.project import NewDecision, open_project\n"
        "with open_project(sys.argv[1]) as project:\n"
        "    new = NewDecision('study:kew', 'study.eligible', {'verdict': sys.argv[2]})\n"
        "    project.append([new], author=Author('person', 'Ben'), at=datetime.now(UTC))\n"
    )
    try:
        for verdict in ("yes", "no", "ask"):
            assert asked(address, "/workbench/").status == 200
            subprocess.run([sys.executable, "-c", script, str(path), verdict], check=True)
            # Where the server had lost its locks, the other would have taken itself for the last, and removed this.
            assert path.with_name("shared.alongside-wal").exists()
            assert b"Ben" in asked(address, "/workbench/history/").read()
    finally:
        ended(process)
