"""A verb more is one folder and one line: an invented one is decided, projected, rebuilt, merged, undone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import REGISTER, create, open_project
from alongside.project.log.kinds import Kind
from alongside.project.log.rooms import Register, Room
from alongside.project.log.tables import State

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)

FOLDER = """
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import TEXT, Kind, closed_object
from alongside.project.log.rooms import Room

SUNG = "song.sung"
KINDS = (Kind(SUNG, "song:", closed_object({"title": TEXT}), ("song:a", {"title": "A song"})),)
ROOM = Room("sing", KINDS)


def sung(song: str, title: str) -> NewDecision:
    return NewDecision(f"song:{song}", SUNG, {"title": title})
"""


@pytest.fixture
def sing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of the invented verb."""
    (tmp_path / "sing").mkdir()
    (tmp_path / "sing" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "sing" / "kinds.py").write_text(FOLDER, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("sing.kinds", "sing"):
        sys.modules.pop(name, None)


def test_an_invented_verb_is_one_folder_and_one_line(sing: None, tmp_path: Path) -> None:
    from sing.kinds import ROOM, sung

    register = Register((*REGISTER.rooms, ROOM))  # the line
    path, copy = tmp_path / "a.alongside", tmp_path / "b.alongside"
    with open_project(path, create=True, register=register) as project:
        [row] = project.append([sung("one", "Alongside")], author=ADA, at=AT)
        [state] = State.objects.using(project.alias).filter(project_id=project.id, kind="song.sung")
        assert (state.subject, state.value) == ("song:one", '{"title":"Alongside"}')
        digest = project.projection_digest()
        project.rebuild()
        assert (project.projection_digest(), project.verify().ok) == (digest, True)
        with open_project(copy, create=True, register=register) as merged:
            assert merged.merge(path, another_review=True).rows_added == 2
            assert merged.state("song:one")[0].value == {"title": "Alongside"}
        project.undo(row.uuid, author=ADA, at=AT)
        assert project.state("song:one") == []


def test_two_verbs_with_one_kind_are_refused() -> None:
    kind = Kind("project.titled", "project", {}, ("project", {}))
    with pytest.raises(ValueError, match=r"project\.titled"):
        Register((*REGISTER.rooms, Room("twice", (kind,))))


def test_a_project_of_this_version_knows_nothing_of_an_invented_verb(sing: None, tmp_path: Path) -> None:
    from sing.kinds import ROOM, sung

    path = tmp_path / "a.alongside"
    with open_project(path, create=True, register=Register((*REGISTER.rooms, ROOM))) as project:
        project.append([sung("one", "Alongside")], author=ADA, at=AT)
    with open_project(path) as project:
        assert project.unreadable() == {"song.sung": 1}
        assert project.verify().ok
        assert project.standing("song.sung") == []
    with create(tmp_path / "c.alongside") as third:
        assert third.merge(path, another_review=True).unreadable == {"song.sung": 1}
