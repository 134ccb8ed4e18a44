"""What the packaged evidence says of a sample size's assumptions: standard deviations and intracluster correlations.

Each proposal stands with the study and the source that it was read in; nothing is proposed that no source says.
"""

from __future__ import annotations

import math
from typing import Any

from alongside.errors import UsageError
from alongside.packaged import PEER_SUPPORT
from alongside.tables import read_table

__all__ = ["proposals"]


def proposals(instrument: str) -> dict[str, Any]:
    """Standard deviations of arms measured with an instrument, pooled by their degrees of freedom; and published ICCs.

    `instrument` is its name as the evidence has it, or a part of it that fits one instrument only.

    Raises `UsageError` for one that no trial used, or a part that fits several; those that there are are named.
    """
    rows = [row for row in read_table(PEER_SUPPORT / "results.csv").rows if row.text("sd1") and row.text("sd2")]
    every = sorted({row.text("instrument") for row in rows})
    names = [name for name in every if instrument.casefold() in name.casefold()]
    exact = [name for name in names if name.casefold() == instrument.casefold()]
    if not names:
        listed = ", ".join(every)
        raise UsageError(f"no trial of the packaged evidence has the SD of {instrument!r}; there are {listed}")
    if len(names) > 1 and not exact:
        raise UsageError(f"{instrument!r} fits several instruments; name one of {', '.join(names)}")
    chosen = exact[0] if exact else names[0]
    arms: list[dict[str, Any]] = [
        {"sd": sd, "n": n, "study": row.text("study"), "source": row.text("source")}
        for row in rows
        if row.text("instrument") == chosen
        for sd, n in ((row.number(f"sd{arm}"), row.number(f"n{arm}")) for arm in (1, 2))
        if sd and n and n > 1
    ]
    squares = sum((arm["n"] - 1) * arm["sd"] ** 2 for arm in arms)
    return {
        "instrument": chosen,
        "sd": math.sqrt(squares / sum(arm["n"] - 1 for arm in arms)),
        "arms": arms,
        "icc": published_correlations(),
    }


def published_correlations() -> list[dict[str, Any]]:
    """Published intracluster correlations with their sources, as the packaged evidence quotes them."""
    import yaml

    document = yaml.safe_load((PEER_SUPPORT / "thresholds.yaml").read_text(encoding="utf-8"))
    rows = document["intracluster_correlation"]
    return [
        {"value": row["value"], "what": row["what"], "source": row["source"], "quote": row["quote"]}
        for row in rows
        if row.get("value") is not None
    ]
