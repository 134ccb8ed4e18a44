"""Data that ships: the peer-support evidence, its codebook, the words of its outcomes, and facts as quotations.

`PEER_SUPPORT` is the folder; `coding.read_evidence` and `coding.read_codebook` read it as they read anybody's own.
"""

from pathlib import Path

__all__ = [
    "ABOUT",
    "LICENCE",
    "PACKAGED_COUNTRIES",
    "PACKAGED_INCOME_YEARS",
    "PEER_SUPPORT",
    "SEARCH_STRATEGIES",
    "VERSION",
]

PEER_SUPPORT = Path(__file__).parent / "peer_support"

SEARCH_STRATEGIES = Path(__file__).parent / "search_strategies.yaml"
"""Strategies to start from, one a database; `workflow.strategies` reads them."""

PACKAGED_COUNTRIES = Path(__file__).parent / "country_income.csv"
"""Countries with their income group; its source stands in `publishing.likeness.countries`."""

PACKAGED_INCOME_YEARS = Path(__file__).parent / "country_income_years.csv"
"""The same by year since 1988, as spans of years in one group."""

VERSION = "2026.11"
"""Version of the packaged evidence; a project records which version its rows came from."""

LICENCE = (
    "Evidence data: CC BY 4.0, Alongside's packaged evidence; the figures come from the sources that each row names. "
    "Program: Apache 2.0."
)

ABOUT = {
    "search": "not systematic",
    "search_words": "The evidence is what was found and could be read in texts that each row names; no database was "
    "searched from end to end. The texts were read in November 2026.",
    "limits": "Trials that printed no number are missing, and those tend to be the ones that found nothing. Many "
    "trials were read in an abstract, a table or a registry only, which each study's page says.",
    "authors": f"Alongside's packaged evidence, version {VERSION}",
    "licence": LICENCE,
}
"""What the packaged evidence says of itself. Who paid for it and who has an interest in it is not stated."""
