"""The draw: one vector, and the properties on which its proof rests."""

import hashlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.quality.allocation import allocate
from metrics.quality.draw import Draw, Substitution, draw, draw_order, draw_strata, frame_hash, substitutions
from tests.support.properties import examples

SEED, IDS = "2026-W47|bogota", [f"c-{number:03}" for number in range(1, 21)]

frames = st.sets(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8), max_size=30)
seeds = st.text("0123456789abcdef|ñ", max_size=64)


def test_the_draw_is_that_of_the_vector() -> None:
    """The published draw of five of twenty holds, with the beginnings of its hashes."""
    drawn = draw(SEED, IDS, 5).drawn
    assert drawn == ("c-010", "c-009", "c-008", "c-015", "c-004")
    prefixes = [hashlib.sha256(f"{SEED}|{each}".encode()).hexdigest()[:8] for each in drawn]
    assert prefixes == ["03a4f96d", "06859d50", "0ed851e9", "11ef79cd", "25fe6b4a"]


@given(seeds, frames, st.randoms(use_true_random=False), st.data())
@settings(max_examples=examples(200))
def test_a_draw_can_be_repeated(seed: str, frame: set[str], dice: Random, data: st.DataObject) -> None:
    """The order of the input does not matter, nothing is drawn twice, and a larger sample contains the smaller."""
    ids = sorted(frame)
    size = data.draw(st.integers(0, len(ids)))
    first = draw(seed, ids, size)
    dice.shuffle(ids)
    assert draw(seed, ids, size) == first
    assert len(first.drawn) == size
    assert sorted(first.drawn + first.reserve) == sorted(frame)
    if first.reserve:
        assert draw(seed, ids, size + 1).drawn == (*first.drawn, first.reserve[0])


@given(seeds, frames)
@settings(max_examples=examples(100))
def test_hexadecimal_text_gives_the_same_order(seed: str, frame: set[str]) -> None:
    """The order of hexadecimal digests, which other languages compare, is that of the draw."""
    by_text = sorted(frame, key=lambda each: hashlib.sha256(f"{seed}|{each}".encode()).hexdigest())
    assert draw_order(seed, frame) == by_text


@given(seeds, st.lists(frames, max_size=5), st.data())
@settings(max_examples=examples(100))
def test_each_stratum_gets_its_share(seed: str, members: list[set[str]], data: st.DataObject) -> None:
    """The draws lie within their strata and have the sizes of the allocation, which sum to that of the sample."""
    strata = {f"s{at}": sorted(each) for at, each in enumerate(members)}
    counts = {key: len(ids) for key, ids in strata.items()}
    size = data.draw(st.integers(0, sum(counts.values())))
    shares = allocate(size, counts).shares
    draws = draw_strata(seed, strata, shares)
    assert sum(len(each.drawn) for each in draws.values()) == size
    for key, each in draws.items():
        assert len(each.drawn) == shares[key]
        assert set(each.drawn) <= set(strata[key])


def test_every_member_is_drawn_about_as_often() -> None:
    """Over 2,000 seeds each of twenty members is in a sample of five about 500 times (±5 standard deviations)."""
    drawn = [each for number in range(2000) for each in draw(f"seed-{number}", IDS, 5).drawn]
    assert all(400 < drawn.count(each) < 600 for each in IDS)


def test_a_member_is_replaced_by_the_next_in_order() -> None:
    """The reserve is used in its order, also for a substitute that is unusable itself, until it is empty."""
    drawing = Draw(("a", "b"), ("c", "d"))
    assert substitutions(drawing, []) == ()
    assert substitutions(drawing, ["b", "c", "a"]) == (
        Substitution("b", "c"),
        Substitution("c", "d"),
        Substitution("a", None),
    )


@pytest.mark.parametrize("unusable", [["c"], ["a", "a"], ["x"]])
def test_only_a_member_of_the_sample_is_replaced(unusable: list[str]) -> None:
    """A member of the reserve before its turn, a replaced one, and a stranger cannot be replaced."""
    with pytest.raises(ValueError, match="not in the sample"):
        substitutions(Draw(("a", "b"), ("c", "d")), unusable)


def test_the_frame_hash_is_that_of_a_sorted_text_file() -> None:
    """The hash is that of ``LC_ALL=C sort | sha256sum``: one id a line, in order of the bytes in UTF-8."""
    ids = ["ñandú", "b", "a", "zeta", "🙂", "\uffee"]
    lines = b"".join(sorted(each.encode() + b"\n" for each in ids))
    assert lines.startswith(b"a\nb\nzeta\n")
    assert frame_hash(ids) == hashlib.sha256(lines).hexdigest()
    assert frame_hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(frames, st.randoms(use_true_random=False))
@settings(max_examples=examples(100))
def test_the_frame_hash_covers_the_set(frame: set[str], dice: Random) -> None:
    """It does not depend on the order, and changes if any id is missing."""
    ids = sorted(frame)
    before = frame_hash(ids)
    dice.shuffle(ids)
    assert frame_hash(ids) == before
    assert all(frame_hash([*frame - {each}]) != before for each in ids)


def test_ambiguous_frames_are_refused() -> None:
    """An id that is there twice could be drawn twice; one with a line feed could be two."""
    for ids in (["a", "a"], ["a\nb"], ["\n"]):
        with pytest.raises(ValueError, match="twice"):
            frame_hash(ids)
    with pytest.raises(ValueError, match="twice"):
        draw(SEED, ["a", "a"], 1)


@pytest.mark.parametrize("size", [-1, 21])
def test_impossible_sizes_are_refused(size: int) -> None:
    """A sample is between nothing and all."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw(SEED, IDS, size)


def test_shares_and_strata_belong_together() -> None:
    """A share without a stratum, or the reverse, is an error of the caller."""
    with pytest.raises(ValueError, match="stratum"):
        draw_strata(SEED, {"a": IDS}, {"a": 1, "b": 1})
