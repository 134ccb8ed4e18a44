"""What was done in each arm, as tables: `arms.csv`, `arm_codes.csv`, `dose.csv`, and `tidier.csv` for each trial.

An arm's name is a slug that is its own within its trial ("support", "whatsapp", "comparator"); its id puts the trial
before it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast, get_args

from alongside.coding.codebook import Codebook
from alongside.errors import InputError
from alongside.evidence import Arm, Code, Dose, QuoteAnchor, Span, Study, Tidier, arm_id
from alongside.evidence.arms import ROLES, Role
from alongside.evidence.reporting import REPORTED, TIDIER_ITEMS, Reported
from alongside.evidence.studies import CodeStatus
from alongside.tables import Row, read_table

__all__ = ["STATUSES", "code_of", "read_arms", "read_tidier"]

ARM_COLUMNS = ("study", "arm", "label", "role", "note")
ARM_CODE_COLUMNS = (
    "study",
    "arm",
    "dimension",
    "code",
    "status",
    "words",
    "verbatim",
    "sure",
    "read_twice",
    "note",
    "source",
)
COUNTS = ("contacts_planned", "contact_minutes", "supporters_n", "participants_per_supporter", "group_size")
LARGEST = {
    "duration_weeks": 520.0,
    "supporter_training_hours": 2000.0,
    "uptake_percent": 100.0,
    "completed_percent": 100.0,
    "attrition_percent": 100.0,
    **dict.fromkeys(COUNTS, 100_000.0),
}
"""Greatest value of each number of `dose.csv`; weeks and hours as in `studies.csv`."""

STATUSES: tuple[CodeStatus, ...] = get_args(CodeStatus)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_arms(folder: Path, studies: Mapping[str, Study], codebook: Codebook) -> tuple[Arm, ...]:
    """The arms with their codes and doses, in the order of `arms.csv`; none where the folder has no such table.

    Raises
    ------
    InputError : for a trial, arm or code that is nowhere else, an arm that stands twice, a code that an arm has twice,
        a number out of its range.
    """
    path = folder / "arms.csv"
    if not path.exists():
        return ()
    rows: dict[str, Row] = {}
    for row in read_table(path, required=("study", "arm", "label", "role"), allowed=ARM_COLUMNS).rows:
        name = arm_id(_study(row, studies), _slug(row))
        if name in rows:
            raise _error(row, "arm", f"the arm {name!r} stands in row {rows[name].line} already")
        if not row.choice("role", ROLES):
            raise _error(row, "role", f"expected one of {', '.join(ROLES)}")
        rows[name] = row
    codes = _codes(folder / "arm_codes.csv", rows, studies, codebook)
    doses = _doses(folder / "dose.csv", rows, studies)
    return tuple(_arm(name, row, studies, codes.get(name, ()), doses.get(name)) for name, row in rows.items())


def _arm(name: str, row: Row, studies: Mapping[str, Study], codes: tuple[Code, ...], dose: Dose | None) -> Arm:
    role = row.choice("role", ROLES)
    study = studies[row.text("study")]
    return Arm(
        name, study.id, row.text("label") or name, cast(Role, role), codes, dose, study.read_in_full, row.text("note")
    )


def _codes(
    path: Path, arms: Collection[str], studies: Mapping[str, Study], codebook: Codebook
) -> dict[str, tuple[Code, ...]]:
    codes: dict[str, dict[tuple[str, str], tuple[Code, int]]] = {}
    for row in _rows(path, ("study", "arm", "dimension", "code"), ARM_CODE_COLUMNS):
        of_arm = codes.setdefault(_arm_of(row, arms, studies), {})
        code = code_of(row, codebook)
        slot = (code.dimension, code.code)
        if slot in of_arm:
            raise _error(row, "code", f"the arm has {code.code!r} in row {of_arm[slot][1]} already")
        of_arm[slot] = (code, row.line)
    return {arm: tuple(code for code, _ in of_arm.values()) for arm, of_arm in codes.items()}


def code_of(row: Row, codebook: Codebook) -> Code:
    """The code of a row, checked against the codebook."""
    dimension, code = row.text("dimension"), row.text("code")
    try:
        codebook.check(dimension, code)
    except InputError as error:
        raise InputError(error.expected, path=row.path, row=row.line, column=error.column or "code") from None
    words = row.text("words")
    anchor = QuoteAnchor(words, row.text("source"), verbatim=row.boolean("verbatim") is True)
    return Code(
        dimension,
        code,
        (anchor,) if words else (),
        sure=row.boolean("sure") is not False,
        note=row.text("note"),
        status=cast(CodeStatus, row.choice("status", STATUSES, default="present")),
        read_twice=row.boolean("read_twice") is True,
    )


def _doses(path: Path, arms: Collection[str], studies: Mapping[str, Study]) -> dict[str, Dose]:
    doses: dict[str, Dose] = {}
    for row in _rows(path, ("study", "arm"), ("study", "arm", *LARGEST, "words", "source")):
        name = _arm_of(row, arms, studies)
        if name in doses:
            raise _error(row, "arm", f"the dose of {name!r} stands here twice")
        spans = {column: _span(row, column, largest) for column, largest in LARGEST.items()}
        doses[name] = Dose(**spans, words=row.text("words"), source=row.text("source"))
    return doses


def _span(row: Row, column: str, largest: float) -> Span | None:
    cell = row.text(column)
    if not cell:
        return None
    ends = re.fullmatch(r"(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?", cell)
    if ends is None:
        raise _error(row, column, f"expected a number, or two with 'to' between them; found {cell!r}")
    low, high = float(ends[1]), float(ends[2] or ends[1])
    if not low <= high <= largest:
        raise _error(row, column, f"expected 0 to {largest:g}, the smaller number first; found {cell!r}")
    return Span(low, high)


def read_tidier(path: Path, studies: Mapping[str, Study]) -> tuple[Tidier, ...]:
    """What is reported of each trial: columns `study`, `1` to `12`, `source`; nothing where the file is not there."""
    items = tuple(str(number) for number in range(1, len(TIDIER_ITEMS) + 1))
    cards: dict[str, Tidier] = {}
    for row in _rows(path, ("study", *items), ("study", *items, "source")):
        study = _study(row, studies)
        if study in cards:
            raise _error(row, "study", f"{study!r} stands here twice")
        reported = [row.choice(item, REPORTED) for item in items]
        if "" in reported:
            raise _error(row, items[reported.index("")], f"expected one of {', '.join(REPORTED)}")
        cards[study] = Tidier(study, tuple(cast(Reported, value) for value in reported), row.text("source"))
    return tuple(cards.values())


def _rows(path: Path, required: Collection[str], allowed: Collection[str]) -> tuple[Row, ...]:
    return read_table(path, required=required, allowed=allowed).rows if path.exists() else ()


def _study(row: Row, studies: Mapping[str, Study]) -> str:
    study = row.text("study")
    if study not in studies:
        raise _error(row, "study", f"no study {study!r} in studies.csv{_near(study, studies)}")
    return study


def _slug(row: Row) -> str:
    name = row.text("arm")
    if not SLUG.fullmatch(name):
        raise _error(row, "arm", f"expected an arm of small letters, digits and hyphens, found {name!r}")
    return name


def _arm_of(row: Row, arms: Collection[str], studies: Mapping[str, Study]) -> str:
    name = arm_id(_study(row, studies), _slug(row))
    if name not in arms:
        arms_of_study = [arm for arm in arms if arm.startswith(f"{row.text('study')}/")]
        raise _error(row, "arm", f"no arm {name!r} in arms.csv{_near(name, arms_of_study)}")
    return name


def _near(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _error(row: Row, column: str, expected: str) -> InputError:
    return InputError(expected, path=row.path, row=row.line, column=column)
