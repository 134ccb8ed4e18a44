"""A service on this machine, a clock that only the test moves, and a search with both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import httpx
import pytest

from alongside.services import Page, Position, Strategy, search, service_named
from service_double import ServiceDouble, serving


@dataclass
class Clock:
    """Seconds that pass only in sleep."""

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def double() -> Iterator[ServiceDouble]:
    with serving() as service:
        yield service


Find = Callable[..., list[Page]]


@pytest.fixture
def find(double: ServiceDouble, clock: Clock) -> Iterator[Find]:
    """Search the double, all pages of it."""
    with httpx.Client() as client:

        def searched(strategy: Strategy, position: Position | None = None, most_pages: int = 10_000) -> list[Page]:
            pages = search(
                strategy,
                client,
                interval=service_named(strategy.database).interval,
                clock=clock,
                sleep=clock.sleep,
                seed=7,
                today=date(2026, 11, 23),
                position=position,
                address=double.address,
            )
            return [page for page, _ in zip(pages, range(most_pages), strict=False)]

        yield searched
