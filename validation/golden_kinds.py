"""All kinds of golden cases: each room enters its own in `KINDS` when it is imported."""

from __future__ import annotations

import golden_dependence
import golden_likelihoods
import golden_networks
import golden_univariate
from golden_register import KINDS

__all__ = ["KINDS", "ROOMS"]

ROOMS = (golden_univariate, golden_dependence, golden_likelihoods, golden_networks)
"""One effect a study, several, likelihoods without a closed form, networks."""
