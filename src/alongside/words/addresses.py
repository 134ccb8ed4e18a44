"""Ids as parts of an address or of a file's name: what a person or another log says never becomes a path."""

from __future__ import annotations

import hashlib
import re

__all__ = ["address_of"]

PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,78}[a-z0-9_])?")
"""Ids that stand as they are: every packaged id, and those that are made from a name of plain letters."""

RESERVED = frozenset(
    {"index", "use", "right", "import", "browse", "gaps", "new", "ask", "stop", "side"}
    | {"con", "prn", "aux", "nul", "com1", "lpt1"}
)
"""Names that a page of ours has already (`tests/web/test_addresses.py`), or that a file cannot have on Windows."""


def address_of(name: str) -> str:
    """The id itself where it is plain; otherwise its letters and a digest, so that two ids never share one address.

    >>> address_of("hba1c"), address_of("../x"), address_of("index")
    ('hba1c', 'x-d6b96a97d147', 'index-1bc04b5291c2')
    """
    if PLAIN.fullmatch(name) and name not in RESERVED:
        return name
    letters = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "x"
    return f"{letters}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
