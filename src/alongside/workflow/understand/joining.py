"""Two trials that are one: joined by a person's decision, and suggested where they share what only one trial has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision, Study
from alongside.project import Project
from alongside.project.understand.kinds import same_as

__all__ = ["PossiblyOne", "join_studies", "possibly_one"]

REGISTRATION = re.compile(
    r"NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR[-\w]*\d+|DRKS\d{8}|NTR\d{3,5}|CTRI/\d{4}/\d+/\d+", re.I
)


def join_studies(project: Project, study: str, root: str, *, author: Author, at: datetime, why: str = "") -> Decision:
    """Say that `study` is the same trial as `root`, which stands for both: its description holds, with the other's
    reports, results and arms. Taking the decision back parts them again.

    Raises
    ------
    NotHereError : for a study that is not in the project, or stands for itself no longer.
    UsageError : where both are one already.
    """
    standing = {described.id for described in project.understand.studies()}
    for name in (study, root):
        if name not in standing:
            raise NotHereError(f"no study {name!r} in this project, or it is part of another already")
    if study == root:
        raise UsageError(f"{study} is one study already")
    [row] = project.append([same_as(study, root, why=why)], author=author, at=at)
    return row


@dataclass(frozen=True, slots=True)
class PossiblyOne:
    """Two studies that share `sign`, what only one trial should have; nothing is joined by it."""

    first: Study
    second: Study
    sign: str


def possibly_one(studies: Iterable[Study]) -> list[PossiblyOne]:
    """Pairs of studies that share a registration, a report's DOI or a PubMed number."""
    by_sign: dict[str, dict[str, Study]] = defaultdict(dict)
    for study in studies:
        for sign in _signs(study):
            by_sign[sign][study.id] = study
    pairs: dict[tuple[str, str], PossiblyOne] = {}
    for sign, sharing in sorted(by_sign.items()):
        for earlier, later in combinations(sharing.values(), 2):
            pairs.setdefault((earlier.id, later.id), PossiblyOne(earlier, later, sign))
    return list(pairs.values())


def _signs(study: Study) -> set[str]:
    signs = {match.upper() for match in REGISTRATION.findall(study.registration)}
    signs |= {f"doi {report.doi.lower()}" for report in study.reports if report.doi}
    return signs | ({f"PubMed {study.pmid}"} if study.pmid else set())
