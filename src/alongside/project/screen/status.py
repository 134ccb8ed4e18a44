"""Where a record is on its way through the review, worked out from what holds about it.

Vocabulary. A *status* is the last point that a record has reached; each record has exactly one, so counts by status add
up to the records whatever was decided in which order. The boxes of the PRISMA 2020 flow diagram (Page et al. 2021, BMJ
372:n71) are sums over statuses: a status says which box its records count in. Whether a record is a duplicate is
another question, and is asked first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from alongside.project.log.state import SlotState
from alongside.project.screen.kinds import RECORD_REMOVED, REPORT_RETRIEVAL, SCREENED

__all__ = ["DISPUTED", "Box", "Status", "status_of"]


class Box(StrEnum):
    """The last box of PRISMA's diagram that a record is counted in, in the order of the diagram."""

    REMOVED = "removed before screening"
    WAITING = "not screened yet"
    EXCLUDED = "excluded by title and abstract"
    UNSETTLED = "screened, not settled"
    SOUGHT = "sought, not retrieved yet"
    NOT_RETRIEVED = "not retrieved"
    RETRIEVED = "retrieved, not assessed yet"
    ASSESSED_UNSETTLED = "assessed, not settled"
    INELIGIBLE = "excluded at full text"
    INCLUDED = "included"


class Status(StrEnum):
    """Every status, in the order of the way. `label` is what it is called, `box` where PRISMA counts it."""

    label: str
    box: Box

    def __new__(cls, value: str, label: str, box: Box) -> Status:
        status = str.__new__(cls, value)
        status._value_ = value
        status.label = label
        status.box = box
        return status

    REMOVED_BY_AUTOMATION = "removed_by_automation", "Marked as ineligible by automation tools", Box.REMOVED
    REMOVED = "removed", "Removed for other reasons", Box.REMOVED
    TO_SCREEN = "to_screen", "Not screened yet", Box.WAITING
    EXCLUDED = "excluded", "Excluded by a person", Box.EXCLUDED
    EXCLUDED_BY_AUTOMATION = "excluded_by_automation", "Excluded by automation tools", Box.EXCLUDED
    UNSURE = "unsure", "Unsure by title and abstract", Box.UNSETTLED
    SCREENING_DISPUTED = "screening_disputed", "Reviewers differ on title and abstract", Box.UNSETTLED
    TO_RETRIEVE = "to_retrieve", "Report not retrieved yet", Box.SOUGHT
    NOT_RETRIEVED = "not_retrieved", "Report not retrieved", Box.NOT_RETRIEVED
    TO_ASSESS = "to_assess", "Report retrieved, not assessed yet", Box.RETRIEVED
    ASSESSMENT_UNSURE = "assessment_unsure", "Unsure at full text", Box.ASSESSED_UNSETTLED
    ASSESSMENT_DISPUTED = "assessment_disputed", "Reviewers differ at full text", Box.ASSESSED_UNSETTLED
    INELIGIBLE = "ineligible", "Excluded at full text", Box.INELIGIBLE
    INCLUDED = "included", "Included", Box.INCLUDED


DISPUTED = (Status.SCREENING_DISPUTED, Status.ASSESSMENT_DISPUTED)
"""Where people differ and nobody has settled it: what each said is no decision of the review."""


def status_of(holding: Mapping[str, Sequence[SlotState]]) -> Status:
    """The status of a record about which these states hold, by kind.

    The latest stage that was decided counts: a record with a full-text decision was retrieved and assessed, also where
    nobody wrote that down, and also where its title alone had been excluded before. Two people who differ leave a
    record unsettled, and so does a disagreement on whether the report was retrieved.

    >>> status_of({}).label
    'Not screened yet'
    """
    for state in holding.get(RECORD_REMOVED, ()):
        return Status.REMOVED_BY_AUTOMATION if state.value["by"] == "automation" else Status.REMOVED
    screened = {state.slot[1]: state for state in holding.get(SCREENED, ())}
    if full_text := screened.get("full_text"):
        return _status_at_full_text(full_text)
    title = screened.get("title_abstract")
    if title is None:
        return Status.TO_SCREEN
    if title.disputed:
        return Status.SCREENING_DISPUTED
    if title.value["verdict"] == "exclude":
        by_machines = all(row.author_kind == "machine" for row in title.heads)
        return Status.EXCLUDED_BY_AUTOMATION if by_machines else Status.EXCLUDED
    for state in holding.get(REPORT_RETRIEVAL, ()):  # also of one that was unsure: it was sought, to be sure
        if state.disputed:
            return Status.TO_RETRIEVE
        return Status.TO_ASSESS if state.value["retrieved"] else Status.NOT_RETRIEVED
    return Status.TO_RETRIEVE if title.value["verdict"] == "include" else Status.UNSURE


def _status_at_full_text(state: SlotState) -> Status:
    if state.disputed:
        return Status.ASSESSMENT_DISPUTED
    by_verdict = {"include": Status.INCLUDED, "exclude": Status.INELIGIBLE}
    return by_verdict.get(state.value["verdict"], Status.ASSESSMENT_UNSURE)
