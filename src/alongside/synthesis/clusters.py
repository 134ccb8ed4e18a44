"""What a cluster trial's numbers need: the design effect, where they do not allow for the clusters.

Design effect: 1 + (average cluster size − 1) × intracluster correlation (Cochrane Handbook 23.1.4).
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.evidence import ClusterDesign, Recovery
from alongside.synthesis.printed import CannotRecover

__all__ = ["Clusters", "design_of"]


@dataclass(frozen=True, slots=True)
class Clusters:
    """A cluster design with the intracluster correlation that is used, printed or assumed."""

    allowed_for: str
    size: float | None
    icc: float
    icc_printed: bool

    @property
    def unknown(self) -> bool:
        """Whether the report leaves open if its interval allows for the clusters."""
        return self.allowed_for == "unknown"

    @property
    def design_effect(self) -> float:
        """1 + (size − 1) × ICC.

        Raises
        ------
        CannotRecover : the average size is not known.
        """
        if self.size is None:
            raise CannotRecover(
                "Groups of people were randomised together, the printed numbers do not allow for that, and the size of "
                "the groups is not known."
            )
        return 1 + (self.size - 1) * self.icc

    def step(self, what: str) -> Recovery:
        """The step that puts the design effect on numbers that do not allow for the clusters."""
        where = "printed" if self.icc_printed else "assumed here, because the report does not print it"
        return Recovery(
            "design effect",
            f"1 + ({self.size:g} − 1) × {self.icc:g} = {self.design_effect:.3g}; {what}",
            f"People of one cluster are alike with an intracluster correlation of {self.icc:g} ({where}).",
            "Cochrane Handbook 23.1.4 and 23.1.5",
        )

    def printed_step(self) -> Recovery:
        """The step that takes a printed interval or p value on trust."""
        return Recovery(
            "clusters",
            "the printed precision is used as it is",
            "It is assumed that the printed interval or p value allows for the clusters; the report leaves it open.",
            "Cochrane Handbook 23.1.3",
        )

    def standardising_note(self) -> str:
        """What standardising by a recovered SD assumes of the clusters, as a sentence."""
        if self.size is None:
            return (
                "The size of the clusters is not known, so the SD was recovered as if there were none; it comes out "
                "too large, and the effect too near to 0, in the same proportion as its standard error."
            )
        where = "printed" if self.icc_printed else "assumed"
        return f"An intracluster correlation of {self.icc:g} is {where}."


def design_of(cluster: ClusterDesign | None, icc: float) -> Clusters | None:
    """The clusters of a contrast with its own intracluster correlation or, failing that, `icc`; None without."""
    if cluster is None:
        return None
    stated_icc = cluster.icc
    return Clusters(
        cluster.allowed_for, cluster.average_size, icc if stated_icc is None else stated_icc, stated_icc is not None
    )
