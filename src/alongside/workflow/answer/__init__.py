"""Answer: from the project's contrasts to answers, and back from an answer to the words that it came from.

`rule` reads and changes the rule, `packaged` has what ships beside the evidence, `reviews` works out what pages need,
and anew only what changed, `explaining` goes the way back, `judging` writes what a person judges of certainty.
"""

from alongside.workflow.answer.explaining import answers_about, explain
from alongside.workflow.answer.judging import choose_baselines, judge_bias, judge_reason, write_statement
from alongside.workflow.answer.reviews import ReviewKeeper, review_of
from alongside.workflow.answer.rule import rule_of, set_rule, stored_rule

__all__ = [
    "ReviewKeeper",
    "answers_about",
    "choose_baselines",
    "explain",
    "judge_bias",
    "judge_reason",
    "review_of",
    "rule_of",
    "set_rule",
    "stored_rule",
    "write_statement",
]
