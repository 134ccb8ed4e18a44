"""Nobody who has the project finds an arm in it before the button was pressed, and never a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from urllib.error import HTTPError

import pytest

from alongside.evaluation.allocation import seal
from alongside.evaluation.invented import InventedPerson, invented_trial
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.test.kinds import UNIT_ALLOCATED
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.example import example_tables
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import open_analysis
from alongside.workflow.test.vault import Vault
from workbench import asked, ended, started

Run = Callable[..., CompletedProcess[str]]
AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
PEOPLE = 24

COMMANDS = {
    "project log {}": 0,
    "project verify {}": 0,
    "project history {}": 0,
    "project backup {} copy.alongside": 0,
    "test list --project {}": 0,
    "test list --json --project {}": 0,
    "test report calls r.html --project {}": 2,
    "test analyse calls --project {}": 2,
    "test analyse calls --extra gee --project {}": 2,
    "test join calls --project {}": 2,
    "answer show --project {}": 0,
    "understand list --project {}": 0,
    "understand export tables --project {}": 0,
    "find search --project {}": 0,
    "find prisma --project {}": 0,
    "share build site --project {}": 0,
}
"""Commands that show or write something, and how each ends before the button."""


@pytest.fixture
def conducted(locked: Project, vault: Vault, tmp_path: Path) -> list[InventedPerson]:
    """People drawn, and all their tables loaded; the button was not pressed."""
    service = AllocationService(locked, vault, "calls")
    came = iter(range(1000))

    def allocate(person: str, stratum: str) -> str:
        return service.allocate(person, stratum, author=ADA, at=AT + timedelta(days=next(came))).arm

    people = invented_trial(28, PEOPLE, allocate)
    for table, text in example_tables(people, AT).items():
        source = tmp_path / f"{table}.csv"
        source.write_text(text, encoding="utf-8")
        load_table(locked, vault, "calls", table, source, author=ADA, at=AT)
        source.unlink()
    return people


def secrets_of(vault: Vault) -> list[str]:
    keys = [vault.key("calls", use).hex() for use in ("draws", "list", "people", "tables", "envelopes")]
    return [vault.secret("calls").hex(), *keys]


def tells(text: str, vault: Vault) -> str:
    """What a text gives away: a person's id, or a key; "" where nothing."""
    named = re.search(r"invented-\d{3}|asked-\d\d", text)
    return named[0] if named else next((key[:8] for key in secrets_of(vault) if key in text), "")


def pages(address: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, from the workbench and from the public answer."""
    waiting, seen = ["/", "/workbench/"], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            with asked(address, path) as answer:
                body, kind = answer.read(), answer.headers.get("Content-Type", "")
        except HTTPError as error:
            assert error.code in (400, 404), f"{path}: {error}"
            continue
        text = body.decode("utf-8", "replace")
        yield path, text
        if "html" in kind:
            links = (link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', text))
            waiting += [link for link in links if link and not link.startswith("/static/")]


@pytest.mark.slow
def test_no_page_command_export_log_or_file_tells_who_is_in_which_arm(
    conducted: list[InventedPerson], locked: Project, vault: Vault, path: Path, alongside: Run, tmp_path: Path
) -> None:
    locked.close()
    process, address = started(path)
    try:
        crawled = dict(pages(address))
    finally:
        ended(process)
    assert {"/workbench/test/calls/", "/workbench/test/calls/allocate/", "/workbench/history/"} <= set(crawled)
    assert {name: tells(text, vault) for name, text in crawled.items() if tells(text, vault)} == {}
    before = set(tmp_path.rglob("*"))
    for command, code in COMMANDS.items():
        done = alongside(*(str(path) if word == "{}" else word for word in command.split()))
        assert (done.returncode, tells(done.stdout + done.stderr, vault)) == (code, ""), command + done.stderr
    assert (tmp_path / "copy.alongside").exists()
    assert len(set(tmp_path.rglob("*")) - before) > 20
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.suffix != ".secret":
            assert tells(file.read_bytes().decode("latin-1"), vault) == "", file.name
    # And the list is there, for who has the secret.
    assert [p.person for p in conducted][:2] == ["invented-001", "invented-002"]


def test_rows_of_both_arms_look_alike(conducted: list[InventedPerson], locked: Project, vault: Vault) -> None:
    """Length, columns and order say nothing: arms of names as long as their difference are hidden just the same."""
    rows = list(locked.decisions(kind=UNIT_ALLOCATED))
    assert len(rows) == PEOPLE
    assert len({len(row.value["sealed"]) for row in rows}) == 1
    assert {tuple(sorted(row.value)) for row in rows} == {("evaluation", "position", "sealed")}
    # Nobody can try both arms either: the digest that chains the ledger's rows stands in no row.
    digests = {row.digest for row in AllocationService(locked, vault, "calls").ledger.rows}
    assert not any(digest in str(row.value) for row in rows for digest in digests)


def test_vault_and_secret_are_their_owners_alone(locked: Project, vault: Vault) -> None:
    assert vault.folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in vault.folder.iterdir())


def test_after_the_button_the_seed_proves_the_seal_and_still_nobody_is_named(
    conducted: list[InventedPerson], locked: Project, vault: Vault
) -> None:
    open_analysis(locked, vault, "calls", author=ADA, at=AT + timedelta(days=300))
    current = evaluation_named(locked, "calls")
    assert current.opened is not None
    assert current.locked is not None
    procedure = AllocationService(locked, vault, "calls").procedure
    assert seal(procedure, bytes.fromhex(current.opened.seed)) == current.locked.seal
    logged = "".join(str(row.value) for row in locked.decisions())
    assert re.search(r"invented-\d{3}", logged) is None
    assert vault.secret("calls").hex() not in logged
