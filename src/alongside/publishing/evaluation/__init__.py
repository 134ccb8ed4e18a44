"""An evaluation as documents: its protocol by SPIRIT 2025, its report by CONSORT 2025, envelopes for an outage.

`account` is what is known of an evaluation, `spirit` and `consort` turn it into a `blocks.Document` item by item, with
`results` for the sentences, tables and `drawing` for the pictures; `html`, `word` and `pdf` write any such document.
"""

from alongside.publishing.evaluation.account import Account
from alongside.publishing.evaluation.blocks import Document
from alongside.publishing.evaluation.consort import report_of
from alongside.publishing.evaluation.envelopes import envelopes_pdf
from alongside.publishing.evaluation.html import html_of
from alongside.publishing.evaluation.pdf import pdf_of
from alongside.publishing.evaluation.spirit import protocol_document_of
from alongside.publishing.evaluation.word import docx_of

__all__ = [
    "Account",
    "Document",
    "docx_of",
    "envelopes_pdf",
    "html_of",
    "pdf_of",
    "protocol_document_of",
    "report_of",
]
