"""Units in which one measurement is printed: what they are called, and how a difference in one becomes one in another.

Only differences are turned (an intercept falls out of a difference), and only where a published relation is known.
"""

from __future__ import annotations

import re

__all__ = ["same_unit", "scale_between"]

FACTORS: dict[str, dict[tuple[str, str], float]] = {
    # NGSP % = 0.09148 × IFCC mmol/mol + 2.152 (Weykamp et al. 2008, Clinical Chemistry 54:240).
    "hba1c": {("mmol/mol", "%"): 0.09148},
    # Molar masses: glucose 180.156 g/mol, cholesterol 386.65 g/mol, triglycerides taken as triolein 885.43 g/mol.
    "glucose": {("mmol/l", "mg/dl"): 18.0156},
    "cholesterol": {("mmol/l", "mg/dl"): 38.665},
    "triglyceride": {("mmol/l", "mg/dl"): 88.543},
    # International pound and inch (1959); a stone is 14 pounds. kPa: 1 mm Hg is 0.133322 kPa.
    "": {
        ("lb", "kg"): 0.45359237,
        ("stone", "kg"): 6.35029318,
        ("in", "cm"): 2.54,
        ("kpa", "mmhg"): 7.50062,
        ("h", "min"): 60.0,
        ("d", "h"): 24.0,
        ("week", "d"): 7.0,
    },
}
"""By a word in the outcome's name; "" holds for every outcome."""

NAMES = {
    "percent": "%",
    "percentage point": "%",
    "pp": "%",
    "% point": "%",
    "pounds": "lb",
    "lbs": "lb",
    "pound": "lb",
    "kilogram": "kg",
    "kgs": "kg",
    "inch": "in",
    "inches": "in",
    "centimetre": "cm",
    "centimeter": "cm",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "minute": "min",
    "minutes": "min",
    "mins": "min",
    "day": "d",
    "days": "d",
    "weeks": "week",
    "stones": "stone",
    "st": "stone",
    "mm hg": "mmhg",
}
WORDS = {"ldl": "cholesterol", "hdl": "cholesterol", "a1c": "hba1c"}


def same_unit(a: str, b: str) -> bool:
    """Whether two spellings name one unit.

    >>> same_unit("mm Hg", "mmHg"), same_unit("percentage points", "%"), same_unit("kg", "lb")
    (True, True, False)
    """
    return _plain(a) == _plain(b)


def scale_between(unit: str, wanted: str, outcome: str) -> float | None:
    """What a difference in `unit` is multiplied by to be one in `wanted`; None where no relation is known.

    `outcome` is its name, on which some relations rest: a mole of glucose has another mass than one of cholesterol.

    >>> scale_between("mmol/mol", "%", "HbA1c"), scale_between("kg", "lb", "Weight") == 1 / 0.45359237
    (0.09148, True)
    >>> scale_between("mmol/l", "mg/dl", "Weight") is None
    True
    """
    source, target = _plain(unit), _plain(wanted)
    if source == target:
        return 1.0
    name = outcome.casefold()
    for word in ("", *FACTORS, *WORDS):
        if word and word not in name:
            continue
        table = FACTORS[WORDS.get(word, word)]
        if (source, target) in table:
            return table[source, target]
        if (target, source) in table:
            return 1 / table[target, source]
    return None


def _plain(unit: str) -> str:
    text = " ".join(unit.casefold().replace("points", "point").split())
    text = NAMES.get(text, text)
    return re.sub(r"\s+", "", text)
