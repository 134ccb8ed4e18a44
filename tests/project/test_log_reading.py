"""What was appended since, and which rows a question about some subjects reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.log import reading
from alongside.project.screen.kinds import screened
from alongside.project.understand.kinds import eligible

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)


def test_changes_name_what_is_new_and_nothing_else(project: Project) -> None:
    before = project.mark()
    assert project.changes_since(before).touches("") is False
    project.append([screened("r", "include"), eligible("kew-2017", "yes")], author=ADA, at=AT)
    changes = project.changes_since(before)
    assert changes.about("record:") == ["record:r"]
    assert (changes.touches("study:"), changes.touches("contrast:")) == (True, False)
    assert project.changes_since(changes.last).subjects == {}


def test_too_many_changes_to_name_touch_everything(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MANY_CHANGES", 2)
    before = project.mark()
    project.append([eligible(f"s{number}", "yes") for number in range(4)], author=ADA, at=AT)
    changes = project.changes_since(before)
    assert (changes.subjects, changes.touches("anything:"), changes.last) == (None, True, project.mark())


def test_decisions_about_some_subjects_leave_the_others_unread(project: Project) -> None:
    project.append([screened("r", "include"), eligible("kew-2017", "yes")], author=ADA, at=AT)
    [row] = project.append([NewDecision("rule", "rule.set", {"icc": 0.1})], author=ADA, at=AT)
    project.undo(row.uuid, author=ADA, at=AT)
    kinds = [decision.kind for decision in project.decisions(about=("study:", "rule"))]
    assert sorted(kinds) == ["rule.set", "study.eligible", "undo"]
