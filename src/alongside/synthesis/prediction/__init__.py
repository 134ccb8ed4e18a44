"""What to expect of a described programme, for described people, in a described context.

In this order: `TrialEffect` is one trial's effect with what was offered, to whom and where; `fit` puts all trials
into one model in which components, conditions, settings, supporters and incomes borrow strength from each other
(`hierarchy`); `predict` says what a `Profile` may expect, how many trials that rests on, which are nearest and how
far away, or refuses in words (`predicting`); `after_one_more` says what would be expected if one more trial came
(`refitting`); `left_out` predicts each trial from the others (`checking`).
"""

from alongside.synthesis.prediction.checking import LeftOut, left_out
from alongside.synthesis.prediction.evidence import FACTORS, Profile, TrialEffect
from alongside.synthesis.prediction.hierarchy import Hierarchy, fit
from alongside.synthesis.prediction.predicting import Near, Prediction, Refused, predict
from alongside.synthesis.prediction.refitting import OneMore, after_one_more

__all__ = [
    "FACTORS",
    "Hierarchy",
    "LeftOut",
    "Near",
    "OneMore",
    "Prediction",
    "Profile",
    "Refused",
    "TrialEffect",
    "after_one_more",
    "fit",
    "left_out",
    "predict",
]
