"""A study told as a story: who, with what trouble, was offered what by whom, and what came of it.

Each sentence rests on the study's own row, on its codes or on its results; what no text says is said to be so, as *not
stated* where a full text or a protocol was read, and as *not looked at* where none was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alongside.evidence import Arm, Contrast, Dose, EffectSize, Span, Study
from alongside.publishing.made_of import DOSES
from alongside.publishing.pages.findings import said_of
from alongside.publishing.review import Review
from alongside.words.labels import lowered
from alongside.words.plurals import many

__all__ = ["arm_rows", "links_of", "reading", "story"]

LISTED = 4
"""Outcomes that the story names before it refers to the table."""

TOLD = (
    ("form", "People met like this", "How people met"),
    ("component", "It was made of", "What it was made of"),
    ("infrastructure", "Behind the supporters stood", "What stood behind the supporters"),
)

SAID = {
    "present": "",
    "said_absent": "said to be absent",
    "not_stated": "not stated",
    "not_looked_at": "not looked at",
}
"""What stands beside a code that is not simply there."""


def story(study: Study, review: Review) -> list[str]:
    """The study in sentences, in the order in which one would tell it."""
    silent = (
        "is not stated in what was read in full" if study.read_in_full else "was not looked at: no full text was read"
    )
    opening = ", ".join(part for part in (str(study.year or ""), study.country) if part)
    sentences = [
        f"{opening + ': ' if opening else ''}{study.condition or 'a condition that is not said'}; "
        f"{study.design or 'the design is not said'}."
    ]
    sentences.append(f"Support came from: {study.supporter}." if study.supporter else f"Who gave support {silent}.")
    for dimension, begins, names in TOLD:
        labels = _labels(study, dimension, review)
        sentences.append(f"{begins}: {', '.join(labels)}." if labels else f"{names} {silent}.")
    arms = [arm for arm in review.arms_of.get(study.id, ()) if arm.role == "support"]
    amounts = [amount for arm in arms[:1] if arm.dose for amount in _amounts(arm.dose)]
    if amounts:
        sentences.append(f"How much: {'; '.join(amounts)}.")
    sentences.append(_found(study, review))
    return sentences


def _labels(study: Study, dimension: str, review: Review) -> list[str]:
    return [lowered(review.codebook.code(dimension, code).label) for code in study.codes_of(dimension)]


def _amounts(dose: Dose) -> list[str]:
    """Every number of a dose that is known, in words."""
    amounts = []
    for name, (label, unit) in DOSES.items():
        span: Span | None = getattr(dose, name)
        if span is not None:
            value = f"{span.low:g}" if span.low == span.high else f"{span.low:g} to {span.high:g}"
            amounts.append(f"{label.lower()} {value} {unit}")
    return amounts


def _found(study: Study, review: Review) -> str:
    """What came of it: one word an outcome, the first result that may enter an answer."""
    told: dict[str, str] = {}
    for contrast in review.contrasts.values():
        if contrast.study != study.id or contrast.use != "main" or contrast.outcome in told:
            continue
        effect = review.effects.get(contrast.id)
        outcome = review.outcomes.get(contrast.outcome)
        if outcome is not None and isinstance(effect, EffectSize):
            told[contrast.outcome] = f"{outcome.label}: {said_of(effect, outcome.higher_is_better)}"
    if not told:
        return "No result of it can be used in an answer yet; the table says why."
    listed = list(told.values())[:LISTED]
    further = len(told) - len(listed)
    return f"What came of it: {'; '.join(listed)}{f'; and {further} more in the table' if further else ''}."


def links_of(study: Study) -> list[dict[str, str]]:
    """Where the reports can be found: by DOI, in PubMed, in PubMed Central, in the register."""
    links = [
        {"label": f"doi:{report.doi}", "url": f"https://doi.org/{report.doi}"} for report in study.reports if report.doi
    ]
    if study.pmid:
        links.append({"label": f"PubMed {study.pmid}", "url": f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"})
    if study.pmcid:
        links.append({"label": study.pmcid, "url": f"https://pmc.ncbi.nlm.nih.gov/articles/{study.pmcid}/"})
    for number in study.registration.replace(";", " ").split():
        if number.startswith("NCT"):
            links.append({"label": number, "url": f"https://clinicaltrials.gov/study/{number}"})
        elif number.startswith("ISRCTN"):
            links.append({"label": number, "url": f"https://www.isrctn.com/{number}"})
        else:
            links.append({"label": number, "url": ""})
    return links


def reading(study: Study, arms: Sequence[Arm], contrasts: Sequence[Contrast]) -> str:
    """How often what stands on the page was read, in words."""
    codes = [code for arm in arms for code in arm.codes] or list(study.codes)
    twice = sum(1 for code in codes if code.read_twice)
    results = sum(1 for contrast in contrasts if contrast.read_twice)
    if not codes and not contrasts:
        return "Nothing has been read of it yet."
    return (
        f"Held against their source by a second reader: {twice} of {many(len(codes), 'code')} and {results} of "
        f"{many(len(contrasts), 'result')}. The others were read once."
    )


def arm_rows(study: Study, review: Review) -> list[dict[str, Any]]:
    """Each arm with its codes by question, in words, and what is known to be absent; its dose; what it is."""
    roles = {"support": "offered peer support", "comparator": "what it is held against", "other": "a further arm"}
    rows = []
    for arm in review.arms_of.get(study.id, ()):
        dimensions: dict[str, list[dict[str, Any]]] = {}
        for code in arm.codes:
            definition = review.codebook.code(code.dimension, code.code)
            dimensions.setdefault(review.codebook.dimension(code.dimension).label, []).append(
                {
                    "label": definition.label,
                    "absent": code.status == "said_absent",
                    "status": SAID[code.status],
                    "sure": code.sure,
                    "anchors": code.anchors,
                    "twice": code.read_twice,
                    "note": code.note,
                }
            )
        rows.append(
            {
                "id": arm.id,
                "label": arm.label,
                "role": roles[arm.role],
                "dimensions": dimensions.items(),
                "dose": _amounts(arm.dose) if arm.dose else [],
                "dose_words": arm.dose.words if arm.dose else "",
                "note": arm.note,
            }
        )
    return rows
