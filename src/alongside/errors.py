"""The one family of errors that Alongside raises on purpose.

Each message names the place and the way out, in one line. The command line turns a family member into its `exit_code`
and prints the line; everything else is a defect of ours and is shown as one.

>>> str(InputError("expected a number of people, found 'twelve'", path="trials.csv", row=4, column="n1"))
"trials.csv, row 4, column n1: expected a number of people, found 'twelve'"
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = [
    "AlongsideError",
    "BusyError",
    "InputError",
    "NotConverged",
    "NotHereError",
    "ProjectError",
    "ReadError",
    "SearchError",
    "StorageError",
    "UsageError",
    "storage_error",
]


class AlongsideError(Exception):
    """Whatever Alongside can explain in one line. `exit_code` is what the command line ends with."""

    exit_code = 3


class UsageError(AlongsideError):
    """The command or function was asked for something that it does not do."""

    exit_code = 2


class NotHereError(UsageError):
    """What was named is not there: a study, a record, a row. On a page this is 404, any other wrong use is 400."""


class ProjectError(AlongsideError):
    """A project file that cannot be opened, or not in the way that was asked for. The file is left untouched."""


class InputError(AlongsideError):
    """Something in a person's file is not what was expected there.

    Parameters
    ----------
    expected : what was expected and what was found instead.
    path, row, column : the place. `row` counts lines of the file from 1, the header line included.
    """

    def __init__(
        self,
        expected: str,
        *,
        path: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.expected, self.path, self.row, self.column = expected, path, row, column
        position = [str(path)] if path is not None else []
        position += [f"row {row}"] if row is not None else []
        position += [f"column {column}"] if column is not None else []
        super().__init__(f"{', '.join(position)}: {expected}" if position else expected)


class NotConverged(AlongsideError):  # noqa: N818 (the name is part of the interface)
    """A model whose best fit was not reached. `state` is where the search stood: figures by name, for a look, not a
    result.

    >>> error = NotConverged("stopped after 100 steps", state={"tau2": 0.31})
    >>> print(error, error.state["tau2"])
    stopped after 100 steps; it stood at tau2 0.31 0.31
    """

    def __init__(self, what: str, *, state: Mapping[str, Any]) -> None:
        self.state = dict(state)
        stood = ", ".join(f"{name} {value}" for name, value in self.state.items())
        super().__init__(f"{what}; it stood at {stood}" if stood else what)


class ReadError(InputError):
    """A file of records that cannot be read as one, or not to its end."""


class SearchError(AlongsideError):
    """A search service that refuses, cannot be reached, or breaks off; in its own words where it has any."""


class BusyError(AlongsideError):
    """The same is being made for others; asked again in a moment, it is there. On a page this is 503."""


class StorageError(AlongsideError):
    """What the disk, or the right to use it, does not allow. What was there before is as it was."""


REFUSALS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the file would be larger than this disk allows",
    errno.EROFS: "the disk cannot be written to",
    errno.EIO: "the disk does not answer as it should",
    errno.EACCES: "you may not use it",
    errno.EPERM: "you may not use it",
    errno.ENOENT: "there is no such file or folder",
    errno.EISDIR: "is a folder, not a file",
    errno.ENOTDIR: "a part of the path is no folder",
    errno.ENAMETOOLONG: "the name is too long",
}


def storage_error(error: OSError) -> StorageError | None:
    """What the operating system refused, in words; None for what no person at the keyboard can mend.

    >>> print(storage_error(PermissionError(errno.EACCES, "Permission denied", "out.csv")))
    out.csv: you may not use it
    >>> print(storage_error(OSError(errno.ENOSPC, "No space left on device")))
    the disk is full; what was there before is as it was
    """
    refusal = REFUSALS.get(error.errno or 0)
    if refusal is None:
        return None
    return StorageError(
        f"{error.filename}: {refusal}" if error.filename else f"{refusal}; what was there before is as it was"
    )
