"""`project.understand`: the evidence types back, from what holds."""

from __future__ import annotations

import json
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from alongside.evidence import Arm, Code, Contrast, Instrument, Outcome, Study, Tidier
from alongside.project.log.chain import anchors_from_text
from alongside.project.log.facets import Facet, reading
from alongside.project.log.tables import State
from alongside.project.understand.joining import joined_arm, joined_contrast, joined_studies, roots_of
from alongside.project.understand.kinds import (
    ARM_CODED,
    ARM_DESCRIBED,
    CONTRAST_CONFIRMED,
    CONTRAST_EXTRACTED,
    INSTRUMENT_DEFINED,
    OUTCOME_DEFINED,
    STUDY_CODED,
    STUDY_DESCRIBED,
    STUDY_ELIGIBLE,
    STUDY_REPORTED,
    STUDY_SAME_AS,
    TABLE_READ_AS,
)
from alongside.project.understand.payloads import (
    arm_codes_from,
    arm_from,
    codes_from,
    contrast_from,
    instrument_from,
    outcome_from,
    study_from,
    tidier_from,
)

__all__ = ["UnderstandFacet", "natural"]

LOGGER = logging.getLogger("alongside.project")


def natural(text: str) -> tuple[Any, ...]:
    """Sorts "a/2" before "a/10".

    >>> sorted(["a/10", "a/2"], key=natural)
    ['a/2', 'a/10']
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", text) if part)


class UnderstandFacet(Facet):
    """What *understand* asks of a project."""

    @reading
    def studies(self) -> list[Study]:
        """Every study that was described, with its codes, by id; trials that are one are one study (`joined`)."""
        return self._studies()

    @reading
    def study(self, study: str) -> Study | None:
        """One study, None where none of this id was described; for a trial that is another, that one."""
        root = self._roots().get(study, study)
        return next((described for described in self._studies() if described.id == root), None)

    @reading
    def joined(self) -> dict[str, str]:
        """For each trial that a person called the same as another, the study that stands for it."""
        return self._roots()

    @reading
    def codes(self) -> dict[str, tuple[Code, ...]]:
        """The codes of every study that has some, dimensions in the order of their names."""
        return self._codes()

    @reading
    def arms(self, *, study: str | None = None) -> list[Arm]:
        """Arms by id with their codes, all or those of one study."""
        codes: dict[str, list[Code]] = defaultdict(list)
        for row in self._rows(ARM_CODED):
            codes[_name(row)] += arm_codes_from(json.loads(row.value), anchors_from_text(row.anchors))
        arms = [
            arm_from(_name(row), json.loads(row.value), codes.get(_name(row), ())) for row in self._rows(ARM_DESCRIBED)
        ]
        roots = self._roots()
        arms = [joined_arm(arm, roots) for arm in arms]
        return sorted((arm for arm in arms if study in (None, arm.study)), key=lambda arm: natural(arm.id))

    @reading
    def tidier(self) -> dict[str, Tidier]:
        """What the reports of each study say of its programme, by study."""
        return {_name(row): tidier_from(_name(row), json.loads(row.value)) for row in self._rows(STUDY_REPORTED)}

    @reading
    def instruments(self) -> list[Instrument]:
        """Instruments by id."""
        instruments = [instrument_from(json.loads(row.value)) for row in self._rows(INSTRUMENT_DEFINED)]
        return sorted(instruments, key=lambda instrument: natural(instrument.id))

    @reading
    def contrasts(self, *, study: str | None = None, outcome: str | None = None) -> list[Contrast]:
        """Contrasts by id, all or of one study or outcome."""
        roots = self._roots()
        contrasts = [joined_contrast(row, roots) for row in _readable(self._rows(CONTRAST_EXTRACTED), _contrast)]
        wanted = [
            contrast
            for contrast in contrasts
            if study in (None, contrast.study) and outcome in (None, contrast.outcome)
        ]
        return sorted(wanted, key=lambda contrast: natural(contrast.id))

    @reading
    def confirmed(self) -> dict[str, frozenset[str]]:
        """For each result that a person called right in spite of a question, the codes of the questions."""
        return {_name(row): frozenset(json.loads(row.value)["questions"]) for row in self._rows(CONTRAST_CONFIRMED)}

    @reading
    def outcomes(self) -> list[Outcome]:
        """The review's outcomes by id."""
        outcomes = list(_readable(self._rows(OUTCOME_DEFINED), lambda row: outcome_from(json.loads(row.value))))
        return sorted(outcomes, key=lambda outcome: natural(outcome.id))

    @reading
    def holding(self) -> dict[tuple[str, str, tuple[str, ...]], Any]:
        """The value that holds in each slot, by subject, kind and the slot's key: for telling what is new."""
        session = self._session
        kinds = (
            STUDY_DESCRIBED,
            STUDY_REPORTED,
            STUDY_CODED,
            ARM_DESCRIBED,
            ARM_CODED,
            CONTRAST_EXTRACTED,
            OUTCOME_DEFINED,
            INSTRUMENT_DEFINED,
            TABLE_READ_AS,
        )
        rows = State.objects.using(session.alias).filter(project_id=session.project_id, kind__in=kinds)
        return {(row.subject, row.kind, tuple(json.loads(row.key))): json.loads(row.value) for row in rows}

    @reading
    def described_as_waiting(self) -> frozenset[str]:
        """Studies that were described as waiting for a person's word, whatever was said since."""
        rows = self._rows(STUDY_DESCRIBED)
        return frozenset(_name(row) for row in rows if json.loads(row.value).get("is_peer_support", "yes") == "ask")

    @reading
    def waiting(self) -> int:
        """How many studies wait for a person to say whether they belong."""
        described = {row.subject: json.loads(row.value) for row in self._rows(STUDY_DESCRIBED)}
        verdicts = {study: value.get("is_peer_support", "yes") for study, value in described.items()}
        verdicts |= {row.subject: json.loads(row.value)["verdict"] for row in self._rows(STUDY_ELIGIBLE)}
        joined = {f"study:{study}" for study in self._roots()}
        return sum(1 for study, verdict in verdicts.items() if verdict == "ask" and study not in joined)

    def _roots(self) -> dict[str, str]:
        """What `roots_of` says of the studies that were described; nearly always nothing, at the cost of a query."""
        same_as = {_name(row): json.loads(row.value)["study"] for row in self._rows(STUDY_SAME_AS)}
        if not same_as:
            return {}
        described = {_name(row) for row in self._rows(STUDY_DESCRIBED)}
        return roots_of({study: root for study, root in same_as.items() if {study, root} <= described})

    def _rows(self, kind: str) -> list[State]:
        session = self._session
        rows = State.objects.using(session.alias).filter(project_id=session.project_id, kind=kind)
        # Sorted here, since two engines sort text differently.
        return sorted(rows.iterator(2000), key=lambda row: (row.subject, row.key))

    def _codes(self) -> dict[str, tuple[Code, ...]]:
        codes: dict[str, list[Code]] = defaultdict(list)
        rows = self._rows(STUDY_CODED)
        for name, of_row in _readable(rows, lambda row: (_name(row), _codes_of(row))):
            codes[name] += of_row
        return {name: tuple(of_study) for name, of_study in codes.items()}

    def _studies(self) -> list[Study]:
        codes = self._codes()
        eligible = {_name(row): json.loads(row.value)["verdict"] for row in self._rows(STUDY_ELIGIBLE)}
        studies = _readable(
            self._rows(STUDY_DESCRIBED),
            lambda row: study_from(
                _name(row), json.loads(row.value), eligible.get(_name(row), ""), codes.get(_name(row), ())
            ),
        )
        return sorted(joined_studies(studies, self._roots()), key=lambda described: natural(described.id))


Type = TypeVar("Type")


def _readable(rows: Iterable[State], read: Callable[[State], Type]) -> Iterator[Type]:
    """Each row as its type; a row of an older log that no longer fits costs itself, and is said in the log file."""
    for row in rows:
        try:
            yield read(row)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            LOGGER.warning("%s of %s cannot be read (%s) and is left out", row.kind, row.subject, error)


def _contrast(row: State) -> Contrast:
    return contrast_from(json.loads(row.value), anchors_from_text(row.anchors))


def _codes_of(row: State) -> list[Code]:
    return codes_from(json.loads(row.value), anchors_from_text(row.anchors))


def _name(row: State) -> str:
    return row.subject.partition(":")[2]
