"""The floors hold: imports point downwards, engines stay pure, and starting costs next to nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

ROOT = Path(__file__).parents[2]
ENGINES = [
    "certainty",
    "coding",
    "deduplication",
    "evaluation",
    "evidence",
    "packaged",
    "planning",
    "records",
    "screening",
    "synthesis",
    "tables",
]


def modules_after(statement: str) -> set[str]:
    """The modules that a clean interpreter has loaded after a statement."""
    code = f"import sys, json\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_is_used_without_django(engine: str) -> None:
    loaded = modules_after(f"import alongside; alongside.{engine}")
    assert f"alongside.{engine}" in loaded
    assert not {name for name in loaded if name.split(".")[0] in {"django", "typer", "altair", "sqlite3"}}


def test_import_alongside_loads_no_engine() -> None:
    loaded = modules_after("import alongside")
    assert not {name for name in loaded if name.split(".")[0] in {"numpy", "scipy", "django", "yaml"}}


def test_help_needs_neither_django_nor_scipy() -> None:
    statement = "import sys; sys.argv = ['alongside', '--help']\ntry:\n from alongside.__main__ import main; main()\n"
    statement += "except SystemExit: pass"
    loaded = modules_after(statement)
    assert "alongside.cli.app" in loaded
    assert not {name for name in loaded if name.split(".")[0] in {"django", "scipy", "numpy", "rich", "altair"}}


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--no-cache",
        "--config",
        str(root / "pyproject.toml"),
    ]
    environment = {"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


WRONG_IMPORTS = {
    "a floor": ("publishing/links.py", "alongside.workflow.undoing"),
    "an engine that knows the project": ("synthesis/pooling.py", "alongside.project"),
    "an engine that knows Django": ("records/record.py", "django.db"),
    "a verb's room that knows another": ("project/screen/status.py", "alongside.project.find.kinds"),
    "a log that knows a verb": ("project/log/state.py", "alongside.project.find.kinds"),
    "a file that knows the log": ("project/file/making.py", "alongside.project.log.chain"),
    "a page that asks a service": ("web/find/views.py", "alongside.services"),
}


def test_one_wrong_import_of_each_sort_fails_the_contracts(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.woff2"))
    assert lint_imports(tmp_path).returncode == 0
    for name, module in WRONG_IMPORTS.values():
        path = tmp_path / "src" / "alongside" / name
        path.write_text(f"import {module}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    wrong = lint_imports(tmp_path)
    assert wrong.returncode != 0
    for sort, (name, module) in WRONG_IMPORTS.items():
        importer = "alongside." + name.removesuffix(".py").replace("/", ".")
        assert f"{importer} -> {module.partition('.')[0] if module.startswith('django') else module}" in wrong.stdout, (
            sort
        )


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = grimp.build_graph("alongside", exclude_type_checking_imports=True, cache_dir=None)
    modules = sorted(graph.modules)
    number = {module: index for index, module in enumerate(modules)}
    ends = [(number[a], number[b]) for a in modules for b in graph.find_modules_directly_imported_by(a)]
    rows, columns = zip(*ends, strict=True)
    matrix = coo_array(([1] * len(ends), (rows, columns)), shape=(len(modules), len(modules)))
    _, component = connected_components(matrix, connection="strong")
    members: dict[int, list[str]] = {}
    for module, group in zip(modules, component, strict=True):
        members.setdefault(int(group), []).append(module)
    circles = [group for group in members.values() if len(group) > 1]
    assert circles == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    wrong = ["pypi" + ".org", "pythonhosted" + ".org", "registry." + "npmjs", "/wo" + "rk/", "/ro" + "ot/"]
    for name in listed:
        path = ROOT / name
        if name and path.is_file() and path.suffix not in {".woff2", ".png"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            offenders = [word for word in wrong if word in text]
            assert not offenders, (name, offenders)
