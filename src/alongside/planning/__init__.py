"""From the evidence to a decision, and to the next study.

What a service comes to: a `Plan` of `Assumption`s and `CostLine`s, each with range and source, has an id and a JSON;
`share_from_trials` gives uptake and drop-out where ten trials report them; `outlook` runs the plan with draws of the
effect (`effect_draws` of a prediction) to people, costs and effects by year; `summary`, `budget_impact`,
`plan_tornado` and `plan_turn` read that out, and `benefit_draws` and `gains_after_trial` hand it on to what follows.

What it is worth to know more: `draws` checks net benefit and parameters; `evpi` and `evppi` say what knowing all, or
some, is worth (`smoothing` by regression, `nested` the plain slow way); `evsi`, `evsi_by_regression` and, in closed
form, `normal_value` with `preposterior_sd` say what a study of a size is worth; `population_size` and `enbs` set that
against its price for all whom the decision concerns.

Which option is worth its price: `net_benefit`, `acceptability` with expected loss, `cost_per_outcome`; `tornado` and
`turning_point` say on what it depends and what would have to be true. `cohort` and `roll_back` follow people through
states of health and through chances.
"""

from alongside.planning.assumptions import SHAPES, Assumption, sampled
from alongside.planning.choosing import Acceptability, CostPerOutcome, acceptability, cost_per_outcome, net_benefit
from alongside.planning.cohort import Cohort, cohort, reduced_risk, transition_matrix
from alongside.planning.costs import PER, CostLine, to_price_year
from alongside.planning.draws import Draws, draws
from alongside.planning.information import Worth, evpi, evppi, expected_gains, normal_value, worth_of_choosing
from alongside.planning.nested import nested
from alongside.planning.next_study import evsi, evsi_by_regression, preposterior_sd
from alongside.planning.outlook import LIMITS, Outlook, effect_draws, outlook, outlook_at
from alongside.planning.plan import Plan, plan_from_json
from alongside.planning.population import Design, NetWorth, enbs, population_size
from alongside.planning.reading_out import (
    FIGURES,
    Range,
    Summary,
    Year,
    benefit_draws,
    budget_impact,
    gains_after_trial,
    plan_tornado,
    plan_turn,
    summary,
)
from alongside.planning.sensitivity import Bar, Turn, tornado, turning_point
from alongside.planning.shares import FEWEST_TRIALS, share_from_trials
from alongside.planning.trees import Branch, Chance, End, Expected, roll_back

__all__ = [
    "FEWEST_TRIALS",
    "FIGURES",
    "LIMITS",
    "PER",
    "SHAPES",
    "Acceptability",
    "Assumption",
    "Bar",
    "Branch",
    "Chance",
    "Cohort",
    "CostLine",
    "CostPerOutcome",
    "Design",
    "Draws",
    "End",
    "Expected",
    "NetWorth",
    "Outlook",
    "Plan",
    "Range",
    "Summary",
    "Turn",
    "Worth",
    "Year",
    "acceptability",
    "benefit_draws",
    "budget_impact",
    "cohort",
    "cost_per_outcome",
    "draws",
    "effect_draws",
    "enbs",
    "evpi",
    "evppi",
    "evsi",
    "evsi_by_regression",
    "expected_gains",
    "gains_after_trial",
    "nested",
    "net_benefit",
    "normal_value",
    "outlook",
    "outlook_at",
    "plan_from_json",
    "plan_tornado",
    "plan_turn",
    "population_size",
    "preposterior_sd",
    "reduced_risk",
    "roll_back",
    "sampled",
    "share_from_trials",
    "summary",
    "to_price_year",
    "tornado",
    "transition_matrix",
    "turning_point",
    "worth_of_choosing",
]
