"""Looking trials up: by form, supporter, condition, component, training, outcome, country and year, with counts that
follow each choice.

Vocabulary. A *facet* is a question ("Form"); a *value* is one answer on offer ("telephone"); what somebody chose is a
mapping of facets to values. Trials are positions in a list, and a value holds the set of its trials as the bits of one
whole number, so that a count is one `&` and one `bit_count`, for any number of trials.

How choices combine: a trial must match every facet in which something is chosen. Within a facet, any of the values
chosen is enough, except where they can be had together and the question is whether they were (`together`: components,
training and supervision); there a trial must have all of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from alongside.coding.codebook import Codebook
from alongside.coding.condition_groups import NO_CONDITION, ConditionGroup
from alongside.evidence import Arm, Contrast, Outcome, Study

__all__ = ["CODED", "CROSSED", "Choice", "Facet", "Facets", "Value", "facets_of", "outcome_domains"]

Choice = Mapping[str, Sequence[str]]
"""Values chosen, by facet."""

CODED = {
    "form": "form",
    "supporter": "supporter",
    "condition": "population",
    "component": "component",
    "training": "infrastructure",
}
"""Facets that are dimensions of the codebook, by the name that an address has."""

TRAINED_AT_ALL = ("trained", "Trained, of any length")
"""A value of the facet *training* that no codebook has: a length of training, or training whose hours are not printed.
Values of that facet are chosen together, so nobody could ask for one length or another."""

NOT_TRAINED = "training_none"

TOGETHER = frozenset({"component", "training"})

CROSSED = {"form": "outcome", "component": "outcome", "condition": "form"}
"""On the static site: the facet by which the page of a value is divided further. These are the pairs of the maps."""

LABELS = {
    "form": "How people meet",
    "supporter": "Who gives support",
    "condition": "Condition",
    "group": "Group of conditions",
    "component": "What support is made of",
    "training": "Training and what stands behind",
    "outcome": "What was measured",
    "country": "Country",
    "year": "Year",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet, and the trials that have it as bits.

    `unseen` are those that may have it, since nothing that was read of them would say: no full text and no protocol.
    """

    id: str
    label: str
    trials: int
    unseen: int = 0

    @property
    def k(self) -> int:
        """How many trials have it."""
        return self.trials.bit_count()


@dataclass(frozen=True, slots=True)
class Facet:
    """One question with the values that at least one trial has; `together` as the module says.

    `silent` holds the trials that have no value here: nobody read what it is, which is not the same as having none.
    """

    id: str
    label: str
    values: tuple[Value, ...]
    together: bool
    silent: int

    def value(self, name: str) -> Value | None:
        """The value of that id; None where no trial has it."""
        return next((value for value in self.values if value.id == name), None)


@dataclass(frozen=True, slots=True)
class Facets:
    """All facets of some trials; positions are those of `studies`."""

    studies: tuple[Study, ...]
    facets: tuple[Facet, ...]

    def facet(self, name: str) -> Facet | None:
        """The facet of that id, None where there is none."""
        return next((facet for facet in self.facets if facet.id == name), None)

    def matching(self, choice: Choice, *, without: str = "") -> int:
        """The trials that match, as bits; `without` leaves one facet's choices out.

        A value that no trial has matches none.
        """
        matching = (1 << len(self.studies)) - 1
        for facet in self.facets:
            chosen = choice.get(facet.id, ())
            if not chosen or facet.id == without:
                continue
            masks = [value.trials if (value := facet.value(name)) else 0 for name in chosen]
            matching &= _all_of(masks) if facet.together else _any_of(masks)
        return matching

    def count(self, facet: Facet, value: Value, choice: Choice) -> int:
        """How many trials there would be if this value were chosen too (or, where it is, how many there are of it)."""
        if facet.together:
            return (self.matching(choice) & value.trials).bit_count()
        return (self.matching(choice, without=facet.id) & value.trials).bit_count()

    def listed(self, trials: int) -> tuple[Study, ...]:
        """The studies of some bits, in their order."""
        return tuple(study for position, study in enumerate(self.studies) if trials >> position & 1)


def _any_of(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _all_of(masks: Sequence[int]) -> int:
    common = masks[0]
    for mask in masks[1:]:
        common &= mask
    return common


def facets_of(
    studies: Iterable[Study],
    contrasts: Iterable[Contrast],
    outcomes: Mapping[str, Outcome],
    codebook: Codebook,
    arms: Iterable[Arm] = (),
    groups: Sequence[ConditionGroup] = (),
) -> Facets:
    """Every facet of the given studies, which come in the order of their labels.

    >>> from alongside.evidence import Code
    >>> calls = Study("a", "A 2020", 2020, "Kenya", codes=(Code("setting", "home"),))
    >>> facets = facets_of([calls], [], {}, Codebook(1, ()))
    >>> [(facet.id, [value.label for value in facet.values]) for facet in facets.facets]
    [('country', ['Kenya']), ('year', ['2020 to 2024'])]
    """
    listed = tuple(sorted(studies, key=lambda study: (study.label.casefold(), study.id)))
    domains = outcome_domains(listed, contrasts, outcomes)
    book = {dimension.id: dimension for dimension in codebook.dimensions}
    in_part = sum(1 << position for position, study in enumerate(listed) if not study.read_in_full)
    denied = _denied(listed, arms)
    facets = []
    for name, dimension in CODED.items():
        if dimension in book:
            labels = {code.id: code.label for code in book[dimension].codes}
            lengths = frozenset(code for code in labels if code.startswith("training_") and code != NOT_TRAINED)
            if name == "training" and lengths:
                labels = dict([TRAINED_AT_ALL]) | labels
            values_of = functools.partial(_codes, dimension=dimension, lengths=lengths if name == "training" else ())
            facet = _facet(name, labels, listed, values_of)
            # Whom a trial is for is said in the shortest text; where it has no code, nobody has looked.
            silence = facet.silent if name == "condition" else in_part
            facets.append(_with_unseen(facet, silence, {code: denied.get((dimension, code), 0) for code in labels}))
    if groups:
        labels = {group.id: group.label for group in groups if group.id != NO_CONDITION}
        group_of = {code: group.id for group in groups for code in group.codes}
        grouped = _facet("group", labels, listed, functools.partial(_groups, group_of=group_of))
        # Carers and older people are no condition: their trials are in no group, and that is known.
        unknown = sum(1 << position for position, study in enumerate(listed) if not study.codes_of("population"))
        facets.append(replace(grouped, silent=unknown))
    if "outcome_domain" in book:
        labels = {code.id: code.label for code in book["outcome_domain"].codes}
        outcome = _facet("outcome", labels, listed, lambda study: domains.get(study.id, ()))
        facets.append(_with_unseen(outcome, in_part, {}))
    countries = {country: country for study in listed for country in _countries(study)}
    facets.append(_facet("country", dict(sorted(countries.items())), listed, _countries, by_count=True))
    years = {span: span.replace("-", " to ") for study in listed for span in _years(study)}
    facets.append(_facet("year", dict(sorted(years.items(), reverse=True)), listed, _years))
    return Facets(listed, tuple(facet for facet in facets if facet.values))


def outcome_domains(
    studies: Iterable[Study], contrasts: Iterable[Contrast], outcomes: Mapping[str, Outcome]
) -> dict[str, frozenset[str]]:
    """For each study, the outcome domains of the results that were read; one kept apart counts, since it was measured.

    The domain of the review's outcome comes first; a result that belongs to none has the domain that it was coded with.
    """
    measured: dict[str, set[str]] = {study.id: set(study.codes_of("outcome_domain")) for study in studies}
    for contrast in contrasts:
        outcome = outcomes.get(contrast.outcome)
        domain = outcome.domain if outcome else contrast.domain
        if domain and contrast.study in measured:
            measured[contrast.study].add(domain)
    return {study: frozenset(domains) for study, domains in measured.items()}


def _codes(study: Study, *, dimension: str, lengths: Collection[str]) -> tuple[str, ...]:
    """The codes of a study, and before them that its supporters were trained, where it has any of `lengths`."""
    codes = study.codes_of(dimension)
    return (TRAINED_AT_ALL[0], *codes) if any(code in lengths for code in codes) else codes


def _groups(study: Study, *, group_of: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group_of[code] for code in study.codes_of("population") if code in group_of))


def _denied(studies: Sequence[Study], arms: Iterable[Arm]) -> dict[tuple[str, str], int]:
    """For each (dimension, code), the trials of which it is known that an arm of support does not have it, or that what
    was read does not state it.
    """
    position = {study.id: index for index, study in enumerate(studies)}
    denied: dict[tuple[str, str], int] = {}
    for arm in arms:
        if arm.role != "support" or arm.study not in position:
            continue
        for code in arm.codes:
            if code.status in ("said_absent", "not_stated"):
                pair = (code.dimension, code.code)
                denied[pair] = denied.get(pair, 0) | 1 << position[arm.study]
    return denied


def _with_unseen(facet: Facet, silence: int, denied: Mapping[str, int]) -> Facet:
    values = tuple(replace(value, unseen=silence & ~value.trials & ~denied.get(value.id, 0)) for value in facet.values)
    return replace(facet, values=values)


def _facet(
    name: str,
    labels: Mapping[str, str],
    studies: Sequence[Study],
    values_of: Callable[[Study], Iterable[str]],
    *,
    by_count: bool = False,
) -> Facet:
    masks = dict.fromkeys(labels, 0)
    silent = 0
    for position, study in enumerate(studies):
        mine = [value for value in values_of(study) if value in masks]
        for value in mine:
            masks[value] |= 1 << position
        silent |= 0 if mine else 1 << position
    values = [Value(value, labels[value], mask) for value, mask in masks.items() if mask]
    if by_count:
        values.sort(key=lambda value: (-value.k, value.label))
    return Facet(name, LABELS[name], tuple(values), name in TOGETHER, silent)


def _countries(study: Study) -> tuple[str, ...]:
    """The countries of a study, several where its text names several.

    "Bosnia and Herzegovina" is one country, so "and" parts only after a comma or between England and Wales.
    """
    text = study.country.replace("England and Wales", "England, Wales")
    parts = re.split(r";|,", text)
    if len(parts) > 1:
        parts = [piece for part in parts for piece in re.split(r"\band\b", part)]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _years(study: Study) -> tuple[str, ...]:
    """Five years as one value, since a trial more or less in one year says nothing."""
    if study.year is None:
        return ()
    start = study.year - study.year % 5
    return (f"{start}-{start + 4}",)
