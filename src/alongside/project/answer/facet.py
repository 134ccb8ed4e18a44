"""`project.answer`: the rule."""

from __future__ import annotations

import json
from typing import Any

from alongside.project.answer.kinds import RULE_SET
from alongside.project.log.facets import Facet, reading
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
