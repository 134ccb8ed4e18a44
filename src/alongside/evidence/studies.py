"""What was done: one study, the reports that describe it, its arms, and its codes with the words behind them.

Vocabulary (Cochrane Handbook 6.4): a *record* is one bibliographic entry; a *report* one document; a *study* one
investigation, which several reports may describe; an *arm* one of its randomised groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from alongside.evidence.decisions import QuoteAnchor

__all__ = ["DEPTHS", "ELIGIBLE", "Code", "CodeStatus", "Depth", "Eligible", "Report", "Study"]

Eligible = Literal["yes", "no", "ask"]
ELIGIBLE: tuple[Eligible, ...] = get_args(Eligible)
"""Whether a study is peer support; `ask` waits for a person."""

CodeStatus = Literal["present", "said_absent", "not_stated", "not_looked_at"]
"""The first two rest on words. The others are what a person says of one code, where it is not what follows from how
deeply the trial was read (`Arm.cell`)."""

Depth = Literal["", "full_text", "protocol", "registry", "abstract"]
DEPTHS: tuple[Depth, ...] = get_args(Depth)
"""The deepest text of a trial that was read; "" where nobody noted it. Tables of other people's reviews and first pages
count as an abstract: what they leave out, the report may still say."""


@dataclass(frozen=True, slots=True)
class Report:
    """One document that describes a study. `sources` says where its title was read."""

    id: str
    title: str = ""
    doi: str | None = None
    year: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the codebook given to a study: `dimension` and `code` are ids of the codebook.

    `sure` is false where the reader guessed or wants a person to look; `note` says why. `status` tells a code that is
    there from one that the words deny, and from one of which nothing is known. `read_twice`
    says whether a second reader held it against its source.
    """

    dimension: str
    code: str
    anchors: tuple[QuoteAnchor, ...] = ()
    sure: bool = True
    note: str = ""
    status: CodeStatus = "present"
    read_twice: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """One investigation. `is_peer_support` is "ask" where a person has yet to say whether it belongs at all."""

    id: str
    label: str
    year: int | None = None
    country: str = ""
    condition: str = ""
    setting: str = ""
    design: str = ""
    supporter: str = ""
    comparator: str = ""
    training_hours: float | None = None
    duration_weeks: float | None = None
    is_peer_support: str = "yes"  # yes | ask | no
    reports: tuple[Report, ...] = ()
    codes: tuple[Code, ...] = ()
    note: str = ""
    pmid: str = ""
    pmcid: str = ""
    registration: str = ""
    depth: Depth = ""
    read_in: str = ""  # which texts were read, in words

    @property
    def read_in_full(self) -> bool:
        """Whether silence of the texts means that the trial does not state a thing."""
        return self.depth in ("full_text", "protocol")

    def codes_of(self, dimension: str) -> tuple[str, ...]:
        """The ids of this study's codes in one dimension, in the order in which they were given.

        >>> Study("a", "A 2020", codes=(Code("form", "group"), Code("setting", "home"))).codes_of("form")
        ('group',)
        """
        return tuple(code.code for code in self.codes if code.dimension == dimension)
