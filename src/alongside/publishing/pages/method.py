"""How we know: the way from search to figure, the rules, what was left out; and the data to take away."""

from __future__ import annotations

from typing import Any

from alongside.certainty import UNJUDGED
from alongside.publishing.links import Links
from alongside.publishing.pages.about import about_parts, citation, search_sentence
from alongside.publishing.prisma.boxes import described, summary
from alongside.publishing.review import Review
from alongside.synthesis.all_results import ENOUGH_DF
from alongside.words.numbers import count

__all__ = ["context", "data_context"]


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `method.html`."""
    contrasts = review.contrasts.values()
    comparators: dict[str, int] = {}
    for contrast in contrasts:
        comparators[contrast.comparator_class] = comparators.get(contrast.comparator_class, 0) + 1
    return {
        "page": "method",
        "about": about_parts(review),
        "search": search_sentence(review),
        "studies": count(len(review.studies)),
        "trials": count(len(review.trials)),
        "waiting": [{"label": s.label, "url": links.study(s.id), "supporter": s.supporter} for s in review.waiting],
        "results": count(len(review.contrasts)),
        "main": count(sum(1 for c in contrasts if c.use == "main")),
        "apart": count(sum(1 for c in contrasts if c.use == "apart")),
        "asked": sum(1 for c in contrasts if c.use not in ("main", "apart")),
        "comparators": [
            {"label": review.codebook.code("comparator", name).label, "count": number}
            for name, number in sorted(comparators.items(), key=lambda item: -item[1])
        ],
        "rule": review.rule.sentences(),
        "method": review.rule.method,
        "enough_df": ENOUGH_DF,
        "test": review.rule.test,
        "flow": summary(review.flow) if review.flow else "",
        "diagram": {"picture": links.file("flow-diagram.svg"), "words": described(review.flow)}
        if review.flow
        else None,
        "unjudged": UNJUDGED,
        "not_found": review.facts.get("not_found", ()),
    }


def data_context(review: Review, links: Links, files: list[dict[str, str]]) -> dict[str, Any]:
    """The values of `data.html`: every file with what it holds."""
    return {
        "page": "data",
        "about": about_parts(review),
        "citation": citation(review),
        "files": files,
        "report": links.file("report.pdf"),
        "report_html": links.file("report.html"),
    }
