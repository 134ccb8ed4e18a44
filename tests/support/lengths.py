"""How long a run is: short in `make test`, long in `make validate` (which sets ALONGSIDE_VALIDATE)."""

from __future__ import annotations

import os

__all__ = ["VALIDATING", "length"]

VALIDATING = bool(os.environ.get("ALONGSIDE_VALIDATE"))


def length(short: int, long: int) -> int:
    """The number of rounds, cases or kills of a run."""
    return long if VALIDATING else short
