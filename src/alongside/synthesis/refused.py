"""Why an outcome has no answer: nobody measured it, its trials wait, or there are results that could not be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from alongside.evidence import Contrast
from alongside.words.plurals import all_of

__all__ = ["why_no_answer"]

SHOWN = 3
"""Different reasons that the sentence names; the list of what was left out has them all."""

AGAINST = {
    "nothing_or_usual": "nothing or usual care",
    "waiting_list": "a waiting list",
    "attention": "attention without support",
    "professional": "professionals",
    "other_programme": "another programme",
}
"""Classes of comparators in a sentence."""


def why_no_answer(contrasts: Sequence[Contrast], left_out: Mapping[str, str], *, others: Collection[str] = ()) -> str:
    """The sentence for an outcome of which no result entered.

    `contrasts` are those that compare with the comparator that was asked for, `left_out` the reason of each that did
    not enter, by id; `others` are the classes of the comparators that the outcome's other results have.

    >>> why_no_answer([Contrast("a/1", "a", "death", "", False)], {"a/1": "no standard error can be worked out"})
    '1 trial has results that could not be used: no standard error can be worked out.'
    """
    refused = [c for c in contrasts if c.use == "main" and c.id in left_out]
    waiting = [c for c in contrasts if c.use == "ask" and c.id in left_out]
    apart = [c for c in contrasts if c.use == "apart"]
    sentences = []
    if refused:
        sentences.append(_because(refused, left_out, "could not be used"))
    if apart:
        sentences.append(
            _because(apart, {**left_out, **{c.id: c.use_why for c in apart if c.use_why}}, "are kept apart")
        )
    if waiting and not refused and not apart:
        return "The trials of this outcome wait for a person to say whether they are about peer support."
    if waiting:
        sentences.append(f"{_trials(waiting)} for a person to say whether it is about peer support.")
    if sentences:
        return " ".join(sentences)
    nothing = "No trial compares peer support with nothing or usual care on this outcome"
    against = all_of(AGAINST.get(name, "something else") for name in sorted(others))
    return f"{nothing}; there are results against {against}, which are told apart." if others else f"{nothing}."


def _because(rows: Sequence[Contrast], reasons: Mapping[str, str], what: str) -> str:
    k = len({row.study for row in rows})
    different = list(dict.fromkeys(reasons.get(row.id, "").strip().rstrip(".") for row in rows))
    named = [reason for reason in different if reason]
    why = "; ".join(named[:SHOWN])
    further = f"; and {len(named) - SHOWN} more reasons" if len(named) > SHOWN else ""
    return f"{k} {'trial has' if k == 1 else 'trials have'} results that {what}{': ' if why else ''}{why}{further}."


def _trials(rows: Sequence[Contrast]) -> str:
    k = len({row.study for row in rows})
    return "1 trial waits" if k == 1 else f"{k} trials wait"
