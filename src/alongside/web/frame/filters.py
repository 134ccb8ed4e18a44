"""Filters of the workbench's templates."""

from __future__ import annotations

from django.template import Library

from alongside.words.addresses import address_of
from alongside.words.plurals import are, many

__all__ = ["register"]

register = Library()
register.filter("address", address_of)
register.filter("many", many)
register.filter("are", are)


@register.filter
def thousands(number: int) -> str:
    """A whole number with commas between its thousands, as `many` writes it before a thing."""
    return f"{number:,}"
