"""Share: what can be taken from here."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alongside.evidence.about import ABOUT, SEARCHES
from alongside.publishing.review import Review
from alongside.publishing.site import build_site
from alongside.publishing.zipped import EARLIEST
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, made_once, now, page, person, project, review
from alongside.workflow.share.describing import describe

__all__ = ["about", "share"]


@shown_or_posted
def share(request: HttpRequest) -> HttpResponse:
    """The page; posted to, the whole site as one zip file."""
    if request.method != "POST":
        return page(request, "share/share.html", {"verb": "share"})
    response = HttpResponse(made_once("site.zip", lambda: _zipped(review())), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="site.zip"'
    return response


@shown_or_posted
def about(request: HttpRequest) -> HttpResponse:
    """What the review says of itself, to be changed."""
    if request.method == "POST":
        parts = {name: request.POST.get(name, "") for name in ABOUT}
        row = describe(project(), parts, author=person(request), at=now())
        return flash(redirect("about"), "Kept. It stands on home, report and data.", undo=row.uuid)
    texts = review().about
    fields = [(name, label, texts[name]) for name, label in ABOUT.items()]
    return page(request, "share/about.html", {"verb": "share", "fields": fields, "searches": SEARCHES})


def _zipped(current: Review) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "site"
        build_site(current, built)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(built.rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(
                        f"site/{path.relative_to(built).as_posix()}", EARLIEST
                    )  # the same project gives the same bytes
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, path.read_bytes())
    return stream.getvalue()
