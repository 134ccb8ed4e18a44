"""Documents of an evaluation, from what the log holds of it."""

from __future__ import annotations

from pathlib import Path

from alongside.errors import AlongsideError, UsageError
from alongside.evaluation.protocol import assumed
from alongside.evaluation.samplesize import required
from alongside.publishing.evaluation import (
    Account,
    Document,
    docx_of,
    envelopes_pdf,
    html_of,
    pdf_of,
    protocol_document_of,
    report_of,
)
from alongside.workflow.test.evaluations import Evaluation

__all__ = [
    "FORMATS",
    "account_of",
    "envelopes_pdf",
    "protocol_document",
    "report_document",
    "write_document",
    "written",
]

FORMATS = ("html", "pdf", "docx")


def account_of(evaluation: Evaluation) -> Account:
    """What documents take."""
    requirement, why = None, ""
    try:
        requirement = required(assumed(evaluation.protocol))
    except AlongsideError as error:
        why = str(error)
    locked, opened = evaluation.locked, evaluation.opened
    return Account(
        evaluation.protocol,
        evaluation.version,
        requirement,
        why,
        locked.digest if locked else "",
        locked.seal if locked else "",
        locked.when[:10] if locked else "",
        locked.by if locked else "",
        opened.when[:10] if opened else "",
        opened.by if opened else "",
        evaluation.deviations,
        opened.report if opened else {},
    )


def protocol_document(evaluation: Evaluation) -> Document:
    """The protocol, by SPIRIT 2025."""
    return protocol_document_of(account_of(evaluation))


def report_document(evaluation: Evaluation) -> Document:
    """The report, by CONSORT 2025. Raises `UsageError` while the analysis is sealed."""
    if evaluation.opened is None:
        raise UsageError("the analysis is not opened yet; there is nothing to report")
    return report_of(account_of(evaluation))


def written(document: Document, form: str) -> bytes:
    """The document as html, pdf or docx."""
    if form == "html":
        return html_of(document).encode()
    if form == "pdf":
        return pdf_of(document)
    if form == "docx":
        return docx_of(document)
    raise UsageError(f"expected a document of {', '.join(FORMATS)}; found {form!r}")


def write_document(document: Document, path: Path) -> None:
    """Write it, in the form that the name ends with."""
    content = written(document, path.suffix.removeprefix(".").casefold())
    path.write_bytes(content)
