"""A file of records, opened once: its bytes, its text line by line, and what had to be put right on the way.

The encoding is found out from the first bytes. A line that does not hold to it (one Windows-1252 byte in a file of
UTF-8) is read in the encoding of old Western files and noted, so that one byte never costs a file. Line ends are those
of any system. Memory holds a block, never the file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from alongside.errors import ReadError, UsageError
from alongside.tables import CHOICES, detect_encoding, guessed, named_encoding, refuse_no_file, shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["LONGEST_LINE", "Note", "Source"]

ZIP = b"PK\x03\x04"
"""How a zip begins, and with it a workbook."""

HEAD = 256 * 1024
"""Bytes from which format and encoding are found out."""

BLOCK = 1024 * 1024

LONGEST_LINE = 10 * 1024 * 1024
"""Bytes of a line before it is refused; the same bound as that of tables."""

MOST_NOTES = 1000
"""Notes kept of a file; further ones are counted."""

CONTROLS = bytes(code for code in (*range(9), *range(14, 32), 127))
"""Bytes that no text holds. A tab and the ends of lines do; a vertical tab and a page break stand for a blank."""

PAGE_BREAKS = bytes.maketrans(b"\x0b\x0c", b"  ")
CONTROL_SIGNS = dict.fromkeys((*CONTROLS, 0x0B, 0x0C))

OLD_TEXT = "cp1252"
"""How a line is read that does not hold to its file's encoding. Bytes that mean nothing there are read as Latin-1."""

UNPACKED = 2 * 1024**3
RATIO = 200
"""A packed file is refused that grows to more than `UNPACKED` bytes at more than `RATIO` times its size: text of
records shrinks to a fifth or a tenth, a bomb to a thousandth."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed while reading, and where; `line` is 0 where it concerns the whole file."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


@dataclass(slots=True)
class Source:
    """A file to read records from.

    Parameters
    ----------
    path : where it is.
    name : what it is called in messages and records.
    data : its bytes, where they are no file (an answer of a database); `path` is then only what it is called.
    columns : for a table whose header says nothing known: which of our fields stands in which of its columns.
    encoding : found out from the first bytes, or named by a person; `encoding_said` tells which.
    notes, further_notes : what had to be put right, and how many more times than are kept.
    put_right : how often what happens all over a file was put right, by what it is ("missing": NA, null and their like
        were read as nothing).
    """

    path: Path
    name: str = ""
    data: bytes | None = None
    columns: dict[str, str] | None = None
    head: bytes = b""
    encoding: str = ""
    notes: list[Note] = field(default_factory=list)
    further_notes: int = 0
    encoding_said: bool = False
    put_right: Counter[str] = field(default_factory=Counter)
    _doubt: Note | None = field(default=None, init=False, repr=False, compare=False)
    _taken: IO[bytes] | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.name = shown(self.name or self.path.name)
        if self.data is None:
            refuse_no_file(self.path)
        with self.open() as stream:
            self.head = stream.read(HEAD)
        if not self.head.strip(b"\0\t\r\n "):
            raise self.error("expected records; the file is empty")
        if self.encoding:
            self.encoding = self._named(self.encoding)
            self.encoding_said = True
        elif self.head.startswith(ZIP):
            self.encoding = "utf-8"  # no text, but a zip of texts that say theirs
        else:
            self.encoding = detect_encoding(self.head, whole=len(self.head) < HEAD)
            self._note_doubt()

    def _named(self, name: str) -> str:
        if encoding := named_encoding(name):
            return encoding
        raise UsageError(f"{name!r} is no encoding of text; expected one of {', '.join(CHOICES)}")

    def _note_doubt(self) -> None:
        """Say which old encoding was taken where it is not Western, or not sure."""
        if self.encoding not in CHOICES or self.encoding.startswith("utf"):
            return
        guess = guessed(self.head, whole=len(self.head) < HEAD)
        if self.encoding == "cp1252" and not guess.rival:
            return
        text = f"was read as {self.encoding}, {CHOICES[self.encoding]}"
        if not guess.is_sure:
            rival = f" (perhaps {guess.rival}, {CHOICES[guess.rival]})" if guess.rival else ""
            text += f"; that is not sure{rival}: look at the names, and give the encoding if they are wrong"
        self.note(0, text)
        self._doubt = self.notes[-1]

    def settle_doubt(self) -> None:
        """The file itself says its encoding (as XML does): what was guessed from its bytes is of no matter."""
        if self._doubt in self.notes:
            self.notes.remove(self._doubt)
        self._doubt = None

    @property
    def part_read(self) -> float:
        """How much of the file was read, from 0 to 1; for one that is packed, of its packed bytes."""
        stream = self._taken
        if stream is None or stream.closed or self.data is not None:
            return 0.0 if stream is None else 1.0
        return min(1.0, stream.tell() / max(1, self.path.stat().st_size))

    @property
    def head_text(self) -> str:
        """The text of the first bytes, with line ends as "\\n"; what is no text there is replaced."""
        text = self.head.decode(self.encoding, errors="replace").lstrip("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def note(self, line: int, text: str) -> None:
        """Keep what was noticed."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(line, text))
        else:
            self.further_notes += 1

    def error(self, expected: str, line: int | None = None) -> ReadError:
        """The error for this file: what was expected, and where."""
        return ReadError(expected, path=shown(self.path), row=line)

    def open(self) -> IO[bytes]:
        """The bytes, unpacked where the file is packed with gzip.

        Raises `ReadError` for a path that cannot be read.
        """
        if self.data is not None:
            return io.BytesIO(self.data)
        try:
            stream = self.path.open("rb")
        except FileNotFoundError:
            raise self.error("there is no such file") from None
        except IsADirectoryError:
            raise self.error("is a folder, not a file") from None
        except OSError as error:
            raise self.error(f"cannot be read ({error.strerror})") from None
        magic = stream.read(2)
        stream.seek(0)
        self._taken = stream
        return io.BufferedReader(_Unpacked(stream, self.path)) if magic == b"\x1f\x8b" else stream

    def seekable(self) -> IO[bytes]:
        """The bytes, for formats that are read from their end. A packed one is unpacked into memory."""
        stream = self.open()
        return stream if stream.seekable() else io.BytesIO(stream.read())

    def lines(self) -> Iterator[str]:
        """The lines, without their ends. The first has the number 1.

        Raises `ReadError` for a line of more than 10 MB.
        """
        for _, text in self.blocks():
            yield from text.split("\n")

    def blocks(self) -> Iterator[tuple[int, str]]:
        """Some whole lines at a time: the number of the first, and their text, "\n" between them and none at the end.

        Control signs that no text has are left out and noted: NUL and its like; a page break becomes a blank.

        Raises `ReadError` for a line of more than 10 MB.
        """
        wide = self.encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
        number = 1
        for text in self._wide_blocks() if wide else self._blocks():
            if number == 1:
                text = text.lstrip("\ufeff")
            yield number, text
            number += text.count("\n") + 1

    def _blocks(self) -> Iterator[str]:
        """Text whose line ends are single bytes."""
        number, remainder = 1, b""
        with self.open() as stream:
            while True:
                block = stream.read(BLOCK)
                data = remainder + block
                if block:
                    # The last byte may be the first half of a line end, so it waits for the next block.
                    cut = max(data.rfind(b"\n", 0, -1), data.rfind(b"\r", 0, -1)) + 1
                    if data[cut - 1 : cut + 1] == b"\r\n":
                        cut += 1
                    if not cut:
                        if len(data) > LONGEST_LINE:
                            raise self.error("expected lines of at most 10 MB; this one is longer", number)
                        remainder = data
                        continue
                    data, remainder = data[:cut], data[cut:]
                if data:
                    text = self._decoded(data, number)
                    number += text.count("\n") + 1
                    yield text
                if not block:
                    return

    def _decoded(self, data: bytes, first_line: int) -> str:
        """The text of a block that ends with a line or the file; `first_line` is the number of its first line."""
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        data = data.removesuffix(b"\n")
        if len(data) > LONGEST_LINE:
            self._refuse_long_lines(data.split(b"\n"), first_line)
        if b"\x0b" in data or b"\x0c" in data:
            data = data.translate(PAGE_BREAKS)
        if len(clean := data.translate(None, CONTROLS)) < len(data):
            for number, line in enumerate(data.split(b"\n"), first_line):
                if lost := len(line) - len(line.translate(None, CONTROLS)):
                    self.note(number, _left_out(lost))
            data = clean
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        try:
            return _without_marks(data.decode(encoding))
        except UnicodeDecodeError:
            return "\n".join(
                self._old(line, encoding, number) for number, line in enumerate(data.split(b"\n"), first_line)
            )

    def _old(self, line: bytes, encoding: str, number: int) -> str:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            self.note(number, f"byte {error.start + 1} is no {encoding}; the line was read as Windows-1252")
        try:
            return line.decode(OLD_TEXT)
        except UnicodeDecodeError:
            return line.decode("latin-1")

    def _wide_blocks(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        remainder, number = "", 1
        with self.open() as stream:
            while True:
                block = stream.read(BLOCK)
                text = remainder + decoder.decode(block, final=not block)
                # As above: a carriage return at the end may be half of a line end.
                half = text.endswith("\r") and block != b""
                text = (text[:-1] if half else text).replace("\r\n", "\n").replace("\r", "\n")
                text, end, remainder = text.rpartition("\n") if block else (text.removesuffix("\n"), text, "")
                remainder += "\r" if half else ""
                if len(remainder) > LONGEST_LINE:
                    raise self.error(
                        "expected lines of at most 10 MB; this one is longer", number + text.count("\n") + 1
                    )
                if end:
                    yield self._cleaned(text, number)
                    number += text.count("\n") + 1
                if not block:
                    return

    def _cleaned(self, text: str, first_line: int) -> str:
        """Wide text without control signs; what could not be decoded and what is left out is noted."""
        lines = text.split("\n")
        self._refuse_long_lines(lines, first_line)
        if "\ufffd" in text:
            for number, line in enumerate(lines, first_line):
                if "\ufffd" in line:
                    self.note(number, f"holds bytes that are no {self.encoding}; they were replaced")
        if not CONTROL_SIGNS.keys().isdisjoint(map(ord, set(text))):
            text = text.translate({0x0B: " ", 0x0C: " "})
            for number, line in enumerate(text.split("\n"), first_line):
                if lost := len(line) - len(line.translate(CONTROL_SIGNS)):
                    self.note(number, _left_out(lost))
            text = text.translate(CONTROL_SIGNS)
        return _without_marks(text)

    def _refuse_long_lines(self, lines: Sequence[bytes] | Sequence[str], first_line: int) -> None:
        for number, line in enumerate(lines, first_line):
            if len(line) > LONGEST_LINE:
                raise self.error("expected lines of at most 10 MB; this one is longer", number)


def _without_marks(text: str) -> str:
    """Text without marks of byte order in its midst, where files were joined."""
    return text.replace("\ufeff", "") if "\ufeff" in text else text


def _left_out(count: int) -> str:
    return f"{count} control {'sign was' if count == 1 else 'signs were'} left out"


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, refused where it grows as no text does."""

    def __init__(self, packed: IO[bytes], path: Path) -> None:
        self._packed, self._path, self._size, self._given = packed, path, path.stat().st_size, 0
        self._stream = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            raise ReadError(f"expected a whole gzip file ({error})", path=self._path) from None
        self._given += len(data)
        if self._given > UNPACKED and self._given > RATIO * self._size:
            raise ReadError(f"expected text; unpacked it is more than {RATIO} times as long", path=self._path)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        self._packed.close()
        super().close()
