"""Data that ships: the peer-support evidence, its codebook, the words of its outcomes, and facts as quotations.

`PEER_SUPPORT` is the folder; `coding.read_evidence` and `coding.read_codebook` read it as they read anybody's own.
"""

from pathlib import Path

__all__ = ["LICENCE", "PACKAGED_COUNTRIES", "PEER_SUPPORT", "SEARCH_STRATEGIES", "VERSION"]

PEER_SUPPORT = Path(__file__).parent / "peer_support"

SEARCH_STRATEGIES = Path(__file__).parent / "search_strategies.yaml"
"""Strategies to start from, one a database; `workflow.strategies` reads them."""

PACKAGED_COUNTRIES = Path(__file__).parent / "country_income.csv"
"""Countries with their income group, of two."""

VERSION = "2026.11"
"""Version of the packaged evidence; a project records which version its rows came from."""

LICENCE = (
    "Evidence data: CC BY 4.0, Alongside's packaged evidence; the figures come from the sources that each row names. "
    "Program: Apache 2.0."
)
