"""Two builds side by side: which answers moved and by how much, which studies moved them, which sentences changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from alongside.errors import InputError, NotConverged
from alongside.publishing.open_data.builds import Build
from alongside.synthesis.pooling import pool

__all__ = ["AnswerChange", "Changes", "Setting", "StudyChange", "changes"]

Row = Mapping[str, str]

FIGURES = ("beta", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "k", "participants")
"""Figures of an answer whose change is a move."""

SETTINGS = ("measure", "unit", "method", "test", "level", "certainty")
"""What else of an answer may change beside its figures and its sentence."""

ONE_TRIAL = "one trial"
"""The method of an answer that rests on one trial; see `synthesis.answers.estimate_of`."""

AS_REML = (ONE_TRIAL, "CHE")
"""Methods whose mean is REML's of one effect a trial (of CHE: with the variance within trials as it was estimated)."""

SAME = 1e-9
"""Relative difference up to which two figures are one: another machine may sum in another order."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the rule or of an answer, before and after; "" where there was or is none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class StudyChange:
    """What happened to one study in one answer.

    `kind` is "came", "left" or "changed"; `old` and `new` are its effect on the scale of the model. `moved` is how far
    this change alone moved the mean: the new mean less the new mean with this study as it was; None where that cannot
    be said. `why` is the reason why it was, or is, left out.
    """

    study: str
    label: str
    kind: str
    old: float | None
    new: float | None
    moved: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that differs between two builds.

    `kind` is "came", "left" or "changed". `old` and `new` are its rows of `answers.csv`, None where there was or is
    none. `moved` is the change of the mean on the scale of the model (a difference of logarithms for ratios), None
    where there is no mean on one side or the measure changed.
    """

    id: str
    label: str
    kind: str
    old: Row | None
    new: Row | None
    moved: float | None
    studies: tuple[StudyChange, ...]
    settings: tuple[Setting, ...]

    @property
    def sentence_changed(self) -> bool:
        """Whether a reader reads something else: also where the answer was not there before, or is no more."""
        return (self.old or {}).get("sentence") != (self.new or {}).get("sentence")


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs. `studies_changed` are studies in both builds whose own row or results differ."""

    old: Build
    new: Build
    answers: tuple[AnswerChange, ...]
    studies_came: tuple[str, ...]
    studies_left: tuple[str, ...]
    studies_changed: tuple[str, ...]
    rule: tuple[Setting, ...]

    @property
    def sentences(self) -> tuple[AnswerChange, ...]:
        """The answers whose sentence changed."""
        return tuple(answer for answer in self.answers if answer.sentence_changed)


def changes(old: Build, new: Build) -> Changes:
    """What `new` has otherwise than `old`: main answers before their parts, each in the order of `new`."""
    rows = {**old.answers, **new.answers}
    ids = dict.fromkeys((*new.answers, *old.answers))
    compared = (_answer(name, old, new) for name in sorted(ids, key=lambda name: bool(rows[name]["by"])))
    return Changes(
        old=old,
        new=new,
        answers=tuple(answer for answer in compared if answer is not None),
        studies_came=tuple(study for study in new.studies if study not in old.studies),
        studies_left=tuple(study for study in old.studies if study not in new.studies),
        studies_changed=_changed_studies(old, new),
        rule=_settings(old.rule, new.rule, tuple(dict.fromkeys((*old.rule, *new.rule)))),
    )


def _changed_studies(old: Build, new: Build) -> tuple[str, ...]:
    def content(build: Build) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = {study: [row] for study, row in build.studies.items()}
        for contrast in build.contrasts.values():
            rows.setdefault(contrast["study"], []).append(contrast)
        return rows

    before, after = content(old), content(new)
    return tuple(study for study in new.studies if study in old.studies and before[study] != after[study])


def _settings(old: Row, new: Row, names: tuple[str, ...]) -> tuple[Setting, ...]:
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in names)
    return tuple(Setting(*pair) for pair in pairs if pair[1] != pair[2])


def _settings_of(old: Row, new: Row) -> tuple[Setting, ...]:
    """Settings of an answer that differ. How it was pooled is none where there is nothing to pool on one side."""
    unpooled = ONE_TRIAL in (old["method"], new["method"]) or not (old["method"] and new["method"])
    return _settings(
        old, new, tuple(name for name in SETTINGS if not (unpooled and name in ("method", "test", "level")))
    )


def _answer(name: str, old: Build, new: Build) -> AnswerChange | None:
    before, after = old.answers.get(name), new.answers.get(name)
    kind = "came" if before is None else "left" if after is None else "changed"
    latest = after if after is not None else before
    assert latest is not None
    label = (new if after is not None else old).label(latest)
    studies = _studies(name, old, new)
    settings = _settings_of(before, after) if before is not None and after is not None else ()
    differs = before is None or after is None or _differ(before, after)
    if not (differs or studies or settings):
        return None
    return AnswerChange(name, label, kind, before, after, _moved(before, after), studies, settings)


def _differ(old: Row, new: Row) -> bool:
    return old["sentence"] != new["sentence"] or any(not _same(old.get(f, ""), new.get(f, "")) for f in FIGURES)


def _same(old: str, new: str) -> bool:
    if old == new:
        return True
    before, after = _number(old), _number(new)
    return before is not None and after is not None and math.isclose(before, after, rel_tol=SAME, abs_tol=1e-12)


def _number(cell: str) -> float | None:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError as error:
        raise InputError(f"expected a number in the tables of open data, found {cell!r}") from error


def _moved(old: Row | None, new: Row | None) -> float | None:
    if old is None or new is None or (old["measure"], old.get("unit")) != (new["measure"], new.get("unit")):
        return None
    before, after = _number(old["beta"]), _number(new["beta"])
    if before is None or after is None:
        return None
    return 0.0 if _same(old["beta"], new["beta"]) else after - before


# Which studies moved an answer


def _studies(name: str, old: Build, new: Build) -> tuple[StudyChange, ...]:
    before, after = old.entered.get(name, {}), new.entered.get(name, {})
    compared = []
    for study in dict.fromkeys((*after, *before)):
        was, now = before.get(study), after.get(study)
        if was is not None and now is not None:
            parts = [build.entries.get(name, {}).get(study, ()) for build in (old, new)]
            if _same_parts(*parts) if all(parts) else _same_effect(was, now):
                continue
        kind = "came" if was is None else "left" if now is None else "changed"
        label = (new.studies.get(study) or old.studies.get(study) or {"label": study})["label"]
        effects = (_number(was["yi"]) if was else None, _number(now["yi"]) if now else None)
        moved = _moved_by(study, was, after, old.answers.get(name), new.answers.get(name))
        compared.append(StudyChange(study, label, kind, *effects, moved, _why(name, study, was, now, old, new)))
    return tuple(compared)


def _same_effect(was: Row, now: Row) -> bool:
    return was["results"] == now["results"] and all(_same(was[figure], now[figure]) for figure in ("yi", "vi", "n"))


def _same_parts(was: tuple[Row, ...], now: tuple[Row, ...]) -> bool:
    """Of results that entered together, the trial's mean moves with the other trials: its own results are compared."""
    if [row["contrasts"] for row in was] != [row["contrasts"] for row in now]:
        return False
    return all(_same(a[figure], b[figure]) for a, b in zip(was, now, strict=True) for figure in ("yi", "vi", "n"))


def _moved_by(
    study: str, was: Row | None, after: Mapping[str, Row], before: Row | None, answer: Row | None
) -> float | None:
    """The new mean less the new mean with this one study as it was; None where the answer itself is new or no more."""
    undone = {study_id: row for study_id, row in after.items() if study_id != study} | ({study: was} if was else {})
    if before is None or answer is None or not answer["beta"] or not undone:
        return None
    as_it_was = _mean(tuple(undone.values()), answer["method"])
    return None if as_it_was is None else float(answer["beta"]) - as_it_was


def _mean(rows: tuple[Row, ...], method: str) -> float | None:
    """The mean by the method of the answer. Of one trial it is its own effect; an answer of one trial names none."""
    effects, variances = [float(row["yi"]) for row in rows], [float(row.get("model_vi") or row["vi"]) for row in rows]
    if len(rows) == 1:
        return effects[0]
    try:
        return pool(effects, variances, method="REML" if method in AS_REML else method, test="z").beta
    except NotConverged:
        return None  # the mean of no build: only how much this one study moved it stays unsaid


def _why(name: str, study: str, was: Row | None, now: Row | None, old: Build, new: Build) -> str:
    """Why a study that left is out now, or why one that came was out before."""
    if was is not None and now is not None:
        return ""
    results = ((was or now or {}).get("results", "")).split("; ")
    elsewhere, moment = (new, "now") if now is None else (old, "before")
    reasons = _reasons(name, results, elsewhere)
    if reasons:
        return f"left out {moment}: {'; '.join(reasons)}"
    if study not in elsewhere.studies:
        return "the study is no longer in the project" if now is None else "the study is new"
    if not any(result in elsewhere.contrasts for result in results):
        return "its result is no longer in the project" if now is None else "its result is new"
    if study in elsewhere.entered.get((was or now or {})["outcome"], {}):
        return "it is in the main answer only now" if now is None else "it was in the main answer only"
    return ""


def _reasons(name: str, results: list[str], build: Build) -> tuple[str, ...]:
    """Why a build leaves results out of an answer; a part of an answer has its reasons from the results themselves."""
    in_answer = (build.left_out.get(name, {}).get(result, "") for result in results)
    of_result = (build.contrasts.get(result, {}).get("why", "") for result in results)
    return tuple(dict.fromkeys(filter(None, in_answer))) or tuple(dict.fromkeys(filter(None, of_result)))
