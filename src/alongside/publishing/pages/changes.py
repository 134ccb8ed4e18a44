"""What changed between two builds: for the page, for the terminal and as one document."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.open_data.builds import Build
from alongside.publishing.open_data.comparing import AnswerChange, Changes, StudyChange
from alongside.words.numbers import digits_for, interval, number

__all__ = ["ChangeRow", "context", "document", "headline"]

FIGURES = ("estimate", "ci_low", "ci_high")
COUNTS = ("k", "participants", "uncounted")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One answer as the page shows it; `moved` is "" where the mean stayed or cannot be compared.

    `url` is the page of its outcome, "" where the later build has no such answer.
    """

    label: str
    url: str
    kind: str
    before: str
    after: str
    moved: str
    sentence_changed: bool
    old_sentence: str
    new_sentence: str
    studies: tuple[str, ...]
    settings: tuple[str, ...]

    @property
    def stayed(self) -> bool:
        """Whether the figures are as they were; a move too small for the digits shown is still a move."""
        return self.before == self.after and not self.moved


def context(changes: Changes, links: Links) -> dict[str, Any]:
    """The values of `changes.html`; `links` lead to pages of the later build."""
    rows = [(answer, _row(answer, links)) for answer in changes.answers]
    now = changes.new.studies
    return {
        "page": "data",
        "headline": headline(changes),
        "since": _described(changes.old),
        "now": _described(changes.new),
        "other_project": bool(changes.old.title) and changes.old.title != changes.new.title,
        "sentences": [row for answer, row in rows if answer.sentence_changed and answer.kind == "changed"],
        "figures": [row for answer, row in rows if not answer.sentence_changed],
        "new": [row for answer, row in rows if answer.kind == "came"],
        "gone": [row for answer, row in rows if answer.kind == "left"],
        "came": [{"label": now[study]["label"], "url": links.study(study)} for study in changes.studies_came],
        "left": [{"label": changes.old.studies[study]["label"], "url": ""} for study in changes.studies_left],
        "changed": [{"label": now[study]["label"], "url": links.study(study)} for study in changes.studies_changed],
        "rule": tuple(f"{setting.name}: {setting.old or 'none'} → {setting.new or 'none'}" for setting in changes.rule),
    }


def headline(changes: Changes) -> str:
    """All of it in one line."""
    if not changes.answers and not (changes.studies_came or changes.studies_left or changes.studies_changed):
        return "The rule changed, and no answer with it." if changes.rule else "Nothing changed."
    kinds = Counter(answer.kind for answer in changes.answers)
    otherwise = sum(1 for answer in changes.sentences if answer.kind == "changed")
    moved = sum(1 for answer in changes.answers if answer.moved)
    return (
        f"{_many(otherwise, 'sentence')} read otherwise, {_many(moved, 'mean')} moved, "
        f"{_many(kinds['came'], 'answer')} came, {kinds['left']} left. "
        f"{_many(len(changes.studies_came), 'study', 'studies')} came, {len(changes.studies_left)} left, "
        f"{len(changes.studies_changed)} changed."
    )


def _many(count: int, singular: str, plural: str = "") -> str:
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def _described(build: Build) -> str:
    day = build.created[:10]
    decisions = (
        f"after {_many(int(build.version), 'decision')}" if build.version.isdecimal() else "of an unknown version"
    )
    return f"{decisions} ({day})" if day else decisions


def _row(answer: AnswerChange, links: Links) -> ChangeRow:
    return ChangeRow(
        label=answer.label,
        url=links.outcome(answer.new["outcome"]) if answer.new is not None else "",
        kind=answer.kind,
        before=_figures(answer.old),
        after=_figures(answer.new),
        moved=_moved(answer.moved, answer.new),
        sentence_changed=answer.sentence_changed,
        old_sentence=(answer.old or {}).get("sentence", ""),
        new_sentence=(answer.new or {}).get("sentence", ""),
        studies=tuple(_study(study, answer.new) for study in answer.studies),
        settings=tuple(f"{s.name}: {s.old or 'none'} → {s.new or 'none'}" for s in answer.settings),
    )


def _figures(row: Mapping[str, str] | None) -> str:
    """Estimate, interval, trials; "no answer" where there is no such answer, "no estimate" where nothing was pooled."""
    if row is None:
        return "no answer"
    if not row["estimate"]:
        return "no estimate"
    low, high = float(row["ci_low"]), float(row["ci_high"])
    digits = _digits(row)
    trials = _many(int(row["k"]), "trial")
    unit = f" {row['unit']}" if row["unit"] else ""
    return f"{row['measure']} {number(float(row['estimate']), digits)}{unit} ({interval(low, high, digits)}), {trials}"


def _digits(row: Mapping[str, str]) -> int:
    return 2 if row["measure"] != "MD" else digits_for(float(row["ci_low"]), float(row["ci_high"]))


def _moved(moved: float | None, row: Mapping[str, str] | None) -> str:
    """A difference, or for ratios the factor; one digit more than the estimate, since what moves is small."""
    if not moved or row is None or not row["estimate"]:
        return ""
    digits = _digits(row) + 1
    if row["scale"] == "log":
        return f"× {number(math.exp(moved), digits)}"
    return number(moved, digits, sign=True)


def _study(study: StudyChange, row: Mapping[str, str] | None) -> str:
    moved = _moved(study.moved, row)
    words = f"{study.label} {study.kind}"
    if study.why:
        words += f" ({study.why})"
    return f"{words}; alone it moved the mean by {moved}" if moved else words


def document(changes: Changes) -> dict[str, Any]:
    """The same for programs: numbers in full, the moves on the scale of the model."""
    return {
        "headline": headline(changes),
        "old": _build(changes.old),
        "new": _build(changes.new),
        "sentences_changed": len(changes.sentences),
        "studies": {
            "came": list(changes.studies_came),
            "left": list(changes.studies_left),
            "changed": list(changes.studies_changed),
        },
        "rule": [asdict(setting) for setting in changes.rule],
        "answers": [_answer(answer) for answer in changes.answers],
    }


def _build(build: Build) -> dict[str, Any]:
    return {"title": build.title, "version": build.version, "created": build.created, "answers": len(build.answers)}


def _answer(answer: AnswerChange) -> dict[str, Any]:
    return {
        "id": answer.id,
        "label": answer.label,
        "kind": answer.kind,
        "old": _numbers(answer.old),
        "new": _numbers(answer.new),
        "moved": answer.moved,
        "sentence_changed": answer.sentence_changed,
        "studies": [asdict(study) for study in answer.studies],
        "settings": [asdict(setting) for setting in answer.settings],
    }


def _numbers(row: Mapping[str, str] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    figures: dict[str, Any] = {name: float(row[name]) if row[name] else None for name in FIGURES}
    figures |= {name: int(row[name]) if row[name] else None for name in COUNTS}
    return figures | {"scale": row["scale"], "certainty": row["certainty"], "sentence": row["sentence"]}
