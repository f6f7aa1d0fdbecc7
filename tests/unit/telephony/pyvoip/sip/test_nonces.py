"""A nonce is valid for its source, for a limited time, and once per count."""

import base64
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.nonces import NONCE_LIFETIME, SALT_BYTES, SpentNonces, issue_nonce, issued_at

KEY, SALT = b"k" * 32, b"s" * SALT_BYTES
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(
    st.integers(0, 6_000_000_000_000_000).map(lambda us: NOON + timedelta(microseconds=us)),
    st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES),
)
def test_only_we_can_read_nonce_time_and_only_for_its_source(now: datetime, salt: bytes) -> None:
    """Only we can read the nonce's time, and only for its source."""
    nonce = issue_nonce(KEY, "10.0.0.1", now, salt)
    assert issued_at(KEY, "10.0.0.1", nonce) == now
    assert issued_at(KEY, "10.0.0.2", nonce) is None
    assert issued_at(b"x" * 32, "10.0.0.1", nonce) is None


@given(st.text(max_size=80))
def test_text_that_we_did_not_generate_is_no_valid_nonce(text: str) -> None:
    """A text that we did not generate is no valid nonce."""
    assert issued_at(KEY, "10.0.0.1", text) is None


@given(st.integers(0, 29), st.integers(1, 255))
def test_a_nonce_cannot_be_changed(at: int, flip: int) -> None:
    """A change of any bit makes a nonce invalid."""
    raw = bytearray(base64.urlsafe_b64decode(issue_nonce(KEY, "10.0.0.1", NOON, SALT)))
    raw[at] ^= flip
    assert issued_at(KEY, "10.0.0.1", base64.urlsafe_b64encode(bytes(raw)).decode()) is None


@given(st.lists(st.integers(1, 20), max_size=40))
def test_no_count_serves_twice(counts: list[int]) -> None:
    """A count is accepted once, in any order of arrival, and a higher one always."""
    spent, used = SpentNonces(), [0]
    for count in counts:
        fits = spent.freshness("n", NOON, count, NOON) == "fresh"
        assert fits == (count > max(used))
        if fits:
            spent.spend("n", NOON, count, NOON)
            used.append(count)


def test_a_nonce_ends() -> None:
    """A nonce expires, and is invalid before its creation time."""
    spent = SpentNonces()
    assert spent.freshness("n", NOON, 1, NOON + NONCE_LIFETIME - timedelta(microseconds=1)) == "fresh"
    assert spent.freshness("n", NOON, 1, NOON + NONCE_LIFETIME) == "stale"
    assert spent.freshness("n", NOON, 1, NOON - timedelta(seconds=1)) == "stale"
    assert spent.freshness("n", None, 1, NOON) == "stale"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), max_size=60))
def test_forgotten_nonce_cannot_be_reused(uses: list[tuple[int, int]]) -> None:
    """Memory is bounded, and still no pair of nonce and count is accepted twice."""
    spent, used = SpentNonces(max_nonces=5), set()
    for age, count in uses:
        issued = NOON - timedelta(seconds=age)
        if spent.freshness(str(age), issued, count, NOON) == "fresh":
            assert (age, count) not in used
            spent.spend(str(age), issued, count, NOON)
            used.add((age, count))
        assert len(spent) <= 5
