"""What a study is about, in codes: the codebook, and what each code means.

A codebook is read and checked first (`read_codebook`); then every code that somebody gives is checked against it
(`Codebook.check`); a new version is compared with the old one (`changes`).
"""

from alongside.coding.codebook import (
    Changes,
    Codebook,
    CodeDefinition,
    Dimension,
    Example,
    Reworded,
    changes,
    read_codebook,
)

__all__ = [
    "Changes",
    "CodeDefinition",
    "Codebook",
    "Dimension",
    "Example",
    "Reworded",
    "changes",
    "read_codebook",
]
