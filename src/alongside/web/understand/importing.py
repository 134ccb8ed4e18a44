"""Tables of one's own on a page: loaded, or looked at first, with the words of the terminal beside the file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alongside.coding import TableWishes, pairs
from alongside.errors import AlongsideError
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.words.plurals import are, many
from alongside.workflow.understand.kept_columns import all_kept, in_words
from alongside.workflow.understand.loading import Loaded, load_tables
from alongside.workflow.understand.questions import no_numbers

__all__ = ["import_tables"]

SHOWN = 6
"""Rows that could not be used, named in the message; the rest is counted."""

FIELDS = ("columns", "where", "decimal", "events", "sheet", "keep_going", "anew")


@shown_or_posted
def import_tables(request: HttpRequest) -> HttpResponse:
    """A table of one's own trials, with what a person says of it."""
    if request.method != "POST":
        return _page(request, {})
    upload = request.FILES.get("file")
    if upload is None:
        return flash(redirect("understand"), "No file was chosen; nothing was loaded.")
    only_look = request.POST.get("look") == "yes"
    with tempfile.TemporaryDirectory() as folder:
        path = _copied(upload, Path(folder))
        try:
            loaded = load_tables(
                project(),
                path,
                author=person(request),
                at=now(),
                wishes=_wishes(request),
                anew=request.POST.get("anew") == "yes",
                only_look=only_look,
            )
        except AlongsideError as error:
            message = str(error).replace(f"{folder}/", "")
            return _page(request, {"message": message, "open": True}, status=400)
    if only_look:
        return _page(
            request, {"looked": loaded, "said": f"{_counts(loaded)}{loaded.known()}", "name": path.name, "open": True}
        )
    return flash(redirect("understand"), _said(loaded), undo=",".join(loaded.uuids))


def _page(request: HttpRequest, further: dict[str, Any], status: int = 200) -> HttpResponse:
    earlier = [
        {"columns": list(entry.header), "words": in_words(entry.wishes), "entry": entry}
        for entry in all_kept(project())
    ]
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    values = {"verb": "understand", "kept": earlier, "typed": typed, **further}
    return page(request, "understand/import.html", values, status=status)


def _copied(upload: UploadedFile[Any], folder: Path) -> Path:
    path = folder / (Path(upload.name or "").name or "results.csv")
    with path.open("wb") as stream:
        for chunk in upload.chunks():
            stream.write(chunk)
    return path


def _wishes(request: HttpRequest) -> TableWishes:
    def lines(name: str) -> list[str]:
        return [line.strip() for line in request.POST.get(name, "").splitlines() if line.strip()]

    return TableWishes(
        columns=dict(pairs("Columns,", lines("columns"))),
        where=pairs("Only rows where,", lines("where")),
        decimal=request.POST.get("decimal", ""),
        keep_going=request.POST.get("keep_going") == "yes",
        sheet=request.POST.get("sheet", "").strip(),
        events=request.POST.get("events", ""),
    )


def _unusable(loaded: Loaded) -> list[str]:
    """A sentence for each reason why results that were loaded give no effect, and so enter no answer."""
    return [
        f"{many(len(results), 'result')} in no answer, as printed: {why}"
        for why, results in no_numbers(review(), loaded.results).items()
    ]


def _counts(loaded: Loaded) -> str:
    return f"{many(loaded.contrasts, 'result')} of {many(loaded.studies, 'study')}"


def _said(loaded: Loaded) -> str:
    sentences = [f"{_counts(loaded)} loaded{loaded.known()}.", *loaded.understood, *_unusable(loaded)]
    if loaded.refused:
        rows = len(loaded.refused)
        listed = "; ".join(loaded.refused[:SHOWN]) + (f"; and {rows - SHOWN} more" if rows > SHOWN else "")
        sentences.append(f"{many(rows, 'row')} could not be used and {are(rows)} in no answer: {listed}.")
    return " ".join(sentences)
