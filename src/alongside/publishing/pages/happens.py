"""What happens in a call, a meeting, a forum, a course: counted, and in the words of the trials' own texts.

Nothing is told here that no packaged text says: the numbers are counts of codes and doses, the rest is quoted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from alongside.evidence import Arm, Code
from alongside.publishing.links import Links
from alongside.publishing.made_of import Dosage, doses
from alongside.publishing.review import Review

__all__ = ["happenings"]

TITLES = {
    "telephone": "A call",
    "group": "A meeting",
    "forum": "A forum",
    "training": "A course",
    "one_to_one": "A visit, one to one",
}

QUOTED = (
    "sharing_experience",
    "active_listening",
    "open_discussion",
    "problem_solving",
    "goal_setting",
    "counselling",
    "education",
    "skills_training",
    "link_to_services",
    "monitoring",
)
"""Components whose words tell what people do together, those first that are peers' own."""

ABBREVIATION = re.compile(r"\b[A-Z]{2,}")
"""Letters that only a reader of the report knows; words without them come first."""

SHORTEST, LONGEST = 35, 170
"""Letters of a quotation: a word alone tells nothing, and a paragraph is not read."""

QUOTES, COMMONEST, ENOUGH = 3, 4, 3

ENOUGH_FOR_HALF = 5
"""Arms from which a middle half is told: of three or four it would lie between single arms."""


def happenings(review: Review, links: Links) -> list[dict[str, Any]]:
    """For each form: its trials as everywhere else, and of its arms what they are most often made of, how much there is
    of it, and what texts say. A trial whose text does not say in which arm a form was used counts, and has no arm."""
    rows = []
    for form, title in TITLES.items():
        arms = [arm for arm in review.supporting if form in arm.form]
        if not arms:
            continue
        definition = review.codebook.code("form", form)
        rows.append(
            {
                "id": form,
                "title": title,
                "definition": definition.definition,
                "arms": len(arms),
                "trials": sum(form in study.codes_of("form") for study in review.trials),
                "url": links.browse({"form": (form,)}),
                "amount": _amount(arms),
                "parts": _parts(arms, review),
                "quotes": _quotes(arms, review, links),
            }
        )
    return rows


def _amount(arms: Sequence[Arm]) -> list[str]:
    """The numbers that at least three arms say, each with how many say it; the middle half from five arms on."""
    return [
        f"{dose.label.lower()}: {_rounded(dose.median)} {dose.unit} in the middle{_half(dose)} "
        f"({len(dose.values)} of {dose.arms} arms say so)"
        for dose in doses(arms)
        if len(dose.values) >= ENOUGH and dose.name in ("contacts_planned", "contact_minutes", "duration_weeks")
    ]


def _half(dose: Dosage) -> str:
    if len(dose.values) < ENOUGH_FOR_HALF:
        return ""
    low, high = dose.quartiles
    return f"; half lie between {_rounded(low)} and {_rounded(high)}"


def _rounded(value: float) -> str:
    """Whole contacts, minutes and weeks from ten on: a middle of a few trials bears no more."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _parts(arms: Sequence[Arm], review: Review) -> list[dict[str, Any]]:
    counted = Counter(code for arm in arms for code in arm.components)
    return [
        {"label": review.codebook.code("component", code).label, "n": n} for code, n in counted.most_common(COMMONEST)
    ]


def _quotes(arms: Sequence[Arm], review: Review, links: Links) -> list[dict[str, str]]:
    """Words from different trials about different things, from arms with this form alone where there are such."""
    candidates = [
        (len(ABBREVIATION.findall(_words(code))), len(arm.form), QUOTED.index(code.code), arm.id, code)
        for arm in arms
        for code in arm.codes
        if code.dimension == "component" and code.code in QUOTED and code.status == "present" and _words(code)
    ]
    chosen: list[tuple[str, Code]] = []
    for *_, arm_id, code in sorted(candidates, key=lambda candidate: candidate[:4]):
        study = arm_id.partition("/")[0]
        if any(study == taken or code.code == before.code for taken, before in chosen):
            continue
        chosen.append((study, code))
        if len(chosen) == QUOTES:
            break
    return [
        {
            "words": _words(code),
            "study": review.studies[study].label,
            "url": links.study(study),
            "about": review.codebook.code("component", code.code).label,
        }
        for study, code in chosen
    ]


def _words(code: Code) -> str:
    """A quotation word for word that can stand alone; "" where there is none."""
    for anchor in code.anchors:
        if anchor.verbatim and code.sure and SHORTEST <= len(anchor.text) <= LONGEST:
            return anchor.text
    return ""
