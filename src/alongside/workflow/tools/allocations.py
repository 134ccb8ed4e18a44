"""People or clusters from a table drawn to arms: by the procedure that was asked for, from the seed that was sealed."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation import (
    Arms,
    Ledger,
    Minimisation,
    PermutedBlocks,
    Procedure,
    allocate,
    allocate_clusters,
    arms,
    new_ledger,
    seal,
    wedge_schedule,
)
from alongside.tables import Row, Table, read_table

__all__ = ["METHODS", "allocation_document", "arms_of", "make_seed", "procedure_of", "seed_of"]

METHODS = ("blocks", "minimisation", "clusters", "stepped-wedge")


def arms_of(text: str) -> Arms:
    """Arms from "support:1, waiting list:1".

    >>> arms_of("support:2, as usual:1").ratio
    (1, 2)
    """
    ratio: dict[str, int] = {}
    for part in text.split(","):
        name, sign, share = part.rpartition(":")
        if not sign or not share.strip().isdecimal() or not name.strip():
            raise UsageError(f"expected arms with their ratio, as support:1,waiting list:1; found {part.strip()!r}")
        if name.strip() in ratio:
            raise UsageError(f"the arm {name.strip()!r} is named twice")
        ratio[name.strip()] = int(share)
    return arms(ratio)


def seed_of(path: Path) -> bytes:
    """The seed in a file of hexadecimal digits. It is never printed."""
    try:
        text = path.read_text(encoding="ascii").strip()
        return bytes.fromhex(text)
    except (ValueError, UnicodeDecodeError):
        raise InputError("expected a seed of hexadecimal digits, as --new-seed writes it", path=path) from None


def make_seed(path: Path) -> None:
    """A new seed of 32 bytes in a file that only its owner can read.

    Raises `UsageError` where the file is there already: a seed is drawn once.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{path}: is there already; a seed is drawn once, so leave --new-seed out") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")


def procedure_of(
    document: Mapping[str, Any], strata: Sequence[str] = (), levels: Mapping[str, Sequence[str]] | None = None
) -> Procedure:
    """The procedure of a plan's `allocation`, or of the command's options.

    `document` has "method", "arms", and "blocks" (sizes) or "factors" (names, or names with their levels), "distance",
    "probability". `strata` and `levels` are those of the table, where the document names none.
    """
    split = arms_of(str(document.get("arms", "")))
    method = document.get("method", "blocks")
    if method == "blocks":
        sizes = tuple(int(size) for size in document.get("blocks", ())) or (2 * split.total, 3 * split.total)
        return PermutedBlocks(split, sizes, tuple(document.get("strata", ())) or tuple(strata) or ("",))
    if method == "minimisation":
        named = document.get("factors", ())
        levels_of_factor = named if isinstance(named, Mapping) else (levels or {})
        factors = {name: tuple(levels_of_factor.get(name, ())) for name in named}
        return Minimisation(split, factors, document.get("distance", "range"), float(document.get("probability", 0.8)))
    raise UsageError(f"expected a method of {', '.join(METHODS)}; found {method!r}")


def allocation_document(path: Path, options: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """Draw everybody in the table who has no arm yet.

    Columns: `person` (or `cluster`), the stratum or the factors, and perhaps `arm` of those drawn before, which are
    held against the procedure.

    Raises
    ------
    InputError : two people with one id, an empty stratum, an arm that the procedure did not draw.
    """
    method = options["method"]
    if method in ("clusters", "stepped-wedge"):
        return _clusters(path, options, seed)
    column = options.get("strata", "")
    traits_of = (column,) if column else tuple(options.get("factors", ()))
    table = read_table(path, required=("person", *traits_of))
    levels = {name: sorted({row.text(name) for row in table.rows}) for name in traits_of}
    declared = tuple(options.get("declared", ()))
    check_declared(path, column, levels, declared)
    document = {**options, "strata": declared or tuple(levels.get(column, ()))}
    procedure = procedure_of(document, levels=levels)
    ledger = new_ledger(procedure, seed)
    for row in table.rows:
        ledger = _drawn(ledger, seed, row, column, traits_of)
    fresh = [not row.text("arm") for row in table.rows]
    return {
        "method": method,
        "seal": ledger.seal,
        "procedure": dataclasses.asdict(procedure),
        "allocated": [
            {"person": row.person, **dict(row.traits), "arm": row.arm, "new": new, "digest": row.digest}
            for row, new in zip(ledger.rows, fresh, strict=True)
        ],
    }


def check_declared(path: Path, column: str, levels: Mapping[str, Sequence[str]], declared: Sequence[str]) -> None:
    """Strata that are declared have somebody; those of the table are declared."""
    if not declared:
        return
    if not column:
        raise UsageError("strata are declared, so --strata names their column")
    empty = [name for name in declared if name not in levels[column]]
    if empty:
        raise InputError(f"stratum {empty[0]!r} has nobody", path=path, column=column)


def _drawn(ledger: Ledger, seed: bytes, row: Row, column: str, traits_of: Sequence[str]) -> Ledger:
    """The list with this row's person, or the place in the file of what is wrong."""
    traits = {"stratum" if column else name: row.text(name) for name in traits_of}
    for name in traits_of:
        if not row.text(name):
            raise InputError(
                "expected a stratum or level, found an empty cell", path=row.path, row=row.line, column=name
            )
    try:
        following = allocate(ledger, seed, row.text("person"), traits)
    except InputError as error:
        raise InputError(error.expected, path=row.path, row=row.line, column=error.column) from error
    drawn = following.rows[-1].arm
    if row.text("arm") and row.text("arm") != drawn:
        raise InputError(
            f"the procedure did not draw {row.text('person')!r} to {row.text('arm')!r} with this seed",
            path=row.path,
            row=row.line,
            column="arm",
        )
    return following


def _clusters(path: Path, options: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    table = read_table(path, required=("cluster",))
    names = _unique(table, "cluster")
    if options["method"] == "stepped-wedge":
        schedule = wedge_schedule(seed, names, int(options["steps"]))
        rows: list[dict[str, Any]] = [{"cluster": name, "periods": periods} for name, periods in schedule.items()]
    else:
        column = options.get("strata", "")
        split = arms_of(options["arms"])
        strata = {row.text("cluster"): row.text(column) if column else "" for row in table.rows}
        rows = [{"cluster": name, "arm": arm} for name, arm in allocate_clusters(split, seed, strata).items()]
    # Sealed over what is drawn: the same clusters, options and seed give the same seal.
    whole = PermutedBlocks(arms_of(options["arms"]), (arms_of(options["arms"]).total,), tuple(sorted(names)))
    return {"method": options["method"], "seal": seal(whole, seed), "allocated": rows}


def _unique(table: Table, column: str) -> list[str]:
    lines: dict[str, int] = {}
    for row in table.rows:
        name = row.text(column)
        if not name:
            raise InputError("expected a name, found an empty cell", path=row.path, row=row.line, column=column)
        if name in lines:
            raise InputError(f"{name!r} is in row {lines[name]} as well", path=row.path, row=row.line, column=column)
        lines[name] = row.line
    return list(lines)
