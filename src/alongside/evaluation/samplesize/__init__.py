"""How many people, clusters or groups a trial needs, and what power it has: each design by its published formula.

`Assumptions` says what is assumed; `required` solves for the size, `power_of` gives the power of a size, `curve` the
sizes over one assumption. `formulas` holds the variances, `power` the tests.
"""

from alongside.evaluation.samplesize.assumptions import DEFAULT_DESIGN, DESIGNS, Assumptions
from alongside.evaluation.samplesize.designs import Requirement, curve, power_of, required
from alongside.evaluation.samplesize.formulas import (
    adjusted_sd,
    cluster_design_effect,
    longitudinal_size,
    nested_controls,
    nested_variance,
    stepped_wedge_variance,
    wedge_pattern,
)
from alongside.evaluation.samplesize.power import power_t, power_z, solve_size

__all__ = [
    "DEFAULT_DESIGN",
    "DESIGNS",
    "Assumptions",
    "Requirement",
    "adjusted_sd",
    "cluster_design_effect",
    "curve",
    "longitudinal_size",
    "nested_controls",
    "nested_variance",
    "power_of",
    "power_t",
    "power_z",
    "required",
    "solve_size",
    "stepped_wedge_variance",
    "wedge_pattern",
]
