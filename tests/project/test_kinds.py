"""Every kind of decision: its example is its documentation, fits its shape, and becomes table rows."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author, ClusterDesign, Contrast, Counts, Means, Outcome, PrintedEffect, Study
from alongside.project import REGISTER, Kind, NewDecision, Project
from alongside.project.find.kinds import SOURCES
from alongside.project.log.kinds import Kinds, check
from alongside.project.log.own import UNDO
from alongside.project.log.tables import State
from alongside.publishing.prisma import sources

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)
KINDS: Kinds = REGISTER.kinds


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {UNDO}))
def test_the_example_of_each_kind_is_decided_projected_rebuilt_and_undone(name: str, project: Project) -> None:
    subject, value = KINDS[name].example
    if name == "file.searched":  # it shows beside the import that it is about
        project.append([NewDecision(subject, "file.imported", KINDS["file.imported"].example[1])], author=ADA, at=AT)
    before = project.projection_digest()
    [row] = project.append([NewDecision(subject, name, value)], author=ADA, at=AT)
    [state] = [state for state in project.state(subject) if state.row.uuid == row.uuid]
    assert state.value == value
    with_row = project.projection_digest()
    assert with_row != before
    project.rebuild()
    assert project.projection_digest() == with_row
    verified = project.verify()
    assert verified.ok or ("of an import" in verified.reason and name.startswith("file.")), verified.reason
    project.undo(row.uuid, author=ADA, at=AT)
    if subject != "project":
        assert project.projection_digest() == before


def test_kinds_without_a_table_of_their_own_are_kept_in_one(project: Project) -> None:
    projected = {kind for projection in REGISTER.projections for kind in projection.kinds}
    for name in KINDS.keys() - projected - {UNDO}:
        subject, value = KINDS[name].example
        project.append([NewDecision(subject, name, value)], author=ADA, at=AT)
    kinds = set(State.objects.using(project.alias).filter(project_id=project.id).values_list("kind", flat=True))
    assert kinds == KINDS.keys() - projected - {UNDO}


def shape(name: str, *path: str) -> set[str]:
    """The names of an object's properties in the shape of a kind, below the optional ones that `path` names."""
    schema = KINDS[name].shape
    for step in path:
        schema = schema["properties"][step]
        schema = schema["anyOf"][0] if "anyOf" in schema else schema
        schema = schema["items"] if schema.get("type") == "array" else schema
    return set(schema["properties"])


def names(of: type, without: tuple[str, ...] = ()) -> set[str]:
    return {field.name for field in fields(of) if field.name not in without}


def test_the_shapes_of_evidence_are_those_of_its_types() -> None:
    assert shape("contrast.extracted") == names(Contrast, ("anchors",))
    assert shape("contrast.extracted", "means") == names(Means)
    assert shape("contrast.extracted", "counts") == names(Counts)
    assert shape("contrast.extracted", "effect") == names(PrintedEffect)
    assert shape("contrast.extracted", "cluster") == names(ClusterDesign)
    assert shape("outcome.defined") == names(Outcome)
    assert shape("study.described") == names(Study, ("id", "codes"))


def test_the_sources_that_can_be_recorded_are_those_that_the_diagram_names() -> None:
    assert list(SOURCES) == list(sources.SOURCES)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_field_that_no_shape_has_is_refused(kind: Kind) -> None:
    subject, value = kind.example
    check(KINDS, subject, kind.name, kind.schema, value)
    if kind.name != "rule.set":  # settings of later versions are kept
        with pytest.raises(UsageError, match="nhs_number"):
            check(KINDS, subject, kind.name, kind.schema, {**value, "nhs_number": "943 476 5919"})
