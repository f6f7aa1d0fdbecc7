"""Comparison of stored chain marks with a journal, and gapless stream ids."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventlog.anchors.anchor import Anchor, anchor_digest, key_fingerprint, sign_anchor
from eventlog.anchors.audit import ExpectedRow, ExpectedRows, audit_anchors
from eventlog.anchors.stream_gaps import StreamGaps
from eventlog.journal.chain import ChainLink, extend, genesis

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
BEGIN = datetime(2026, 3, 2, 17, tzinfo=UTC)


def chain(*rows: bytes) -> list[ChainLink]:
    """Return the links of a journal."""
    return list(accumulate(rows, extend, initial=genesis("demo")))[1:]


ROWS = chain(b"a", b"b", b"c", b"d")


def found(marks: list[ExpectedRow], rows: list[ChainLink]) -> list[int]:
    """Return the numbers of the facts whose marks do not match."""
    expected = ExpectedRows(marks)
    for row in rows:
        expected.check_row(row.seq, row.hash, "CallIngressed")
    expected.check_end(rows[-1].seq if rows else 0)
    return [seq for seq, _ in expected.wrong]


def mark(link: ChainLink, **counts: int) -> ExpectedRow:
    """Return the mark of a link."""
    return ExpectedRow(name="el ancla", link=link, counts=counts or None)


def test_unchanged_journal_matches_marks_at_any_place_and_in_any_order() -> None:
    """An unchanged journal matches marks at any place and in any order; a mark before the first fact always matches."""
    marks = [mark(ROWS[3], CallIngressed=4), mark(ROWS[1], CallIngressed=2), mark(genesis("demo")), mark(ROWS[1])]
    assert found(marks, ROWS) == []


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (chain(b"a", b"c", b"d"), [2, 4]),
        (chain(b"a", b"b", b"x", b"d"), [4]),
        (ROWS[:3], [4]),
        (ROWS[:1], [2, 4]),
        ([], [2, 4]),
        ([ROWS[0], ROWS[2], ROWS[3]], [2]),
    ],
)
def test_every_mark_that_does_not_fit_is_named_in_order(rows: list[ChainLink], wrong: list[int]) -> None:
    """For a removed, changed, truncated or missing fact, the first mark after it is named first."""
    assert found([mark(ROWS[3]), mark(ROWS[1])], rows) == wrong


def test_other_counts_are_named() -> None:
    """If columns were changed, the chain may match while the counts by kind do not."""
    assert found([mark(ROWS[3], CallIngressed=3, CallEnded=1)], ROWS) == [4]


def anchors(how_many: int) -> list[Anchor]:
    """Return a chain of hourly anchors."""
    made: list[Anchor] = []
    for number in range(1, how_many + 1):
        previous = anchor_digest(sign_anchor(made[-1], KEY)) if made else ""
        made.append(
            Anchor(
                campaign="demo",
                number=number,
                taken_at=BEGIN + timedelta(hours=number),
                seq=number,
                hash=ROWS[number - 1].hash.hex(),
                counts={},
                previous=previous,
                key_id=key_fingerprint(PUBLIC),
            )
        )
    return made


def test_anchors_are_a_chain_of_their_own() -> None:
    """Missing anchors are counted, and the latest one says how far the chain reaches."""
    words = [sign_anchor(each, KEY) for each in anchors(4)]
    result = audit_anchors(words[::-1], "demo", PUBLIC)
    assert (len(result.expected_rows), result.faults, result.missing) == (4, (), 0)
    result = audit_anchors([words[0], words[3]], "demo", PUBLIC)
    assert (len(result.expected_rows), result.faults, result.missing) == (2, (), 2)
    assert result.last == anchors(4)[3]


def test_anchors_that_tell_two_stories_are_named() -> None:
    """Named are another key or campaign, a repeated number, a wrong predecessor and a decreasing number of facts."""
    first, second = anchors(2)
    words = [sign_anchor(first, KEY)]
    other = Ed25519PrivateKey.generate()
    tries = {
        "no está firmada": sign_anchor(second, other),
        "es de la campaña": sign_anchor(msgspec.structs.replace(second, campaign="otra"), KEY),
        "el número 1": sign_anchor(msgspec.structs.replace(first, seq=3), KEY),
        "no sigue a la anterior": sign_anchor(msgspec.structs.replace(second, previous="ab" * 32), KEY),
        "menos hechos": sign_anchor(msgspec.structs.replace(second, seq=0), KEY),
        "dañada": f"ancla1.{'A' * 44}.{'A' * 86}",
    }
    for message, word in tries.items():
        [wrong] = audit_anchors([*words, word], "demo", PUBLIC).faults
        assert message in wrong


@pytest.mark.parametrize(
    ("ids", "wrong"),
    [
        (["1-1", "1-2", "2-1", "5-1", "5-2"], []),
        (["1-1", "1-3", "1-4"], ["1-3"]),
        (["1-2"], ["1-2"]),
        (["1-1", "2-2"], ["2-2"]),
        (["2-1", "1-1"], ["1-1"]),
        (["1-1", "1-1"], ["1-1"]),
    ],
)
def test_a_stream_id_that_does_not_follow_is_named(ids: list[str], wrong: list[str]) -> None:
    """Within an epoch each number is one more; a later epoch begins at one."""
    gaps = StreamGaps()
    assert [each for each in ids if gaps.check_row(each)] == wrong


def test_forged_row_with_invalid_stream_id_is_named() -> None:
    """A forged row with an invalid stream id is named."""
    assert "no es de una bitácora" in StreamGaps().check_row("x")
