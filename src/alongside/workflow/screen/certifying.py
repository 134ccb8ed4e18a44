"""Stopping, by a decision with its figures, and the certificate that says what was promised and can be checked."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.overview.index import Index
from alongside.project.screen.kinds import SCREENING_STOPPED, stopped
from alongside.screening import RELEVANT, UNREAD, Certificate, certificate_of, digest_of_frame, verify
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.learner import decisions_of
from alongside.workflow.screen.planning import plan_of
from alongside.workflow.screen.progress import sample_progress
from alongside.workflow.screen.sampling import Sample, read_mask, sample_of

__all__ = ["certificate_now", "certificate_that_stands", "faults_against", "stop_screening"]


def certificate_now(desk: ScreeningDesk, *, log_digest: str = "") -> Certificate:
    """The certificate of the sample as it stands.

    Raises `UsageError` where no sample has begun, where the boundary does not allow to stop yet, and where a file of
    the sample was taken back.
    """
    project = desk.project
    index = project.overview.index()
    sample = sample_of(project, index)
    if sample is None:
        raise UsageError("no random sample has begun: without one nothing can be promised about what was not read")
    if not sample.whole:
        raise UsageError("a file that the sample was drawn from is no longer here; begin the sample again")
    plan = plan_of(project)
    now = sample_progress(desk, index, sample, plan)
    if now.left:
        raise UsageError(f"{now.left} more records have to be read in the random order before this can be promised")
    order = desk.drawn_order(index)
    draws = order[sample.frame[order]][: now.draws].tolist()
    verdicts = decisions_of(index)
    _check_read_before(index, sample)
    return certificate_of(
        target=plan.target,
        risk=plan.risk,
        read_before=sample.read_before,
        found_before=sample.found_before,
        frame=[index.imported.uuids[position] for position in np.flatnonzero(sample.frame).tolist()],
        seed=sample.seed,
        verdicts={index.imported.uuids[position]: bool(verdicts[position] == RELEVANT) for position in draws},
        log_digest=log_digest or project.log_digest(),
    )


def _before(index: Index, sample: Sample) -> tuple[int, int]:
    """Records read outside the frame, and relevant ones among them, as they stand now."""
    read = read_mask(index) & ~sample.frame
    return int(np.count_nonzero(read)), int(np.count_nonzero(read & (decisions_of(index) == RELEVANT)))


def _check_read_before(index: Index, sample: Sample) -> None:
    if _before(index, sample) != (sample.read_before, sample.found_before):
        raise UsageError(
            "decisions from before the random sample were changed since: what was found then is another number now; "
            "take the sample back in the history and begin it again"
        )


def stop_screening(desk: ScreeningDesk, *, author: Author, at: datetime, why: str = "") -> tuple[Decision, Certificate]:
    """Stop, by a decision that names the certificate and its figures. Raises as `certificate_now`."""
    certificate = certificate_now(desk)
    value = {
        "certificate": certificate.digest,
        "target": certificate.target,
        "risk": round(1 - certificate.confidence, 12),
        "records": certificate.records,
        "read": certificate.read_before + len(certificate.draws),
        "found": certificate.found,
        "log": certificate.log_digest,
    }
    return desk.project.append([stopped(value, why=why)], author=author, at=at)[0], certificate


def certificate_that_stands(desk: ScreeningDesk) -> Certificate | None:
    """The certificate with which screening was stopped, made again from the log; None where it does not come out the
    same any more, or nobody stopped.
    """
    value = desk.project.screen.state(SCREENING_STOPPED)
    if value is None:
        return None
    try:
        certificate = certificate_now(desk, log_digest=value["log"])
    except UsageError:
        return None
    return certificate if certificate.digest == value["certificate"] else None


def faults_against(project: Project, certificate: Certificate) -> tuple[str, ...]:
    """What in a certificate is not as the project has it; nothing where everything was worked out again and agrees."""
    index = project.overview.index()
    sample = sample_of(project, index)
    if sample is None:
        return (*verify(certificate), "the project has no random sample")
    frame = [index.imported.uuids[position] for position in np.flatnonzero(sample.frame).tolist()]
    faults = list(verify(certificate, frame))
    if sample.seed != certificate.seed:
        faults.append("the project drew with another seed")
    read, relevant = _before(index, sample)
    if (read, relevant) != (certificate.read_before, certificate.found_before):
        faults.append(
            f"outside the sample {read} records are read now and {relevant} of them relevant; it says "
            f"{certificate.read_before} and {certificate.found_before}"
        )
    faults += _draw_faults(index, certificate)
    later = int(np.count_nonzero((decisions_of(index) == UNREAD) & ~index.set_aside & ~sample.frame))
    if later:
        faults.append(f"{later} records came after the sample began, or lost their verdict since")
    if digest_of_frame(frame) != sample.digest:
        faults.append("the records of the sample are no longer those of when it began")
    if certificate.log_digest:
        verified = project.verify(against=certificate.log_digest)
        if not verified.ok:
            faults.append(f"the project's log: {verified.reason}")
    else:
        faults.append("it names no log: it was not made in a project")
    return tuple(dict.fromkeys(faults))


def _draw_faults(index: Index, certificate: Certificate) -> list[str]:
    verdicts = decisions_of(index)
    changed = 0
    for record, relevant in certificate.draws:
        position = index.imported.position.get(record)
        if position is None or verdicts[position] == UNREAD or bool(verdicts[position] == RELEVANT) != relevant:
            changed += 1
    return [f"{changed} of the drawn records have another verdict now"] if changed else []
