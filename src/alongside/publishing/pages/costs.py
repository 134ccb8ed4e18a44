"""What peer support costs, as publications print it: to deliver, against what others cost, and for what was gained.

Nothing here is converted or pooled. The amounts are of their own years, currencies and countries, some count what the
health service pays and some what society pays, and a mean of them would say nothing about any service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.review import Review
from alongside.words.numbers import count, interval, number
from alongside.words.plurals import many

__all__ = ["context", "costs_sentence", "delivery_sentence"]

HEADINGS: Mapping[str, tuple[str, str]] = {
    "delivery": (
        "What it costs to deliver",
        "What a programme spent on training, supervising, paying and organising the people who support others.",
    ),
    "difference": (
        "Whether others spend less because of it",
        "The cost with peer support less the cost without it. A minus: it cost less with peer support.",
    ),
    "total": ("What each group cost in all", "Everything that was counted for one person, with and without support."),
    "gain": ("What was gained", "Years of life in good health (QALYs) that people gained with peer support."),
    "price of a gain": (
        "What a gain cost",
        "The extra cost of one year of life in good health (QALY), or of one more person who reached the aim.",
    ),
}
"""The heading of each kind of amount and what it counts, in the order of the page."""


NOT_ONE_PERSON = ("visit", "month")
"""Words of "for each …" that make an amount one of a part of what a person was given; a year alone is a project's."""


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `costs.html`."""
    rows = review.facts.get("costs", ())
    return {
        "page": "costs",
        "sentence": costs_sentence(review),
        "delivery": delivery_sentence(review),
        "sections": [
            {
                "id": kind.replace(" ", "-"),
                "heading": heading,
                "sub": sub,
                "sentence": _differences(listed) if kind == "difference" else "",
                "count": len(listed),
                "programmes": _programmes(listed),
            }
            for kind, (heading, sub) in HEADINGS.items()
            if (listed := [row for row in rows if row["kind"] == kind])
        ],
        "pooled": _pooled(review, links),
    }


def costs_sentence(review: Review) -> str:
    """How much is known of costs, in a sentence; where nothing is, it says so."""
    rows = review.facts.get("costs", ())
    if not rows:
        return "This review holds no amount of money that a publication printed."
    programmes, countries = {row["programme"] for row in rows}, {row["country"] for row in rows}
    return (
        f"{count(len(rows))} amounts of {count(len(programmes))} programmes or reviews, from {count(len(countries))} "
        "countries or groups of them, each as its publication prints it. They are not put into one figure, since "
        "currencies, years and what was counted differ."
    )


def delivery_sentence(review: Review) -> str:
    """What support for one person cost to deliver, as printed; "" where nobody printed it."""
    return _for_one_person([row for row in review.facts.get("costs", ()) if row["kind"] == "delivery"])


def _differences(rows: Sequence[Mapping[str, str]]) -> str:
    """How many programmes cost less and how many more, and how many of the intervals leave both open. Programmes are
    counted and not amounts: one that prints four amounts of one saving has not saved four times.

    >>> row = {"programme": "A", "amount": "-24", "ci_low": "-147", "ci_high": "100"}
    >>> _differences([row | {"ci_low": ""}, row | {"programme": "B", "amount": "101", "ci_low": ""}])[:75]
    'Of 2 programmes, 1 prints that it cost less with peer support and 1 more. N'
    """
    signs: dict[str, set[bool]] = {}
    for row in rows:
        signs.setdefault(row["programme"], set()).add(float(row["amount"]) < 0)
    less, more = (sum(sign == {below} for sign in signs.values()) for below in (True, False))
    prints = "prints" if less == 1 else "print"
    text = f"Of {many(len(signs), 'programme')}, {less} {prints} that it cost less with peer support and {more} more"
    text += "." if less + more == len(signs) else f"; {len(signs) - less - more} both."
    with_interval = [row for row in rows if row["ci_low"] and row["ci_high"]]
    both = sum(float(row["ci_low"]) < 0 < float(row["ci_high"]) for row in with_interval)
    if not with_interval:
        return f"{text} No amount has an interval, so nobody knows how far chance may have moved them."
    if len(with_interval) == 1:
        return f"{text} 1 amount has an interval, and it {'leaves' if both else 'does not leave'} both open."
    leave = "leaves" if both == 1 else "leave"
    return f"{text} {len(with_interval)} amounts have an interval, and {both} of these {leave} both open."


def _for_one_person(rows: Sequence[Mapping[str, str]]) -> str:
    """What delivery cost for one person, from the least to the most that is printed in each currency; "" without any.

    >>> row = {"amount": "8", "currency": "GBP", "per": "patient"}
    >>> _for_one_person([row, row | {"amount": "123"}, row | {"amount": "52", "per": "visit"}])
    'Delivery, as printed for one person: 8 to 123 GBP. Some amounts are for a part of the work only.'
    """
    printed: dict[str, list[str]] = {}
    for row in rows:
        if not any(unit in row["per"].split() for unit in NOT_ONE_PERSON) and row["per"] != "year":
            printed.setdefault(row["currency"], []).append(row["amount"])
    if not printed:
        return ""
    ranges = []
    for currency, amounts in printed.items():
        ends = [_as_printed(text) for text in (min(amounts, key=float), max(amounts, key=float))]
        ranges.append(f"{' to '.join(dict.fromkeys(ends))} {currency}")
    return f"Delivery, as printed for one person: {', '.join(ranges)}. Some amounts are for a part of the work only."


def _programmes(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The amounts under the programme that they are of, in the order of the table."""
    return [
        {"name": name, "country": country, "rows": [_row(row) for row in of_programme]}
        for (name, country), of_programme in groupby(rows, key=lambda row: (row["programme"], row["country"]))
    ]


def _row(row: Mapping[str, str]) -> dict[str, str]:
    url = re.search(r"https?://[^\s;,)]+", row["source"])
    return {
        "what": row["what"],
        "amount": f"{_as_printed(row['amount'])} {row['currency']}",
        "interval": _interval(row),
        "per": row["per"],
        "year": row["price_year"],
        "perspective": row["perspective"],
        "note": row["note"],
        "source": row["source"],
        "url": url[0] if url else "",
    }


def _as_printed(text: str) -> str:
    """With the decimals that the publication prints."""
    return number(float(text), len(text.partition(".")[2]))


def _interval(row: Mapping[str, str]) -> str:
    if not (row["ci_low"] and row["ci_high"]):
        return ""
    digits = max(len(row[name].partition(".")[2]) for name in ("ci_low", "ci_high"))
    return interval(float(row["ci_low"]), float(row["ci_high"]), digits)


def _pooled(review: Review, links: Links) -> list[AnswerRow]:
    """The review's own answers about costs, where its trials print them."""
    return [
        answer_row(review.main[name], review, links)
        for name in review.leading
        if review.outcomes[name].domain == "cost"
    ]
