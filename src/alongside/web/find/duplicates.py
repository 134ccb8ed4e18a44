"""Find: the pairs that wait for a person, side by side; and what was merged, with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.deduplication import SIGNS
from alongside.errors import NotHereError
from alongside.records import Record
from alongside.web.frame.pages import counts, flash, now, page, person, project
from alongside.web.frame.parameters import whole_number
from alongside.words.plurals import many
from alongside.workflow.find.duplicates import PATTERNS, VERDICTS, separate, settle, settle_pattern
from alongside.workflow.find.linking import suggest_links

__all__ = ["duplicates", "look_for_links", "settle_all", "settle_one", "take_apart"]

SIZE = 20
KEYS = {"same": "s", "different": "d", "linked": "l"}

FIELDS = (
    ("title", "Title"),
    ("authors", "Authors"),
    ("year", "Year"),
    ("journal", "Journal"),
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("pages", "Pages"),
    ("doi", "DOI"),
    ("pmid", "PubMed id"),
    ("type", "Kind"),
    ("abstract", "Abstract"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two records: pieces of text with whether they stand in one only."""

    label: str
    first: tuple[tuple[str, bool], ...]
    second: tuple[tuple[str, bool], ...]
    same: bool


def compared(record_a: Record, record_b: Record) -> list[Compared]:
    """The fields that either record has, with their differences.

    >>> row = compared(Record(title="Peer calls"), Record(title="Peer visits"))[0]
    >>> row.first, row.second
    ((('Peer', False), ('calls', True)), (('Peer', False), ('visits', True)))
    """
    rows = []
    for name, label in FIELDS:
        texts = [_text(getattr(record, name)) for record in (record_a, record_b)]
        if any(texts):
            pieces_a, pieces_b = _pieces(*texts)
            rows.append(Compared(label, pieces_a, pieces_b, texts[0] == texts[1]))
    return rows


def _text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _pieces(text_a: str, text_b: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    words, other_words = text_a.split(), text_b.split()
    plain, other_plain = ([word.casefold().strip(".,;:") for word in side] for side in (words, other_words))
    pieces, pieces_b = [], []
    for what, a, b, c, d in SequenceMatcher(None, plain, other_plain, autojunk=False).get_opcodes():
        if a < b:
            pieces.append((" ".join(words[a:b]), what != "equal"))
        if c < d:
            pieces_b.append((" ".join(other_words[c:d]), what != "equal"))
    return tuple(pieces), tuple(pieces_b)


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """One pair to decide on, and the merges of this page's number."""
    opened = project()
    pattern = request.GET.get("pattern", "")
    skip = whole_number(request.GET.get("skip", ""), 0)
    number = max(1, whole_number(request.GET.get("page", ""), 1))
    patterns = opened.find.duplicates.patterns_waiting()
    waiting = opened.find.duplicates.waiting(pattern, limit=skip + 1)
    pair = waiting[skip] if len(waiting) > skip else None
    merged, total = opened.find.duplicates.merged(max(1, number), SIZE)
    values = {
        "verb": "find",
        "pair": pair,
        "rows": compared(pair.first.record, pair.second.record) if pair else [],
        "of_study": pair is not None and pair.pattern in SIGNS,
        "because": PATTERNS.get(pair.pattern, "") if pair else "",
        "found": pair.why.partition("; not merged because")[0] if pair else "",
        "percent": round(100 * pair.probability) if pair else 0,
        "verdicts": [(key, label, KEYS[key]) for key, label in VERDICTS.items()],
        "pattern": pattern,
        "pattern_said": PATTERNS.get(pattern, ""),
        "patterns": [(name, PATTERNS.get(name, name), n) for name, n in patterns.items()],
        "of_pattern": patterns.get(pattern, 0),
        "waits": sum(patterns.values()),
        "skip": skip + 1,
        "merged": merged,
        "total": total,
        "number": number,
        "last": max(1, -(-total // SIZE)),
    }
    return page(request, "find/duplicates.html", values)


@require_POST
def settle_one(request: HttpRequest) -> HttpResponse:
    """Write a person's answer about one pair; the next pair follows."""
    verdict = request.POST.get("verdict", "")
    decisions = settle(project(), request.POST.get("pair", ""), verdict, author=person(request), at=now())
    number = counts().duplicates
    message = f"{VERDICTS[verdict]}. {number} duplicate{'' if number == 1 else 's'} in all."
    return flash(_back(request), message, undo=",".join(row.uuid for row in decisions))


@require_POST
def settle_all(request: HttpRequest) -> HttpResponse:
    """Write one answer for every pair of a pattern."""
    pattern, verdict = request.POST.get("pattern", ""), request.POST.get("verdict", "")
    if pattern not in PATTERNS:
        raise NotHereError(f"no pattern {pattern!r} of pairs")
    done = settle_pattern(project(), pattern, verdict, author=person(request), at=now())
    return flash(redirect("duplicates"), f"{many(done, 'pair')}: {VERDICTS.get(verdict, verdict).lower()}.")


@require_POST
def look_for_links(_request: HttpRequest) -> HttpResponse:
    """Suggest pairs that may be reports of one study."""
    suggestion = suggest_links(project(), at=now())
    message = (
        f"{suggestion.suggested} further pair{'' if suggestion.suggested == 1 else 's'} may be reports of one study."
    )
    return flash(redirect("duplicates"), message)


@require_POST
def take_apart(request: HttpRequest, record: UUID) -> HttpResponse:
    """Take one merge back."""
    decisions = separate(project(), str(record), author=person(request), at=now())
    undo = ",".join(row.uuid for row in decisions)
    return flash(_back(request), "Taken apart: the record stands for itself, also when later files come.", undo=undo)


def _back(request: HttpRequest) -> HttpResponse:
    pattern = request.POST.get("pattern", "")
    response = redirect("duplicates")
    if pattern in PATTERNS:
        response["Location"] += f"?pattern={pattern}"
    return response
