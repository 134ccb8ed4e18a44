"""Answer: from the project's contrasts to answers, and back from an answer to the words that it came from."""

from __future__ import annotations

import csv
import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import yaml

from alongside.errors import UsageError
from alongside.evidence import Answer, Author, Contrast, Decision, Study
from alongside.packaged import LICENCE, PEER_SUPPORT
from alongside.project import NewDecision, Project
from alongside.publishing.numbers import interval, number, shown
from alongside.publishing.pages.study import numbers_of
from alongside.publishing.review import Flow, Review
from alongside.publishing.wording import summarise
from alongside.synthesis.answers import answer_all
from alongside.synthesis.recovery import Refusal, recover
from alongside.synthesis.selection import Rule
from alongside.workflow.understand import codebook

__all__ = ["explain", "review_of", "rule_of", "set_rule"]

HEADLINE = "headline"


def rule_of(project: Project) -> Rule:
    """The rule as the project has it; what nobody has set is as `Rule` says."""
    stored = project.rule()
    names = {"timepoint_weeks": "weeks"}
    known = {names.get(key, key): value for key, value in stored.items() if value is not None}
    return Rule(**{key: value for key, value in known.items() if key in Rule.__slots__})


def set_rule(project: Project, changes: Mapping[str, Any], *, author: Author, at: datetime, why: str = "") -> Rule:
    """Change parts of the rule; the rest stays. Every answer follows, and the history keeps the earlier rule."""
    rule = replace(rule_of(project), **changes)
    value = {
        "timepoint_weeks": rule.weeks, "several": rule.several, "rho": rule.rho, "icc": rule.icc,
        "method": rule.method, "test": rule.test, "level": rule.level,
    }  # fmt: skip
    project.append([NewDecision("rule", "rule.set", value, why=why)], author=author, at=at)
    return rule


def review_of(project: Project) -> Review:
    """Everything that pages need, worked out from the project as it stands."""
    studies = {study.id: study for study in project.studies()}
    outcomes = {outcome.id: outcome for outcome in project.outcomes()}
    contrasts = {c.id: _as_its_study_stands(c, studies) for c in project.contrasts() if c.study in studies}
    rule = rule_of(project)
    answers = answer_all(tuple(contrasts.values()), outcomes.values(), studies, rule)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    rows, last = 0, None
    for decision in project.decisions():
        decisions[decision.subject].append(decision)
        rows += 1
        last = decision.at if last is None else max(last, decision.at)
    counts = project.counts()
    packaged = _is_packaged(outcomes)
    return Review(
        title=project.title,
        updated=last,
        version=rows,
        outcomes=outcomes,
        studies=studies,
        contrasts=contrasts,
        answers=answers,
        rule=rule,
        codebook=codebook(),
        headline=_headline(outcomes),
        decisions={subject: tuple(rows) for subject, rows in decisions.items()},
        facts=_facts() if packaged else {},
        flow=Flow(
            records=counts.records, duplicates=counts.duplicates,
            screened=counts.included + counts.excluded + counts.maybe,
            excluded=counts.excluded, included=counts.included,
        ),
        licence=LICENCE if packaged else "",
    )  # fmt: skip


def _as_its_study_stands(contrast: Contrast, studies: Mapping[str, Study]) -> Contrast:
    """A person's word on the study frees or removes all its results that waited for it."""
    verdict = studies[contrast.study].is_peer_support
    if verdict == "yes" and contrast.use == "ask":
        return replace(contrast, use="main")
    if verdict == "ask" and contrast.use == "main":
        return replace(contrast, use="ask")
    if verdict == "no" and contrast.use != "apart":
        return replace(contrast, use="apart", use_why="found not to be about peer support")
    return contrast


def _is_packaged(outcomes: Mapping[str, Any]) -> bool:
    """Whether the project answers the packaged question, to which the packaged facts belong."""
    return {"depression", "hba1c", "hospital_admission"} <= set(outcomes)


def _headline(outcomes: Mapping[str, Any]) -> tuple[str, ...]:
    document = yaml.safe_load((PEER_SUPPORT / "outcomes.yaml").read_text(encoding="utf-8"))
    return tuple(name for name in document[HEADLINE] if name in outcomes)


def _facts() -> dict[str, tuple[Mapping[str, str], ...]]:
    """The packaged quotations by section, and the published pooled results by the outcome that they belong to."""
    document = yaml.safe_load((PEER_SUPPORT / "facts.yaml").read_text(encoding="utf-8"))
    facts: dict[str, tuple[Mapping[str, str], ...]] = {
        section: tuple(entries) for section, entries in document.items() if isinstance(entries, list)
    }
    published: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    with (PEER_SUPPORT / "published_pooled.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["outcome_id"] and row["turn"]:
                published[f"published:{row['outcome_id']}"].append({**row, "text": _printed(row)})
    return facts | {key: tuple(rows) for key, rows in published.items()}


def _printed(row: Mapping[str, str]) -> str:
    """A published estimate turned to our direction, with the digits that it was printed with."""
    turn = float(row["turn"])
    digits = max(2, *(len(row[name].partition(".")[2]) for name in ("estimate", "ci_low", "ci_high")))
    value = turn * float(row["estimate"])
    text = f"{row['measure']} {number(value, digits)}"
    if row["ci_low"] and row["ci_high"]:
        low, high = sorted((turn * float(row["ci_low"]), turn * float(row["ci_high"])))
        text += f" ({interval(low, high, digits)})"
    return text


def explain(review: Review, answer_id: str) -> dict[str, Any]:
    """The whole path of one answer: estimate, contrasts with weights, numbers, decisions, words and source.

    Raises `UsageError` for an id that no answer has, naming the nearest.
    """
    answer = review.by_id.get(answer_id)
    if answer is None:
        near = difflib.get_close_matches(answer_id, list(review.by_id), n=1)
        raise UsageError(f"no answer {answer_id!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    outcome = review.outcomes[answer.outcome]
    document: dict[str, Any] = {
        "id": answer.id, "outcome": outcome.label, "by": dict(answer.by), "refused": answer.refused,
        "rule": list(review.rule.sentences()),
        "left_out": [{"contrast": name, "reason": reason} for name, reason in answer.left_out],
    }  # fmt: skip
    if answer.estimate is None:
        return document
    estimate = answer.estimate
    certainty = review.certainty(answer)
    summary = summarise(answer, outcome, certainty, dict(review.contrasts))
    return document | {
        "claim": summary.claim,
        "statistic": summary.statistic,
        "estimate": {
            "measure": outcome.measure, "value": shown(estimate.beta, outcome),
            "ci_low": shown(estimate.ci_low, outcome), "ci_high": shown(estimate.ci_high, outcome),
            "pi_low": shown(estimate.pi_low, outcome), "pi_high": shown(estimate.pi_high, outcome),
            "k": estimate.k, "participants": estimate.participants, "tau2": estimate.tau2, "i2": estimate.i2,
            "method": estimate.method, "test": estimate.test,
        },
        "certainty": {"level": certainty.level, "reasons": list(certainty.reasons), "suggested_by": certainty.by},
        "contrasts": [
            contrast_path(review, contrast_id, weighted.weight)
            for weighted in estimate.studies
            for contrast_id in (weighted.effect.combined or (weighted.effect.contrast,))
        ],
    }  # fmt: skip


def contrast_path(review: Review, contrast_id: str, weight: float | None = None) -> dict[str, Any]:
    """One result from the number in use down to the words: recovered steps, decisions, anchors."""
    contrast = review.contrasts[contrast_id]
    outcome = review.outcomes.get(contrast.outcome)
    effect = recover(contrast, outcome, icc=review.rule.icc) if outcome else None
    document: dict[str, Any] = {
        "contrast": contrast.id,
        "study": review.studies[contrast.study].label,
        "instrument": contrast.instrument,
        "weeks": contrast.weeks,
        "weight": weight,
        "printed": numbers_of(contrast),
        "words": [
            {"text": anchor.text, "verbatim": anchor.verbatim, "source": anchor.source} for anchor in contrast.anchors
        ],
        "decisions": [decision_line(d) for d in review.decisions.get(f"contrast:{contrast.id}", ())],
    }
    if isinstance(effect, Refusal):
        return document | {"refused": effect.reason}
    if effect is not None:
        document |= {
            "yi": effect.yi, "vi": effect.vi,
            "recovered": [
                {"what": step.what, "how": step.how, "assumes": step.assumes, "source": step.source}
                for step in effect.steps
            ],
        }  # fmt: skip
    return document


def decision_line(decision: Decision) -> dict[str, Any]:
    """Who, when, why: for people and for JSON."""
    author = decision.author
    return {
        "uuid": decision.uuid, "kind": decision.kind, "by": author.name, "author_kind": author.kind,
        "version": author.version, "at": decision.at.isoformat(), "why": decision.why,
    }  # fmt: skip


def main_answers(review: Review) -> list[Answer]:
    """The main answers in the order in which pages show them."""
    return [review.main[name] for name in review.leading]
