"""The one page of a plan: worked out once as text and numbers (`page`), and written as HTML, PDF and Word from that.

`one_page` turns a `PlanAnswer` into a `OnePage`, whose every figure has a place that it opens: the assumption, the
trials behind it, or the outcome's own page. `plan_html`, `plan_pdf` and `plan_docx` write it, so that all three have
the same figures; `side_by_side` sets several plans beside each other."""

from alongside.publishing.plan.page import Behind, Figure, OnePage, one_page
from alongside.publishing.plan.side import side_by_side
from alongside.publishing.plan.writing import plan_docx, plan_html, plan_pdf

__all__ = ["Behind", "Figure", "OnePage", "one_page", "plan_docx", "plan_html", "plan_pdf", "side_by_side"]
