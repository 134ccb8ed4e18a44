"""Figures that ask how far an answer can be trusted: funnel, influence, cumulative.

Each `Figure` has the chart (for the page, the PDF and to save), the table of what it draws, and one sentence. Where all
results of a trial entered, their mean stands for the trial, with the variance within trials as it was estimated.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.errors import InputError
from alongside.evidence import Answer, Estimate, Outcome
from alongside.publishing.figures.forest import FONT, SCHEMA, charts_of
from alongside.publishing.figures.pictures import Spec
from alongside.publishing.figures.trust_charts import cumulative_chart, funnel_chart, influence_chart
from alongside.publishing.review import Review
from alongside.synthesis.influence import cumul, influence
from alongside.synthesis.small_study import ENOUGH, regtest
from alongside.words.addresses import address_of
from alongside.words.numbers import number, p_value, shown
from alongside.words.plurals import all_of

__all__ = ["BETWEEN", "ENOUGH_TO_DRAW", "Figure", "all_charts", "figures_of", "file_name"]

BETWEEN = "--"
"""Stands between an outcome and its figure in the name of a file."""

ENOUGH_TO_DRAW = 5
"""From five trials on influence and accumulation are drawn; below, the strip names every trial that matters."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `chart` is None where there is none, and `sentence` then says why."""

    name: str
    title: str
    sentence: str
    chart: Spec | None = None
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def csv(self) -> str:
        """The table as CSV."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([self.head, *self.rows])
        return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Trial:
    label: str
    year: int | None
    yi: float
    vi: float
    model_vi: float


def figures_of(answer: Answer, review: Review) -> tuple[Figure, ...]:
    """The three figures of an answer of three trials or more; () below."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    if estimate is None or estimate.k < 3:
        return ()
    variances = estimate.together.model_vi if estimate.together else [w.effect.vi for w in estimate.studies]
    trials = []
    for weighted, model_vi in zip(estimate.studies, variances, strict=True):
        study, effect = review.studies[weighted.effect.study], weighted.effect
        trials.append(_Trial(study.label, study.year, effect.yi, effect.vi, model_vi))
    trials.sort(key=lambda trial: (trial.year or 9999, trial.label))
    return (
        _funnel(trials, estimate, outcome),
        _influence(trials, estimate),
        _cumulative(trials, review, outcome),
    )


def all_charts(review: Review) -> dict[str, Spec]:
    """Every chart of the main answers by the name of its file: the forest plots, and the figures of `figures_of`."""
    drawn = dict(charts_of(review))
    for outcome, answer in review.main.items():
        drawn |= {
            file_name(outcome, figure.name): figure.chart
            for figure in figures_of(answer, review)
            if figure.chart is not None
        }
    return drawn


def file_name(outcome: str, figure: str) -> str:
    """The name under which a figure of an outcome is saved, without its ending."""
    return f"{address_of(outcome)}{BETWEEN}{figure}"


def _funnel(trials: Sequence[_Trial], estimate: Estimate, outcome: Outcome) -> Figure:
    title = "Are small trials different?"
    if estimate.k < ENOUGH:
        return Figure(
            "funnel",
            title,
            f"No funnel plot: with fewer than {ENOUGH} trials, here {estimate.k}, its shape is mostly chance (Cochrane "
            "Handbook 13.3.5.4).",
        )
    if len({trial.vi for trial in trials}) == 1:
        return Figure("funnel", title, "No funnel plot: all trials are of one size.")
    try:
        test = regtest([t.yi for t in trials], [t.vi for t in trials], model="lm")
    except InputError:
        return Figure("funnel", title, "No funnel plot: the trials’ effects lie on one line exactly.")
    p = p_value(test.pval)
    p = p if p.startswith("<") else f"= {p}"
    favour = "more" if (test.stat > 0) == outcome.higher_is_better else "less"
    if test.pval < 0.1:
        sentence = f"Smaller trials find {favour} benefit than larger ones (Egger’s regression, p {p})."
    else:
        sentence = f"Smaller trials do not clearly find other effects than larger ones (Egger’s regression, p {p})."
    sentence += " Trials missing where they would be unwelcome is one reason among several."
    points = [{"name": t.label, "yi": t.yi, "se": math.sqrt(t.vi)} for t in trials]
    rows = tuple((t.label, _value(t.yi, outcome), number(math.sqrt(t.vi), 3)) for t in trials)
    chart = _framed(funnel_chart(points, estimate.beta, outcome))
    return Figure("funnel", title, sentence, chart, ("Trial", "Effect", "Standard error"), rows)


def _influence(trials: Sequence[_Trial], estimate: Estimate) -> Figure:
    title = "Does it lean on one trial?"
    if estimate.k < ENOUGH_TO_DRAW:
        return Figure("influence", title, f"Not drawn below {ENOUGH_TO_DRAW} trials.")
    method = "REML" if estimate.together else estimate.method
    fit = influence([t.yi for t in trials], [t.model_vi for t in trials], method=method)
    leaning = [trials[int(index)].label for index in fit.is_infl.nonzero()[0]]
    sentence = f"The mean leans on {all_of(leaning)}." if leaning else "The mean leans on no single trial."
    sentence += " The bars are Cook’s distances: how far the mean moves without the trial, in its own error, squared."
    rows = tuple(
        (
            t.label,
            number(float(fit.cook_d[i]), 3),
            number(float(fit.rstudent[i]), 2),
            number(float(fit.dffits[i]), 2),
            number(float(fit.tau2_del[i]), 4),
            number(float(fit.hat[i]), 3),
        )
        for i, t in enumerate(trials)
    )
    points = [
        {"name": t.label, "cook": float(fit.cook_d[i]), "leans": t.label in leaning} for i, t in enumerate(trials)
    ]
    head = ("Trial", "Cook’s distance", "Studentised residual", "DFFITS", "τ² without it", "Hat value")
    return Figure("influence", title, sentence, _framed(influence_chart(points)), head, rows)


def _cumulative(trials: Sequence[_Trial], review: Review, outcome: Outcome) -> Figure:
    title = "How the answer grew"
    if len(trials) < ENOUGH_TO_DRAW:
        return Figure("cumulative", title, f"Not drawn below {ENOUGH_TO_DRAW} trials.")
    rule = review.rule
    fit = cumul([t.yi for t in trials], [t.model_vi for t in trials], method=rule.method, test=rule.test)
    points, rows = [], []
    clear_since = None
    for i, trial in enumerate(trials):
        low, high = float(fit.ci_lb[i]), float(fit.ci_ub[i])
        clear = low > 0 or high < 0
        clear_since = (clear_since or trial) if clear else None
        year = str(trial.year) if trial.year else "no year"
        points.append({"name": f"{i + 1}. + {trial.label}", "yi": float(fit.estimate[i]), "low": low, "high": high})
        ends = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
        mean = _value(float(fit.estimate[i]), outcome)
        rows.append((f"+ {trial.label}", year, mean, number(ends[0], 2), number(ends[1], 2)))
    if clear_since is None:
        sentence = "With all trials together the interval still holds no effect."
    else:
        sentence = f"Since {clear_since.label} came in, the whole interval has lain on one side of no effect."
    sentence += (
        " Trials come by year; looking again and again raises the risk of a false alarm: this is a history, no test."
    )
    if not all(trial.year for trial in trials):
        sentence += " Trials of which no year is known stand last."
    head = ("Trials so far", "Year", "Mean", "Interval from", "to")
    return Figure("cumulative", title, sentence, _framed(cumulative_chart(points, outcome)), head, tuple(rows))


def _value(value: float, outcome: Outcome) -> str:
    return number(shown(value, outcome), 2)


def _framed(chart: Spec) -> Spec:
    """With the looks that all our charts share."""
    axis = {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "grid": False, "labelLimit": 260}
    config = {"font": FONT, "background": "white", "padding": 8, "view": {"stroke": None}, "axis": axis}
    return {"$schema": SCHEMA, **chart, "config": config}
