"""A sealed text is read by its key alone, shows that it was changed, and does not tell its length."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.evaluation.allocation.sealing import STEP, TAG, derived, mark, sealed, unsealed

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


@given(st.text(max_size=600))
def test_what_was_sealed_comes_back(text: str) -> None:
    assert unsealed(KEY, sealed(KEY, text)) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_short_texts_are_equally_long_and_different_texts_share_no_bits(text_a: str, text_b: str) -> None:
    seal_a, seal_b = sealed(KEY, text_a), sealed(KEY, text_b)
    assert len(seal_a) == len(seal_b) == 2 * (TAG + STEP)
    assert (seal_a == seal_b) == (text_a == text_b)
    # Hidden by the same bits, texts that begin alike (their length, eight bytes) would begin alike when sealed.
    if text_a != text_b and len(text_a.encode()) == len(text_b.encode()):
        assert seal_a[2 * TAG : 2 * TAG + 16] != seal_b[2 * TAG : 2 * TAG + 16]


@given(st.integers(0, 2 * (TAG + STEP) - 1), st.integers(1, 15))
def test_a_digit_that_was_changed_is_found(position: int, by: int) -> None:
    text = sealed(KEY, "north, support")
    changed = text[:position] + f"{(int(text[position], 16) + by) % 16:x}" + text[position + 1 :]
    with pytest.raises(InputError, match="another key, or was changed"):
        unsealed(KEY, changed)


@pytest.mark.parametrize("text", ["", "zz", "0f", "00" * TAG])
def test_what_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        unsealed(KEY, text)


def test_another_key_reads_nothing_and_keys_of_two_uses_differ() -> None:
    with pytest.raises(InputError):
        unsealed(OTHER, sealed(KEY, "support"))
    assert derived(KEY, "draws") != derived(KEY, "list")
    assert mark(KEY, "ann") == mark(KEY, "ann") != mark(OTHER, "ann")


def test_a_key_is_the_first_block_of_hkdf_expand() -> None:
    assert derived(KEY, "draws") == hmac.digest(KEY, b"draws\x01", "sha256")
