"""Records with a column of labels, out of any file that *find* reads, for simulations of a screening."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError
from alongside.records import Broken, Record, Source, read_source
from alongside.screening import (
    Certificate,
    Document,
    configuration_named,
    features_of,
    figures_of,
    read_certificate,
    rule_of,
    sentence,
    simulate,
    simulate_stop,
)
from alongside.screening import verify as verify_certificate

__all__ = ["LABEL_COLUMNS", "Labelled", "certificate_file", "read_certificate_file", "read_labelled", "simulate_file"]

LABEL_COLUMNS = ("included", "label", "label_included", "relevant", "decision", "final_decision", "asreview_label")
"""Names of a column of labels, best first, without regard to case."""

RELEVANT_WORDS = frozenset({"1", "yes", "y", "true", "include", "included", "relevant"})
IRRELEVANT_WORDS = frozenset({"0", "no", "n", "false", "exclude", "excluded", "irrelevant"})
UNLABELLED_WORDS = frozenset({"", "-1", "nan", "na", "unlabelled", "unlabeled"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """Records with their labels.

    Parameters
    ----------
    documents, ids, labels : n each, in the order of the file.
    unlabelled : records that were left out, as their label says nothing.
    """

    documents: tuple[Document, ...]
    ids: tuple[str, ...]
    labels: NDArray[np.bool_]
    unlabelled: int

    def place(self, id_: str) -> int:
        """The place of a record.

        Raises `UsageError` for an id that no record has, or more than one.
        """
        places = [index for index, name in enumerate(self.ids) if name == id_]
        if len(places) != 1:
            raise UsageError(f"expected one record {id_!r}; there {'are ' + str(len(places)) if places else 'is none'}")
        return places[0]


def read_labelled(path: Path, column: str = "", columns: Mapping[str, str] | None = None) -> Labelled:
    """Read a file of records that were screened.

    Parameters
    ----------
    column : where the label stands; by custom one of `LABEL_COLUMNS`.
    columns : for tables whose header says nothing known: our field to its column.

    Raises
    ------
    InputError : for a file or a record that cannot be read, a file without a label, and a label that is none.
    """
    documents, ids, labels, unlabelled = [], [], [], 0
    wanted = (column.casefold(),) if column else LABEL_COLUMNS
    for position, entry in enumerate(read_source(Source(path, columns=dict(columns) if columns else None)), 1):
        if isinstance(entry, Broken):
            raise InputError(entry.reason, path=path, row=entry.line)
        label = _label(entry, wanted, path)
        if label is None:
            unlabelled += 1
            continue
        documents.append(Document(entry.title, entry.abstract, entry.keywords))
        ids.append(_id(entry, position))
        labels.append(label)
    if not documents:
        raise InputError(f"expected a label 1 or 0 in at least one record; {unlabelled} have none", path=path)
    return Labelled(tuple(documents), tuple(ids), np.array(labels, dtype=np.bool_), unlabelled)


def _label(record: Record, wanted: Sequence[str], path: Path) -> bool | None:
    """What the label says; None where it says nothing."""
    fields = {name.casefold(): (name, values) for name, values in record.extra.items()}
    name, values = next((fields[name] for name in wanted if name in fields), ("", ()))
    word = values[0].strip().casefold().removesuffix(".0") if values else ""
    if word in RELEVANT_WORDS:
        return True
    if word in IRRELEVANT_WORDS:
        return False
    if word in UNLABELLED_WORDS:
        return None
    raise InputError(f"expected a label 1 or 0, found {values[0]!r}", path=path, row=record.line, column=name)


def _id(record: Record, position: int) -> str:
    """The id that the record has in its file; else its position, from 1."""
    for name, values in record.extra.items():
        if name.casefold() in ("record_id", "id") and values[0]:
            return values[0]
    return record.accession or str(position)


def simulate_file(
    path: Path,
    *,
    ranker: str = "default",
    question: str = "",
    relevant: Sequence[str] = (),
    irrelevant: Sequence[str] = (),
    seed: int = 0,
    stops: Sequence[str] = (),
    label: str = "",
    columns: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Simulate a screening of a labelled file; gives the document of `alongside tools simulate --json`.

    `relevant` and `irrelevant` are ids of priors: decisions that are there before the reading starts. `stopped_at`
    counts records that were read, `recall_at_stop` is the share of the relevant ones among them, both without priors.
    With several rules, `stops` says the same of each, and whether its risk is stated; the other two are of the first.
    Seconds are those of opening the file, making the features and reading in order.

    Raises `UsageError` for an id, a ranker or a rule that is not there, and as `read_labelled`.
    """
    started = time.perf_counter()
    configuration = configuration_named(ranker)
    rules = [rule_of(text) for text in stops]
    labelled = read_labelled(path, label, columns)
    if labelled.unlabelled:
        count = labelled.unlabelled
        say(f"{count} record{'' if count == 1 else 's'} without a label {'was' if count == 1 else 'were'} left out.")
    priors = _priors(labelled, relevant, irrelevant)
    features = features_of(labelled.documents, question, configuration.views)
    reading = simulate(features, labelled.labels, configuration, priors, seed)
    figures = figures_of(reading.ranks, len(reading.order))
    ends = [simulate_stop(rule, labelled.labels[reading.order], seed) for rule in rules]
    recalls = [end.found / len(reading.ranks) for end in ends]
    document = {
        "n": len(reading.order),
        "m": len(reading.ranks),
        "ranks": list(reading.ranks),
        **asdict(figures),
        "stopped_at": ends[0].read if ends else None,
        "recall_at_stop": recalls[0] if ends else None,
        "seconds": time.perf_counter() - started,
    }
    if len(rules) < 2:
        return document
    return document | {
        "stops": [
            {
                "rule": text,
                "risk": rule.risk if rule.guaranteed else None,
                "stopped_at": end.read,
                "recall_at_stop": recall,
                "drawn": end.drawn,
            }
            for text, rule, end, recall in zip(stops, rules, ends, recalls, strict=True)
        ]
    }


def _priors(labelled: Labelled, relevant: Sequence[str], irrelevant: Sequence[str]) -> dict[int, bool]:
    both = set(relevant) & set(irrelevant)
    if both:
        raise UsageError(f"{sorted(both)[0]!r} is given as relevant and as irrelevant")
    decided = {labelled.place(id_): True for id_ in relevant}
    return decided | {labelled.place(id_): False for id_ in irrelevant}


def certificate_file(path: Path, *, verify: bool = False, frame: Path | None = None) -> tuple[str, tuple[str, ...]]:
    """The sentence of a certificate, and what does not hold in it; nothing where it was not to be verified.

    Raises `InputError` for a file that cannot be read, or is no certificate.
    """
    document = read_certificate_file(path)
    ids = _text(frame).split() if frame is not None else None
    return sentence(document), verify_certificate(document, ids) if verify else ()


def read_certificate_file(path: Path) -> Certificate:
    """A certificate from its file. Raises `InputError` for a file that cannot be read, or is none."""
    return read_certificate(_json(path))


def _json(path: Path) -> object:
    try:
        return json.loads(_text(path))
    except ValueError as error:
        raise InputError(f"expected JSON ({error})", path=path) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("there is no such file", path=path) from None
    except UnicodeDecodeError:
        raise InputError("expected UTF-8 text", path=path) from None
