"""How sure an answer is, on GRADE's four steps.

A rule reads what a project holds and *proposes* a level (`suggest`, reason by reason `propose`); whoever shows it must
say that it is automatic (`is_automatic`). People judge (`Judgements`: risk of bias of a trial's result, the reasons of
an outcome), and `grade` sets both side by side: the level that follows, and how much of it a person stands for.
`what_matters` gives the difference by which size and imprecision are judged; `Held` is what the project knows beside
the numbers.
"""

from alongside.certainty.domains import BIAS_LEVELS, DOMAINS, DOWN, UP, BiasLevel, most_steps
from alongside.certainty.grading import UNJUDGED, Grading, Reason, grade
from alongside.certainty.held import BiasShares, Held, SearchKind
from alongside.certainty.imprecision import Imprecision, imprecision, information_share, people_of
from alongside.certainty.judged import (
    Baseline,
    Baselines,
    BiasJudged,
    Judged,
    Judgements,
    ReasonJudged,
    ScaleUnit,
    Statement,
)
from alongside.certainty.suggestion import (
    LEVELS,
    MORE_THAN_CHANCE,
    PROPOSED_BY,
    Proposal,
    is_automatic,
    propose,
    suggest,
)
from alongside.certainty.what_matters import WhatMatters, what_matters

__all__ = [
    "BIAS_LEVELS",
    "DOMAINS",
    "DOWN",
    "LEVELS",
    "MORE_THAN_CHANCE",
    "PROPOSED_BY",
    "UNJUDGED",
    "UP",
    "Baseline",
    "Baselines",
    "BiasJudged",
    "BiasLevel",
    "BiasShares",
    "Grading",
    "Held",
    "Imprecision",
    "Judged",
    "Judgements",
    "Proposal",
    "Reason",
    "ReasonJudged",
    "ScaleUnit",
    "SearchKind",
    "Statement",
    "WhatMatters",
    "grade",
    "imprecision",
    "information_share",
    "is_automatic",
    "most_steps",
    "people_of",
    "propose",
    "suggest",
    "what_matters",
]
