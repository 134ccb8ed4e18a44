"""What every answer of the server carries, and what a person sees when something is not as expected."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alongside.errors import AlongsideError, NotHereError, StorageError, storage_error
from alongside.web.frame.pages import page

__all__ = ["explain_errors", "policy"]

Handler = Callable[[HttpRequest], HttpResponse]


def policy(get_response: Handler) -> Handler:
    """Nothing from elsewhere may load, and nobody may frame the workbench."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return middleware


class explain_errors:  # noqa: N801 - named as the function that Django sees
    """Errors that we can explain become a page that says what was expected and what was kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        said = storage_error(exception) if isinstance(exception, OSError) else exception
        if not isinstance(said, AlongsideError):
            return None
        status = {NotHereError: 404, StorageError: 507}.get(type(said), 400)
        return page(request, "frame/error.html", {"message": str(said)}, status=status)
