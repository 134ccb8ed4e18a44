"""What nobody may read before its time, made unreadable: a list of arms, and the tables that would tell them.

Vocabulary: the *secret* is 32 random bytes of one evaluation, kept outside the project. Keys for different uses are
derived from it, so that opening one use (the draws' seed, which is published when the analysis is opened) opens no
other (the names of people).

The construction is HMAC-SHA256 throughout, from the standard library: as a function that derives keys (Krawczyk and
Eronen 2010, RFC 5869, its expand step), as a pseudorandom function in counter mode that hides a text, and over the
result as its tag (encrypt then authenticate: Bellare and Namprempre 2000). The counter's start is the tag of the text
itself under a key of its own (a synthetic initialisation vector: Rogaway and Shrimpton 2006), so that no two different
texts are ever hidden by the same bits, not even where a project was copied and both copies go on. Texts are filled up
to whole steps of 256 bytes: the length of an arm's name tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from alongside.errors import InputError

__all__ = ["STEP", "derived", "mark", "sealed", "unsealed"]

STEP = 256
"""Bytes that a sealed text is a multiple of: longer than what one row of a list says."""

TAG = 32


def derived(secret: bytes, use: str) -> bytes:
    """The key of one use; nothing of the secret, or of the key of another use, follows from it."""
    return hmac.digest(secret, use.encode() + b"\x01", hashlib.sha256)


def mark(key: bytes, text: str) -> str:
    """What stands for a text where the text may not stand: the same for the same text, and of no use without the key.

    A plain digest would not do: whoever guesses the text can work it out.
    """
    return hmac.digest(derived(key, "mark"), text.encode(), hashlib.sha256)[:16].hex()


def sealed(key: bytes, text: str) -> str:
    """The text, unreadable without the key, in hexadecimal digits.

    >>> key = b"thirty-two bytes of a secret key"
    >>> unsealed(key, sealed(key, "support")), len(sealed(key, "support")) == len(sealed(key, "waiting list"))
    ('support', True)
    """
    plain = text.encode()
    plain = len(plain).to_bytes(8, "big") + plain
    plain += bytes(-len(plain) % STEP)
    tag = hmac.digest(derived(key, "tag"), plain, hashlib.sha256)
    return (tag + _hidden(key, tag, plain)).hex()


def unsealed(key: bytes, text: str) -> str:
    """The text back. Raises `InputError` for another key, or a text that was changed."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raise InputError("expected a sealed text in hexadecimal digits") from None
    tag, hidden = raw[:TAG], raw[TAG:]
    plain = _hidden(key, tag, hidden)
    if not hidden or not hmac.compare_digest(tag, hmac.digest(derived(key, "tag"), plain, hashlib.sha256)):
        raise InputError("this was sealed with another key, or was changed after")
    length = int.from_bytes(plain[:8], "big")
    return plain[8 : 8 + length].decode()


def _hidden(key: bytes, start: bytes, text: bytes) -> bytes:
    """The text and bits of the key, one over the other: the same step hides and shows."""
    hiding = derived(key, "hide")
    blocks = -(-len(text) // TAG)
    bits = b"".join(hmac.digest(hiding, start + count.to_bytes(8, "big"), hashlib.sha256) for count in range(blocks))
    return (int.from_bytes(text, "big") ^ int.from_bytes(bits[: len(text)], "big")).to_bytes(len(text), "big")
