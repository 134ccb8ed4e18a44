"""What the server's workers load: Django, configured for the project that they serve."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from alongside.web.settings import configure_web

configure_web()
application = WSGIHandler()
