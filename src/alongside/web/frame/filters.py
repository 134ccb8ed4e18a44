"""Filters of the workbench's templates."""

from __future__ import annotations

from django.template import Library

from alongside.words.addresses import address_of

__all__ = ["register"]

register = Library()
register.filter("address", address_of)
