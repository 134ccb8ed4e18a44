"""The register of kinds: each has a place in what follows from the log."""

from __future__ import annotations

from alongside.project.kinds import KINDS
from alongside.project.projections import project_rows


def test_every_kind_has_a_subject_that_the_projections_know() -> None:
    for kind in KINDS.values():
        if kind.subject:
            subject = f"{kind.subject}x" if kind.subject.endswith(":") else kind.subject
            assert project_rows(subject, []) == [], kind.name
