"""What programmes are made of: an effect for each part with its uncertainty, and what any combination may do.

Every arm with support has *peer support itself*; a part is what it has beyond that: a form, a component, what stands
behind the supporters. Effects of parts add up (Welton 2009; Rücker 2020), and arms without support have the parts that
they are said to have. What else a comparison arm had (a professional's support, attention) is a part of its own, so
that comparators are never mixed.

Silence is not absence, so the answer is given three ways: with all trials, silence read as absence; with the trials of
which a full text was read, silence read as absence; and with the trials alone that state the part in both arms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import AlongsideError, InputError
from alongside.evidence import Arm, Outcome
from alongside.publishing.connected.arms import Compared, LeftOut, compared
from alongside.publishing.connected.domains import ENOUGH, too_few
from alongside.publishing.review import Review
from alongside.synthesis.answers import MAIN_COMPARATOR
from alongside.synthesis.networks import BothWays, Components, both_ways, contrast_data

__all__ = ["BASE", "Built", "Part", "PartsTaken", "parts_of"]

BASE = "peer support itself"

DIMENSIONS = ("form", "component", "infrastructure")
"""Of the codebook: what a programme is made of."""

NO_PARTS = frozenset(
    {"usual_care_undescribed", "enhanced_usual_care", "nothing_beyond_usual", "professional_care", "medication"}
    | {"training_hours_unknown", "training_none", "brief_advice"}
)
"""Codes that describe a comparator, or say that something is not known: no part that one could choose to add."""

FEWEST = 2
"""Trials whose arms differ in a part, from which it is one: with a single trial, part and trial are the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its effect beside the rest, on the model's scale; None where the trials do not fix it.

    `trials` differ in it between their arms. `read`, `stated` are the effects from the trials read in full, and from
    those alone that state it, with their standard errors and numbers of trials.
    """

    id: str
    label: str
    trials: int
    effect: float | None
    low: float | None
    high: float | None
    read: tuple[float, float] | None
    read_trials: int
    stated: tuple[float, float] | None
    stated_trials: int


@dataclass(frozen=True, slots=True)
class Built:
    """A combination against an arm without support: what to expect, or why nothing can be said."""

    parts: tuple[str, ...]
    effect: float | None
    ci_low: float | None
    ci_high: float | None
    pi_low: float | None
    pi_high: float | None
    extrapolated: bool
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class PartsTaken:
    """The model of one outcome; `model` is None with the reason in `refused`.

    `identifiability` has a sentence for each set of parts that the trials cannot tell apart; `offered` are all parts
    that could be chosen, with the trials that differ in them.
    """

    outcome: Outcome
    rows: tuple[Compared, ...]
    left_out: tuple[LeftOut, ...]
    parts: tuple[Part, ...]
    offered: tuple[tuple[str, str, int], ...]
    model: Components | None
    refused: str
    identifiability: tuple[str, ...] = ()
    not_read: int = 0

    def built(self, chosen: Iterable[str]) -> Built:
        """What a programme of these parts (by id) may do; they must be in the model."""
        assert self.model is not None
        wanted = tuple(dict.fromkeys(chosen))
        labels = {part.id: part.label for part in self.parts}
        name = " + ".join([BASE, *(labels[part] for part in wanted)])
        result = self.model.combination(name, "", model="random" if self.model.random is not None else "common")
        return Built(
            tuple(labels[part] for part in wanted),
            result.effect,
            result.ci_lb,
            result.ci_ub,
            result.pi_lb,
            result.pi_ub,
            result.extrapolated,
            result.note,
        )


def parts_of(review: Review, outcome: str, chosen: Sequence[str] = ()) -> PartsTaken:
    """Take the programmes of an outcome apart; `chosen` (ids, "form:telephone") are the parts of the model, by default
    those in which most trials differ, half as many as there are trials.

    Raises `InputError` for a part that no two trials differ in, naming those that there are.
    """
    about = review.outcomes[outcome]
    rows, left_out = compared(review, outcome)
    offered = _offered(rows, review)
    part_names = {part for part, _, _ in offered}
    for part in chosen:
        if part not in part_names:
            names = ", ".join(sorted(part_names)) or "there is none"
            raise InputError(f"part: expected one in which two trials or more differ ({names}), found {part!r}")
    wanted = tuple(dict.fromkeys(chosen)) or tuple(part for part, _, _ in offered[: max(2, len(rows) // 2)])
    if len(rows) < ENOUGH or not wanted:
        reason = too_few(len(rows)) if len(rows) < ENOUGH else "no two trials share a part"
        return PartsTaken(about, rows, left_out, (), offered, None, reason)
    labels = {part: label for part, label, _ in offered}
    counts = {part: trials for part, _, trials in offered}
    try:
        whole = _both(rows, wanted, labels, review, read_only=False)
    except AlongsideError as error:
        return PartsTaken(about, rows, left_out, (), offered, None, str(error))
    in_full = [row for row in rows if row.support.read_in_full and row.comparator.read_in_full]
    read = None
    if len(in_full) >= FEWEST:
        try:
            read = _both(in_full, wanted, labels, review, read_only=True)
        except AlongsideError:
            read = None  # nothing is left to estimate: the column says so
    parts = tuple(_part(part, labels[part], counts[part], whole, read, len(in_full)) for part in wanted)
    model = whole.as_absent
    return PartsTaken(
        outcome=about,
        rows=rows,
        left_out=left_out,
        parts=parts,
        offered=offered,
        model=model,
        refused="",
        identifiability=model.identifiability.sentences,
        not_read=len(rows) - len(in_full),
    )


def _both(
    rows: Sequence[Compared], wanted: Sequence[str], labels: dict[str, str], review: Review, *, read_only: bool
) -> BothWays:
    data = contrast_data(
        [row.effect for row in rows],
        [row.variance**0.5 for row in rows],
        [row.support.id for row in rows],
        [f"{row.comparator.id} (without)" for row in rows],
        [row.study for row in rows],
    )
    classes = {row.comparator_class for row in rows if row.comparator_class != MAIN_COMPARATOR}
    others = {name: review.codebook.code("comparator", name).label for name in sorted(classes)}
    codes = {}
    for row in rows:
        for name, arm, is_support in (
            (row.support.id, row.support, True),
            (f"{row.comparator.id} (without)", row.comparator, False),
        ):
            cells = {labels[part]: _state(arm, part, read_only=read_only) for part in wanted}
            cells |= {label: _truth(not is_support and kind == row.comparator_class) for kind, label in others.items()}
            codes[row.study, name] = {BASE: _truth(is_support or bool(arm.form)), **cells}
    return both_ways(data, codes, [BASE, *(labels[part] for part in wanted), *others.values()], test="t")


def _truth(holds: bool) -> str:
    return "present" if holds else "absent"


def _state(arm: Arm, part: str, *, read_only: bool) -> str:
    """The cell in the words of the engine. An arm's forms are coded as a whole, so that a form that is not there is
    absent wherever any is; and an arm without support has none."""
    dimension, _, code = part.partition(":")
    cell = arm.cell(dimension, code)
    if dimension == "form" and cell in ("not_stated", "not_looked_at"):
        return "absent" if arm.form or arm.role != "support" else "not stated"
    if cell == "not_looked_at":
        return "not looked at" if read_only else "not stated"
    return {"present": "present", "said_absent": "absent", "not_stated": "not stated"}[cell]


def _part(part: str, label: str, trials: int, whole: BothWays, read: BothWays | None, in_full: int) -> Part:
    estimates = whole.as_absent.random or whole.as_absent.common
    names = list(whole.components)
    column = names.index(label) if label in names else None
    values: list[float | None] = [None, None, None]
    stated, stated_trials = None, 0
    if column is not None:
        values = [_finite(array[column]) for array in (estimates.effect, estimates.ci_lb, estimates.ci_ub)]
        stated = _pair(whole.stated[column], whole.stated_se[column])
        stated_trials = int(whole.trials[column])
    in_read = None
    if read is not None and label in read.components:
        figures = read.as_absent.random or read.as_absent.common
        position = read.components.index(label)
        in_read = _pair(figures.effect[position], figures.se[position])
    return Part(part, label, trials, values[0], values[1], values[2], in_read, in_full, stated, stated_trials)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _pair(effect: float, se: float) -> tuple[float, float] | None:
    return (float(effect), float(se)) if np.isfinite(effect) and np.isfinite(se) else None


def _offered(rows: Sequence[Compared], review: Review) -> tuple[tuple[str, str, int], ...]:
    """Parts in which two trials or more differ between their arms: id, label, trials; the commonest first."""
    counts: dict[str, int] = {}
    for row in rows:
        in_support, in_comparator = _coded(row.support), _coded(row.comparator)
        for part in in_support ^ in_comparator:
            counts[part] = counts.get(part, 0) + 1
    order = {dimension: rank for rank, dimension in enumerate(DIMENSIONS)}
    parts = [
        (part, review.codebook.code(*part.split(":", 1)).label.replace(" + ", " and "), trials)
        for part, trials in counts.items()
        if trials >= FEWEST
    ]
    return tuple(sorted(parts, key=lambda item: (-item[2], order[item[0].partition(":")[0]], item[0])))


def _coded(arm: Arm) -> set[str]:
    return {
        f"{dimension}:{code}" for dimension in DIMENSIONS for code in arm.codes_of(dimension) if code not in NO_PARTS
    }
