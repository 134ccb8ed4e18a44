"""Allocation: the procedure's sequence and no other, arms by name, nothing drawn twice."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation import (
    Allocated,
    Ledger,
    Minimisation,
    PermutedBlocks,
    Stream,
    allocate,
    allocate_clusters,
    arms,
    blocks_bound,
    distances,
    draw,
    guessed_right,
    guessed_right_minimised,
    minimisation_shares,
    new_ledger,
    redrawing,
    redrawing_clusters,
    verify,
    wedge_schedule,
)

SEED = b"a seed of 16 bytes"
TWO = arms({"support": 1, "waiting list": 1})
BLOCKS = PermutedBlocks(TWO, (2, 4, 6), ("north", "south"))
FACTORS = {"sex": ("f", "m"), "site": ("north", "south")}


def listed(procedure: PermutedBlocks, stratum: str, people: int, seed: bytes = SEED) -> list[str]:
    before: list[tuple[dict[str, str], str]] = []
    for _ in range(people):
        before.append(({"stratum": stratum}, draw(procedure, seed, before, {"stratum": stratum})))
    return [arm for _, arm in before]


def worked_case(names: tuple[str, str], distance: str) -> tuple[Minimisation, dict[str, dict[str, int]]]:
    procedure = Minimisation(arms(dict.fromkeys(names, 1)), dict.fromkeys("wxyz", ("level",)), distance)
    pairs = zip((30, 18, 9, 19), (31, 17, 8, 21), strict=True)
    return procedure, {name: dict(zip(names, pair, strict=True)) for name, pair in zip("wxyz", pairs, strict=True)}


@pytest.mark.parametrize("names", [("A", "B"), ("0", "1"), ("1", "0"), ("zebra", "ape")], ids=str)
@pytest.mark.parametrize(
    ("distance", "figures", "shares"),
    [("taves", (76, 77), (0.8, 0.2)), ("range", (5, 5), (0.5, 0.5)), ("variance", (4.5, 6.5), (0.8, 0.2))],
)
def test_the_worked_case_of_minimisation_whatever_the_arms_are_called(
    names: tuple[str, str], distance: str, figures: tuple[float, float], shares: tuple[float, float]
) -> None:
    procedure, counts = worked_case(names, distance)
    assert [distances(procedure, counts)[name] for name in names] == list(figures)
    by_name = dict(zip(procedure.arms.names, minimisation_shares(procedure, counts), strict=True))
    assert [by_name[name] for name in names] == pytest.approx(shares)


@pytest.mark.parametrize("names", [("0", "1"), ("1", "0"), ("arm 1", "arm 2")], ids=str)
def test_the_arm_behind_is_drawn_in_four_of_five(names: tuple[str, str]) -> None:
    procedure = Minimisation(arms(dict.fromkeys(names, 1)), {"all": ("yes",)}, "range", 0.8)
    before = [({"all": "yes"}, names[0])] * 3 + [({"all": "yes"}, names[1])] * 2
    draws = 4000
    behind = sum(
        draw(procedure, SEED + bytes([i % 256, i // 256]), before, {"all": "yes"}) == names[1] for i in range(draws)
    )
    # Fixed seeds: no chance in it. Four standard errors around 0.80.
    assert behind / draws == pytest.approx(0.80, abs=0.026)


def test_an_unequal_ratio_is_kept_by_minimisation() -> None:
    split = arms({"support": 2, "usual": 1})
    procedure = Minimisation(split, FACTORS, "variance", 0.8)
    random = np.random.default_rng(1)
    people = [{name: str(random.choice(levels)) for name, levels in FACTORS.items()} for _ in range(60)]
    share = redrawing(procedure, people, "support")(random, 400).mean()
    assert share == pytest.approx(2 / 3, abs=0.01)


def test_each_block_keeps_the_ratio() -> None:
    sequence = listed(PermutedBlocks(arms({"a": 2, "b": 1}), (6,)), "", 60)
    for start in range(0, 60, 6):
        assert Counter(sequence[start : start + 6]) == {"a": 4, "b": 2}


def test_hidden_sizes_are_never_more_than_half_the_largest_block_apart() -> None:
    for stratum in BLOCKS.strata:
        balance = np.cumsum([1 if arm == "support" else -1 for arm in listed(BLOCKS, stratum, 200)])
        assert np.abs(balance).max() <= 3


def test_a_seed_gives_the_same_list_for_ever() -> None:
    # The first draws of this seed, written down: another version of anything must not change them.
    assert "".join(arm[0] for arm in listed(BLOCKS, "north", 24)) == NORTH
    assert listed(BLOCKS, "north", 24) != listed(BLOCKS, "south", 24)
    assert listed(BLOCKS, "north", 24, b"another seed of 16 bytes") != listed(BLOCKS, "north", 24)


NORTH = "wswsswswwswsswwsswwsswss"


def test_strata_have_lists_of_their_own_however_people_come() -> None:
    ledger = new_ledger(BLOCKS, SEED)
    order = ["north", "south", "south", "north", "north", "south", "north"]
    for index, stratum in enumerate(order):
        ledger = allocate(ledger, SEED, f"p{index}", {"stratum": stratum})
    north = [row.arm for row in ledger.rows if dict(row.traits)["stratum"] == "north"]
    assert north == listed(BLOCKS, "north", 4)


def test_nobody_is_drawn_twice_and_nothing_is_half_drawn() -> None:
    ledger = allocate(new_ledger(BLOCKS, SEED), SEED, "ann", {"stratum": "north"})
    for person, traits, words in (
        ("ann", {"stratum": "south"}, "allocated already"),
        ("", {"stratum": "south"}, "expected the person's id"),
        ("bob", {"stratum": "west"}, "expected a stratum of 'north', 'south'"),
        ("bob", {}, "expected a stratum"),
    ):
        with pytest.raises((InputError, UsageError), match=words):
            allocate(ledger, SEED, person, traits)
    assert [row.person for row in ledger.rows] == ["ann"]


def test_the_list_is_drawn_again_when_the_seed_is_opened() -> None:
    ledger = new_ledger(BLOCKS, SEED)
    for index in range(10):
        ledger = allocate(ledger, SEED, f"p{index}", {"stratum": "north"})
    verify(ledger, SEED)
    rows = list(ledger.rows)
    arm = "waiting list" if rows[6].arm == "support" else "support"
    rows[6] = Allocated(rows[6].person, rows[6].traits, arm, rows[6].digest)
    with pytest.raises(InputError, match="row 7: the procedure did not draw 'p6'"):
        verify(Ledger(BLOCKS, ledger.seal, tuple(rows)), SEED)


def test_another_seed_or_procedure_than_the_sealed_one_is_refused() -> None:
    ledger = new_ledger(BLOCKS, SEED)
    with pytest.raises(UsageError, match="not the one that was sealed"):
        allocate(ledger, b"another seed of 16 bytes", "ann", {"stratum": "north"})
    with pytest.raises(UsageError, match="not the one that was sealed"):
        allocate(Ledger(PermutedBlocks(TWO, (4,), ("north",)), ledger.seal), SEED, "ann", {"stratum": "north"})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PermutedBlocks(TWO, (3,)), r"a block of 3 cannot be drawn with the ratio 1 : 1"),
        (lambda: PermutedBlocks(TWO, ()), "at least one size"),
        (lambda: PermutedBlocks(TWO, (0,)), "a block of 0"),
        (lambda: PermutedBlocks(TWO, (4,), ("a", "a")), "named once each"),
        (lambda: arms({"only": 1}), "at least two arms"),
        (lambda: arms({"a": 0, "b": 1}), "whole number above 0"),
        (lambda: arms({"": 1, "b": 1}), "an arm has a name"),
        (lambda: Minimisation(TWO, FACTORS, "median"), "range, variance, taves"),
        (lambda: Minimisation(TWO, FACTORS, "range", 1.0), "random element"),
        (lambda: Minimisation(TWO, FACTORS, "range", 0.5), "above 1/2"),
        (lambda: Minimisation(TWO, {}), "at least one factor"),
        (lambda: Minimisation(TWO, FACTORS, weights={"age": 1.0}), "of a factor"),
        (lambda: new_and_draw(b"short"), "at least 16 bytes"),
        (lambda: wedge_schedule(SEED, ["a", "b"], 3), "2 steps to one a cluster"),
        (lambda: redrawing(PermutedBlocks(arms({"a": 1, "b": 1, "c": 1}), (3,)), [{}], "a"), "two arms"),
    ],
)
def test_procedures_that_cannot_be_drawn_are_one_clear_line(make, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


def new_and_draw(seed: bytes) -> None:
    draw(BLOCKS, seed, [], {"stratum": "north"})


def test_a_level_that_the_procedure_does_not_have_is_named() -> None:
    with pytest.raises(UsageError, match="expected sex to be one of f, m; found 'x'"):
        draw(Minimisation(TWO, FACTORS), SEED, [], {"sex": "x", "site": "north"})


def test_clusters_are_drawn_in_the_ratio_within_strata() -> None:
    clusters = {f"c{index:02d}": "large" if index < 7 else "small" for index in range(12)}
    drawn = allocate_clusters(TWO, SEED, clusters)
    assert list(drawn) == list(clusters)
    assert abs(sum(arm == "support" for arm in drawn.values()) - 6) == 0
    for stratum in ("large", "small"):
        share = Counter(drawn[name] for name, level in clusters.items() if level == stratum)
        assert abs(share["support"] - share["waiting list"]) <= 1


def test_too_few_clusters_and_a_cluster_named_twice_are_refused() -> None:
    with pytest.raises(InputError, match="at least 2 clusters an arm"):
        allocate_clusters(TWO, SEED, {"a": "", "b": "", "c": ""})
    with pytest.raises(InputError, match="'a' is named twice"):
        wedge_schedule(SEED, ["a", "b", "a"], 2)


@settings(max_examples=30, deadline=None)
@given(clusters=st.integers(3, 20), steps=st.integers(2, 6))
def test_in_a_wedge_every_cluster_starts_once_and_never_stops(clusters: int, steps: int) -> None:
    if steps > clusters:
        return
    schedule = wedge_schedule(SEED, [f"c{index}" for index in range(clusters)], steps)
    starts = Counter(row.index(1) for row in schedule.values())
    assert all(row == sorted(row) and row[0] == 0 and row[-1] == 1 for row in schedule.values())
    assert set(starts) == set(range(1, steps + 1))
    assert max(starts.values()) - min(starts.values()) <= 1


def test_redrawing_is_the_procedures_distribution() -> None:
    random = np.random.default_rng(5)
    procedure = PermutedBlocks(TWO, (4,))
    drawn = redrawing(procedure, [{}] * 4, "support")(random, 6000)
    counts = Counter("".join(str(int(flag)) for flag in row) for row in drawn)
    assert len(counts) == 6
    for count in counts.values():
        # Each of the six orders of two and two; five standard errors of a fixed seed.
        assert count / 6000 == pytest.approx(1 / 6, abs=0.024)


def test_redrawn_clusters_keep_people_together() -> None:
    people = [f"c{index // 5}" for index in range(40)]
    drawn = redrawing_clusters(TWO, dict.fromkeys(people, ""), people, "support")(np.random.default_rng(1), 50)
    together = drawn.reshape(50, 8, 5)
    assert (together == together[:, :, :1]).all()
    assert (together[:, :, 0].sum(axis=1) == 4).all()


def test_minimisation_redrawn_agrees_with_minimisation_drawn() -> None:
    procedure = Minimisation(TWO, FACTORS, "range", 0.8)
    random = np.random.default_rng(7)
    people = [{name: str(random.choice(levels)) for name, levels in FACTORS.items()} for _ in range(24)]
    fast = redrawing(procedure, people, "support")(random, 3000).astype(float)
    slow = []
    for index in range(600):
        before: list[tuple[dict[str, str], str]] = []
        for traits in people:
            before.append((traits, draw(procedure, SEED + index.to_bytes(2, "big"), before, traits)))
        slow.append([arm == "support" for _, arm in before])
    # How far apart the arms' numbers are is what the procedure decides.
    gaps = [np.abs(2 * np.sum(rows, axis=1) - 24).mean() for rows in (fast, np.array(slow))]
    assert gaps[0] == pytest.approx(gaps[1], abs=0.25)


@pytest.mark.parametrize("sizes", [(4,), (2, 4, 6), (6,)], ids=str)
def test_the_best_guesser_does_no_better_than_theory(sizes: tuple[int, ...]) -> None:
    procedure = PermutedBlocks(TWO, sizes)
    drawn = redrawing(procedure, [{}] * 60, "support")(np.random.default_rng(3), 300)
    shares = [guessed_right(procedure, ["support" if flag else "waiting list" for flag in row]) for row in drawn]
    assert np.mean(shares) <= blocks_bound(sizes) + 3 * np.std(shares) / np.sqrt(300)
    assert np.mean(shares) > 0.6


def test_a_block_whose_size_is_known_is_guessed_as_blackwell_and_hodges_say() -> None:
    # All six orders of a block of four, each as likely: 2 + 4²/(2·6) − 1/2 of 4 right.
    procedure = PermutedBlocks(TWO, (4,))
    orders = {"".join(order) for order in permutations("ssww")}
    shares = [guessed_right(procedure, [{"s": "support", "w": "waiting list"}[x] for x in order]) for order in orders]
    assert np.mean(shares) == pytest.approx(blocks_bound((4,)))


def test_minimisation_is_guessed_no_better_than_its_probability() -> None:
    procedure = Minimisation(TWO, FACTORS, "range", 0.8)
    random = np.random.default_rng(9)
    people = [{name: str(random.choice(levels)) for name, levels in FACTORS.items()} for _ in range(100)]
    row = redrawing(procedure, people, "support")(random, 1)[0]
    named = ["support" if flag else "waiting list" for flag in row]
    right, theory = guessed_right_minimised(procedure, list(zip(people, named, strict=True)))
    assert theory <= 0.8
    assert right == pytest.approx(theory, abs=0.15)


def test_a_stream_is_even_and_depends_on_its_name() -> None:
    counts = Counter(Stream(SEED, (str(index),)).below(3) for index in range(3000))
    assert all(count == pytest.approx(1000, abs=110) for count in counts.values())
    assert Stream(SEED, ("a", "bc")).bits() != Stream(SEED, ("ab", "c")).bits()
