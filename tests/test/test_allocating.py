"""One person at a time, drawn and committed in one act, never twice: also where something dies or two draw at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import InputError, NotHereError, ProjectError, UsageError
from alongside.evaluation.allocation import draw
from alongside.evidence import Author
from alongside.project import Project, open_project
from alongside.project.test.kinds import REVEALED, UNIT_ALLOCATED
from alongside.workflow.test.allocating import AllocationService, reveal
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.envelopes import print_envelopes
from alongside.workflow.test.vault import Vault, vault_of
from alongside.workflow.undoing import take_back
from lengths import length
from two_allocators import assert_everybody_once, both_at_once

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
SUPPORT = Path(__file__).parents[1] / "support"
KILLS = length(6, 200)
DRAWS = length(120, 10_000)


def service_of(project: Project, vault: Vault) -> AllocationService:
    return AllocationService(project, vault, "calls")


def test_the_sequence_is_what_the_procedure_draws_from_the_sealed_seed(locked: Project, vault: Vault) -> None:
    service = service_of(locked, vault)
    before: list[tuple[dict[str, str], str]] = []
    for number in range(30):
        stratum = ("north", "south")[number % 3 == 0]
        row = service.allocate(f"p{number}", stratum, author=ADA, at=AT)
        expected = draw(service.procedure, vault.key("calls", "draws"), before, {"stratum": stratum})
        assert row.arm == expected
        before.append(({"stratum": stratum}, expected))
    check_list(service_of(locked, vault), vault, service.evaluation)


def test_nobody_is_drawn_twice_and_nothing_is_half_drawn(locked: Project, vault: Vault) -> None:
    service = service_of(locked, vault)
    service.allocate("ann", "north", author=ADA, at=AT)
    rows = locked.last_decided()[1]
    for person, stratum, error in (
        ("ann", "north", InputError),
        ("bob", "east", UsageError),
        ("", "north", InputError),
    ):
        with pytest.raises(error):
            service.allocate(person, stratum, author=ADA, at=AT)
    assert locked.last_decided()[1] == rows
    assert [row.person for row in service_of(locked, vault).rows()] == ["ann"]


def test_an_undo_takes_no_draw_back(locked: Project, vault: Vault) -> None:
    service_of(locked, vault).allocate("ann", "north", author=ADA, at=AT)
    [row] = list(locked.decisions(kind=UNIT_ALLOCATED))
    with pytest.raises(UsageError, match="cannot unsee"):
        take_back(locked, [row.uuid], author=ADA, at=AT)
    locked.undo(row.uuid, author=ADA, at=AT)
    with pytest.raises(InputError, match="nobody is drawn twice"):
        service_of(locked, vault).allocate("ann", "north", author=ADA, at=AT)


def test_an_arm_can_be_looked_up_for_a_reason_that_stands_in_the_log(locked: Project, vault: Vault) -> None:
    drawn = service_of(locked, vault).allocate("ann", "north", author=ADA, at=AT)
    with pytest.raises(UsageError, match="why"):
        reveal(locked, vault, "calls", "ann", author=ADA, at=AT, why=" ")
    with pytest.raises(NotHereError):
        reveal(locked, vault, "calls", "bob", author=ADA, at=AT, why="asked")
    assert reveal(locked, vault, "calls", "ann", author=ADA, at=AT, why="the answer was lost").arm == drawn.arm
    [row] = list(locked.decisions(kind=REVEALED))
    assert row.why == "the answer was lost"


def test_without_the_secret_nobody_draws_and_with_another_neither(
    locked: Project, vault: Vault, tmp_path: Path
) -> None:
    with pytest.raises(ProjectError, match="the secret of 'calls' is not here"):
        service_of(locked, Vault(tmp_path / "elsewhere"))
    foreign = Vault(tmp_path / "other")
    foreign.new_secret("calls")
    with pytest.raises(UsageError, match="not the one that the list"):
        service_of(locked, foreign)


def test_envelopes_are_opened_in_their_order_and_foretell_nothing(locked: Project, vault: Vault) -> None:
    sheets = print_envelopes(locked, vault, "calls", 4, author=ADA, at=AT)
    north = [arm for stratum, _, arm in sheets if stratum == "north"]
    alone = [service_of(locked, vault).allocate(f"p{n}", "north", author=ADA, at=AT).arm for n in range(3)]
    service = service_of(locked, vault)
    with pytest.raises(UsageError, match="expected envelope 1"):
        service.allocate("eve", "north", author=ADA, at=AT, envelope=2)
    drawn = [service.allocate(f"e{n}", "north", author=ADA, at=AT, envelope=n).arm for n in (1, 2, 3, 4)]
    assert drawn == north
    with pytest.raises(UsageError, match="envelope 5 was not printed"):
        service.allocate("eve", "north", author=ADA, at=AT, envelope=5)
    # The list goes on where it was, as if no envelope had been opened.
    later_arms = [service.allocate(f"q{n}", "north", author=ADA, at=AT).arm for n in range(3)]
    key, before = vault.key("calls", "draws"), []
    for arm in (*alone, *later_arms):
        assert draw(service.procedure, key, before, {"stratum": "north"}) == arm
        before.append(({"stratum": "north"}, arm))
    check_list(service_of(locked, vault), vault, service.evaluation)


def test_two_copies_that_both_allocated_are_found_out_when_they_meet(
    locked: Project, vault: Vault, path: Path, tmp_path: Path
) -> None:
    copy = locked.backup(tmp_path / "copy.alongside")
    shutil.copytree(vault.folder, tmp_path / "copy.vault")
    service_of(locked, vault).allocate("ann", "north", author=ADA, at=AT)
    with open_project(copy) as copied:
        AllocationService(copied, vault_of(copied), "calls").allocate("bob", "north", author=ADA, at=AT)
    locked.merge(copy)
    with pytest.raises(InputError, match="two copies of the project"):
        service_of(locked, vault).allocate("eve", "north", author=ADA, at=AT)


@pytest.mark.slow
@pytest.mark.parametrize("procedure", ["locked", "balanced"])
def test_killed_at_any_moment_the_list_has_every_arm_that_was_told_and_nobody_twice(
    procedure: str, path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(procedure).close()
    command = [sys.executable, str(SUPPORT / "killed_allocations.py"), str(path), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["kills"], told["lost"], told["twice"], told["sound"]) == (KILLS, [], 0, True)
    # At most one draw a kill was committed and not told any more.
    assert told["acknowledged"] <= told["rows"] <= told["acknowledged"] + KILLS


@pytest.mark.slow
@pytest.mark.parametrize("procedure", ["locked", "balanced"])
def test_two_processes_at_once_draw_exactly_the_procedures_sequence(
    procedure: str, vault: Vault, path: Path, request: pytest.FixtureRequest
) -> None:
    project: Project = request.getfixturevalue(procedure)
    both_at_once(path, DRAWS)
    assert_everybody_once(project, vault, DRAWS)
