"""Which calls and tickets are in the frame of a week."""

from datetime import timedelta

import pytest
from hypothesis import given

from eventlog.facts.tickets.ticket import TicketAnswerReleased, TicketAnswerReturned, TicketSendingUndone
from metrics.quality.samples.frame import FRAMES, FrameItem
from tests.support.facts.sample_weeks import (
    WEEK,
    DatedFact,
    WeekHistory,
    call,
    chained,
    envelopes_of,
    histories,
    release,
)
from tests.unit.metrics.quality.samples.test_weekly_draw import answered_calls

MONDAY, NEXT_MONDAY = WEEK.begins, WEEK.ends
SECOND = timedelta(seconds=1)


def items(*facts: DatedFact, channel: str = "written") -> list[FrameItem]:
    """Return the frame of some facts."""
    frame = FRAMES[channel](WEEK)  # type: ignore[index]
    for each in envelopes_of(chained(facts)):
        frame.add(each)
    return frame.items()


@given(histories())
def test_the_frame_is_that_of_the_records_of_calls(history: WeekHistory) -> None:
    """Line and advisor of each answered call are those of the record that every report reads."""
    envelopes = envelopes_of(chained(history.facts))
    found = {each.id: (each.line, each.advisor) for each in items(*history.facts, channel="phone")}
    assert found == answered_calls(envelopes)


@pytest.mark.parametrize(
    ("arrives", "is_in"),
    [
        (MONDAY - SECOND, False),
        (MONDAY, True),
        (NEXT_MONDAY - SECOND, True),
        (NEXT_MONDAY, False),
    ],
)
def test_a_call_belongs_to_the_week_in_which_it_arrived(arrives: object, *, is_in: bool) -> None:
    """Midnight in Bogotá divides weeks, and a call may be answered in the next one."""
    assert bool(items(*call("c-1", arrives), channel="phone")) is is_in  # type: ignore[arg-type]


def test_an_answer_that_was_taken_back_or_returned_is_not_in_the_frame() -> None:
    """It is in again after a second release, and of the user who released it last."""
    first = release("t-1", MONDAY)
    for undone in (TicketSendingUndone(ticket="t-1"), TicketAnswerReturned(ticket="t-1")):
        back: DatedFact = (MONDAY + SECOND, "", "user:eva", undone)
        assert items(first, back) == []
        again = release("t-1", MONDAY + 2 * SECOND, "advisor:fede", "web")
        assert items(first, back, again) == [FrameItem("t-1", "web", "fede")]


def test_an_answer_that_is_taken_back_in_the_next_week_stays() -> None:
    """The facts of the week decide, so the frame does not depend on the time of the draw."""
    undone: DatedFact = (NEXT_MONDAY, "", "user:eva", TicketSendingUndone(ticket="t-1"))
    assert items(release("t-1", NEXT_MONDAY - SECOND), undone) == [FrameItem("t-1", "email", "eva")]
    assert items(release("t-1", NEXT_MONDAY)) == []


def test_a_release_from_before_its_channel_was_in_the_fact_has_an_empty_line() -> None:
    """Such tickets are a stratum of their own for each advisor."""
    old: DatedFact = (MONDAY, "", "user:eva", TicketAnswerReleased(ticket="t-1"))
    assert items(old) == [FrameItem("t-1", "", "eva")]
