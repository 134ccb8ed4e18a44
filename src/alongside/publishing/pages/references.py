"""The trials as a list of references: name, title where it is known, and an address that leads to the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alongside.evidence import Study
from alongside.words.numbers import count

__all__ = ["Reference", "references"]


@dataclass(frozen=True, slots=True)
class Reference:
    """`text` is what is printed, `url` where it leads ("" where no identifier is known)."""

    text: str
    url: str


def references(studies: Iterable[Study]) -> list[Reference]:
    """Every report of the studies, in the order of their names.

    >>> from alongside.evidence import Report
    >>> references([Study("a", "Ash 2010", 2010, reports=(Report("a", "Calls for asthma", "10.1/x", 2010),))])
    [Reference(text='Ash 2010. Calls for asthma. doi:10.1/x', url='https://doi.org/10.1/x')]
    """
    return [
        reference
        for study in sorted(studies, key=lambda study: study.label.casefold())
        for reference in _of_study(study)
    ]


def _of_study(study: Study) -> list[Reference]:
    with_doi = [report for report in study.reports if report.doi]
    if with_doi:
        return [
            Reference(_text(study.label, report.title, f"doi:{report.doi}"), f"https://doi.org/{report.doi}")
            for report in with_doi
        ]
    title = next((report.title for report in study.reports if report.title), "")
    if study.pmid:
        return [
            Reference(
                _text(study.label, title, f"PubMed {study.pmid}"), f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"
            )
        ]
    if study.pmcid:
        url = f"https://pmc.ncbi.nlm.nih.gov/articles/{study.pmcid}/"
        return [Reference(_text(study.label, title, study.pmcid), url)]
    reports = f"{count(len(study.reports))} reports" if len(study.reports) > 1 else ""
    return [Reference(_text(study.label, title, study.registration or reports), "")]


def _text(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." if not part.startswith("doi:") else part for part in parts if part)
