"""`project.answer`: the rule, and what people judged."""

from __future__ import annotations

import json
from typing import Any

from alongside.certainty import Baseline, Baselines, BiasJudged, Judged, Judgements, ReasonJudged, ScaleUnit, Statement
from alongside.evidence import About
from alongside.evidence.about import ABOUT
from alongside.project.answer.judging import BASELINES_CHOSEN, BIAS_JUDGED, CERTAINTY_JUDGED, STATEMENT_WRITTEN
from alongside.project.answer.kinds import REVIEW_DESCRIBED, RULE_SET
from alongside.project.log.chain import moment_from_text
from alongside.project.log.facets import Facet, reading
from alongside.project.log.reading import standing
from alongside.project.log.state import SlotState
from alongside.project.log.tables import State

__all__ = ["AnswerFacet"]


class AnswerFacet(Facet):
    """What *answer* asks of a project."""

    @reading
    def rule(self) -> dict[str, Any]:
        """The settings of the analysis, as `rule.set` has them; {} where they were never set."""
        session = self._session
        row = State.objects.using(session.alias).filter(project_id=session.project_id, kind=RULE_SET).first()
        return dict(json.loads(row.value)) if row else {}

    @reading
    def about(self) -> About:
        """What the review says of itself; parts that nobody stated are ""."""
        session = self._session
        row = State.objects.using(session.alias).filter(project_id=session.project_id, kind=REVIEW_DESCRIBED).first()
        value = json.loads(row.value) if row else {}
        return About(**{name: text for name, text in value.items() if name in ABOUT})

    @reading
    def judgements(self) -> Judgements:
        """What people judged, as it holds. A program's row is none: certainty is a person's to judge."""
        return Judgements(
            bias={
                (_name(slot), slot.value["outcome"]): BiasJudged(
                    slot.value["level"], slot.value["reason"], _judged(slot)
                )
                for slot in self._of_people(BIAS_JUDGED)
            },
            reasons={
                (_name(slot), slot.value["domain"]): ReasonJudged(
                    slot.value["steps"], slot.value["reason"], _judged(slot)
                )
                for slot in self._of_people(CERTAINTY_JUDGED)
            },
            statements={
                _name(slot): Statement(slot.value["text"], slot.value["follows"], _judged(slot))
                for slot in self._of_people(STATEMENT_WRITTEN)
            },
            baselines={_name(slot): _baselines(slot) for slot in self._of_people(BASELINES_CHOSEN)},
        )

    def _of_people(self, kind: str) -> list[SlotState]:
        return [slot for slot in standing(self._session, kind) if slot.row.author_kind == "person"]


def _name(slot: SlotState) -> str:
    return slot.row.subject.partition(":")[2]


def _judged(slot: SlotState) -> Judged:
    row = slot.row
    return Judged(row.author_name, moment_from_text(row.at), row.uuid, slot.disputed)


def _baselines(slot: SlotState) -> Baselines:
    scale = slot.value["scale"]
    return Baselines(
        tuple(Baseline(risk["label"], risk["risk"], risk["source"]) for risk in slot.value["risks"]),
        None if scale is None else ScaleUnit(**scale),
        _judged(slot),
    )
