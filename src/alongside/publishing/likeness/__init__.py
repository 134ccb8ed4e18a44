"""People like ours: what a described programme may be expected to do for described people, in their place.

In this order: `People` is what a person says of them (`describing`; `choices` are what the trials have); `trials` turns
an answer's trials into what the prediction wants, in words that a reader knows; `Predictor` fits once for a state of
the evidence and says what to expect, or refuses in words, and then what the trials do bear (`predictor`).
"""

from alongside.publishing.likeness.countries import income_of
from alongside.publishing.likeness.describing import FIELDS, Choice, People, choices
from alongside.publishing.likeness.predictor import Expected, Predictor, predictor_of

__all__ = ["FIELDS", "Choice", "Expected", "People", "Predictor", "choices", "income_of", "predictor_of"]
