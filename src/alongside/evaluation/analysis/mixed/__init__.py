"""Linear mixed models for trials: REML of our own, with degrees of freedom that a small trial needs.

`covariance` builds V = Σ θ_k G_k from components, `likelihood` has everything at one θ, `fitting` climbs to the
maximum, `testing` gives both Kenward and Roger's and Satterthwaite's tests.
"""

from alongside.evaluation.analysis.mixed.covariance import (
    Component,
    batches_of,
    covariance,
    held,
    labels,
    random_intercept,
    residual,
    shared,
)
from alongside.evaluation.analysis.mixed.fitting import MixedModel, NotConvergedError, fit
from alongside.evaluation.analysis.mixed.testing import (
    DEFAULT,
    ContrastTest,
    JointTest,
    adjusted_covariance,
    contrast_test,
    interval,
    joint_test,
)

__all__ = [
    "DEFAULT",
    "Component",
    "ContrastTest",
    "JointTest",
    "MixedModel",
    "NotConvergedError",
    "adjusted_covariance",
    "batches_of",
    "contrast_test",
    "covariance",
    "fit",
    "held",
    "interval",
    "joint_test",
    "labels",
    "random_intercept",
    "residual",
    "shared",
]
