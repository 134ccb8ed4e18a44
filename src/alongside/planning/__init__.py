"""From the evidence to a decision, and to the next study.

What it is worth to know more: `draws` checks net benefit and parameters; `evpi` and `evppi` say what knowing all, or
some, is worth (`smoothing` by regression, `nested` the plain slow way); `evsi`, `evsi_by_regression` and, in closed
form, `normal_value` with `preposterior_sd` say what a study of a size is worth; `population_size` and `enbs` set that
against its price for all whom the decision concerns.

Which option is worth its price: `net_benefit`, `acceptability` with expected loss, `cost_per_outcome`; `tornado` and
`turning_point` say on what it depends and what would have to be true. `cohort` and `roll_back` follow people through
states of health and through chances.
"""

from alongside.planning.choosing import Acceptability, CostPerOutcome, acceptability, cost_per_outcome, net_benefit
from alongside.planning.cohort import Cohort, cohort, reduced_risk, transition_matrix
from alongside.planning.draws import Draws, draws
from alongside.planning.information import Worth, evpi, evppi, expected_gains, normal_value, worth_of_choosing
from alongside.planning.nested import nested
from alongside.planning.next_study import evsi, evsi_by_regression, preposterior_sd
from alongside.planning.population import Design, NetWorth, enbs, population_size
from alongside.planning.sensitivity import Bar, Turn, tornado, turning_point
from alongside.planning.trees import Branch, Chance, End, Expected, roll_back

__all__ = [
    "Acceptability",
    "Bar",
    "Branch",
    "Chance",
    "Cohort",
    "CostPerOutcome",
    "Design",
    "Draws",
    "End",
    "Expected",
    "NetWorth",
    "Turn",
    "Worth",
    "acceptability",
    "cohort",
    "cost_per_outcome",
    "draws",
    "enbs",
    "evpi",
    "evppi",
    "evsi",
    "evsi_by_regression",
    "expected_gains",
    "nested",
    "net_benefit",
    "normal_value",
    "population_size",
    "preposterior_sd",
    "reduced_risk",
    "roll_back",
    "tornado",
    "transition_matrix",
    "turning_point",
    "worth_of_choosing",
]
