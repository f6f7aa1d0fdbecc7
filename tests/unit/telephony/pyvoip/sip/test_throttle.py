"""Password guessers wait longer each time and are forgotten later; good phones beside them are accepted."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.throttle import (
    FAILURES_BEFORE_BAN,
    FIRST_BAN,
    FORGET_AFTER,
    FREE_FAILURES,
    MAX_BAN,
    MAX_DELAY,
    PasswordThrottle,
    ThrottleRecord,
    after_failure,
    ban_length,
    response_delay,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GAPS = st.lists(st.integers(0, 20_000), max_size=80)


@given(GAPS)
def test_no_wait_is_endless_and_none_is_negative(gaps: list[int]) -> None:
    """With any times of wrong answers, delays and bans stay in bounds and counts below the limit."""
    record: ThrottleRecord | None = None
    now = NOON
    for gap in gaps:
        now += gap * SECOND
        record = after_failure(record, now)
        assert timedelta(0) <= response_delay(record, now) <= MAX_DELAY
        assert record.banned_until - now <= MAX_BAN
        assert record.failures < FAILURES_BEFORE_BAN


@given(st.integers(0, 100))
def test_a_ban_is_never_shorter_than_the_one_before(earlier: int) -> None:
    """Each ban is at least as long as the one before, up to the longest."""
    assert FIRST_BAN <= ban_length(earlier) <= ban_length(earlier + 1) <= MAX_BAN


def test_the_first_mistakes_cost_nothing_and_then_each_costs_more() -> None:
    """The first mistakes cause no delay, and later ones an increasing delay up to the ban."""
    record, delays = None, []
    for _ in range(FAILURES_BEFORE_BAN):
        record = after_failure(record, NOON)
        delays.append(response_delay(record, NOON))
    assert delays[:FREE_FAILURES] == [timedelta(0)] * FREE_FAILURES
    assert delays[FREE_FAILURES:] == sorted(delays[FREE_FAILURES:])
    assert delays[FREE_FAILURES] > timedelta(0)
    assert record is not None
    assert record.is_banned(NOON)
    assert not record.is_banned(NOON + FIRST_BAN)


@given(GAPS)
def test_quiet_forgives_all(gaps: list[int]) -> None:
    """After the last ban and a quiet period, the next wrong answer counts as the first."""
    record, now = None, NOON
    for gap in gaps:
        now += gap * SECOND
        record = after_failure(record, now)
    end = now if record is None else max(record.last_failure_at, record.banned_until)
    assert after_failure(record, end + FORGET_AFTER) == after_failure(None, end + FORGET_AFTER)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.booleans()), max_size=400))
def test_memory_is_bounded(tries: list[tuple[int, int, bool]]) -> None:
    """Memory is bounded for any number of sources and users."""
    guesses = PasswordThrottle(max_records=50)
    for source, user, right in tries:
        if right:
            guesses.record_success(str(source), str(user), NOON)
        else:
            guesses.record_failure(str(source), str(user), NOON)
    assert len(guesses) <= 100


def test_one_user_is_guarded_against_many_sources() -> None:
    """If many sources try once each, the user is blocked for unknown sources."""
    guesses = PasswordThrottle()
    for number in range(FAILURES_BEFORE_BAN):
        guesses.record_failure(f"10.0.0.{number}", "asesor1", NOON)
    assert guesses.is_banned("10.0.1.1", "asesor1", NOON)
    assert not guesses.is_banned("10.0.1.1", "asesor2", NOON)


@given(st.integers(0, 100), st.booleans())
def test_a_phone_that_was_right_is_not_shut_out_by_others(wrong: int, is_same_user: bool) -> None:
    """Guesses from its address for another user, or elsewhere for its own user, do not block a known phone."""
    guesses = PasswordThrottle()
    guesses.record_success("10.0.0.1", "asesor1", NOON)
    for _ in range(wrong):
        guesses.record_failure(*(("10.0.0.2", "asesor1") if is_same_user else ("10.0.0.1", "asesor2")), NOON)
    assert not guesses.is_banned("10.0.0.1", "asesor1", NOON)


def test_being_right_once_is_no_licence_to_guess() -> None:
    """A known phone with too many wrong answers is banned for a while like any other."""
    guesses = PasswordThrottle()
    guesses.record_success("10.0.0.1", "asesor1", NOON)
    for _ in range(FAILURES_BEFORE_BAN):
        guesses.record_failure("10.0.0.1", "asesor1", NOON)
    assert guesses.is_banned("10.0.0.1", "asesor1", NOON)
    assert not guesses.is_banned("10.0.0.1", "asesor1", NOON + FIRST_BAN)


def test_a_known_account_does_not_cover_guesses_at_others() -> None:
    """A correct answer for one account does not reset the source's guesses at others."""
    guesses = PasswordThrottle()
    for _ in range(FAILURES_BEFORE_BAN):
        guesses.record_failure("10.0.0.1", "asesor2", NOON)
        guesses.record_success("10.0.0.1", "asesor1", NOON)
    assert guesses.is_banned("10.0.0.1", "asesor2", NOON)
