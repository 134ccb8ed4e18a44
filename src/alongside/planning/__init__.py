"""From the evidence to a decision, and to the next study.

What it is worth to know more: `draws` checks net benefit and parameters; `evpi` and `evppi` say what knowing all, or
some, is worth (`smoothing` by regression, `nested` the plain slow way); `evsi`, `evsi_by_regression` and, in closed
form, `normal_value` with `preposterior_sd` say what a study of a size is worth; `population_size` and `enbs` set that
against its price for all whom the decision concerns.
"""

from alongside.planning.draws import Draws, draws
from alongside.planning.information import Worth, evpi, evppi, expected_gains, normal_value, worth_of_choosing
from alongside.planning.nested import nested
from alongside.planning.next_study import evsi, evsi_by_regression, preposterior_sd
from alongside.planning.population import Design, NetWorth, enbs, population_size

__all__ = [
    "Design",
    "Draws",
    "NetWorth",
    "Worth",
    "draws",
    "enbs",
    "evpi",
    "evppi",
    "evsi",
    "evsi_by_regression",
    "expected_gains",
    "nested",
    "normal_value",
    "population_size",
    "preposterior_sd",
    "worth_of_choosing",
]
