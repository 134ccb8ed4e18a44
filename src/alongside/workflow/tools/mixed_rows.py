"""Rows of a table that one mean should not hold together unasked: several measures, several outcomes, a trial twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from alongside.errors import InputError
from alongside.evidence.outcomes import MEASURES
from alongside.tables import Row
from alongside.words.plurals import many

__all__ = ["mixed_rows"]

MEASURE_COLUMNS = ("measure", "effect_measure", "effect measure")
OUTCOME_COLUMNS = ("outcome", "answer", "endpoint")
TRIAL_COLUMNS = ("study", "trial", "slab", "study_id", "study id")

NAMED = 4
"""Values that a sentence names; the others are counted."""


def mixed_rows(path: Path, rows: Sequence[Row], *, printed: bool, parted_by: str, clustered: bool) -> list[str]:
    """What should be said of the rows that are pooled, a sentence each; nothing of a table of one kind.

    Parameters
    ----------
    printed : the effects stand in the table, so that their measure is what a column says of it.
    parted_by : the column of subgroups; "" where there is none.
    clustered : rows of one trial are taken together by the model.

    Raises `InputError` where effects of several measures would be put into one mean.
    """
    measure = _column(rows, MEASURE_COLUMNS)
    if printed and measure and measure != parted_by:
        values = sorted({row.text(measure) for row in rows if row.text(measure)})
        if len(values) > 1 and set(values) <= set(MEASURES):
            expected = (
                f"expected effects of one measure, found {', '.join(values)}; --where {measure}={values[0]} takes one"
            )
            raise InputError(expected, path=path, column=measure)
    sentences = []
    outcome = _column(rows, OUTCOME_COLUMNS)
    if outcome and outcome != parted_by:
        outcomes = list(dict.fromkeys(row.text(outcome) for row in rows if row.text(outcome)))
        if len(outcomes) > 1:
            listed = ", ".join(outcomes[:NAMED]) + (", …" if len(outcomes) > NAMED else "")
            counted = f"{many(len(outcomes), 'outcome')} pooled together ({listed})"
            sentences.append(f"{counted}; --where {outcome}=… takes one")
    trial = _column(rows, TRIAL_COLUMNS)
    if trial and not clustered:
        repeated = sum(number > 1 for number in Counter(row.text(trial) for row in rows if row.text(trial)).values())
        if repeated:
            verb = "has" if repeated == 1 else "have"
            counted = f"{many(repeated, 'trial')} {verb} several rows, each of which counts as a trial of its own"
            sentences.append(f"{counted}; --cluster {trial} takes them together")
    return sentences


def _column(rows: Sequence[Row], names: Sequence[str]) -> str:
    """The column of the table that has one of these names; "" where none has."""
    columns = {column.casefold(): column for row in rows[:1] for column in row.values}
    return next((columns[name] for name in names if name in columns), "")
