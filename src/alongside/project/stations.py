"""Where a record stands on its way through the review, worked out from what holds about it.

Vocabulary. A *station* is the last point that a record has reached; each record is at exactly one, so counts of
stations add up to the records whatever was decided in which order. The boxes of the PRISMA 2020 flow diagram (Page et
al. 2021, BMJ 372:n71) are sums of stations. Whether a record is a duplicate is another question, and is asked first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alongside.project.state import SlotState

__all__ = ["STATIONS", "station_of"]

STATIONS: Mapping[str, str] = {
    "removed_by_automation": "Marked as ineligible by automation tools",
    "removed": "Removed for other reasons",
    "to_screen": "Not screened yet",
    "excluded": "Excluded by a person",
    "excluded_by_automation": "Excluded by automation tools",
    "unsure": "Unsure by title and abstract",
    "screening_disputed": "Reviewers differ on title and abstract",
    "to_retrieve": "Report not retrieved yet",
    "not_retrieved": "Report not retrieved",
    "to_assess": "Report retrieved, not assessed yet",
    "assessment_unsure": "Unsure at full text",
    "assessment_disputed": "Reviewers differ at full text",
    "ineligible": "Excluded at full text",
    "included": "Included",
}
"""Every station in the order of the way, with what it is called."""


def station_of(found: Mapping[str, Sequence[SlotState]]) -> str:
    """The station of a record about which these states hold, by kind.

    The latest stage that was decided counts: a record with a full-text decision was retrieved and assessed, also where
    nobody wrote that down, and also where its title alone had been excluded before. Two people who differ leave a
    record unsettled, and so does a disagreement on whether the report was retrieved.

    >>> station_of({})
    'to_screen'
    """
    for state in found.get("record.removed", ()):
        return "removed_by_automation" if state.value["by"] == "automation" else "removed"
    screened = {state.slot[1]: state for state in found.get("screening.decided", ())}
    full_text, title = screened.get("full_text"), screened.get("title_abstract")
    if full_text is not None:
        if full_text.disputed:
            return "assessment_disputed"
        verdicts = {"include": "included", "exclude": "ineligible"}
        return verdicts.get(full_text.value["verdict"], "assessment_unsure")
    if title is None:
        return "to_screen"
    if title.disputed:
        return "screening_disputed"
    if title.value["verdict"] == "exclude":
        by_machines = all(row.author_kind == "machine" for row in title.heads)
        return "excluded_by_automation" if by_machines else "excluded"
    for state in found.get("report.retrieval", ()):  # also of one that was unsure: it was sought, to be sure
        if state.disputed:
            return "to_retrieve"
        return "to_assess" if state.value["retrieved"] else "not_retrieved"
    return "to_retrieve" if title.value["verdict"] == "include" else "unsure"
