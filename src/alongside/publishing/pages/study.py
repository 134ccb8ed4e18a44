"""One study: who, what, why, how, where, each code with its words; every result with its numbers and their history."""

from __future__ import annotations

from typing import Any

from alongside.evidence import TIDIER_ITEMS, Contrast, Decision, EffectSize, Study
from alongside.publishing.links import Links
from alongside.publishing.pages.story import arm_rows, links_of, reading, story
from alongside.publishing.review import Review
from alongside.synthesis.checks import check
from alongside.synthesis.recovery import Refusal
from alongside.words.addresses import address_of
from alongside.words.labels import lowered
from alongside.words.numbers import count, interval, number, shown

__all__ = ["context", "decision_row", "effect_in_words", "list_context", "numbers_of"]

DIMENSIONS = (
    "population",
    "supporter",
    "form",
    "support_type",
    "aim",
    "component",
    "infrastructure",
    "setting",
    "design",
)

SILENT = "not said in the text read"

DECIDED = {
    "study.described": "the study described",
    "study.coded": "coded",
    "study.reported": "what its reports say of the programme",
    "study.eligible": "whether it is peer support",
    "study.same_as": "the same trial as another",
}
"""What each kind of decision about a study is called in its history."""


def list_context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `studies.html`: every study with what it is about."""
    rows = [
        {
            "study": study,
            "url": links.study(study.id),
            "forms": [review.codebook.code("form", code).label for code in study.codes_of("form")],
            "results": sum(1 for c in review.contrasts.values() if c.study == study.id),
        }
        for study in sorted(review.studies.values(), key=lambda s: s.label.casefold())
    ]
    return {"page": "studies", "rows": rows, "waiting": [r for r in rows if _study(r).is_peer_support == "ask"]}


def _study(row: dict[str, Any]) -> Study:
    study: Study = row["study"]
    return study


def context(review: Review, links: Links, study_id: str) -> dict[str, Any]:
    """The values of `study.html`."""
    study = review.studies[study_id]
    contrasts = [c for c in review.contrasts.values() if c.study == study_id]
    used = _used(review)
    return {
        "page": "studies",
        "study": study,
        "title": next((report.title for report in study.reports if report.title), ""),
        "story": story(study, review),
        "links_out": links_of(study),
        "reading": reading(study, review.arms_of.get(study_id, ()), contrasts),
        "arms": arm_rows(study, review),
        "tidier": _tidier(review, study_id),
        "dimensions": [d for d in (_dimension(study, name, review) for name in DIMENSIONS) if d],
        "uncoded": [review.codebook.dimension(name).label for name in DIMENSIONS if not study.codes_of(name)],
        "results": [_result(contrast, review, links, used) for contrast in contrasts],
        "sources": sorted({anchor.source for c in contrasts for anchor in c.anchors if anchor.source}),
        "training": _training(study, review),
        "history": [_told(decision, review) for decision in reversed(review.decisions.get(f"study:{study_id}", ()))],
    }


def _training(study: Study, review: Review) -> str:
    """The hours of training, or what its codes say of it: trained, for hours that no text prints, is not silence."""
    if study.training_hours is not None:
        return f"{study.training_hours:g} hours"
    codes = [code for code in study.codes_of("infrastructure") if code.startswith("training_")]
    labels = [review.codebook.code("infrastructure", code).label for code in codes]
    return "; ".join([label if i == 0 else lowered(label) for i, label in enumerate(labels)]) or SILENT


def _told(decision: Decision, review: Review) -> dict[str, Any]:
    """A row of a study's own history, with what was decided in words."""
    words = DECIDED.get(decision.kind, decision.kind)
    if "dimension" in decision.value:
        words += f": {review.codebook.dimension(decision.value['dimension']).label.lower()}"
    return decision_row(decision) | {"words": words}


def _tidier(review: Review, study_id: str) -> list[tuple[str, str]]:
    """What its reports say, item by item of TIDieR; () where nobody looked."""
    words = {"yes": "in full", "partly": "partly", "no": "not", "not_seen": "not seen: no full text was read"}
    card = review.tidier.get(study_id)
    return [(label, words[item]) for label, item in zip(TIDIER_ITEMS, card.items, strict=True)] if card else []


def _dimension(study: Study, name: str, review: Review) -> dict[str, Any] | None:
    dimension = review.codebook.dimension(name)
    codes = [
        {
            "label": review.codebook.code(name, code.code).label,
            "definition": review.codebook.code(name, code.code).definition,
            "anchors": code.anchors,
            "sure": code.sure,
            "note": code.note,
            "id": code.code,
        }
        for code in study.codes
        if code.dimension == name
    ]
    return {"id": name, "label": dimension.label, "question": dimension.question, "codes": codes} if codes else None


def _used(review: Review) -> dict[str, list[tuple[str, str, float]]]:
    """For each contrast, the main answers that it stands in, with its weight."""
    used: dict[str, list[tuple[str, str, float]]] = {}
    for answer in review.main.values():
        if answer.estimate is None:
            continue
        for weighted in answer.estimate.studies:
            for contrast in {weighted.effect.contrast, *weighted.effect.combined}:
                used.setdefault(contrast, []).append((answer.id, answer.outcome, weighted.weight))
    return used


def _result(
    contrast: Contrast, review: Review, links: Links, used: dict[str, list[tuple[str, str, float]]]
) -> dict[str, Any]:
    outcome = review.outcomes.get(contrast.outcome)
    recovered = review.effects.get(contrast.id)
    effect = recovered if isinstance(recovered, EffectSize) else None
    decisions = review.decisions.get(f"contrast:{contrast.id}", ())
    checked = check(contrast)
    left = ""
    for answer in review.main.values():
        left = next((reason for name, reason in answer.left_out if name == contrast.id), left)
    return {
        "contrast": contrast,
        "anchor": f"result-{address_of(contrast.id.removeprefix(f'{contrast.study}/'))}",
        "outcome": outcome.label if outcome else "No outcome of this review",
        "outcome_url": links.outcome(outcome.id) if outcome else "",
        "twice": contrast.read_twice,
        "weeks": "time not said"
        if contrast.weeks is None
        else f"{contrast.weeks:g} week{'' if contrast.weeks == 1 else 's'}",
        "printed": numbers_of(contrast),
        "people": count(contrast.participants),
        "effect": effect_in_words(effect, review) if effect and outcome else "",
        "steps": effect.steps if effect else (),
        "refused": recovered.reason if isinstance(recovered, Refusal) else "",
        "check": checked.sentence if checked else "",
        "used": [
            {"url": links.outcome(name), "label": review.outcomes[name].label, "weight": number(100 * weight, 1)}
            for _, name, weight in used.get(contrast.id, [])
        ],
        "left_out": left or (contrast.use_why if contrast.use != "main" else ""),
        "history": [decision_row(decision) for decision in reversed(decisions)],
        "comparator": review.codebook.code("comparator", contrast.comparator_class).label,
    }


def effect_in_words(effect: EffectSize, review: Review, digits: int = 3) -> str:
    """An effect with its 95 % interval, as its outcome shows it."""
    outcome = review.outcomes[review.contrasts[effect.contrast].outcome]
    half = 1.959964 * effect.vi**0.5
    low, high = shown(effect.yi - half, outcome), shown(effect.yi + half, outcome)
    assert low is not None
    assert high is not None
    lower, upper = sorted((low, high))
    return f"{outcome.measure} {number(shown(effect.yi, outcome), digits)} ({interval(lower, upper, digits)})"


def numbers_of(contrast: Contrast) -> list[str]:
    """What was printed, a line each: counts, means, the estimate."""
    lines = []
    if contrast.counts:
        c = contrast.counts
        lines.append(f"{count(c.events1)} of {count(c.n1)} people against {count(c.events2)} of {count(c.n2)}")
    if contrast.means:
        m = contrast.means
        sds = [f" (SD {sd:g})" if sd is not None else "" for sd in (m.sd1, m.sd2)]
        lines.append(f"mean {_g(m.mean1)}{sds[0]} in {count(m.n1)} against {_g(m.mean2)}{sds[1]} in {count(m.n2)}")
    if contrast.effect:
        e = contrast.effect
        text = f"{e.measure} {_g(e.value)}"
        if e.ci_low is not None and e.ci_high is not None:
            text += f" (95 % interval {_g(e.ci_low)} to {_g(e.ci_high)})"
        if e.p is not None:
            text += f", p = {e.p:g}"
        lines.append(text)
    return lines


def _g(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def decision_row(decision: Decision) -> dict[str, Any]:
    """A row of the log as the history shows it."""
    author = decision.author
    author_name = author.name if author.kind == "person" else f"{author.name} {author.version} (machine)"
    return {
        "who": author_name,
        "machine": author.kind == "machine",
        "when": decision.at,
        "kind": decision.kind,
        "why": decision.why,
        "uuid": decision.uuid,
        "value": decision.value,
    }
