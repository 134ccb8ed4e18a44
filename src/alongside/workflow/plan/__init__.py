"""Roll out: from what a person says of their service to a plan that can be kept, reopened and compared.

In this order: `describe` reads the short form into a `Described` service, or stops with a line that names the field;
`Desk` holds a project's evidence ready: its `plan_of` fills what was left open from the trials (`starting`) and says
where each figure comes from, `answer` works everything out; `keep`, `reopen` and `kept_plans` are a person's decision
in the log, and say what moved since."""

from alongside.workflow.plan.describing import Described, describe, values_of
from alongside.workflow.plan.desk import Desk, DeskKeeper
from alongside.workflow.plan.keeping import KeptPlan, Moved, keep, kept_plans, moved, reopen

__all__ = [
    "Described",
    "Desk",
    "DeskKeeper",
    "KeptPlan",
    "Moved",
    "describe",
    "keep",
    "kept_plans",
    "moved",
    "reopen",
    "values_of",
]
