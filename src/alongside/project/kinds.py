"""What can be decided, and in which shape: the register of the log's kinds.

Personal data of the people who are supported never enters the log. That is why every value has a closed shape
(`additionalProperties` is false throughout): there is no field in which a person's name, number or story would have a
place. Programmes keep such data elsewhere, under their own rules.

Vocabulary. A *slot* is the question that a row answers: rows of one subject, one kind and one `key` answer the same
question, and a later row there supersedes the earlier. A kind is *independent* where two people answer the same
question each for themselves (screening): a row then supersedes its own author's only, and two authors who differ are a
disagreement to settle.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alongside.errors import UsageError

__all__ = ["KINDS", "Kind", "check"]

Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision.

    Parameters
    ----------
    name, schema : "study.coded", and the number of the shape, which grows when the shape changes.
    subject : what a subject looks like: "study:" stands for any study, "rule" for itself.
    shape : JSON Schema of the value.
    feeds : the projection that shows it.
    key : the part of the value that belongs to the slot (a dimension, a stage).
    same : the part of the value in which two rows have to be equal to agree.
    independent : whether authors judge each for themselves.
    id_in_value : whether `value["id"]` repeats the subject's id.
    """

    name: str
    subject: str
    shape: Mapping[str, Any]
    feeds: str
    schema: int = 1
    key: Callable[[Value], tuple[str, ...]] = field(default=lambda _value: ())
    same: Callable[[Value], Any] = field(default=lambda value: value)
    independent: bool = False
    id_in_value: bool = False


TEXT = {"type": "string"}
NAME = {"type": "string", "minLength": 1, "maxLength": 200}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
NUMBER = {"type": "number"}
COUNT = {"type": "integer", "minimum": 0}
TRUTH = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}


def _maybe(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _closed(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": sorted(required),
        "additionalProperties": False,
    }


VERDICTS = ("include", "exclude", "maybe")
SOURCES = ("database", "register", "website", "organisation", "citations", "other")
"""Where records come from, in the words of PRISMA 2020: the last four are its "other methods"."""
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
STAGES = ("title_abstract", "full_text")

_REPORT = _closed({"id": NAME}, {"title": TEXT, "doi": _maybe(TEXT), "year": _maybe(COUNT), "sources": TEXTS})

_STUDY = _closed(
    {"label": NAME},
    {
        "year": _maybe(COUNT),
        "country": TEXT,
        "condition": TEXT,
        "setting": TEXT,
        "design": TEXT,
        "supporter": TEXT,
        "comparator": TEXT,
        "training_hours": _maybe(NUMBER),
        "duration_weeks": _maybe(NUMBER),
        "is_peer_support": {"enum": ["yes", "ask", "no"]},
        "reports": {"type": "array", "items": _REPORT},
        "note": TEXT,
    },
)

# `details` keeps, code by code, what is not the same for all codes of the row: which of the row's anchors justify it
# (their positions), whether the reader was sure, and why not.
_CODED = _closed(
    {"dimension": NAME, "codes": {"type": "array", "items": NAME, "uniqueItems": True}, "sure": TRUTH},
    {
        "details": {
            "type": "object",
            "additionalProperties": _closed(
                {}, {"sure": TRUTH, "note": TEXT, "anchors": {"type": "array", "items": COUNT}}
            ),
        }
    },
)

_MEANS = _closed({"n1": NUMBER, "mean1": NUMBER, "n2": NUMBER, "mean2": NUMBER},
                 {"sd1": _maybe(NUMBER), "sd2": _maybe(NUMBER)})  # fmt: skip
_COUNTS = _closed({"events1": NUMBER, "n1": NUMBER, "events2": NUMBER, "n2": NUMBER})
_EFFECT = _closed(
    {"measure": NAME, "value": NUMBER},
    {"ci_low": _maybe(NUMBER), "ci_high": _maybe(NUMBER), "p": _maybe(NUMBER), "level": NUMBER},
)
_CLUSTER = _closed({}, {"allowed_for": TEXT, "average_size": _maybe(NUMBER), "icc": _maybe(NUMBER)})

CONTRAST_TEXTS = (
    "report", "comparator", "comparator_class", "comparator_why", "arm1", "arm2", "stratum", "prefer", "use_why",
    "same_as", "domain", "note",
)  # fmt: skip

_CONTRAST = _closed(
    {"id": NAME, "study": NAME, "outcome": TEXT, "instrument": TEXT, "higher_is_better": _maybe(TRUTH)},
    {
        **dict.fromkeys(CONTRAST_TEXTS, TEXT),
        **{name: _maybe(NUMBER) for name in ("weeks", "n1", "n2", "n_total", "control_risk")},
        "scale": NUMBER,
        "use": {"enum": ["main", "ask", "apart"]},
        "adjusted": _maybe(TRUTH),
        "means": _maybe(_MEANS),
        "counts": _maybe(_COUNTS),
        "effect": _maybe(_EFFECT),
        "cluster": _maybe(_CLUSTER),
    },
)  # fmt: skip

_OUTCOME = _closed(
    {"id": NAME, "label": NAME, "domain": TEXT, "measure": NAME, "higher_is_better": TRUTH},
    {
        "unit": TEXT,
        "plain": TEXT,
        "event": TEXT,
        "instruments": TEXTS,
        "smallest_that_matters": _maybe(_closed({"value": NUMBER, "source": TEXT}, {"why": TEXT})),
        "note": TEXT,
    },
)

# A rule is a handful of named settings of the analysis; numbers and short words only, so that it is no place for prose.
_RULE = {
    "type": "object",
    "properties": {"timepoint_weeks": _maybe(NUMBER), "several": {"enum": ["preferred", "average"]}},
    "additionalProperties": {"anyOf": [NUMBER, TRUTH, {"type": "string", "maxLength": 200}, {"type": "null"}]},
}


def _screening_agrees_on(value: Value) -> Any:
    # At full text PRISMA 2020 (item 16b) reports the reason of each exclusion, so there two reasons are a disagreement.
    return (value["verdict"], value.get("reason", "") if value["stage"] == "full_text" else "")


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("project.titled", "project", _closed({"title": NAME}), "Setting"),
        Kind(
            "file.imported",
            "file:",
            _closed(
                {"sha256": DIGEST, "name": NAME, "format": NAME, "size": COUNT, "records": COUNT},
                # `columns` are those that a person named in a table; the file's digest is `sha256` with or without.
                {"records_digest": DIGEST, "columns": {"type": "object", "additionalProperties": NAME}},
            ),
            "FileState",
            same=lambda value: (value["sha256"], value["records"], value.get("records_digest", "")),
        ),
        # What a file does not say of itself, and PRISMA-S asks for: the search that it came from.
        Kind(
            "file.searched",
            "file:",
            _closed(
                {},
                {
                    "source": {"enum": list(SOURCES)},
                    "searched_on": DAY,
                    **dict.fromkeys(("database", "platform", "query", "limits", "note"), TEXT),
                },
            ),
            "FileState",
        ),
        # A question about the records that a person wants to ask again; no table shows it but the list of views.
        Kind("view.saved", "view:", _closed({"name": NAME, "query": TEXT}, {"sort": TEXT}), ""),
        # A search strategy with its blocks apart, as a person edits it; `combined` says how they are joined.
        Kind(
            "strategy.saved",
            "strategy:",
            _closed(
                {"database": NAME, "name": NAME, "combined": {**TEXT, "minLength": 1}},
                {
                    **dict.fromkeys(("population", "peer", "design", "design_source", "limits", "note"), TEXT),
                    "most": COUNT,
                },
            ),
            "",
        ),
        # `sent` is the first request as it left the machine, `notes` what the service remarked on the query.
        Kind(
            "search.run",
            "search:",
            _closed(
                {
                    **dict.fromkeys(("platform", "query", "limits", "name", "sent"), TEXT),
                    "database": NAME,
                    "at": NAME,
                    "count": COUNT,
                    "retrieved": COUNT,
                    "files": {"type": "array", "items": DIGEST},
                    "since": _maybe(TEXT),
                },
                {"notes": TEXTS},
            ),
            "",
        ),
        Kind(
            "record.duplicate_of",
            "record:",
            _closed(
                {"record": UUID, "why": {"type": "string", "minLength": 1, "maxLength": 1000}}, {"probability": NUMBER}
            ),
            "RecordState",
            same=lambda value: value["record"],
        ),
        Kind(
            "pair.suggested",
            "pair:",
            _closed({"probability": NUMBER, "why": TEXT}, {"pattern": NAME}),
            "PairState",
            same=lambda _value: (),
        ),
        Kind(
            "pair.decided",
            "pair:",
            _closed({"verdict": {"enum": ["same", "different", "linked"]}}),
            "PairState",
        ),
        Kind(
            "screening.decided",
            "record:",
            _closed({"stage": {"enum": list(STAGES)}, "verdict": {"enum": list(VERDICTS)}}, {"reason": TEXT}),
            "RecordState",
            key=lambda value: (value["stage"],),
            same=_screening_agrees_on,
            independent=True,
        ),
        Kind("record.removed", "record:", _closed({"by": {"enum": ["automation", "other"]}}), "RecordState"),
        Kind("report.retrieval", "record:", _closed({"retrieved": TRUTH}), "RecordState"),
        Kind("study.described", "study:", _STUDY, "StudyState"),
        Kind(
            "study.eligible",
            "study:",
            _closed({"verdict": {"enum": ["yes", "no", "ask"]}}),
            "StudyState",
        ),
        Kind(
            "study.coded",
            "study:",
            _CODED,
            "CodeState",
            key=lambda value: (value["dimension"],),
            same=lambda value: sorted(value["codes"]),
        ),
        Kind("contrast.extracted", "contrast:", _CONTRAST, "ContrastState", id_in_value=True),
        Kind("outcome.defined", "outcome:", _OUTCOME, "OutcomeState", id_in_value=True),
        Kind("rule.set", "rule", _RULE, "Setting"),
        Kind("undo", "", _closed({"of": UUID}), ""),
    )
}
"""Every kind by its name. `undo` takes the subject of the row that it takes back."""


@functools.cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator  # loaded when the first value is checked: it is slow to import

    return Draft202012Validator(KINDS[name].shape)


def check(subject: str, kind: str, schema: int, value: Value) -> None:
    """Stop with `UsageError` where a decision is none that the register knows.

    >>> check("study:kew-2017", "study.eligible", 1, {"verdict": "perhaps"})
    Traceback (most recent call last):
    alongside.errors.UsageError: study.eligible of study:kew-2017, verdict: 'perhaps' is not one of ['yes', 'no', 'ask']
    """
    known = KINDS.get(kind)
    if known is None:
        raise UsageError(f"{kind!r} is no kind of decision that this version knows")
    if schema != known.schema:
        raise UsageError(f"{kind} of {subject} has the shape number {schema}; this version knows {known.schema}")
    if not subject or len(subject) > 250 or not subject.isprintable():
        raise UsageError(f"{subject!r} cannot be what a decision is about")
    if known.subject.endswith(":"):
        fits = subject.startswith(known.subject) and len(subject) > len(known.subject)
    else:
        fits = known.subject in ("", subject)
    if not fits:
        raise UsageError(f"{kind} is about {known.subject!r}, not about {subject!r}")
    error = next(_validator(kind).iter_errors(value), None)
    if error is not None:
        place = ".".join(str(step) for step in error.absolute_path)
        raise UsageError(f"{kind} of {subject}{', ' if place else ''}{place}: {error.message[:300]}")
    if known.id_in_value and subject != f"{known.subject}{value['id']}":
        raise UsageError(f"{kind} of {subject} has the id {value['id']!r}")
