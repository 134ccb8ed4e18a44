"""How sure an answer is, on GRADE's four steps.

A rule reads what a project holds and *proposes* a level; the reasons go with it, and whoever shows it must say that it
is automatic and that no person has judged it (`is_automatic`). `what_matters` gives the difference by which size and
imprecision are judged; `Held` is what the project knows beside the numbers.
"""

from alongside.certainty.held import Held, SearchKind
from alongside.certainty.imprecision import Imprecision, imprecision, information_share, people_of
from alongside.certainty.suggestion import LEVELS, PROPOSED_BY, is_automatic, suggest
from alongside.certainty.what_matters import WhatMatters, what_matters

__all__ = [
    "LEVELS",
    "PROPOSED_BY",
    "Held",
    "Imprecision",
    "SearchKind",
    "WhatMatters",
    "imprecision",
    "information_share",
    "is_automatic",
    "people_of",
    "suggest",
    "what_matters",
]
