"""The screening certificate: one small document that says what was promised and holds what it takes to check it.

It holds the figures of the rule, the frame that was sampled (its size and digest, and the seed of the drawn order)
and each draw with its verdict. `verify` works everything else out again: the order of the draws, the counts, the
boundary at which reading was allowed to stop, and the digest of the whole. With the ids of the frame it also checks
that no record was passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from alongside.errors import InputError
from alongside.screening.boundary import Boundary
from alongside.screening.sampling import digest_of_frame, drawn_order, ticket

__all__ = ["Certificate", "certificate_of", "read_certificate", "sentence", "verify"]

FORMAT = "alongside.screening-certificate/1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a screening that stopped can state.

    Parameters
    ----------
    target, confidence : recall that was to be reached, and the confidence, 1 − α.
    records : all records that were to be screened.
    read_before, found_before : read in ranked order before sampling began, and relevant ones among them.
    seed : of the drawn order.
    frame, frame_digest : number of records that were unread when sampling began, and the digest of their ids.
    draws : id and verdict (true for relevant) of each drawn record, in the order of drawing.
    allowed_at : the draw from which on the boundary allows to stop with what was found.
    log_digest : of the project's log at the moment of stopping; empty outside a project.
    digest : SHA-256 of all the above.
    """

    target: float
    confidence: float
    records: int
    read_before: int
    found_before: int
    seed: str
    frame: int
    frame_digest: str
    draws: tuple[tuple[str, bool], ...]
    allowed_at: int
    log_digest: str
    digest: str

    @property
    def found(self) -> int:
        """Relevant records found in all."""
        return self.found_before + sum(relevant for _, relevant in self.draws)

    def document(self) -> dict[str, Any]:
        """What is written into the file, as JSON takes it."""
        return {"format": FORMAT} | asdict(self) | {"draws": [list(draw) for draw in self.draws]}


def certificate_of(
    *,
    target: float,
    risk: float,
    read_before: int,
    found_before: int,
    frame: Iterable[str],
    seed: str,
    verdicts: Mapping[str, bool],
    log_digest: str = "",
) -> Certificate:
    """The certificate of a sample.

    Parameters
    ----------
    frame : ids of the records that were unread when sampling began.
    verdicts : of the records that were drawn: the first of the drawn order, without a gap.

    Raises
    ------
    InputError : where the verdicts are not those of the first draws, and where the boundary does not allow to stop.
    """
    ids = list(frame)
    order = drawn_order(ids, seed)[: len(verdicts)]
    missing = next((record for record in order if record not in verdicts), None)
    if missing is not None:
        raise InputError(f"expected a verdict on record {missing!r}, which is among the first {len(order)} draws")
    draws = tuple((record, bool(verdicts[record])) for record in order)
    boundary = Boundary(len(ids), found_before, target, risk)
    allowed_at = min(boundary.allowed_at(sum(relevant for _, relevant in draws)), len(ids))
    if len(draws) < allowed_at:
        raise InputError(f"expected at least {allowed_at} draws to stop with this promise; there are {len(draws)}")
    open_ = Certificate(
        target,
        1 - risk,
        read_before + len(ids),
        read_before,
        found_before,
        seed,
        len(ids),
        digest_of_frame(ids),
        draws,
        allowed_at,
        log_digest,
        "",
    )
    return _sealed(open_)


def _sealed(certificate: Certificate) -> Certificate:
    return read_certificate(certificate.document() | {"digest": _digest(certificate)})


def _digest(certificate: Certificate) -> str:
    content = {name: value for name, value in certificate.document().items() if name != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


KINDS: Mapping[str, type | tuple[type, ...]] = {
    "target": (int, float),
    "confidence": (int, float),
    "records": int,
    "read_before": int,
    "found_before": int,
    "seed": str,
    "frame": int,
    "frame_digest": str,
    "draws": list,
    "allowed_at": int,
    "log_digest": str,
    "digest": str,
}


def read_certificate(document: Any) -> Certificate:
    """A certificate out of what `json` read.

    Raises `InputError` where it is none, and says at which field.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"expected a screening certificate ({FORMAT})")
    for name, kind in KINDS.items():
        value = document.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InputError(f"expected another kind of value, found {value!r}", column=name)
    for draw in document["draws"]:
        if not (isinstance(draw, list) and len(draw) == 2 and isinstance(draw[0], str) and isinstance(draw[1], bool)):
            raise InputError(f"expected pairs of an id and true or false, found {draw!r}", column="draws")
    values = {name: document[name] for name in KINDS}
    return Certificate(**values | {"draws": tuple((record, verdict) for record, verdict in values["draws"])})


def verify(certificate: Certificate, frame: Iterable[str] | None = None) -> tuple[str, ...]:
    """What does not hold in a certificate, in words; nothing where all of it was worked out again and agrees.

    Parameters
    ----------
    frame : ids of the records that were unread when sampling began, where they are at hand.
    """
    faults = []
    if certificate.digest != _digest(certificate):
        faults.append("the digest is not that of the content: it was changed after it was written")
    ids = [record for record, _ in certificate.draws]
    tickets = [(ticket(certificate.seed, record), record) for record in ids]
    if tickets != sorted(tickets) or len(set(ids)) < len(ids):
        faults.append("the draws do not stand in the order that the seed draws")
    if certificate.records != certificate.read_before + certificate.frame or len(ids) > certificate.frame:
        faults.append("the counts of records do not add up")
    if not 0 <= certificate.found_before <= certificate.read_before:
        faults.append("more were found than were read before sampling began")
    if frame is not None:
        faults += _frame_faults(certificate, list(frame), ids)
    return (*faults, *_promise_faults(certificate))


def _frame_faults(certificate: Certificate, frame: list[str], ids: list[str]) -> list[str]:
    if len(frame) != certificate.frame or digest_of_frame(frame) != certificate.frame_digest:
        return ["the records are not those that were sampled"]
    if drawn_order(frame, certificate.seed)[: len(ids)] != ids:
        return ["a record of the drawn order was passed over"]
    return []


def _promise_faults(certificate: Certificate) -> list[str]:
    if not 0 < certificate.target <= 1 or not 0 < certificate.confidence < 1 or certificate.frame < 0:
        return ["target, confidence and frame are no figures of a rule"]
    risk = round(1 - certificate.confidence, 12)  # 1 − 0.95 is not 0.05 in binary
    boundary = Boundary(certificate.frame, max(certificate.found_before, 0), certificate.target, risk)
    allowed_at = min(boundary.allowed_at(certificate.found - certificate.found_before), certificate.frame)
    faults = []
    if allowed_at != certificate.allowed_at:
        faults.append(f"the boundary allows to stop from draw {allowed_at} on, not {certificate.allowed_at}")
    if len(certificate.draws) < allowed_at:
        faults.append(f"{len(certificate.draws)} draws are too few: the promise needs {allowed_at}")
    return faults


def sentence(certificate: Certificate) -> str:
    """What a methods section can say."""
    read = certificate.read_before + len(certificate.draws)
    hits = certificate.found - certificate.found_before
    return (
        f"Of {certificate.records:,} records {read:,} were screened ({read / certificate.records:.0%}): "
        f"{certificate.read_before:,} in the order of a ranking that learns from each decision, then "
        f"{len(certificate.draws):,} drawn at random from the {certificate.frame:,} that remained, of which {hits:,} "
        f"{'was' if hits == 1 else 'were'} relevant; {certificate.found:,} relevant records were found in all. "
        f"Screening stopped by an exact sequential hypergeometric test: whatever the number of relevant "
        f"records among those left, the chance that such a procedure stops with a recall below "
        f"{certificate.target:.0%} is at most {1 - certificate.confidence:.0%}."
    )
