"""Understand: one code of an arm, or how much it offered, as a person read it; each change a step that can be undone.

A study has the codes of its arms of support as well, by which it is browsed and pooled; so a change of an arm's code is
followed by the study's, in the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

from alongside.coding import ARM_DIMENSIONS
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Arm, Author, Code, Decision, Dose, QuoteAnchor
from alongside.evidence.studies import CodeStatus
from alongside.project import NewDecision, Project
from alongside.project.understand.payloads import arm_codes_decision, arm_decisions, codes_decision
from alongside.workflow.understand.loading import codebook

__all__ = ["code_arm", "dose_arm"]

ON_WORDS = ("present", "said_absent")
"""What may only be said with the words that say so."""


def code_arm(
    project: Project,
    arm: str,
    dimension: str,
    code: str,
    status: CodeStatus,
    *,
    author: Author,
    at: datetime,
    words: str = "",
    source: str = "",
    verbatim: bool = False,
    sure: bool = True,
    why: str = "",
) -> list[Decision]:
    """Say of one code of one arm that it is present, said to be absent, not stated or not looked at.

    Returns the rows, the arm's first; the study's follows where its codes are others now.

    Raises
    ------
    NotHereError : for an arm that is not in the project.
    UsageError : for a dimension that is asked of studies, a status that there is not, or a code that is called present
        or absent without words, which the arm does not have as such already.
    """
    described = _arm(project, arm)
    if dimension not in ARM_DIMENSIONS:
        raise UsageError(f"{dimension!r} is not asked of an arm; expected one of {', '.join(ARM_DIMENSIONS)}")
    codebook().check(dimension, code)
    if status not in get_args(CodeStatus):
        raise UsageError(f"expected one of {', '.join(get_args(CodeStatus))}; found {status!r}")
    if words and not source:
        raise UsageError("words need the source that they stand in; nothing was changed")
    before = next((coded for coded in described.codes if (coded.dimension, coded.code) == (dimension, code)), None)
    anchors: tuple[QuoteAnchor, ...] = (QuoteAnchor(words, source, verbatim=verbatim),) if words else ()
    if status in ON_WORDS and not anchors:
        if before is None or before.status != status:
            raise UsageError("what is present, or said to be absent, needs the words that say so; nothing was changed")
        anchors = before.anchors
    coded = Code(dimension, code, anchors if status in ON_WORDS else (), sure, why, status)
    codes = [coded for coded in described.codes if coded is not before]
    changed = replace(described, codes=(*codes, coded))
    decisions = [
        arm_codes_decision(changed, dimension, why=why),
        *_study_follows(project, described, changed, dimension),
    ]
    return list(project.append(decisions, author=author, at=at))


def dose_arm(project: Project, arm: str, dose: Dose, *, author: Author, at: datetime, why: str = "") -> Decision:
    """Say how much an arm offered and how much of it was taken up; what is not said stays unknown.

    Raises
    ------
    NotHereError : for an arm that is not in the project.
    UsageError : for numbers without the words that say so.
    """
    described = _arm(project, arm)
    if dose != Dose() and not (dose.words and dose.source):
        raise UsageError("numbers need the words that say so and where they stand; nothing was changed")
    changed = replace(described, dose=None if dose == Dose() else dose)
    return project.append([arm_decisions(changed, why=why)[0]], author=author, at=at)[0]


def _arm(project: Project, arm: str) -> Arm:
    described = next((candidate for candidate in project.understand.arms() if candidate.id == arm), None)
    if described is None:
        raise NotHereError(f"no arm {arm!r} in this project")
    return described


def _study_follows(project: Project, before: Arm, after: Arm, dimension: str) -> Sequence[NewDecision]:
    """The study's codes in one dimension after its arm changed; none where they stay."""
    study = project.understand.study(before.study)
    if study is None or after.role != "support":
        return ()
    others = [arm for arm in project.understand.arms(study=study.id) if arm.role == "support" and arm.id != after.id]
    of_arms = {code.code: code for arm in (after, *others) for code in _present(arm, dimension)}
    old_of_arms = {code.code for arm in (before, *others) for code in _present(arm, dimension)}
    codes_before = [code for code in study.codes if code.dimension == dimension]
    staying = [code for code in codes_before if code.code in of_arms or code.code not in old_of_arms]
    fresh = [code for name, code in of_arms.items() if name not in {code.code for code in codes_before}]
    if not fresh and len(staying) == len(codes_before):
        return ()
    return (codes_decision(study.id, dimension, [*staying, *fresh], why="as its arms are coded"),)


def _present(arm: Arm, dimension: str) -> list[Code]:
    return [code for code in arm.codes if code.dimension == dimension and code.status == "present"]
