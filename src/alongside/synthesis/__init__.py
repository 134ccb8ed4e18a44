"""From what trials printed to what they say together.

In this order: `combine_arms` puts together arms that share a comparator; `recover` makes each contrast one effect size,
turned to its outcome's direction, with every step that was needed, or a `Refusal` with the reason; `combine_strata` and
`average` make one number of a trial's sub-samples or instruments; `pool` says what all trials say together. `check`
recomputes what a row printed from what it counted. `effect_size` and `pool` take plain arrays and stand alone.
"""

from alongside.synthesis.effect_sizes import EffectSizes, effect_size
from alongside.synthesis.pooling import Pooled, pool

__all__ = ["EffectSizes", "Pooled", "effect_size", "pool"]
