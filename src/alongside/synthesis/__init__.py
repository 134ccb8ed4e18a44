"""From what trials printed to what they say together.

In this order: `combine_arms` puts together arms that share a comparator; `recover` makes each contrast one effect size,
turned to its outcome's direction, with every step that was needed, or a `Refusal` with the reason; `combine_strata` and
`average` make one number of a trial's sub-samples or instruments; `pool` says what all trials say together. `check`
recomputes what a row printed from what it counted.

Everything else takes plain arrays and stands alone: `effect_size` and `pool`; `meta_regression`, `location_scale`;
several effects a study (`multilevel`, `che`, `robumeta`, `robust`); rare events (`mantel_haenszel`, `peto`, `glmm`);
whether small or unpleasing studies are missing (`regtest`, `ranktest`, `trimfill`, `fsn`, `selmodel`); each study's
share (`influence`, `leave1out`, `cumul`, `blup`); how unlike studies are (`confint`); and probabilities from a stated
prior (`bayes`). `networks` compares many kinds of support at once, `prediction` says for whom.
"""

from alongside.synthesis.bayes import Posterior, TauPrior, bayes
from alongside.synthesis.best_predictions import blup
from alongside.synthesis.checks import Check, check
from alongside.synthesis.cluster_robust import robust
from alongside.synthesis.combine import CombinedContrast, average, combine_arms, combine_strata
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.effect_sizes import EffectSizes, effect_size
from alongside.synthesis.fail_safe import fsn
from alongside.synthesis.glmm import glmm
from alongside.synthesis.influence import cumul, influence, leave1out
from alongside.synthesis.location_scale import location_scale
from alongside.synthesis.meta_regression import MetaRegression, meta_regression
from alongside.synthesis.multilevel import Multilevel, multilevel
from alongside.synthesis.pooling import Pooled, pool
from alongside.synthesis.pooling_many import PooledMany, pool_many
from alongside.synthesis.prediction_interval import prediction_interval
from alongside.synthesis.rare_events import mantel_haenszel, peto
from alongside.synthesis.recovery import Refusal, recover
from alongside.synthesis.robumeta import robumeta
from alongside.synthesis.selection_models import selmodel
from alongside.synthesis.small_study import ranktest, regtest
from alongside.synthesis.tau2_intervals import confint
from alongside.synthesis.trim_and_fill import trimfill

__all__ = [
    "Check",
    "CombinedContrast",
    "EffectSizes",
    "MetaRegression",
    "Multilevel",
    "Pooled",
    "PooledMany",
    "Posterior",
    "Refusal",
    "TauPrior",
    "average",
    "bayes",
    "blup",
    "che",
    "check",
    "combine_arms",
    "combine_strata",
    "confint",
    "cumul",
    "effect_size",
    "fsn",
    "glmm",
    "influence",
    "leave1out",
    "location_scale",
    "mantel_haenszel",
    "meta_regression",
    "multilevel",
    "peto",
    "pool",
    "pool_many",
    "prediction_interval",
    "ranktest",
    "recover",
    "regtest",
    "robumeta",
    "robust",
    "selmodel",
    "trimfill",
]

ELSEWHERE = {
    "rma": "pool (one mean), or meta_regression (with moderators)",
    "rma_uni": "pool (one mean), or meta_regression (with moderators)",
    "rma_mv": "multilevel, or che for several results of a trial",
    "rma_mh": "mantel_haenszel",
    "rma_peto": "peto",
    "rma_glmm": "glmm",
    "vcalc": "che, which makes V of the variances and rho",
    "predict": "prediction_interval, or the method predict of a meta_regression",
    "forest": "alongside tools pool --report",
    "funnel": "alongside tools pool --report",
    "metareg": "meta_regression",
    "radial": "alongside tools pool --report, whose funnel shows the same",
    "baujat": "influence, which gives each study's share",
    "anova": "the method anova of a meta_regression",
    "permutest": "nothing in this version",
    "ranef": "blup",
    "hc": "nothing in this version",
    "coef": "the beta of a result",
    "summary": "print(result), or the method summary of a result",
    "dat_bcg": "examples/bcg.csv, which the source code of Alongside brings",
    "gosh": "nothing in this version",
}
"""Names that users of metafor try first, and what has their place here."""


def __getattr__(name: str) -> object:
    if name == "escalc":
        return effect_size
    if name in ELSEWHERE:
        raise AttributeError(f"alongside.synthesis has no {name}; what you want is {ELSEWHERE[name]}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
