"""The text of a source in blocks, for formats whose entries are not lines: XML and JSON.

`Source.lines` refuses a line of more than 10 MB. EndNote and most services write a whole library as one line, so these
formats read blocks, and count the lines themselves. Line ends become "\\n", and NUL characters are left out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from alongside.records.source import HEAD, Source

__all__ = ["likely_encoding", "text_blocks"]

BLOCK = 256 * 1024
"""Bytes read at once: larger blocks cost memory and gain no speed."""

DECLARED = re.compile(rb"""^[\s\xef\xbb\xbf]*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
"""The XML declaration (XML 1.0, section 2.8)."""

BELIEVED = re.compile(
    r"(?:ascii|us-ascii|utf-?8|iso-?8859-?\d+|latin-?\d|windows-?125\d|cp125\d|mac-?roman|macintosh|koi8-[ru]"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr)",
    re.IGNORECASE,
)
"""Encodings of text that a declaration may name. Python knows others that are no encodings of text (zip, hex)."""

BEYOND_ASCII = re.compile("[^\x00-\x7f]")

ESCAPED = re.compile("[\udc80-\udcff]+")
"""What the decoder makes of bytes that do not hold to the encoding (PEP 383)."""


def likely_encoding(source: Source) -> str:
    """The encoding of a file of XML or JSON, whose own word for it is weighed against its bytes.

    Bytes that are UTF-8 for the most part are UTF-8, whatever is declared: many tools declare wrongly, and one wrong
    byte says little. Otherwise the XML declaration is believed where the first bytes hold to it.
    """
    if source.encoding_said:
        return source.encoding
    if source.encoding.startswith(("utf-8", "utf-16", "utf-32")) and not source.head.isascii():
        return source.encoding
    if not source.head.isascii():
        text = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape").decode(source.head)
        wrong = sum(map(len, ESCAPED.findall(text)))
        if len(BEYOND_ASCII.findall(text)) - wrong >= wrong:
            return "utf-8"
    declaration = DECLARED.match(source.head)
    name = declaration.group(1).decode("ascii") if declaration else ""
    if not BELIEVED.fullmatch(name):
        return source.encoding
    try:
        codecs.getincrementaldecoder(name)().decode(source.head, final=len(source.head) < HEAD)
    except UnicodeDecodeError:
        return source.encoding
    return name


def text_blocks(source: Source, encoding: str = "") -> Iterator[str]:
    """The text, block after block; a block may end anywhere.

    Bytes that do not hold to the encoding are read as Windows-1252 and noted, so that one byte never costs a file.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> source = Source(Path("a.xml"), data=b"<a>na\\xc3\\xafve\\r\\ncaf\\xe9 \\x96</a>")
    >>> "".join(text_blocks(source, "utf-8")), [str(note) for note in source.notes]
    ('<a>naïve\\ncafé –</a>', ['line 2: bytes that are no utf-8 were read as Windows-1252'])
    """
    if encoding and encoding != source.encoding:
        source.settle_doubt()
    encoding = encoding or source.encoding
    codec = codecs.lookup(encoding).name
    # Only in these does an escaped byte stand for itself; elsewhere a wrong byte takes others along.
    single = codec.startswith(("utf-8", "ascii", "iso8859", "cp125", "mac", "koi8"))
    decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape" if single else "replace")
    line, held_back, started = 1, "", False
    with source.open() as stream:
        while True:
            data = stream.read(BLOCK)
            text = held_back + decoder.decode(data, final=not data)
            held_back = ""
            if data and text.endswith("\r"):
                text, held_back = text[:-1], "\r"
            if not started and text:
                text, started = text.lstrip("\ufeff"), True
            if "\r" in text:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
            if "\0" in text:
                source.note(line, f"{text.count(chr(0))} NUL characters were left out from here on")
                text = text.replace("\0", "")
            if not text.isascii():
                text = _mended(source, text, encoding, line)
            line += text.count("\n")
            if text:
                yield text
            if not data:
                return


def _mended(source: Source, text: str, encoding: str, line: int) -> str:
    """Escaped bytes as what old Western files mean by them."""
    escape = ESCAPED.search(text)
    if escape:
        where = line + text.count("\n", 0, escape.start())
        source.note(where, f"bytes that are no {encoding} were read as Windows-1252")
        return ESCAPED.sub(lambda run: _western(run.group()), text)
    if "\ufffd" in text:
        where = line + text.count("\n", 0, text.index("\ufffd"))
        source.note(where, f"holds characters that could not be read as {encoding}")
    return text


def _western(run: str) -> str:
    data = run.encode("ascii", "surrogateescape")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
