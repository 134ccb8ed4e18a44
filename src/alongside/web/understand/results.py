"""One result of one trial, typed into a form: checked as a row of a table is, and a decision that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alongside.errors import InputError
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project
from alongside.words.addresses import address_of
from alongside.workflow.understand.loading import load_result

__all__ = ["COMPARATORS", "new_result"]

COMPARATORS = (
    ("nothing_or_usual", "Nothing, or usual care"),
    ("waiting_list", "A waiting list"),
    ("attention", "Attention or materials without a person's support"),
    ("professional", "A professional's support"),
    ("other_programme", "Another programme"),
)

PRINTED = (
    ("", "None printed"),
    ("MD", "Difference of means (MD)"),
    ("SMD", "Standardised difference of means (SMD)"),
    ("RR", "Risk ratio (RR)"),
    ("OR", "Odds ratio (OR)"),
    ("HR", "Hazard ratio (HR)"),
    ("RD", "Difference of risks (RD)"),
)

FIELDS = {
    "study": ("The trial", ""),
    "new_study": ("A new trial", "its first author and year: Kew 2017"),
    "outcome": ("The outcome", ""),
    "new_outcome": ("A new outcome", "low mood"),
    "higher_is_better": ("Which way is better", ""),
    "instrument": ("Instrument", "PHQ-9; empty, if it is the outcome itself"),
    "weeks": ("When", "weeks after the start: 26, or 6 months"),
    "comparator": ("Compared with", "in the report's words"),
    "comparator_class": ("Which is", ""),
    "n1": ("People with support", ""),
    "n2": ("People without", ""),
    "events1": ("Events with support", ""),
    "events2": ("Events without", ""),
    "mean1": ("Mean with support", ""),
    "sd1": ("SD with support", ""),
    "mean2": ("Mean without", ""),
    "sd2": ("SD without", ""),
    "effect_measure": ("What it is", ""),
    "effect": ("Estimate", ""),
    "ci_low": ("Lower limit, 95%", ""),
    "ci_high": ("Upper limit, 95%", ""),
    "p": ("p", "0.03, or <0.001"),
    "source": ("The place", "the report, with its table or page"),
    "as_read": ("The words or numbers there", "empty: the numbers above"),
    "note": ("A note", ""),
}
"""What the form asks for, by the columns of a table of results: its name on the page, and a hint."""

NUMBERS = frozenset({f"{part}{arm}" for part in ("n", "events", "mean", "sd") for arm in (1, 2)})
LIMITS = frozenset({"effect", "ci_low", "ci_high"})
"""Fields for which a telephone shows its keys for numbers."""

NEW = ("new_study", "new_outcome")
"""Fields that name what the project does not have yet; each stands for the column behind its underscore."""

LARGEST = 2000
"""Signs of one field; the longest quotations are some hundred."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; `options` where it is a choice."""

    name: str
    label: str
    hint: str
    value: str
    wrong: bool
    number: bool
    options: tuple[tuple[str, str], ...] = ()


@shown_or_posted
def new_result(request: HttpRequest) -> HttpResponse:
    """The form; what is wrong is said beside the field, and what was typed stays."""
    if request.method != "POST":
        return _page(request, {"study": request.GET.get("study", "")[:200]})
    typed = {name: request.POST.get(name, "").strip()[:LARGEST] for name in FIELDS}
    values = {name: text for name, text in typed.items() if name not in NEW}
    for name in NEW:
        column = name.removeprefix("new_")
        values[column] = typed[name] or typed[column]
    try:
        loaded = load_result(project(), values, author=person(request), at=now())
    except InputError as error:
        return _page(request, typed, wrong=error)
    if not loaded.uuids:
        return _page(request, typed, message="This result is here already, word for word; nothing was added.")
    response = redirect(f"{reverse('understand-result')}?{urlencode({'study': loaded.trials[0]})}")
    message = " ".join(("The result is added.", *(f"{text}." for text in loaded.understood)))
    return flash(response, message, undo=",".join(loaded.uuids))


def _page(
    request: HttpRequest, typed: dict[str, str], wrong: InputError | None = None, message: str = ""
) -> HttpResponse:
    column = (wrong.column or "") if wrong else ""
    if wrong:
        message = f"{FIELDS[column][0]}: {wrong.expected}" if column in FIELDS else wrong.expected
    studies = tuple((study.id, study.label) for study in project().understand.studies())
    outcomes = tuple((outcome.id, outcome.label) for outcome in project().understand.outcomes())
    options = {
        "study": (("", "A new trial, named below"), *studies),
        "outcome": (("", "A new outcome, named below"), *outcomes),
        "comparator_class": (("", "What its words say"), *COMPARATORS),
        "effect_measure": PRINTED,
    }
    fields = {
        name: Field(
            name, label, hint, typed.get(name, ""), name == column, name in NUMBERS | LIMITS, options.get(name, ())
        )
        for name, (label, hint) in FIELDS.items()
    }
    chosen = typed.get("study", "")
    values = {
        "verb": "understand",
        "fields": fields,
        "message": message,
        "failed": wrong is not None,
        "chosen": address_of(chosen) if chosen in dict(studies) else "",
    }
    return page(request, "understand/result.html", values, status=400 if wrong else 200)
