"""From a table of outcomes to an effect with its interval, by the analysis that the design asks for.

`data` checks the outcomes once. `models` gives baseline-adjusted differences by mixed models (`mixed`), `cluster_level`
compares clusters' means, `gee` and `marginal` give risk and rate differences, `repeated` the effect at each visit.
`imputation` with `rubin` fills in what is missing and asks how far that could be wrong; `compliers` gives the effect in
those who take support up; `redrawing` draws the arms again. Every analysis gives an `Effect`.
"""

from alongside.evaluation.analysis.cluster_level import cluster_level_difference
from alongside.evaluation.analysis.compliers import complier_effect
from alongside.evaluation.analysis.data import KINDS, TrialData, trial_data
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.gee import EstimatingEquations, gee
from alongside.evaluation.analysis.imputation import TippingPoint, impute, imputed_effect, tipping_point
from alongside.evaluation.analysis.marginal import gee_difference, marginal_effects
from alongside.evaluation.analysis.mixed import DEFAULT, NotConvergedError
from alongside.evaluation.analysis.models import mean_difference, stepped_wedge_effect
from alongside.evaluation.analysis.redrawing import RandomisationTest, randomisation_test
from alongside.evaluation.analysis.repeated import RepeatedEffects, repeated_effects, slope_difference
from alongside.evaluation.analysis.rubin import Pooled, pool_imputations

__all__ = [
    "DEFAULT",
    "KINDS",
    "Effect",
    "EstimatingEquations",
    "NotConvergedError",
    "Pooled",
    "RandomisationTest",
    "RepeatedEffects",
    "TippingPoint",
    "TrialData",
    "cluster_level_difference",
    "complier_effect",
    "gee",
    "gee_difference",
    "impute",
    "imputed_effect",
    "marginal_effects",
    "mean_difference",
    "pool_imputations",
    "randomisation_test",
    "repeated_effects",
    "slope_difference",
    "stepped_wedge_effect",
    "tipping_point",
    "trial_data",
]
