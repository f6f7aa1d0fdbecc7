"""When a contingency message may start, whether it is in force, and how it ends."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent_api.contingency.domain.message import MessageRow, end_row, find_fault, is_in_force
from config.schema.fields import ContingencyMode
from config.site.calls.contingency import ApprovedMessage, ContingencyRules
from eventlog.facts.calls.contingency import ContingencyEnd

NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)
RULES = ContingencyRules(
    messages={"demanda": ApprovedMessage(id="demanda", name="Muchas llamadas", prompt="p", modes=("before",))},
    max_hours=2,
)
SECONDS = st.integers(-4 * 3600, 4 * 3600)


@given(message=st.sampled_from(("demanda", "otro")), mode=st.sampled_from(("before", "instead")), seconds=SECONDS)
def test_a_message_starts_as_the_site_allows_and_not_otherwise(
    message: str, mode: ContingencyMode, seconds: int
) -> None:
    """It is approved, in an allowed mode, and ends in the future, within the site's hours."""
    fault = find_fault(RULES, message, mode, NOW + timedelta(seconds=seconds), NOW)
    allowed = message == "demanda" and mode == "before" and 0 < seconds <= 2 * 3600
    assert (fault is None) == allowed
    if message == "otro":
        assert fault == "message"


@given(until=SECONDS, act=SECONDS, how=st.sampled_from(("removed", "replaced")))
def test_a_message_ends_once_and_not_after_its_time(until: int, act: int, how: ContingencyEnd) -> None:
    """A person who comes too late ended nothing: the message was over by itself, at its time."""
    row = MessageRow(
        id="2026-0001",
        line="bogota",
        message="demanda",
        mode="before",
        reason=b"",
        started_at=NOW - timedelta(hours=5),
        started_by="sara",
        until=NOW + timedelta(seconds=until),
    )
    at = NOW + timedelta(seconds=act)
    ended = end_row(row, how, "coco", at)
    assert not is_in_force(ended, at)
    assert ended.ended_at == min(at, row.until)
    assert (ended.end, ended.ended_by) == ((how, "coco") if is_in_force(row, at) else ("expired", ""))
