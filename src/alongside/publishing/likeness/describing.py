"""What a person says of their people: five fields, each of which may stay open, and what the trials have in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from alongside.errors import InputError
from alongside.publishing.likeness.countries import countries, income_of
from alongside.publishing.review import Review

__all__ = ["DIMENSIONS", "FIELDS", "Choice", "People", "choices"]

DIMENSIONS: Mapping[str, str] = {
    "condition": "population",
    "setting": "setting",
    "form": "form",
    "supporter": "supporter",
}
"""Fields, and the dimension of the codebook from which each takes its codes."""

FIELDS: Mapping[str, str] = {
    "condition": "Who the people are",
    "setting": "Where",
    "form": "How support is offered",
    "supporter": "Who gives it",
    "country": "Country",
}
"""Fields with what a form calls them."""


@dataclass(frozen=True, slots=True)
class People:
    """A described group and programme: codes of the codebook, and a country by its name; "" and () are left open.

    >>> People(condition="diabetes", forms=("telephone",)).stated
    ('condition', 'form')
    """

    condition: str = ""
    setting: str = ""
    forms: tuple[str, ...] = ()
    supporter: str = ""
    country: str = ""

    @property
    def stated(self) -> tuple[str, ...]:
        """Names of the fields that are not open."""
        values = {**{name: getattr(self, name) for name in ("condition", "setting")}, "form": self.forms}
        values |= {"supporter": self.supporter, "country": self.country}
        return tuple(name for name, value in values.items() if value)

    def without(self, *fields: str) -> People:
        """The same with some fields left open."""
        emptied = {("forms" if name == "form" else name): () if name == "form" else "" for name in fields}
        return replace(self, **emptied)  # type: ignore[arg-type]  # each name has the type of its field

    def checked(self, review: Review) -> People:
        """Itself. Raises `InputError` in one line for a code that the codebook lacks, or a country nobody knows."""
        for field, codes in self._codes().items():
            code_ids = {code.id for code in review.codebook.dimension(DIMENSIONS[field]).codes}
            for code in codes:
                if code not in code_ids:
                    raise InputError(f"{field}: expected one of {', '.join(sorted(code_ids))}, found {code!r}")
        if self.country and not income_of(self.country):
            raise InputError(
                f"country: the income group of {self.country!r} is not known; leave it open or name a country"
            )
        return self

    def words(self, review: Review) -> str:
        """In one line: "Telephone calls; Diabetes; Kenya"."""
        labels = [
            review.codebook.code(DIMENSIONS[field], code).label
            for field, codes in self._codes().items()
            for code in codes
        ]
        return "; ".join([*labels, *([self.country] if self.country else [])]) or "anybody, any form of support"

    def _codes(self) -> dict[str, tuple[str, ...]]:
        stated = {"form": self.forms, "condition": (self.condition,), "setting": (self.setting,)}
        stated |= {"supporter": (self.supporter,)}
        return {field: tuple(code for code in codes if code) for field, codes in stated.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that trials have, with how many have it."""

    id: str
    label: str
    trials: int


def choices(review: Review) -> dict[str, tuple[Choice, ...]]:
    """For each field the codes that at least one standing trial has, and the countries."""
    chosen = {}
    for field, dimension in DIMENSIONS.items():
        trials = Counter(code for study in review.trials for code in set(study.codes_of(dimension)))
        counted = [Choice(code.id, code.label, trials[code.id]) for code in review.codebook.dimension(dimension).codes]
        chosen[field] = tuple(choice for choice in counted if choice.trials)
    return {**chosen, "country": tuple(Choice(name, name, 0) for name in countries())}


def unique_labels(ids_and_labels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Labels by id; where two ids share a label, the id stands behind it.

    >>> unique_labels([("a", "Kew 2017"), ("b", "Kew 2017"), ("c", "Ash 2018")])
    {'a': 'Kew 2017 (a)', 'b': 'Kew 2017 (b)', 'c': 'Ash 2018'}
    """
    pairs = list(ids_and_labels)
    labels = [label for _, label in pairs]
    return {name: label if labels.count(label) == 1 else f"{label} ({name})" for name, label in pairs}
