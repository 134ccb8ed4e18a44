"""A project's evidence, ready to be planned on: what was fitted once is used again until the evidence changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from alongside.errors import InputError
from alongside.evidence import Arm
from alongside.planning import (
    Assumption,
    CostLine,
    Expectation,
    Plan,
    PlanAnswer,
    answer_plan,
    control_risks,
    effect_kept,
    expect,
    fitted,
)
from alongside.project import Project
from alongside.publishing.review import Review
from alongside.synthesis.prediction import Hierarchy, TrialEffect
from alongside.words.plurals import all_of
from alongside.workflow.plan.describing import SHORT, Described, Stated, describe, values_of
from alongside.workflow.plan.lasting import two_times
from alongside.workflow.plan.starting import cost_lines, starting

__all__ = ["Desk", "DeskKeeper"]

STATED = "stated by the person who plans"

KEPT = 400
"""Fits that are kept: all outcomes for a dozen profiles."""


class Desk:
    """Plans on one state of the evidence. Threads may share it."""

    def __init__(self, review: Review, arms: Sequence[Arm]) -> None:
        self.review = review
        self._arms = tuple(arms)
        self._lock = threading.Lock()
        self._expected: OrderedDict[tuple[object, ...], Expectation] = OrderedDict()
        self._models: OrderedDict[tuple[object, ...], Hierarchy] = OrderedDict()
        self._lasting: dict[str, Assumption | None] = {}

    def expected(self, outcome: str, forms: Sequence[str], context: Mapping[str, str]) -> Expectation:
        """What such people may expect of an outcome; see `planning.expect`."""
        key = (outcome, frozenset(forms), frozenset(context.items()))
        with self._lock:
            if key not in self._expected:
                answer = self.review.main.get(outcome)
                self._expected[key] = expect(
                    self.review.outcomes[outcome],
                    answer.estimate if answer is not None else None,
                    self.review.studies,
                    frozenset(forms),
                    context,
                    refused=answer.refused if answer is not None else "",
                    fitting=self._fitted,
                )
                if len(self._expected) > KEPT:
                    self._expected.popitem(last=False)
            return self._expected[key]

    def _fitted(self, effects: Sequence[TrialEffect], factors: Sequence[str], scale: float) -> Hierarchy:
        """The model of these trials, fitted once: profiles that differ in form or people mostly ask the same of it."""
        trials = tuple(
            (t.study, t.effect, t.variance, t.components, t.against, tuple(sorted(t.context.items()))) for t in effects
        )
        key = (trials, tuple(factors), scale)
        if key not in self._models:
            self._models[key] = fitted(effects, factors, scale)
            if len(self._models) > KEPT:
                self._models.popitem(last=False)
        return self._models[key]

    def plan_of(self, described: Described) -> Plan:
        """The plan of a described service: what was left open is filled in, each figure with its source.

        Raises `InputError` for an outcome, form, condition or setting that the project does not know, and for all that
        `Plan` refuses."""
        self._check(described)
        inputs = starting(self._arms, described.forms)
        for name, figure in described.stated.items():
            if not name.startswith("cost of ") and name != "baseline risk":
                inputs[name] = _stated(figure, inputs.get(name))
        if "effect kept" not in inputs and (lasting := self.kept(described.outcome)) is not None:
            inputs["effect kept"] = lasting
        costs = tuple(self._cost(line, described) for line in cost_lines(described.forms))
        names = {f"cost of {line.name}" for line in costs}
        for name in described.stated:
            if name.startswith("cost of ") and name not in names:
                raise InputError(f"{name}: expected a line of the cost, one of {', '.join(sorted(names))}")
        if described.people < 0:
            raise InputError(f"people a year: expected an amount of at least 0, found {described.people:g}")
        people = _people(described)
        return Plan(
            title=described.title or self._title(described),
            components=described.forms,
            context={k: v for k, v in (("condition", described.condition), ("setting", described.setting)) if v},
            outcome=described.outcome,
            people_a_year=people,
            uptake=inputs["uptake"],
            dropout=inputs["dropout"],
            supporters=described.supporters,
            people_per_supporter=inputs["people per supporter"],
            supporters_leaving=inputs["supporters leaving"],
            hours_per_person=inputs["hours per person"],
            hour_value=inputs["hour value"],
            costs=costs,
            currency=described.currency,
            price_year=described.price_year,
            start_year=described.start_year,
            end_year=described.start_year + described.years - 1,
            budget=described.budget,
            threshold=described.threshold,
            cost_rate=described.cost_rate,
            effect_rate=described.effect_rate,
            effect_kept=inputs.get("effect kept"),
            baseline_risk=self._baseline(described),
        )

    def kept(self, outcome: str) -> Assumption | None:
        """What is left of an effect a year later, by the trials that measured at two times; None where they do not
        tell: then a plan counts an effect in the year of support alone, and says so."""
        with self._lock:
            if outcome not in self._lasting:
                try:
                    self._lasting[outcome] = effect_kept(two_times(self.review, outcome))
                except InputError:
                    self._lasting[outcome] = None
            return self._lasting[outcome]

    def fields_of(self, plan: Plan) -> dict[str, str]:
        """The fields from which a form starts to change a plan: of the assumptions only those that are not as the
        evidence has them now."""
        values = values_of(plan)
        bare = {name: values[name] for name in SHORT if values.get(name)}
        usual = values_of(self.plan_of(describe(bare, plan.components, start_year=plan.start_year)))
        return {name: text for name, text in values.items() if name in SHORT or text != usual.get(name)}

    def answer(self, plan: Plan) -> PlanAnswer:
        """Everything that a page shows of a plan, on this evidence. Raises `InputError` for an outcome that is gone."""
        if plan.outcome not in self.review.outcomes:
            raise InputError(f"outcome: the project has no {plan.outcome!r} any more; the plan cannot be worked out")
        return answer_plan(plan, self.expected(plan.outcome, plan.components, plan.context))

    def instead(self, plan: Plan) -> list[Expectation]:
        """For a plan whose effect was refused, what the trials do bear: the same outcome where place, then people
        too, are left open; else other outcomes, for the same people as far as trials had them."""
        condition = {name: level for name, level in plan.context.items() if name == "condition"}
        contexts = [dict(items) for items in dict.fromkeys(tuple(c.items()) for c in (plan.context, condition, {}))]
        answered = [outcome for outcome in self.review.leading if self.review.main[outcome].estimate is not None]
        for outcomes in ([plan.outcome] if plan.outcome in answered else [], answered):
            for context in contexts:
                expected = [self.expected(outcome, plan.components, context) for outcome in outcomes]
                borne = [one_outcome for one_outcome in expected if one_outcome.prediction is not None]
                if borne:
                    return borne
        return []

    def forms(self, plan: Plan) -> list[Expectation]:
        """What each form of support alone may be expected to do for the same people, in the codebook's order."""
        codes = [code.id for code in self.review.codebook.dimension("form").codes]
        return [self.expected(plan.outcome, (form,), plan.context) for form in codes]

    def _check(self, described: Described) -> None:
        review = self.review
        if described.outcome not in review.outcomes:
            raise InputError(f"outcome: expected one of {', '.join(review.leading)}, found {described.outcome!r}")
        wanted = [("form of support", "form", form) for form in described.forms]
        wanted += [("condition", "population", described.condition), ("setting", "setting", described.setting)]
        for name, dimension, code in wanted:
            codes = [entry.id for entry in review.codebook.dimension(dimension).codes]
            if code and code not in codes:
                raise InputError(f"{name}: expected one of {', '.join(codes)}, found {code!r}")

    def _title(self, described: Described) -> str:
        def label(dimension: str, code: str) -> str:
            return self.review.codebook.code(dimension, code).label

        parts = all_of(label("form", form).lower() for form in described.forms)
        title = parts[0].upper() + parts[1:]
        if described.condition:
            title += f" · {label('population', described.condition)}"
        return title + (f" · {label('setting', described.setting)}" if described.setting else "")

    def _cost(self, line: CostLine, described: Described) -> CostLine:
        figure = described.stated.get(f"cost of {line.name}")
        if figure is None:
            return line
        amount = _stated(figure, line.amount)
        if amount == line.amount:
            return line
        return CostLine(line.name, amount, line.per, described.currency, described.price_year)

    def _baseline(self, described: Described) -> Assumption | None:
        outcome, figure = self.review.outcomes[described.outcome], described.stated.get("baseline risk")
        if not outcome.is_ratio:
            if figure is not None:
                raise InputError(f"baseline risk: {outcome.label} is no chance of an event; leave it out")
            return None
        answer = self.review.main.get(described.outcome)
        risks = (
            control_risks(answer.estimate, outcome, self.review.contrasts)
            if answer is not None and answer.estimate is not None
            else {}
        )
        usual = _middle_risk(risks) if risks else None
        if figure is not None:
            return _stated(figure, usual)
        if usual is None:
            raise InputError(
                f"baseline risk: no trial of {outcome.label} prints the chance without support; state your own"
            )
        return usual


def _middle_risk(risks: Mapping[str, float]) -> Assumption:
    values = sorted(risks.values())
    middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    source = f"the chance without support in {len(risks)} trials: {', '.join(risks)}"
    if values[0] == values[-1]:
        return Assumption(middle, unit="share", source=source)
    return Assumption(middle, values[0], values[-1], "pert", "share", source)


def _people(described: Described) -> Assumption:
    """The people a year, with a fifth either way where no range is stated."""
    value = described.people
    usual = Assumption(value, 0.8 * value, 1.2 * value, "pert", "people", f"{STATED}; a fifth either way is ours")
    if described.people_range is None:
        return usual
    return _stated(Stated(value, *described.people_range), usual)


def _stated(figure: Stated, usual: Assumption | None) -> Assumption:
    """What the person put in, or the usual where they left it as it was shown."""
    if usual is not None and _as_shown(usual) == tuple(_figure(v) for v in (figure.value, figure.low, figure.high)):
        return usual
    unit = usual.unit if usual is not None else ""
    if figure.low is None or figure.high is None:
        return Assumption(figure.value, unit=unit, source=STATED)
    return Assumption(figure.value, figure.low, figure.high, "pert", unit, STATED)


def _as_shown(usual: Assumption) -> tuple[str, str, str]:
    return _figure(usual.value), _figure(usual.low), _figure(usual.high)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{float(f'{value:.4g}'):.9g}"


class DeskKeeper:
    """The desk of one project, brought up to its evidence when it is asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._desk: Desk | None = None

    def desk(self, review: Review) -> Desk:
        """The desk for this state of the review; the earlier one where the evidence is the same."""
        with self._lock:
            desk = self._desk
            if desk is None or desk.review.answers is not review.answers:
                desk = Desk(review, self._project.understand.arms())
            elif desk.review is not review:
                desk.review = review
            self._desk = desk
            return desk
