"""The sentence above each figure of "What is it": what it says, with the number that every number is of."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.coding.codebook import Codebook
from alongside.evidence import CELLS, Arm
from alongside.publishing.made_of import Dosage, Item, Pair, totals
from alongside.words.numbers import count, percent

__all__ = ["cells_sentence", "dose_sentence", "pairs_sentence", "tidier_sentence"]


def cells_sentence(arms: Sequence[Arm], codebook: Codebook) -> str:
    """How many cells of arm and code have each of the four values."""
    if not arms:
        return "No arm has been coded yet."
    counted = totals(arms, codebook)
    present, absent, silent, unseen = (sum(counts[cell] for counts in counted.values()) for cell in CELLS)
    total = present + absent + silent + unseen
    return (
        f"Of {count(total)} cells (an arm and a code), {count(present)} are present and {count(absent)} said to be "
        f"absent. {count(silent)} are not stated: a full text or a protocol was read and does not say. "
        f"{count(unseen)} are not looked at: no such text was read, so silence means nothing."
    )


def pairs_sentence(pairs: Sequence[Pair], arms: int) -> str:
    """Which two things are most often done together."""
    if not pairs:
        return "No two parts stand in the same arm twice yet."
    top = pairs[0]
    return (
        f"Most often together: “{top.label1}” and “{top.label2}”, in {top.both} of {arms} arms. "
        "Which parts do the work cannot be told from that."
    )


def tidier_sentence(items: Sequence[Item], trials: int) -> str:
    """What the reports say least about, of what could be seen."""
    if not items:
        return "No report has been looked at item by item yet."
    seen = sum(item.seen for item in items)
    unseen = sum(item.not_seen for item in items)
    full = sum(item.yes for item in items)
    judged = [item for item in items if item.seen]
    least = min(judged, key=lambda item: (item.yes / item.seen, item.number)) if judged else None
    least_often = f" Least often: “{least.label}”, in full in {least.yes} of {least.seen} trials." if least else ""
    return (
        f"Of {trials} trials, {percent(full / seen) if seen else 'none'} of what could be judged is reported in full "
        f"({count(full)} of {count(seen)} items).{least_often} {count(unseen)} more items were not seen, because no "
        "full text was read; they count as nothing."
    )


def dose_sentence(doses: Sequence[Dosage]) -> str:
    """How much support there is in the middle, of the arms that say so."""
    by_name = {dose.name: dose for dose in doses}
    parts = [
        f"{words} {by_name[name].median:.3g}{unit} (said of {len(by_name[name].values)} of {by_name[name].arms} arms)"
        for name, words, unit in (
            ("contacts_planned", "contacts planned", ""),
            ("duration_weeks", "from first to last", " weeks"),
            ("supporter_training_hours", "training of a supporter", " hours"),
            ("uptake_percent", "people who took it up", " %"),
        )
        if name in by_name
    ]
    if not parts:
        return "No arm says how much was offered yet."
    return f"In the middle: {'; '.join(parts)}. The arms that do not say may be otherwise."
