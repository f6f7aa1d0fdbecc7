"""The limit of new calls from an unlisted source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.calls.sources import SourceLimits
from telephony.screening.source_limits import SourceLimiter, source_of

LIMITS = SourceLimits(invites_per_s=10, unacknowledged=20)


def test_ten_calls_a_second_and_no_more() -> None:
    """Ten calls pass at once, then one each tenth of a second."""
    limiter = SourceLimiter(100)
    assert [limiter.exceeded_limit("a", LIMITS, 5.0) for _ in range(11)] == [None] * 10 + ["rate"]
    assert limiter.exceeded_limit("b", LIMITS, 5.0) is None
    assert limiter.exceeded_limit("a", LIMITS, 5.125) is None
    assert limiter.exceeded_limit("a", LIMITS, 5.15) == "rate"


@given(st.lists(st.floats(0, 0.2), max_size=300))
def test_however_they_come_no_second_takes_more_than_twice_the_rate(gaps: list[float]) -> None:
    """In any second at most the saved calls and the earned ones pass, twice the rate."""
    limiter, now, accepted = SourceLimiter(100), 0.0, []
    for gap in gaps:
        now += gap
        if limiter.exceeded_limit("a", LIMITS, now) is None:
            accepted.append(now)
    assert all(sum(at <= each < at + 1 for each in accepted) <= 20 for at in accepted)


def test_twenty_calls_unacknowledged_and_no_more() -> None:
    """A call that is acknowledged or ends makes room, once."""
    limiter = SourceLimiter(100)
    for number in range(20):
        assert limiter.exceeded_limit("a", LIMITS, float(number)) is None
        limiter.track(f"c{number}", "a")
    assert limiter.exceeded_limit("a", LIMITS, 30.0) == "unacknowledged"
    limiter.release("c3")
    limiter.release("c3")
    assert limiter.exceeded_limit("a", LIMITS, 31.0) is None
    limiter.track("c20", "a")
    assert limiter.exceeded_limit("a", LIMITS, 32.0) == "unacknowledged"
    assert limiter.unacknowledged == 20


def test_strangers_together_leave_half_of_the_room() -> None:
    """Many forged senders together use at most half of the gateway."""
    limiter = SourceLimiter(max_unacknowledged=50)
    accepted = 0
    for number in range(1000):
        if limiter.exceeded_limit(f"s{number}", LIMITS, 1.0) is None:
            limiter.track(f"c{number}", f"s{number}")
            accepted += 1
    assert accepted == 50


def test_entry_used_longest_ago_is_removed_first_unless_it_has_waiting_calls() -> None:
    """The entry used longest ago is removed first, unless it has waiting calls."""
    limiter = SourceLimiter(100, max_sources=10)
    limiter.exceeded_limit("held", LIMITS, 0.0)
    limiter.track("c", "held")
    for number in range(1000):
        limiter.exceeded_limit(f"s{number}", LIMITS, 1.0)
    assert len(limiter) <= 11
    limiter.release("c")
    assert limiter.unacknowledged == 0


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("no-address", "no-address"),
    ],
)
def test_a_source_is_an_address_or_a_network_of_64_bits(host: str, source: str) -> None:
    """An IPv6 source is its /64 network, because its owner has 2^64 addresses."""
    assert source_of(host) == source
