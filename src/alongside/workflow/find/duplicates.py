"""Find: which records of the project are one report. What a machine found, and what a person says to it.

A record's first cluster has one kept record, to which the others point (`record.duplicate_of`). Records that come later
are compared with what is here; what was decided stays. What a machine is not sure of waits as a pair for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np
from numpy.typing import NDArray

from alongside import __version__
from alongside.deduplication import SIGNS, Clusters, Corpus, Kept, corpus_of, explain_pairs, fullness, keep, traits_of
from alongside.deduplication.blocking import candidate_pairs, keys_of
from alongside.deduplication.clusters import cluster
from alongside.deduplication.corpus import fingerprints
from alongside.deduplication.local import judge_pairs
from alongside.deduplication.model import ASK, MERGE, RULES, Judged
from alongside.deduplication.outlines import joined_outlines, may_be_one_report, outlines_of
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project, Settled
from alongside.project.find.kinds import (
    DUPLICATE_OF,
    PairVerdict,
    duplicate_of,
    pair_decided,
    pair_subject,
    pair_suggested,
)
from alongside.project.log.own import undone

__all__ = [
    "DEDUPLICATION",
    "PATTERNS",
    "VERDICTS",
    "Found",
    "find_duplicates",
    "pair_subject",
    "report_of",
    "separate",
    "settle",
    "settle_pattern",
]

DEDUPLICATION = Author(
    "machine", "Alongside's deduplication", version=__version__, parameters={"merge": MERGE, "ask": ASK}
)

VERDICTS = {"same": "One report", "different": "Different reports", "linked": "Reports of one study"}

PATTERNS = {rule.name: rule.why for rule in RULES} | {"doubt": "they agree in part"} | SIGNS
"""Why a pair waits for a person, by the name under which pairs alike are settled together."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for duplicates did: records compared, duplicates marked, pairs that wait for a person."""

    compared: int
    duplicates: int
    asked: int


def find_duplicates(
    project: Project, *, at: datetime, again: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Found:
    """Compare the records that were not compared yet with all that are here, and write what was found.

    Parameters
    ----------
    again : compare everything again, as after an import that was taken back; what was decided still holds.

    Notes
    -----
    Two searches may run at once, in two pages or processes: the one that comes second compares again what is left.
    """
    duplicates = project.find.duplicates
    if again:
        duplicates.forget_keys()
    while new := duplicates.unmatched():
        comparison = _compared(project, new, at, progress)
        if comparison is not None:
            return comparison
    return Found(0, 0, 0)


def _compared(project: Project, new: list[int], at: datetime, progress: Callable[[str], None]) -> Found | None:
    """Some records compared with those that were; None where another search had some of them first."""
    duplicates = project.find.duplicates
    progress(f"reading {len(new)} records")
    ids: list[str] = []
    full: list[float] = []
    traits = []
    for _, stored in duplicates.numbered_records(new):
        ids.append(stored.id)
        full.append(fullness(stored.record))
        traits.append(traits_of(stored.record))
    corpus = corpus_of(traits)
    outlines = outlines_of(corpus)
    numbers, old = duplicates.outlines()
    progress(f"comparing {len(new)} records with {len(numbers)}")
    whole = joined_outlines(old, outlines)
    left, partner_id = candidate_pairs(whole.keys, new_from=len(numbers))
    if len(numbers):
        possible = may_be_one_report(whole, left, partner_id)
        left = left[possible]
        touched = {
            stored.id for _, stored in duplicates.numbered_records(numbers[np.unique(left[left < len(numbers)])])
        }
        for _, stored in duplicates.numbered_records(duplicates.numbers_of(duplicates.group_of(touched))):
            ids.append(stored.id)
            full.append(fullness(stored.record))
            traits.append(traits_of(stored.record))
        corpus = corpus_of(traits)
        # Of the old records only those matter that meet a new one, with their groups: the pairs are found again here.
        left, partner_id = candidate_pairs(keys_of(corpus))
        both_earlier = (left >= len(new)) & (partner_id >= len(new))
        left, partner_id = left[~both_earlier], partner_id[~both_earlier]
    decisions, waiting = _decided(
        corpus, ids, np.array(full), len(new), left, partner_id, duplicates.settled_about(ids)
    )
    progress("writing what was found")
    if not duplicates.write_matched(np.array(new, dtype=np.int64), outlines, decisions, author=DEDUPLICATION, at=at):
        return None
    return Found(len(new), len(decisions) - waiting, waiting)


def _decided(
    corpus: Corpus,
    ids: Sequence[str],
    full: NDArray[np.float64],
    new: int,
    left: NDArray[np.int64],
    partner_id: NDArray[np.int64],
    settled: Settled,
) -> tuple[list[NewDecision], int]:
    """What is to be written: duplicates, then pairs for a person; and how many of the latter there are."""
    index_of = {uuid: index for index, uuid in enumerate(ids)}
    together = {
        (index_of[record], index_of[of]) for record, of in settled.root.items() if record in index_of and of in index_of
    }
    together |= {(index_of[a], index_of[b]) for a, b in settled.together if a in index_of and b in index_of}
    apart = {(index_of[a], index_of[b]) for a, b in settled.apart if a in index_of and b in index_of}

    def look(ones: NDArray[np.int64], others: NDArray[np.int64]) -> Judged:
        return judge_pairs(corpus, ones, others)

    judged = look(left, partner_id)
    clusters = cluster(len(ids), left, partner_id, judged, look, fingerprints(corpus), together=together, apart=apart)
    decisions = _merges(corpus, ids, full, new, clusters, settled)
    links = [link for link in clusters.asked if min(link.first, link.second) < new]
    ends = np.array([(link.first, link.second) for link in links], dtype=np.int64).reshape(-1, 2)
    for link, why in zip(links, explain_pairs(corpus, ends[:, 0], ends[:, 1]), strict=True):
        pattern = RULES[link.rule].name if link.rule >= 0 else "doubt"
        pair = (ids[link.first], ids[link.second])
        decisions.append(pair_suggested(pair, round(link.probability, 4), why, pattern))
    return decisions, len(links)


def _merges(
    corpus: Corpus, ids: Sequence[str], full: NDArray[np.float64], new: int, clusters: Clusters, settled: Settled
) -> list[NewDecision]:
    """Duplicates to mark: each record of a group that does not yet point to the group's kept record."""
    roots = set(settled.root.values())
    decisions = []
    doubled = np.flatnonzero(clusters.partner != np.arange(len(ids)))
    why = dict(zip(doubled.tolist(), explain_pairs(corpus, doubled, clusters.partner[doubled]), strict=True))
    order = np.argsort(clusters.label, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(clusters.label[order])) + 1):
        if len(group) < 2:
            continue
        members = group.tolist()
        # What was kept stays kept; else what came first stays; among new records the fullest is kept.
        root_candidates = [index for index in members if ids[index] in roots] or [
            index for index in members if index >= new
        ]
        root = min(root_candidates) if root_candidates else max(members, key=lambda index: (full[index], -index))
        for index in members:
            if index == root or settled.root.get(ids[index]) == ids[root]:
                continue
            probability = round(float(clusters.probability[index]), 4) if index in why else None
            reason = why.get(index, "settled by a person")
            decisions.append(duplicate_of(ids[index], ids[root], reason, probability=probability))
    return decisions


def settle(
    project: Project, pair: str, verdict: str, *, author: Author, at: datetime, why: str = ""
) -> Sequence[Decision]:
    """Say of two records ("uuid/uuid") whether they are one report ("same"), two ("different"), or two reports of one
    study ("linked"). Of two that are the same, the fuller one is kept.

    Raises `UsageError` for another verdict and for records that are not here.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is no answer; expected one of {', '.join(VERDICTS)}")
    record_id, _, partner_id = pair.partition("/")
    record_a, record_b = project.overview.record(record_id), project.overview.record(partner_id)
    if record_a is None or record_b is None:
        raise NotHereError(f"no pair {pair!r} in this project")
    decisions = [pair_decided((record_id, partner_id), cast(PairVerdict, verdict), why=why)]
    if verdict == "same":
        roots = [record_a.duplicate_of or record_a.id, record_b.duplicate_of or record_b.id]
        if roots[0] != roots[1]:
            heads = [head for head in map(project.overview.record, roots) if head is not None]
            standing = max(heads, key=lambda head: fullness(head.record)).id
            gone = next(uuid for uuid in roots if uuid != standing)
            for uuid in sorted(project.find.duplicates.group_of([gone]), key=lambda uuid: uuid != gone):
                decisions.append(duplicate_of(uuid, standing, "a person said so", why=why))
    return project.append(decisions, author=author, at=at)


def settle_pattern(
    project: Project, pattern: str, verdict: str, *, author: Author, at: datetime, least: float = 0.0
) -> int:
    """Settle every pair of one pattern that waits, in one act; gives how many."""
    done = 0
    for pair in project.find.duplicates.waiting(pattern, limit=100_000):
        if pair.probability >= least:
            settle(
                project, pair.pair, verdict, author=author, at=at, why=f"all pairs: {PATTERNS.get(pattern, pattern)}"
            )
            done += 1
    return done


def separate(project: Project, record: str, *, author: Author, at: datetime, why: str = "") -> Sequence[Decision]:
    """Take a merge back: the record stands for itself again, and later files will not merge it with that one.

    Raises `UsageError` for a record that is no duplicate.
    """
    duplicate = project.overview.record(record)
    if duplicate is None or not duplicate.duplicate_of:
        raise UsageError(f"the record {record!r} is marked as no duplicate")
    states = [state for state in project.state(f"record:{record}") if state.kind == DUPLICATE_OF]
    decisions = [undone(f"record:{record}", row.uuid, why=why) for state in states for row in state.heads]
    decisions.append(pair_decided((record, duplicate.duplicate_of), "different", why=why))
    return project.append(decisions, author=author, at=at)


def report_of(project: Project, record: str) -> tuple[Kept, tuple[str, ...]]:
    """The one record of a group, made of the best of each, and the ids of its members in the order of `Kept.fields`.

    Raises `UsageError` for a record that is not here.
    """
    ids = sorted(project.find.duplicates.group_of([record]))
    members = [stored for stored in (project.overview.record(uuid) for uuid in ids) if stored is not None]
    if not members:
        raise NotHereError(f"no record {record!r} in this project")
    return keep([stored.record for stored in members]), tuple(stored.id for stored in members)
