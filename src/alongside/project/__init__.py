"""The project: what is known about one review, and who decided each bit of it, when and why.

Rooms, from the ground up:

- `file`: one file on a disk, or a PostgreSQL database. `log`: the append-only log of decisions, and what holds. Neither
  knows a verb.
- one room a verb, independent of one another: `find`, `screen`, `understand`, `answer`. Each says what is decided there
  (`kinds`, with a maker for every decision), keeps its own tables where it needs them, and has a facet.
- `register` names all rooms; `overview` is what several verbs say together: status of a record, views, flow, counts.
- `handle` is `Project`: append, undo, history, state, merge, verify, backup, and one facet a verb.

Two kinds of data are primary, are only ever added to, and are guarded by triggers in the database: log rows, and
imported files with their records. Everything else can be made again from them.

Only what stands in `__all__` here is for other floors, and the makers of decisions in each verb's `kinds`. Nothing of
Django is imported until a project is opened.

>>> import tempfile
>>> from datetime import UTC, datetime
>>> from alongside.evidence import Author
>>> from alongside.project import create
>>> from alongside.project.understand.kinds import eligible
>>> folder = tempfile.TemporaryDirectory()
>>> with create(f"{folder.name}/asthma.alongside", title="Peer support in asthma") as project:
...     [row] = project.append(
...         [eligible("kew-2017", "yes", why="led by people with asthma")],
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
    from alongside.project.file.settings import configure, database_for
    from alongside.project.find.attempts import Attempt, AttemptEnd
    from alongside.project.find.duplicates import Merged, Settled, SuggestedPair
    from alongside.project.find.records import ImportReport, StoredRecord
    from alongside.project.handle import Project, create, open_project, verify_path
    from alongside.project.log.chain import import_key
    from alongside.project.log.decisions import NewDecision
    from alongside.project.log.disputes import Disputed
    from alongside.project.log.kinds import Kind
    from alongside.project.log.merge import MergeReport
    from alongside.project.log.state import SlotState
    from alongside.project.log.verify import Verification
    from alongside.project.overview.counts import Frame, ProjectCounts
    from alongside.project.overview.facet import RecordPage
    from alongside.project.overview.flow import FileCounts, FlowCounts
    from alongside.project.overview.query_language import FIELDS, quoted
    from alongside.project.overview.views import SORTS, View
    from alongside.project.register import REGISTER
    from alongside.project.screen.status import Box, Status

_MODULE_OF = {
    "Attempt": "find.attempts",
    "AttemptEnd": "find.attempts",
    "Box": "screen.status",
    "Disputed": "log.disputes",
    "FIELDS": "overview.query_language",
    "FileCounts": "overview.flow",
    "FlowCounts": "overview.flow",
    "Frame": "overview.counts",
    "ImportReport": "find.records",
    "Kind": "log.kinds",
    "MergeReport": "log.merge",
    "Merged": "find.duplicates",
    "NewDecision": "log.decisions",
    "Project": "handle",
    "ProjectCounts": "overview.counts",
    "REGISTER": "register",
    "RecordPage": "overview.facet",
    "SORTS": "overview.views",
    "Settled": "find.duplicates",
    "SlotState": "log.state",
    "Status": "screen.status",
    "StoredRecord": "find.records",
    "SuggestedPair": "find.duplicates",
    "Verification": "log.verify",
    "View": "overview.views",
    "configure": "file.settings",
    "create": "handle",
    "database_for": "file.settings",
    "import_key": "log.chain",
    "open_project": "handle",
    "quoted": "overview.query_language",
    "verify_path": "handle",
}

__all__ = [
    "FIELDS",
    "REGISTER",
    "SORTS",
    "Attempt",
    "AttemptEnd",
    "Box",
    "Disputed",
    "FileCounts",
    "FlowCounts",
    "Frame",
    "ImportReport",
    "Kind",
    "MergeReport",
    "Merged",
    "NewDecision",
    "Project",
    "ProjectCounts",
    "RecordPage",
    "Settled",
    "SlotState",
    "Status",
    "StoredRecord",
    "SuggestedPair",
    "Verification",
    "View",
    "configure",
    "create",
    "database_for",
    "import_key",
    "open_project",
    "quoted",
    "verify_path",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(importlib.import_module(f"alongside.project.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'alongside.project' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
