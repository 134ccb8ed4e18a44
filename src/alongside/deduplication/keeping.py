"""One record of a group: the best field of each member, and from which member it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from alongside.records import Record
from alongside.records.record import LISTS

__all__ = ["Kept", "best_of", "fullness", "keep"]

LONGEST = ("abstract", "pages", "original_title", "journal_abbreviation")
"""Fields of which the longest is the fullest: exports cut them, none pads them."""

FULLEST = tuple(sorted(LISTS))
"""Lists of which the one with the most entries is the fullest."""

FILLED = ("title", "year", "journal", "volume", "issue", "issn", "pmid", "pmcid", "language", "type", "accession")
"""Fields that stay as the best member has them; where it has none, the first other member that has one gives it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The one record. `of` is the place of the member that it is made of, `fields` gives for each field that came from
    another the place of that member."""

    record: Record
    of: int
    fields: Mapping[str, int]


def best_of(members: Sequence[Record]) -> int:
    """The place of the member that says most; of equals, the first.

    >>> best_of([Record(title="Calls"), Record(title="Calls", doi="10.1234/a", abstract="..." * 50)])
    1
    """
    return max(range(len(members)), key=lambda index: (fullness(members[index]), -index))


def fullness(record: Record) -> float:
    """How much a record says: a point for each of eight fields, up to one for the abstract's length, half a point less
    for a title in capitals.

    >>> fullness(Record()), fullness(Record(title="CALLS", year=2009))
    (0.0, 0.5)
    """
    has = (
        record.doi,
        record.pmid,
        record.abstract,
        record.authors,
        record.year,
        record.journal,
        record.volume,
        record.pages,
    )
    return sum(map(bool, has)) + min(len(record.abstract), 5000) / 5000 - 0.5 * (record.title.isupper())


def keep(members: Sequence[Record]) -> Kept:
    """The best of some records, completed from the others.

    A DOI is the one that most members have. `database` names all, and `extra` holds what any of them has.

    >>> kept = keep([Record(title="Calls", pmid="7"), Record(title="Calls", doi="10.1234/a", authors=("Ash A",))])
    >>> kept.record.pmid, kept.record.doi, kept.of, dict(kept.fields)
    ('7', '10.1234/a', 1, {'pmid': 0})
    """
    of = best_of(members)
    order = [of, *(index for index in range(len(members)) if index != of)]
    chosen: dict[str, int] = {}
    for name in LONGEST:
        chosen[name] = max(order, key=lambda index: len(getattr(members[index], name)))
    for name in FULLEST:
        # Of lists with as many entries, the one that spells them out.
        chosen[name] = max(
            order, key=lambda index: (len(getattr(members[index], name)), sum(map(len, getattr(members[index], name))))
        )
    for name in FILLED:
        chosen[name] = next((index for index in order if getattr(members[index], name)), of)
    dois = Counter(member.doi for member in members if member.doi)
    if dois:
        doi = members[of].doi or dois.most_common(1)[0][0]
        if dois[doi] < dois.most_common(1)[0][1]:
            doi = dois.most_common(1)[0][0]
        chosen["doi"] = next(index for index in order if members[index].doi == doi)
    values = {name: getattr(members[index], name) for name, index in chosen.items()}
    databases = dict.fromkeys(name for member in members for name in member.database.split("; ") if name)
    extra: dict[str, tuple[str, ...]] = {}
    for index in order:
        for name, texts in members[index].extra.items():
            extra[name] = tuple(dict.fromkeys((*extra.get(name, ()), *texts)))
    record = replace(members[of], **values, database="; ".join(databases), extra=extra)
    fields = {name: index for name, index in chosen.items() if getattr(members[of], name) != values[name]}
    return Kept(record, of, fields)
