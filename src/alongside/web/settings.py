"""Django's settings for serving one project."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from alongside.errors import UsageError
from alongside.project import configure, database_for
from alongside.publishing.render import STATIC, TEMPLATES

__all__ = ["PERSON", "PROJECT", "SECRET", "configure_web", "project_address"]

PROJECT, PERSON, SECRET = "ALONGSIDE_SERVED_PROJECT", "ALONGSIDE_SERVED_PERSON", "ALONGSIDE_SERVED_SECRET"
"""Environment of the server's workers: what they serve, who sits there, and the key that signs their cookies."""

HERE = Path(__file__).parent


def project_address() -> str:
    """The project that this process serves."""
    address = os.environ.get(PROJECT, "")
    if not address:
        raise UsageError("nothing to serve; start the workbench with alongside open FILE")
    return address


def configure_web() -> None:
    """Tell Django what it serves, once in a process."""
    # Pages take no script, style, picture or font from elsewhere; style attributes draw the map's dots and the bars.
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    extra: dict[str, Any] = {
        "INSTALLED_APPS": ["alongside.project"],
        "ROOT_URLCONF": "alongside.web.urls",
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "alongside.web.frame.middleware.policy",
            "alongside.web.frame.middleware.explain_errors",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [*(str(folder) for folder in sorted(HERE.glob("*/templates"))), str(TEMPLATES)],
                "OPTIONS": {"context_processors": ["django.template.context_processors.csrf"]},
            }
        ],
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [str(STATIC), *(str(folder) for folder in sorted(HERE.glob("*/static")))],
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SECRET_KEY": os.environ.get(SECRET) or secrets.token_urlsafe(48),
        "CSRF_COOKIE_SAMESITE": "Strict",
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
