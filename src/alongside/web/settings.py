"""Django's settings for serving one project."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from alongside.errors import UsageError
from alongside.project import configure, database_for
from alongside.publishing.render import STATIC, TEMPLATES

__all__ = ["KEY", "PERSON", "PORT", "PROJECT", "configure_web", "project_address"]

PROJECT, PERSON = "ALONGSIDE_SERVED_PROJECT", "ALONGSIDE_SERVED_PERSON"
"""Environment of the server: what it serves, and who sits there."""

KEY, PORT = "ALONGSIDE_SERVED_KEY", "ALONGSIDE_SERVED_PORT"
"""The key that the first address carries, and the port; see `frame.gate`."""

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
"""Names under which the workbench answers, and no other."""

HERE = Path(__file__).parent

_SECRET = secrets.token_urlsafe(48)
"""Drawn anew for each process: what it signed is of no use to the next."""


def project_address() -> str:
    """The project that this process serves."""
    address = os.environ.get(PROJECT, "")
    if not address:
        raise UsageError("nothing to serve; start the workbench with alongside open FILE")
    return address


def project_mark(address: str) -> str:
    """Tells one project's cookies from another's on the same machine: twelve signs, the same for the same address."""
    is_file = not address.startswith(("postgresql://", "postgres://"))
    return hashlib.sha256((str(Path(address).absolute()) if is_file else address).encode()).hexdigest()[:12]


def configure_web() -> None:
    """Tell Django what it serves, once in a process."""
    mark, port = project_mark(project_address()), os.environ.get(PORT, "")
    hosts = {f"{name}:{port}" if port else name for name in THIS_MACHINE}
    # Pages take no script, style, picture or font from elsewhere; style attributes draw the map's dots and the bars.
    policy = (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    extra: dict[str, Any] = {
        "INSTALLED_APPS": ["alongside.project"],
        "ROOT_URLCONF": "alongside.web.urls",
        "MIDDLEWARE": [
            "alongside.web.frame.gate.gate",
            "alongside.web.frame.middleware.policy",
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "alongside.web.frame.middleware.explain_errors",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [*(str(folder) for folder in sorted(HERE.glob("*/templates"))), str(TEMPLATES)],
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.csrf"],
                    "builtins": ["alongside.web.frame.filters"],
                },
            }
        ],
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [str(STATIC), *(str(folder) for folder in sorted(HERE.glob("*/static")))],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "ALLOWED_HOSTS": list(THIS_MACHINE),
        "SECRET_KEY": _SECRET,
        "SERVED_HOSTS": hosts,
        "SERVED_KEY": os.environ.get(KEY) or _SECRET,
        "SERVED_COOKIE": f"alongside-{mark}",
        "SAID_COOKIE": f"said-{mark}",
        "PERSON_COOKIE": f"person-{mark}",
        "CSRF_COOKIE_NAME": f"form-{mark}",
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "alongside.web.frame.failed.not_from_a_form",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LANGUAGE_CODE": "en-gb",
        "USE_I18N": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 20 * 1024 * 1024,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 1024 * 1024,
        "CONTENT_POLICY": policy,
        "DEBUG": False,
    }
    configure(database_for(project_address()), extra)
