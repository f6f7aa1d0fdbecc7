"""How often text messages about one petition may leave."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.text_messages.domain.stored_message import (
    PAUSE,
    TextMessageRow,
    TextMessageState,
    blocks_another,
)

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


def message(state: TextMessageState, posted_at: datetime, settled_at: datetime | None) -> TextMessageRow:
    return TextMessageRow(
        id="m",
        campaign="icetex",
        about="2026-000001-9",
        recipient_ref="r",
        text="t",
        site_version="v",
        call_id="c",
        posted_at=posted_at,
        next_at=posted_at,
        try_until=posted_at,
        state=state,
        settled_at=settled_at,
    )


@pytest.mark.parametrize(
    ("state", "settled_at", "blocks"),
    [
        ("waiting", None, True),
        ("claimed", None, True),
        ("sent", NOW - PAUSE + timedelta(seconds=1), True),
        ("sent", NOW - PAUSE, False),
        ("uncertain", NOW - timedelta(minutes=1), True),
        ("failed", NOW - timedelta(minutes=1), False),
    ],
)
def test_a_message_that_leaves_blocks_the_next(
    state: TextMessageState, settled_at: datetime | None, blocks: bool
) -> None:
    """A message that can still leave, or left within the hour, blocks; one that never left does not."""
    assert blocks_another(message(state, NOW - timedelta(hours=5), settled_at), NOW) is blocks


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=30))
def test_two_messages_never_leave_within_an_hour(asked: list[tuple[int, int]]) -> None:
    """An hour lies between two messages, at any minutes of the requests and of the sending."""
    sent: list[TextMessageRow] = []
    for minute, delay in sorted(asked):
        at = NOW + timedelta(minutes=minute)
        seen = [each for each in sent if each.settled_at is None or each.settled_at <= at]
        waiting = [each for each in sent if each.settled_at is not None and each.settled_at > at]
        rows = [*seen, *(message("waiting", each.posted_at, None) for each in waiting)]
        if not any(blocks_another(each, at) for each in rows):
            sent.append(message("sent", at, at + timedelta(minutes=delay)))
    moments = [each.settled_at for each in sent if each.settled_at is not None]
    assert all(later - earlier >= PAUSE for earlier, later in pairwise(moments))
