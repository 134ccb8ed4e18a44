"""Understand: studies with their codes and results as printed into the project, each a decision with its source."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from alongside.coding import (
    RESULT_COLUMNS,
    Codebook,
    ConditionGroup,
    Evidence,
    TableWishes,
    evidence_alone,
    evidence_of,
    printed_rows,
    read_codebook,
    read_condition_groups,
    read_evidence,
    read_thresholds,
    with_thresholds,
)
from alongside.errors import InputError, NotHereError, UsageError
from alongside.evidence import Author, Code, Decision, QuoteAnchor
from alongside.evidence.studies import ELIGIBLE
from alongside.packaged import PEER_SUPPORT
from alongside.project import REGISTER, NewDecision, Project
from alongside.project.understand.kinds import CONTRAST_EXTRACTED, eligible
from alongside.project.understand.payloads import (
    arm_decisions,
    code_decisions,
    codes_decision,
    contrast_decision,
    instrument_decision,
    outcome_decision,
    study_decision,
    tidier_decision,
)
from alongside.tables import Row, read_table
from alongside.workflow.understand.kept_columns import kept_for, to_keep, with_kept
from alongside.workflow.understand.meeting import Held, kept_as_described, met
from alongside.workflow.understand.questions import waiting_for_a_person

__all__ = [
    "Loaded",
    "code_study",
    "codebook",
    "condition_groups",
    "decide_eligible",
    "load_evidence",
    "load_result",
    "load_tables",
]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came in; `understood` says how a table was read that was not quite as ours are, a sentence each; `uuids` are
    the rows by which all of it can be taken back; `refused` says of each row that could not be used where and why,
    `trials` are the ids of the studies, `results` those of the results, of which `already` are in the project as they
    are. `misspelt` are columns of no place that may have been meant for one of ours.
    """

    outcomes: int
    studies: int
    contrasts: int
    rows: int
    understood: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    already: int = 0
    misspelt: tuple[str, ...] = ()

    def known(self) -> str:
        """How many of the results are no news, to stand behind their number; "" where all are new."""
        if not self.already:
            return ""
        return (
            ", all of them here already" if self.already == self.contrasts else f", {self.already} of them here already"
        )


@functools.cache
def codebook() -> Codebook:
    """The codebook of the project; in this version it is always the packaged one."""
    return read_codebook(PEER_SUPPORT / "codebook.yaml")


@functools.cache
def condition_groups() -> tuple[ConditionGroup, ...]:
    """The packaged groups of conditions."""
    return read_condition_groups(PEER_SUPPORT / "condition_groups.csv", codebook())


def load_tables(
    project: Project,
    path: Path,
    *,
    author: Author,
    at: datetime,
    wishes: TableWishes | None = None,
    anew: bool = False,
    only_look: bool = False,
) -> Loaded:
    """A folder of evidence tables, or one table that stands alone (text or a workbook), into the project.

    All of it or nothing; with `wishes.keep_going` the rows of a lone table that can be used, and the others are said.

    Parameters
    ----------
    anew : take nothing of what was said before of a table with the same columns.
    only_look : write nothing, and say what would be written.
    """
    if path.is_dir():
        evidence = read_evidence(path, codebook())
        thresholds = path / "thresholds.yaml"
        if thresholds.exists():
            evidence = with_thresholds(evidence, read_thresholds(thresholds))
    elif path.exists():
        return _load_one_table(
            project, path, wishes or TableWishes(), author=author, at=at, anew=anew, only_look=only_look
        )
    else:
        raise InputError("there is no such file or folder", path=path)
    return load_evidence(project, evidence, author=author, at=at, why=f"read from {path.name}", only_look=only_look)


def _load_one_table(
    project: Project, path: Path, wishes: TableWishes, *, author: Author, at: datetime, anew: bool, only_look: bool
) -> Loaded:
    header = read_table(path, lenient=True, sheet=wishes.sheet).columns
    earlier = kept_for(project, header)
    wishes, read_as = with_kept(wishes, None if anew else earlier)
    try:
        evidence = evidence_alone(path, wishes, **_known(project))
    except (InputError, UsageError) as error:
        if read_as:  # the way out of what was said before belongs to the message
            way_out = f"{error} (read {read_as}; without that: --anew)"
            raise InputError(way_out) if isinstance(error, InputError) else UsageError(way_out) from error
        raise
    if read_as:
        evidence = replace(evidence, understood=(read_as, *evidence.understood))
    keep = to_keep(header, wishes, path.name, earlier)
    return load_own(
        project, evidence, author=author, at=at, why=f"read from {path.name}", further=keep, only_look=only_look
    )


def _known(project: Project) -> dict[str, Any]:
    """What of the project a table that stands alone has to meet: names of studies, and outcomes."""
    return {
        "study_labels": {study.id: study.label for study in project.understand.studies()},
        "known": {outcome.id: outcome for outcome in project.understand.outcomes()},
    }


def load_result(project: Project, values: Mapping[str, str], *, author: Author, at: datetime) -> Loaded:
    """One result of one trial as a person types it, by our columns: read and checked as a row of a table is.

    Raises `InputError` with the column that is not as expected; nothing is written then.
    """
    for column in ("study", "outcome", "higher_is_better"):
        if not values.get(column, "").strip():
            raise InputError("this is needed", column=column)
    typed = Row(Path("this form"), 1, {name: " ".join(text.split()) for name, text in values.items() if text.strip()})
    evidence = evidence_of(printed_rows([typed], RESULT_COLUMNS), TableWishes(), **_known(project))
    return load_own(project, evidence, author=author, at=at, why="typed into the form of a result")


def load_own(
    project: Project,
    evidence: Evidence,
    *,
    author: Author,
    at: datetime,
    why: str,
    further: Sequence[NewDecision] = (),
    only_look: bool = False,
) -> Loaded:
    """Evidence that names no results of the project: what is here already stays, as it was described and decided."""
    holding = project.understand.holding()
    contrasts, remarks = met(waiting_for_a_person(evidence.contrasts), evidence.counted, holding)
    evidence = replace(evidence, contrasts=contrasts, understood=(*evidence.understood, *remarks))
    return _written(project, evidence, holding, author, at, why, further, of_evaluation=True, only_look=only_look)


def load_evidence(
    project: Project, evidence: Evidence, *, author: Author, at: datetime, why: str, only_look: bool = False
) -> Loaded:
    """Outcomes, studies, arms, codes, instruments and contrasts as decisions of `author`, in one step.

    Whoever loads evidence takes part in its decisions: a table that a person imports is that person's, the packaged
    evidence is a machine's, and neither passes for the other. What is in the project already, word for word, is not
    decided again.
    """
    holding = project.understand.holding()
    return _written(project, evidence, holding, author, at, why, only_look=only_look)


def _written(
    project: Project,
    evidence: Evidence,
    holding: Held,
    author: Author,
    at: datetime,
    why: str,
    further: Sequence[NewDecision] = (),
    *,
    of_evaluation: bool = False,
    only_look: bool = False,
) -> Loaded:
    decisions = [
        decision
        for decision in (*_decisions(evidence, why), *further)
        if holding.get((decision.subject, decision.kind, _key(decision))) != decision.value
        and not (of_evaluation and kept_as_described(decision.subject, decision.kind, _key(decision), holding))
    ]
    rows = () if only_look else project.append(decisions, author=author, at=at)
    counts = len(evidence.outcomes), len(evidence.studies), len(evidence.contrasts), len(decisions)
    trials = tuple(study.id for study in evidence.studies)
    refused = tuple(f"row {e.row}{f', column {e.column}' if e.column else ''}: {e.expected}" for e in evidence.refused)
    fresh = {decision.subject for decision in decisions if decision.kind == CONTRAST_EXTRACTED}
    results = tuple(contrast.id for contrast in evidence.contrasts)
    return Loaded(
        *counts,
        evidence.understood,
        tuple(row.uuid for row in rows),
        refused,
        trials,
        results,
        len(results) - len(fresh),
        evidence.misspelt,
    )


def _decisions(evidence: Evidence, why: str) -> Iterator[NewDecision]:
    for outcome in evidence.outcomes:
        yield outcome_decision(outcome, why=why)
    for study in evidence.studies:
        yield study_decision(study, why=why)
        yield from code_decisions(study, why=why)
    for arm in evidence.arms:
        yield from arm_decisions(arm, why=why)
    for card in evidence.tidier:
        yield tidier_decision(card, why=why)
    for instrument in evidence.instruments:
        yield instrument_decision(instrument, why=why)
    for contrast in evidence.contrasts:
        yield contrast_decision(contrast, why=contrast.use_why or contrast.comparator_why or why)


def _key(decision: NewDecision) -> tuple[str, ...]:
    return REGISTER.kinds[decision.kind].key(decision.value)


def code_study(
    project: Project,
    study: str,
    dimension: str,
    codes: Sequence[str],
    *,
    author: Author,
    at: datetime,
    words: str = "",
    source: str = "",
    verbatim: bool = False,
    why: str = "",
    sure: bool = True,
) -> Decision:
    """Give a study its codes in one dimension; the earlier ones stay in the history.

    The words are those behind what is new, or behind all where no code is; a code that stays keeps its own words.
    """
    described = project.understand.study(study)
    if described is None or described.id != study:
        raise NotHereError(f"no study {study!r} in this project")
    book = codebook()
    for code in codes:
        book.check(dimension, code)
    if len(codes) > 1 and not book.dimension(dimension).multiple:
        raise UsageError(f"{dimension} takes one code, not {len(codes)}")
    before = {code.code: code for code in described.codes if code.dimension == dimension}
    fresh = set(codes) - set(before) or set(codes)
    anchors = (QuoteAnchor(words, source, verbatim=verbatim),) if words else ()
    chosen = [
        Code(dimension, code, anchors, sure) if code in fresh and (words or code not in before) else before[code]
        for code in dict.fromkeys(codes)
    ]
    decision = codes_decision(study, dimension, chosen, why=why)
    return project.append([decision], author=author, at=at)[0]


def decide_eligible(
    project: Project, study: str, verdict: str, *, author: Author, at: datetime, why: str = ""
) -> Decision:
    """Say whether a study is about peer support: "yes", "no", or "ask" again."""
    if study not in {described.id for described in project.understand.studies()}:
        raise NotHereError(f"no study {study!r} in this project")
    if verdict not in ELIGIBLE:
        raise UsageError(f"{verdict!r} is no verdict; expected one of {', '.join(ELIGIBLE)}")
    decision = eligible(study, verdict, why=why)
    return project.append([decision], author=author, at=at)[0]
