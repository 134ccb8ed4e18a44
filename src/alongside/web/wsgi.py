"""What the server's workers load: Django, configured for the project that they serve."""

from __future__ import annotations

import threading

from django.core.handlers.wsgi import WSGIHandler

from alongside.web.settings import configure_web

configure_web()
application = WSGIHandler()


def _prepare() -> None:
    """Work out what every page needs while the person is still on the way to the first one."""
    from alongside.web.frame.pages import project, review

    try:
        project().overview.view()
        review()
    finally:
        project().leave_thread()


threading.Thread(target=_prepare, name="prepare", daemon=True).start()
