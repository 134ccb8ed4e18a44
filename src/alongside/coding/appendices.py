"""Tables beside the evidence, read as strictly: facts about bias, costs, other reviews, what was left out, what
was mended.

Their rows enter no answer. They are checked because a page or a person reads them, and a slip there misleads as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alongside.errors import InputError
from alongside.evidence import Outcome, Study
from alongside.tables import Row, read_table

__all__ = ["read_appendices"]

BIAS_DOMAINS = ("1", "2", "3", "4", "5")
"""The five domains of RoB 2 (Sterne 2019, BMJ 366:l4898)."""

COST_COLUMNS = (
    "programme",
    "country",
    "kind",
    "currency",
    "price_year",
    "what",
    "amount",
    "per",
    "ci_low",
    "ci_high",
    "perspective",
    "horizon_weeks",
    "note",
    "source",
)
COST_KINDS = ("delivery", "difference", "total", "gain", "price of a gain")
"""What an amount is: of delivering support, with less without, of one group, gained, or for one gain."""

POOLED_COLUMNS = (
    "review",
    "population",
    "outcome",
    "measure",
    "estimate",
    "ci_low",
    "ci_high",
    "i2_percent",
    "trials",
    "participants",
    "source",
    "outcome_id",
    "turn",
    "population_code",
    "use_why",
)


def read_appendices(
    folder: Path, studies: Mapping[str, Study], outcomes: Mapping[str, Outcome]
) -> dict[str, tuple[Row, ...]]:
    """The rows of each table that the folder has, by its name without ending.

    Raises
    ------
    InputError : for a study or outcome that is nowhere else, a number or choice out of range, a row without its source
        or its reason.
    """
    tables = {
        "bias_facts": (folder / "bias_facts.csv", ("study", "domain", "what_the_text_says", "source")),
        "costs": (folder / "costs.csv", COST_COLUMNS),
        "published_pooled": (folder / "published_pooled.csv", POOLED_COLUMNS),
        "left_out": (folder / "left_out.csv", ("file", "row", "study", "what", "why")),
        "corrections": (folder / "corrections.csv", ("row_or_field", "packaged", "read", "done", "source")),
    }
    rows = {
        name: read_table(path, required=columns, allowed=columns).rows
        for name, (path, columns) in tables.items()
        if path.exists()
    }
    for row in rows.get("bias_facts", ()):
        if row.text("study") not in studies:
            raise _error(row, "study", f"no study {row.text('study')!r} in studies.csv")
        _needed(row, "what_the_text_says", "source")
        row.choice("domain", BIAS_DOMAINS)
    for row in rows.get("costs", ()):
        _needed(row, "programme", "what", "amount", "source")
        row.choice("kind", COST_KINDS)
        _numbers(row, "amount", "ci_low", "ci_high")
        if row.text("horizon_weeks") != "lifetime":
            _numbers(row, "horizon_weeks")
    for row in rows.get("published_pooled", ()):
        _needed(row, "review", "outcome", "measure", "source")
        _numbers(row, "estimate", "ci_low", "ci_high", "i2_percent", "trials", "participants")
        row.choice("turn", ("1", "-1"))
        if row.text("outcome_id") and row.text("outcome_id") not in outcomes:
            raise _error(row, "outcome_id", f"no outcome {row.text('outcome_id')!r} in outcomes.yaml")
    for row in rows.get("left_out", ()):
        _needed(row, "file", "why")
    for row in rows.get("corrections", ()):
        _needed(row, "row_or_field", "read", "done")
    return rows


def _needed(row: Row, *columns: str) -> None:
    for column in columns:
        if not row.text(column):
            raise _error(row, column, "expected text, found nothing")


def _numbers(row: Row, *columns: str) -> None:
    for column in columns:
        row.number(column)


def _error(row: Row, column: str, expected: str) -> InputError:
    return InputError(expected, path=row.path, row=row.line, column=column)
