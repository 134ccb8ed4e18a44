"""How sure an answer is, on GRADE's four steps.

In this version a rule reads what the numbers alone can show and *suggests* a level; the reasons go with it, and whoever
shows it must say that no person has judged it yet. Risk of bias, indirectness and publication bias need people.
"""

from alongside.certainty.suggestion import LEVELS, suggest

__all__ = ["LEVELS", "suggest"]
