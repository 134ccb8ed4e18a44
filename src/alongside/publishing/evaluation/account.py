"""What is known of an evaluation, as its documents take it; nothing in it says who is in which arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alongside.evaluation.protocol import Protocol
from alongside.evaluation.samplesize import Requirement

__all__ = ["Account"]


@dataclass(frozen=True, slots=True)
class Account:
    """`requirement` is None, with `no_size` saying why, while the sample size cannot be worked out. `report` is that of
    the opened analysis, empty before; `locked`, `opened` are days.
    """

    protocol: Protocol
    version: int
    requirement: Requirement | None
    no_size: str = ""
    digest: str = ""
    seal: str = ""
    locked: str = ""
    locked_by: str = ""
    opened: str = ""
    opened_by: str = ""
    deviations: tuple[str, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)
