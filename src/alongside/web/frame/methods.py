"""How a page may be asked for: looked at, or looked at and posted to (Django has the first as `require_safe`)."""

from __future__ import annotations

from django.views.decorators.http import require_http_methods

__all__ = ["shown_or_posted"]

shown_or_posted = require_http_methods(["GET", "HEAD", "POST"])
