"""Names of the columns of two groups, as tables of trials have them: "mean.e", "SD 2", "n_arm1", "Mittelwert KG".

A name is plain where its stem says which number it is and its ending which group, and nothing else is called so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["ARM_NAMES", "compact"]

GROUPS: Mapping[str, tuple[str, ...]] = {
    "1": (
        *("1", "e", "t", "arm1", "group1", "exp", "experimental", "treat", "treatment", "intervention", "int"),
        *("ig", "interventionsgruppe", "eg", "gi"),
    ),
    "2": (
        *("2", "c", "arm2", "group2", "ctrl", "control", "con", "comparator", "comparison", "ctl"),
        *("kg", "kontrollgruppe", "kontrolle", "cg", "gc"),
    ),
}
"""What a group is called in English and German, and by French and Spanish initials."""

STEMS: Mapping[str, tuple[str, ...]] = {
    "events": ("event", "events", "cases", "responders", "ereignis", "ereignisse"),
    "n": ("n", "total", "ntotal", "samplesize", "fallzahl", "anzahl"),
    "mean": ("mean", "mittelwert", "mw", "moyenne", "media"),
    "sd": ("sd", "std", "stddev", "standardabweichung"),
}
"""What each number is called; "m", "e" and "x" stand before a digit only, because "me" and "et" are words."""

DIGITS_ONLY: Mapping[str, tuple[str, ...]] = {"events": ("e",), "mean": ("m",)}


def compact(name: str) -> str:
    """A name in small letters and digits alone, without accents.

    >>> compact("Mean (E)"), compact("Standardabweichung_KG")
    ('meane', 'standardabweichungkg')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def _names() -> dict[str, str]:
    names = {
        f"{stem}{digit}": f"{ours}{digit}" for ours, stems in DIGITS_ONLY.items() for stem in stems for digit in "12"
    }
    for ours, stems in STEMS.items():
        for digit, groups in GROUPS.items():
            for group in groups:
                for stem in stems:
                    names[f"{stem}{group}"] = f"{ours}{digit}"
                    if len(group) > 1 and len(stem) > 1:
                        names[f"{group}{stem}"] = f"{ours}{digit}"
    return names


ARM_NAMES: Mapping[str, str] = _names()
"""Each name in the form of `compact`, to our column ("mean1", "n2")."""
