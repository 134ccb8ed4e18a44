"""Alongside: a living, checkable answer to "peer support: what is it, and does it work, for people like ours?"

Nothing heavy is imported here. The engines load when they are touched, so that a notebook pays only for what it uses:

>>> import alongside
>>> alongside.__version__.count(".")
2
>>> alongside.evidence.Estimate.__name__
'Estimate'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "certainty",
    "coding",
    "deduplication",
    "evaluation",
    "evidence",
    "packaged",
    "planning",
    "records",
    "screening",
    "synthesis",
    "tables",
]

if TYPE_CHECKING:
    from alongside import (
        certainty,
        coding,
        deduplication,
        evaluation,
        evidence,
        packaged,
        planning,
        records,
        screening,
        synthesis,
        tables,
    )

_ENGINES = frozenset(__all__) - {"__version__"}


def __getattr__(name: str) -> Any:
    if name in _ENGINES:
        return importlib.import_module(f"alongside.{name}")
    raise AttributeError(f"module 'alongside' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
