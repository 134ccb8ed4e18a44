"""From the evidence to a decision, and to the next study.

What a service comes to: a `Plan` of `Assumption`s and `CostLine`s, each with range and source, has an id and a JSON;
`share_from_trials` gives uptake and drop-out where ten trials report them, `effect_kept` what is left of an effect a
year later where four measured it at two times; `outlook` runs the plan with draws of the
effect (`effect_draws` of a prediction) to people, costs and effects by year; `summary`, `budget_impact`,
`plan_tornado` and `plan_turn` read that out, and `benefit_draws` and `gains_after_trial` hand it on to what follows.

What it is worth to know more: `draws` checks net benefit and parameters; `evpi` and `evppi` say what knowing all, or
some, is worth (`smoothing` by regression, `nested` the plain slow way); `evsi`, `evsi_by_regression` and, in closed
form, `normal_value` with `preposterior_sd` say what a study of a size is worth; `population_size` and `enbs` set that
against its price for all whom the decision concerns.

What a described service may expect: `trials_of` takes the trials behind an answer, `expect` predicts or refuses in
words, and `answer_plan` puts a plan and that together, to all that a page shows. `agenda` ranks the questions of a
whole review by what a trial of each would be worth.

Which option is worth its price: `net_benefit`, `acceptability` with expected loss, `cost_per_outcome`; `tornado` and
`turning_point` say on what it depends and what would have to be true. `cohort` and `roll_back` follow people through
states of health and through chances.
"""

from alongside.planning.agenda import STANDARD, Question, agenda, questions_of
from alongside.planning.answering import SIZES, PlanAnswer, TrialWorth, answer_plan
from alongside.planning.assumptions import SHAPES, Assumption, sampled
from alongside.planning.choosing import Acceptability, CostPerOutcome, acceptability, cost_per_outcome, net_benefit
from alongside.planning.cohort import Cohort, cohort, reduced_risk, transition_matrix
from alongside.planning.costs import PER, CostLine, to_price_year
from alongside.planning.draws import Draws, draws
from alongside.planning.expecting import DRAWS, SEED, Expectation, Fitting, expect, fitted, per_person, prior_scale
from alongside.planning.information import Worth, evpi, evppi, expected_gains, normal_value, worth_of_choosing
from alongside.planning.lasting import FEWEST_PAIRS, TwoTimes, effect_kept
from alongside.planning.nested import nested
from alongside.planning.next_study import evsi, evsi_by_regression, preposterior_sd
from alongside.planning.outlook import LIMITS, Outlook, effect_draws, outlook, outlook_at
from alongside.planning.plan import SHARE_INPUTS, Plan, plan_from_json
from alongside.planning.population import TRIAL, Design, NetWorth, enbs, population_size
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
from alongside.planning.trials import Trials, control_risks, trials_of, unit_variance

__all__ = [
    "DRAWS",
    "FEWEST_PAIRS",
    "FEWEST_TRIALS",
    "FIGURES",
    "LIMITS",
    "PER",
    "SEED",
    "SHAPES",
    "SHARE_INPUTS",
    "SIZES",
    "STANDARD",
    "TRIAL",
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
    "Expectation",
    "Expected",
    "Fitting",
    "NetWorth",
    "Outlook",
    "Plan",
    "PlanAnswer",
    "Question",
    "Range",
    "Summary",
    "TrialWorth",
    "Trials",
    "Turn",
    "TwoTimes",
    "Worth",
    "Year",
    "acceptability",
    "agenda",
    "answer_plan",
    "benefit_draws",
    "budget_impact",
    "cohort",
    "control_risks",
    "cost_per_outcome",
    "draws",
    "effect_draws",
    "effect_kept",
    "enbs",
    "evpi",
    "evppi",
    "evsi",
    "evsi_by_regression",
    "expect",
    "expected_gains",
    "fitted",
    "gains_after_trial",
    "nested",
    "net_benefit",
    "normal_value",
    "outlook",
    "outlook_at",
    "per_person",
    "plan_from_json",
    "plan_tornado",
    "plan_turn",
    "population_size",
    "preposterior_sd",
    "prior_scale",
    "questions_of",
    "reduced_risk",
    "roll_back",
    "sampled",
    "share_from_trials",
    "summary",
    "to_price_year",
    "tornado",
    "transition_matrix",
    "trials_of",
    "turning_point",
    "unit_variance",
    "worth_of_choosing",
]
