"""Invented people who come to be allocated: of either place, and of an age where the list asks for it."""

from __future__ import annotations

from typing import Any

from alongside.evaluation.allocation import Minimisation
from alongside.workflow.test.allocating import AllocationService

__all__ = ["AGES", "FACTORS", "PLACES", "levels_of", "traits_of"]

PLACES, AGES = ("north", "south"), ("under 40", "40 to 64", "65 and over")
FACTORS = {"place": list(PLACES), "age": list(AGES)}


def levels_of(number: int) -> dict[str, str]:
    """Person by person all pairs of levels, and not equally often."""
    return {"place": PLACES[number % 2], "age": AGES[number * number % 7 % 3]}


def traits_of(service: AllocationService, number: int) -> dict[str, Any]:
    """What the service's list asks of this person."""
    if isinstance(service.procedure, Minimisation):
        return {"levels": levels_of(number)}
    return {"stratum": PLACES[number % 2]}
