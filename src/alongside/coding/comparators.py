"""What a trial compared with, in words, as one of the classes that are pooled apart."""

from __future__ import annotations

import re

__all__ = ["class_of", "gives_more"]

USUAL = (
    r"usual|standard care|routine|treatment as usual|\btau\b|nothing|minimal care|control( group| arm)?$|"
    r"no (intervention|treatment|support|contact)|care as (usual|before)"
)
WORDS = (
    ("waiting_list", r"wait(ing)?[ -]?list|waitlist|delayed (start|access|support)|deferred"),
    ("nothing_or_usual", USUAL),
    ("attention", r"attention|leaflet|booklet|pamphlet|information only|newsletter|website only|placebo|sham"),
)
"""Only words that leave no doubt; whatever else is said waits for a person."""

MORE = re.compile(
    r"\+|\band\b|\bplus\b|\bwith\b|therap|nurse|psycholog|professional|counsel|group|programme|program|course"
)
"""Signs that something else was given too, which makes "usual care" not the whole of it."""


def gives_more(words: str) -> bool:
    """Whether the words speak of something that is given beside usual care.

    >>> gives_more("what the service does anyway"), gives_more("a leaflet and a nurse's calls")
    (False, True)
    """
    return MORE.search(words.casefold()) is not None


def class_of(words: str) -> str | None:
    """The class of a comparator in the report's words, None where the words leave a doubt.

    >>> class_of("usual care"), class_of("Waiting list"), class_of("cognitive behavioural therapy by a psychologist")
    ('nothing_or_usual', 'waiting_list', None)
    >>> class_of("usual care plus a nurse's calls") is None
    True
    """
    text = " ".join(words.casefold().split())
    classes = {name for name, pattern in WORDS if re.search(pattern, text)}
    if len(classes) != 1 or MORE.search(text):
        return None
    return classes.pop()
