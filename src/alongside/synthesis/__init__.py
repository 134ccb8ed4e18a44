"""From what trials printed to what they say together.

In this order: `combine_arms` puts together arms that share a comparator; `recover` makes each contrast one effect size,
turned to its outcome's direction, with every step that was needed, or a `Refusal` with the reason; `combine_strata` and
`average` make one number of a trial's sub-samples or instruments; `pool` says what all trials say together. `check`
recomputes what a row printed from what it counted. `effect_size` and `pool` take plain arrays and stand alone.
"""

from alongside.synthesis.checks import Check, check
from alongside.synthesis.combine import CombinedContrast, average, combine_arms, combine_strata
from alongside.synthesis.effect_sizes import EffectSizes, effect_size
from alongside.synthesis.pooling import Pooled, pool
from alongside.synthesis.recovery import Refusal, recover

__all__ = [
    "Check",
    "CombinedContrast",
    "EffectSizes",
    "Pooled",
    "Refusal",
    "average",
    "check",
    "combine_arms",
    "combine_strata",
    "effect_size",
    "pool",
    "recover",
]
