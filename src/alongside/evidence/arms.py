"""An arm of a trial as a thing of its own: what was offered in it, by whom, how much of it, and what is not known.

Vocabulary. A *cell* is one arm crossed with one code of the codebook ("did the callers have supervision?"). It has one
of four values, which must never be confused: `present` and `said_absent` rest on words; `not_stated` means that a full
text or a protocol was read and says nothing of it; `not_looked_at` means that nobody read more than an abstract, a
registry's record or a table of a review, where its absence tells nothing. The last two follow from how deeply a trial
was read, unless a person has said one of them of a code.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from alongside.evidence.studies import Code, CodeStatus

__all__ = ["CELLS", "DOSE_NUMBERS", "ROLES", "Arm", "Cell", "Dose", "Role", "Span", "arm_id"]

Role = Literal["support", "comparator", "other"]
ROLES: tuple[Role, ...] = get_args(Role)
"""`support` offers peer support, `comparator` is what it is held against, `other` is a further arm of the trial."""

Cell = CodeStatus
CELLS: tuple[Cell, ...] = get_args(Cell)


def arm_id(study: str, name: str) -> str:
    """The id of an arm: its trial's id and a slug.

    >>> arm_id("cheung-2015", "whatsapp"), arm_id("cheung-2015", "cheung-2015/whatsapp")
    ('cheung-2015/whatsapp', 'cheung-2015/whatsapp')
    """
    return name if name.startswith(f"{study}/") else f"{study}/{name}"


@dataclass(frozen=True, slots=True)
class Span:
    """A number as a report prints it: one figure (`low` equals `high`), or from `low` to `high` ("6 to 14 visits")."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half-way between both ends.

        >>> Span(6, 14).middle
        10.0
        """
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Dose:
    """How much was offered in one arm, and how much of it was taken up; None where no text read says so.

    Parameters
    ----------
    contacts_planned, contact_minutes : contacts that one person is offered, and minutes of one.
    duration_weeks : from the first to the last planned contact.
    supporters_n, supporter_training_hours : supporters in the arm, and hours of training of each.
    participants_per_supporter, group_size : people.
    uptake_percent : of those allocated, who had at least one contact (as each report defines it).
    completed_percent : of those allocated, who completed the programme (as each report defines it).
    attrition_percent : of those allocated to this arm, who were lost to follow-up.
    words, source : what the text says, and where.
    """

    contacts_planned: Span | None = None
    contact_minutes: Span | None = None
    duration_weeks: Span | None = None
    supporters_n: Span | None = None
    supporter_training_hours: Span | None = None
    participants_per_supporter: Span | None = None
    group_size: Span | None = None
    uptake_percent: Span | None = None
    completed_percent: Span | None = None
    attrition_percent: Span | None = None
    words: str = ""
    source: str = ""


DOSE_NUMBERS = tuple(field.name for field in fields(Dose) if field.name not in ("words", "source"))
"""The numbers of a dose, in the order in which they are listed; each is a `Span` or None."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of one trial.

    Parameters
    ----------
    id : "cheung-2015/whatsapp".
    study, label, role : its trial; its name in words; what it is in the comparison.
    codes : codes of this arm, with their words; `Code.status` tells what is there from what is said to be absent.
    dose : None where nothing of it was read.
    read_in_full : whether a full text or a protocol of the trial was read.

    >>> callers = Arm("kew-2017/support", "kew-2017", "Calls", codes=(Code("component", "education"),))
    >>> callers.components, callers.cell("component", "education"), callers.cell("component", "reminders")
    (('education',), 'present', 'not_looked_at')
    """

    id: str
    study: str
    label: str
    role: Role = "support"
    codes: tuple[Code, ...] = ()
    dose: Dose | None = None
    read_in_full: bool = False
    note: str = ""

    def codes_of(self, dimension: str) -> tuple[str, ...]:
        """Ids of the codes that are present in one dimension, in their order."""
        return tuple(code.code for code in self.codes if code.dimension == dimension and code.status == "present")

    @property
    def form(self) -> tuple[str, ...]:
        """How people meet."""
        return self.codes_of("form")

    @property
    def components(self) -> tuple[str, ...]:
        """What the arm is made of."""
        return self.codes_of("component")

    @property
    def infrastructure(self) -> tuple[str, ...]:
        """Training, supervision and what else stands behind the supporters."""
        return self.codes_of("infrastructure")

    def cell(self, dimension: str, code: str) -> Cell:
        """What is known of one code in this arm."""
        for code_given in self.codes:
            if (code_given.dimension, code_given.code) == (dimension, code):
                return code_given.status
        return "not_stated" if self.read_in_full else "not_looked_at"
