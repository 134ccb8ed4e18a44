"""Sealed envelopes for an outage as PDF: a sheet a person, to be folded so that the arm is inside."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.publishing.evaluation.pdf import compiled

__all__ = ["envelopes_pdf"]


def envelopes_pdf(title: str, evaluation: str, sheets: Sequence[tuple[str, int, str]]) -> bytes:
    """One sheet for each of (stratum, number, arm): the outside above the fold, the arm below it."""
    values = {
        "title": title,
        "evaluation": evaluation,
        "sheets": [{"stratum": stratum, "number": str(number), "arm": arm} for stratum, number, arm in sheets],
    }
    return compiled("envelopes.typ", values, {})
