"""Reports of one study: the protocol, the trial, its follow-up. They are linked for a person to look at, never merged.

Two signs, both from the Cochrane Handbook (version 6.5, section 4.6.2, on linking multiple reports of a study): the
same registration number, and the same authors with the same number of participants. A review that names the trials
which it includes is no report of theirs, so reviews are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from alongside.deduplication.normalise import traits_of
from alongside.records import Record
from alongside.records.identifiers import registrations_in

__all__ = ["SIGNS", "StudyLink", "StudySigns", "links", "signs_of"]

SIGNS = {
    "registration": "they name the same registration",
    "sample": "the same authors studied the same number of people",
}
"""What a link rests on, and how it is said."""

SAMPLE = re.compile(
    r"\b[nN]\s?=\s?(\d{2,5})\b"
    r"|\b(\d{2,5}) (?:\w+ ){0,3}?(?:participants|patients|people|adults|women|men|children|adolescents|veterans|"
    r"individuals|persons|caregivers|carers|mothers|volunteers|students)\b"
)
"""A number of participants, as abstracts say it."""

THOUSANDS = re.compile(r"(?<=\d)[,\u202f\u00a0 ](?=\d{3}\b)")

LEAST_SAMPLE = 20
"""Smaller numbers are as often ages, weeks or per cent."""

LEAST_SHARED = 2
"""Authors in common; and at least half of the shorter list."""

MOST_YEARS = 8
"""Between two reports of one study: follow-ups come late."""

MOST_OF_ONE = 30
"""Reports that name one registration. More of them say that it is a register's example, or a programme."""

Key = TypeVar("Key", bound=Hashable)

REVIEWS = frozenset({"review", "comment", "letter", "editorial", "news"})


@dataclass(frozen=True, slots=True)
class StudySigns:
    """What a record says of its study.

    Parameters
    ----------
    registrations : numbers of registers that it names.
    samples : numbers of participants that its abstract may mean.
    authors : family names, in one form.
    """

    registrations: frozenset[str]
    samples: frozenset[int]
    authors: frozenset[str]
    year: int


@dataclass(frozen=True, slots=True)
class StudyLink:
    """Two records, by their places, that may be reports of one study; the sign, and what it rests on in words."""

    first: int
    second: int
    sign: str
    why: str


def signs_of(record: Record) -> StudySigns:
    """The signs of a record.

    >>> said = "In ISRCTN12345678, 1,240 adults took part."
    >>> signs = signs_of(Record(title="Calls", abstract=said, authors=("Ash, A.",)))
    >>> sorted(signs.registrations), sorted(signs.samples), sorted(signs.authors)
    (['ISRCTN12345678'], [1240], ['ash'])
    """
    if record.type in REVIEWS:
        return StudySigns(frozenset(), frozenset(), frozenset(), 0)
    traits = traits_of(record)
    text = THOUSANDS.sub("", record.abstract)
    samples = {int(match.group(1) or match.group(2)) for match in SAMPLE.finditer(text)}
    return StudySigns(
        frozenset(traits.registrations) | frozenset(registrations_in(record.title)),
        frozenset(size for size in samples if size >= LEAST_SAMPLE),
        frozenset(traits.surnames),
        record.year or 0,
    )


def links(signs: Sequence[StudySigns]) -> list[StudyLink]:
    """Pairs of records that may be reports of one study, each once; of many that share a sign, each with the first.

    >>> a = StudySigns(frozenset({"NCT01234567"}), frozenset(), frozenset({"ash"}), 2009)
    >>> links([a, a, StudySigns(frozenset(), frozenset({120}), frozenset({"ash"}), 2010)])
    [StudyLink(first=0, second=1, sign='registration', why='both name NCT01234567')]
    """
    links_by_pair: dict[tuple[int, int], StudyLink] = {}
    for number, places in _by(signs, lambda study: study.registrations).items():
        if len(places) <= MOST_OF_ONE:
            for position in places[1:]:
                pair = (places[0], position)
                links_by_pair.setdefault(pair, StudyLink(*pair, "registration", f"both name {number}"))
    keys = _by(signs, lambda study: ((size, name) for size in study.samples for name in study.authors))
    for (size, _), places in keys.items():
        for index, left in enumerate(places):
            for right in places[index + 1 : index + 1 + MOST_OF_ONE]:
                if (left, right) not in links_by_pair and _same_people(signs[left], signs[right]):
                    shared = ", ".join(sorted(name.title() for name in signs[left].authors & signs[right].authors)[:4])
                    why = f"both have {size} participants, and the authors {shared} in common"
                    links_by_pair[left, right] = StudyLink(left, right, "sample", why)
    return [links_by_pair[pair] for pair in sorted(links_by_pair)]


def _by(signs: Sequence[StudySigns], keys_of: Callable[[StudySigns], Iterable[Key]]) -> dict[Key, list[int]]:
    """The places of the records that have a key, for keys that several have."""
    members: defaultdict[Key, list[int]] = defaultdict(list)
    for position, study in enumerate(signs):
        for key in keys_of(study):
            members[key].append(position)
    return {key: places for key, places in members.items() if len(places) > 1}


def _same_people(a: StudySigns, b: StudySigns) -> bool:
    shared = len(a.authors & b.authors)
    near = not (a.year and b.year) or abs(a.year - b.year) <= MOST_YEARS
    return near and shared >= LEAST_SHARED and 2 * shared >= min(len(a.authors), len(b.authors))
