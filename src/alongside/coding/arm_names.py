"""Names of the columns of two groups, as tables of trials have them: "mean.e", "SD 2", "n_arm1", "Mittelwert KG".

A name is plain where its stem says which number it is and its ending which group, and nothing else is called so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

__all__ = ["ARM_NAMES", "compact", "names_together"]

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

SETS: tuple[Mapping[str, str], ...] = (
    {"ee": "events1", "ne": "n1", "ec": "events2", "nc": "n2"},
    {"xt": "events1", "nt": "n1", "xc": "events2", "nc": "n2"},
    {"xti": "events1", "nti": "n1", "xci": "events2", "nci": "n2"},
    {"ne": "n1", "me": "mean1", "se": "sd1", "nc": "n2", "mc": "mean2", "sc": "sd2"},
    {"nt": "n1", "mt": "mean1", "sdt": "sd1", "nc": "n2", "mc": "mean2", "sdc": "sd2"},
)
"""Names that say nothing each by itself ("Se" may be a standard error), and everything where all of a set stand side by
side: those of the book on R's meta, and of tables with t for treatment and c for control.
"""


def names_together(header: Sequence[str]) -> dict[str, str]:
    """Columns by the only set of names that stands in a header whole, to ours; none where there are two sets, where a
    name stands twice, or where another column is plainly one of them.

    >>> names_together(("author", "Ne", "Me", "Se", "Nc", "Mc", "Sc"))["Se"]
    'sd1'
    >>> names_together(("author", "Ne", "Me", "Se", "Nc", "Mc", "Sc", "sd1")), names_together(("study", "Se", "Ne"))
    ({}, {})
    """
    plain = [compact(column) for column in header]
    whole = [names for names in SETS if all(plain.count(name) == 1 for name in names)]
    if len(whole) != 1:
        return {}
    [names] = whole
    others = {ARM_NAMES.get(name) for name in plain if name not in names}
    return {} if others & set(names.values()) else {header[plain.index(name)]: ours for name, ours in names.items()}
