"""The commands in README and docs run as they stand, in an empty folder with the examples beside them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"^\$ (alongside .*)$", re.MULTILINE)
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands_of(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [command for block in BLOCK.findall(text) for command in COMMAND.findall(block)]


BUILD_DEMONSTRATION = "alongside demo --dir there --no-serve"
"""Pages that only need the demonstration take a copy of the tests' own; the guide to screening really builds it."""


WITH_COMMANDS = [page for page in PAGES if commands_of(page)]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(
    page: Path, tmp_path: Path, demonstration: Path, alongside: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command in commands_of(page):
        if command == BUILD_DEMONSTRATION:
            shutil.copytree(demonstration, tmp_path / "there")
            continue
        arguments = [part[0] or part[1] for part in re.findall(r'"([^"]*)"|(\S+)', command)][1:]
        done = alongside(*arguments)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_every_relative_link_of_a_page_leads_somewhere() -> None:
    for page in [*PAGES, *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_is_in_the_reference() -> None:
    from alongside.cli import answer, find, plan, project, screening, share, test, tools, understand

    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for group, module in {
        "answer": answer,
        "find": find,
        "plan": plan,
        "project": project,
        "screening": screening,
        "share": share,
        "test": test,
        "tools": tools,
        "understand": understand,
    }.items():
        line = next(line for line in text.splitlines() if f"`alongside {group} " in line)
        for name in module.COMMANDS:
            assert name in line, f"{group} {name}"


PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
WITH_PYTHON = [
    page
    for page in PAGES
    if page.parent.name != "developing" and PYTHON.search(page.read_text(encoding="utf-8"))  # theirs are parts of files
]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in PYTHON.findall(page.read_text(encoding="utf-8")):
        exec(block, names)


def test_one_page_really_builds_the_demonstration() -> None:
    assert "alongside demo --dir demo --no-serve" in commands_of(ROOT / "docs" / "how-to" / "screen.md")
