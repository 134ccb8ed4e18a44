"""A file of records read to its end before the project is locked, and the account of it."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alongside.errors import UsageError
from alongside.records import Account, Broken, Record, Source, detect_format, put_right_in, read_source

__all__ = ["Cancelled", "FileRead", "FileReport", "Moved", "Wishes"]

STEP = 500
"""Records between two words on how far the reading is."""

Moved = Callable[[float, int], None]
"""Told how much of a file was read (0 to 1), and how many records."""

Cancelled = Callable[[], bool]
"""Asked between batches of records whether a person wants to stop."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    outcome : "imported", "known" (the same file was here: nothing changed), "refused" (some of it could not be read).
    format, label, sign : the format's short name, what people call it, and by what sign it was known.
    encoding : that of its text; what is not sure about it is in the notes.
    lacking : how many records have no title, authors, year or doi; names that lack nowhere are left out.
    notes : what was put right on the way, a line each.
    broken : the entries that could not be read, with line, reason and text.
    """

    name: str
    outcome: str
    format: str
    encoding: str
    records: int
    notes: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()
    label: str = ""
    sign: str = ""
    lacking: Mapping[str, int] = field(default_factory=dict)
    lacking_in_words: str = ""

    @property
    def known(self) -> bool:
        return self.outcome == "known"

    def lines(self) -> tuple[str, ...]:
        """What could not be read, in one line each."""
        return tuple(f"{self.name}, line {entry.line}: {entry.reason}" for entry in self.broken)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants files to be read.

    Parameters
    ----------
    keep_going : import what can be read where some of it cannot.
    anyway : import a file of which no record has a title.
    encoding : that of the text, where a person named it.
    columns : for a table whose header says nothing known: our field to its column.
    """

    keep_going: bool = False
    anyway: bool = False
    encoding: str = ""
    columns: Mapping[str, str] | None = None


class FileRead:
    """A file that was read to its end and not written yet: its records wait in a file of ours, not in memory.

    So the lock of the project is taken for the writing alone. Whatever a file makes a reader do, others can go on.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        wishes: Wishes,
        moved: Moved = lambda _part, _records: None,
        cancelled: Cancelled = lambda: False,
    ) -> None:
        columns = dict(wishes.columns) if wishes.columns else None
        self.source = Source(path, name, columns=columns, encoding=wishes.encoding)
        self.format = detect_format(self.source)
        self.account = Account()
        self.broken: list[Broken] = []
        self._spool = tempfile.TemporaryFile(prefix="alongside-")  # noqa: SIM115 - closed by __exit__
        try:
            self._fill(moved, cancelled)
        except BaseException:  # a cancel too: nobody else would close the spool
            self._spool.close()
            raise

    def __enter__(self) -> FileRead:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def _fill(self, moved: Moved, cancelled: Cancelled) -> None:
        batch: list[Record] = []
        for entry in read_source(self.source, self.format):
            if isinstance(entry, Broken):
                self.broken.append(entry)
                continue
            self.account.take(entry)
            batch.append(entry)
            if len(batch) == STEP:
                pickle.dump(batch, self._spool, pickle.HIGHEST_PROTOCOL)
                batch = []
                moved(self.source.part_read, self.account.records)
                if cancelled():
                    raise UsageError(f"{self.source.name}: was cancelled; nothing of it was imported")
        pickle.dump(batch, self._spool, pickle.HIGHEST_PROTOCOL)
        moved(1.0, self.account.records)

    def records(self) -> Iterator[Record]:
        """The records, in their order."""
        self._spool.seek(0)
        waiting = self.account.records
        while waiting:
            batch: list[Record] = pickle.load(self._spool)  # noqa: S301 - our own file, that has no name
            waiting -= len(batch)
            yield from batch

    def report(self, outcome: str, records: int) -> FileReport:
        """What became of the file."""
        return FileReport(
            self.source.name,
            outcome,
            self.format.name,
            self.source.encoding,
            records,
            put_right_in(self.source),
            tuple(self.broken),
            self.format.label,
            self.format.sign,
            dict(self.account.lacking),
            self.account.sentence,
        )

    def refuse(self, wishes: Wishes) -> None:
        """Stop at a file that was read as something that it hardly is.

        Raises `ReadError` where no record has a title and no person said to import it anyway.
        """
        if self.account.has_no_title and not wishes.anyway:
            count = self.account.records
            taken = f"it was taken for {self.format.label} by {self.format.sign}"
            raise self.source.error(
                f"none of its {count:,} record{'' if count == 1 else 's'} has a title, so nothing was imported; "
                f"{taken}. If that is right, import it with --anyway; if it is a table, say --map title=COLUMN"
            )
