"""The project file and its log: what is known about one review, and who decided each bit of it, when and why.

What happens in here, in the order of a decision's way:

1. `files` looks at a path before anything else touches it, makes new files, migrates older ones with a backup beside
   them, and gives a `Project` (see `open_project`, `create`). `settings` tells Django where the tables are.
2. `kinds` is the register of what can be decided, and in which shape. `log` appends `NewDecision`s: each becomes a row
   that is never changed, chained by its digest (`chain`) to the row that the same writer wrote before it.
3. `state` says, from nothing but the set of rows about a subject, which row holds. `projections` keep that as tables;
   they can be dropped and made again.
4. `records_store` keeps what was imported, `search` finds words in it, `queries` gives back the evidence types.
   `stations` says where a record stands in the review, `flow` counts how many stand where.
   `attempts` remembers which imports were begun and how they ended.
5. `merge` takes another file's rows, and `verify` recomputes every digest.

Two kinds of data are primary, are only ever added to, and are guarded by triggers in the database: log rows, and
imported files with their records. Everything else can be made again from them.

Nothing of Django is imported until a project is opened.

>>> import tempfile
>>> from datetime import UTC, datetime
>>> from alongside.evidence import Author
>>> from alongside.project import NewDecision, create
>>> folder = tempfile.TemporaryDirectory()
>>> with create(f"{folder.name}/asthma.alongside", title="Peer support in asthma") as project:
...     [row] = project.append(
...         [NewDecision("study:kew-2017", "study.eligible", {"verdict": "yes"}, why="led by people with asthma")],
...         author=Author("person", "Ada"),
...         at=datetime(2026, 1, 2, tzinfo=UTC),
...     )
...     project.title, row.subject, project.verify().ok
('Peer support in asthma', 'study:kew-2017', True)
>>> folder.cleanup()
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alongside.project.attempts import Attempt, AttemptEnd
    from alongside.project.chain import import_key
    from alongside.project.decisions import NewDecision
    from alongside.project.files import create, open_project
    from alongside.project.flow import FileCounts, FlowCounts
    from alongside.project.handle import Project
    from alongside.project.kinds import KINDS, Kind
    from alongside.project.matching import Settled, SuggestedPair
    from alongside.project.merge import MergeReport
    from alongside.project.payloads import (
        code_decisions,
        contrast_decision,
        outcome_decision,
        study_decision,
    )
    from alongside.project.queries import ProjectCounts
    from alongside.project.records_store import ImportReport, RecordPage, StoredRecord
    from alongside.project.settings import configure, database_for
    from alongside.project.state import SlotState
    from alongside.project.verify import Verification, verify_file

__all__ = [
    "KINDS",
    "Attempt",
    "AttemptEnd",
    "FileCounts",
    "FlowCounts",
    "ImportReport",
    "Kind",
    "MergeReport",
    "NewDecision",
    "Project",
    "ProjectCounts",
    "RecordPage",
    "Settled",
    "SlotState",
    "StoredRecord",
    "SuggestedPair",
    "Verification",
    "code_decisions",
    "configure",
    "contrast_decision",
    "create",
    "database_for",
    "import_key",
    "open_project",
    "outcome_decision",
    "study_decision",
    "verify_file",
]

_ROOMS = {
    "Attempt": "attempts",
    "AttemptEnd": "attempts",
    "KINDS": "kinds",
    "Kind": "kinds",
    "FileCounts": "flow",
    "FlowCounts": "flow",
    "ImportReport": "records_store",
    "import_key": "chain",
    "RecordPage": "records_store",
    "StoredRecord": "records_store",
    "MergeReport": "merge",
    "Settled": "matching",
    "SuggestedPair": "matching",
    "NewDecision": "decisions",
    "Project": "handle",
    "ProjectCounts": "queries",
    "SlotState": "state",
    "Verification": "verify",
    "verify_file": "verify",
    "code_decisions": "payloads",
    "contrast_decision": "payloads",
    "outcome_decision": "payloads",
    "study_decision": "payloads",
    "configure": "settings",
    "database_for": "settings",
    "create": "files",
    "open_project": "files",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(importlib.import_module(f"alongside.project.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'alongside.project' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
