"""A project with a locked evaluation, and the packaged example on the way to its button."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from alongside.evidence import Author
from alongside.project import Project, create
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.example import EXAMPLE
from alongside.workflow.test.vault import Vault, vault_of
from comers import FACTORS

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")


def document(**changes: Any) -> dict[str, Any]:
    """The example's design under a short id."""
    return {**EXAMPLE, "id": "calls", "title": "Calls", "analyses": [], "visits": [], **changes}


def minimised(**changes: Any) -> dict[str, Any]:
    """The same, minimised over two factors."""
    return document(method="minimisation", strata=[], factors=FACTORS, **changes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.alongside"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with create(path, title="Own") as created:
        yield created


@pytest.fixture
def vault(project: Project, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """The vault with secrets that are always the same: of some hundred lists that chance draws for so few people, one
    has support groups in which nobody differs, and then the analysis that was planned cannot be done.
    """
    fixed = SimpleNamespace(token_bytes=random.Random(1).randbytes, token_hex=secrets.token_hex)
    monkeypatch.setattr("alongside.workflow.test.vault.secrets", fixed)
    return vault_of(project)


@pytest.fixture
def balanced(project: Project, vault: Vault) -> Project:
    """A project whose evaluation is locked with a minimised list."""
    design(project, minimised(), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    return project


@pytest.fixture
def locked(project: Project, vault: Vault) -> Project:
    design(project, document(), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    return project
