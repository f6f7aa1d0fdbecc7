"""Guessers wait longer and longer, and are forgotten again; good phones beside them are let in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.sip.throttle import (
    FIRST_BAN,
    FREE,
    LONGEST_BAN,
    LONGEST_DELAY,
    MOST,
    QUIET,
    Guesses,
    Record,
    after_wrong,
    ban_of,
    delay_of,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GAPS = st.lists(st.integers(0, 20_000), max_size=80)


@given(GAPS)
def test_no_wait_is_endless_and_none_is_negative(gaps: list[int]) -> None:
    """Whatever the times of the wrong answers: delays and bans stay within their bounds, and counts below the limit."""
    record: Record | None = None
    now = NOON
    for gap in gaps:
        now += gap * SECOND
        record = after_wrong(record, now)
        assert timedelta(0) <= delay_of(record, now) <= LONGEST_DELAY
        assert record.until - now <= LONGEST_BAN
        assert record.wrong < MOST


@given(st.integers(0, 100))
def test_a_ban_is_never_shorter_than_the_one_before(earlier: int) -> None:
    """It grows from the first to the longest."""
    assert FIRST_BAN <= ban_of(earlier) <= ban_of(earlier + 1) <= LONGEST_BAN


def test_the_first_mistakes_cost_nothing_and_then_each_costs_more() -> None:
    """Up to the ban."""
    record, delays = None, []
    for _ in range(MOST):
        record = after_wrong(record, NOON)
        delays.append(delay_of(record, NOON))
    assert delays[:FREE] == [timedelta(0)] * FREE
    assert delays[FREE:] == sorted(delays[FREE:])
    assert delays[FREE] > timedelta(0)
    assert record is not None
    assert record.is_banned(NOON)
    assert not record.is_banned(NOON + FIRST_BAN)


@given(GAPS)
def test_quiet_forgives_all(gaps: list[int]) -> None:
    """After the last ban and a quiet while a wrong answer counts as the first."""
    record, now = None, NOON
    for gap in gaps:
        now += gap * SECOND
        record = after_wrong(record, now)
    end = now if record is None else max(record.last, record.until)
    assert after_wrong(record, end + QUIET) == after_wrong(None, end + QUIET)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.booleans()), max_size=400))
def test_memory_is_bounded(tries: list[tuple[int, int, bool]]) -> None:
    """However many sources and users are tried."""
    guesses = Guesses(most=50)
    for source, user, right in tries:
        if right:
            guesses.right(str(source), str(user), NOON)
        else:
            guesses.wrong(str(source), str(user), NOON)
    assert len(guesses) <= 100


def test_one_user_is_guarded_against_many_sources() -> None:
    """Each tries once: the user is banned for strangers all the same."""
    guesses = Guesses()
    for number in range(MOST):
        guesses.wrong(f"10.0.0.{number}", "asesor1", NOON)
    assert guesses.is_banned("10.0.1.1", "asesor1", NOON)
    assert not guesses.is_banned("10.0.1.1", "asesor2", NOON)


@given(st.integers(0, 100), st.booleans())
def test_a_phone_that_was_right_is_not_shut_out_by_others(wrong: int, is_same_user: bool) -> None:
    """Whether they guess at its address for another user, or elsewhere for its own."""
    guesses = Guesses()
    guesses.right("10.0.0.1", "asesor1", NOON)
    for _ in range(wrong):
        guesses.wrong(*(("10.0.0.2", "asesor1") if is_same_user else ("10.0.0.1", "asesor2")), NOON)
    assert not guesses.is_banned("10.0.0.1", "asesor1", NOON)


def test_being_right_once_is_no_licence_to_guess() -> None:
    """A known phone that is wrong too often is banned like any other, for a while."""
    guesses = Guesses()
    guesses.right("10.0.0.1", "asesor1", NOON)
    for _ in range(MOST):
        guesses.wrong("10.0.0.1", "asesor1", NOON)
    assert guesses.is_banned("10.0.0.1", "asesor1", NOON)
    assert not guesses.is_banned("10.0.0.1", "asesor1", NOON + FIRST_BAN)


def test_a_known_account_does_not_cover_guesses_at_others() -> None:
    """Being right in between does not forgive the source."""
    guesses = Guesses()
    for _ in range(MOST):
        guesses.wrong("10.0.0.1", "asesor2", NOON)
        guesses.right("10.0.0.1", "asesor1", NOON)
    assert guesses.is_banned("10.0.0.1", "asesor2", NOON)
