"""A certificate verifies as it was written, and not after any change."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.screening import (
    Certificate,
    certificate_of,
    digest_of_frame,
    drawn_order,
    read_certificate,
    sentence,
    verify,
)

FRAME = [f"record:{number}" for number in range(60)]


def certificate(draws: int = 55, hits: int = 1) -> Certificate:
    order = drawn_order(FRAME, "7")
    verdicts = {record: position < hits for position, record in enumerate(order[:draws])}
    return certificate_of(
        target=0.9,
        risk=0.05,
        read_before=40,
        found_before=12,
        frame=FRAME,
        seed="7",
        verdicts=verdicts,
        log_digest="ab",
    )


def test_it_verifies_with_and_without_the_frame_after_the_way_through_a_file() -> None:
    again = read_certificate(json.loads(json.dumps(certificate().document())))
    assert again == certificate()
    assert verify(again) == ()
    assert verify(again, reversed(FRAME)) == ()


CHANGES: dict[str, Any] = {
    "target": 0.95,
    "confidence": 0.99,
    "records": 101,
    "read_before": 41,
    "found_before": 13,
    "seed": "8",
    "frame": 61,
    "frame_digest": "0",
    "allowed_at": 3,
    "log_digest": "cd",
    "digest": "0",
}


@pytest.mark.parametrize("field", CHANGES)
def test_any_change_of_a_field_is_noticed(field: str) -> None:
    assert verify(read_certificate(certificate().document() | {field: CHANGES[field]}))


def test_a_turned_verdict_and_a_left_out_draw_are_noticed() -> None:
    document = certificate().document()
    turned = document | {"draws": [[document["draws"][0][0], False], *document["draws"][1:]]}
    assert verify(read_certificate(turned))
    assert verify(read_certificate(document | {"draws": document["draws"][1:]}))


def test_a_record_that_was_passed_over_is_noticed_with_the_frame() -> None:
    order = drawn_order(FRAME, "7")
    short = [record for record in FRAME if record != order[3]]
    verdicts = dict.fromkeys(drawn_order(short, "7")[:55], False)
    forged = certificate_of(
        target=0.9, risk=0.05, read_before=41, found_before=12, frame=short, seed="7", verdicts=verdicts
    )
    assert verify(forged, short) == ()
    assert verify(forged, FRAME) == ("the records are not those that were sampled",)


def test_too_few_draws_get_no_certificate() -> None:
    with pytest.raises(InputError, match=r"expected at least \d+ draws"):
        certificate(draws=10)


def test_a_gap_in_the_draws_gets_no_certificate() -> None:
    verdicts = dict.fromkeys(FRAME[:40], False)
    with pytest.raises(InputError, match="expected a verdict on record"):
        certificate_of(target=0.9, risk=0.05, read_before=40, found_before=12, frame=FRAME, seed="7", verdicts=verdicts)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"format": "other"},
        certificate().document() | {"draws": [["a"]]},
        certificate().document() | {"frame": "60"},
    ],
)
def test_what_is_no_certificate_is_refused(document: Any) -> None:
    with pytest.raises(InputError, match="expected"):
        read_certificate(document)


def test_the_sentence_holds_every_figure() -> None:
    text = sentence(certificate())
    for part in ("100 records 95", "(95%)", "40 in the order", "55 drawn", "60 that remained", "1 was relevant", "13"):
        assert part in text
    assert "recall below 90% is at most 5%" in text


@given(st.sets(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1), max_size=30), st.text("01"))
def test_the_drawn_order_depends_on_ids_and_seed_only(records: set[str], seed: str) -> None:
    order = drawn_order(records, seed)
    assert order == drawn_order(sorted(records, reverse=True), seed)
    assert set(order) == records
    assert digest_of_frame(order) == digest_of_frame(records)
