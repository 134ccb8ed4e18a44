"""Templates: Django's engine on our own folder, with no settings of a web application needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from alongside.publishing.links import Links
from alongside.publishing.review import Review

__all__ = ["STATIC", "TEMPLATES", "render"]

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def render(name: str, review: Review, links: Links, values: Mapping[str, Any]) -> str:
    """One page of the public site as HTML."""
    context = {
        "layout": "publishing/base.html",
        "stylesheet": links.file("static/alongside.css"),
        "review": review,
        "links": links,
        **values,
    }
    return _engine().get_template(f"publishing/{name}.html").render(Context(context, use_l10n=False, use_tz=False))
