"""The readiness check of dependencies."""

from datetime import UTC, datetime, timedelta

import pytest

from agent_api.system.readiness import NotReady, check_recorder, run_probes
from storage.errors import DatabaseAway

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
TOLD_AT = str(int(NOW.timestamp() * 1000))


def test_a_recorder_that_records_is_ready() -> None:
    """A recorder that reported "recording" a moment ago is ready."""
    check_recorder({"state": "recording", "told_at": TOLD_AT}, NOW + timedelta(seconds=1))
    with pytest.raises(NotReady):
        check_recorder({"state": "recording", "told_at": TOLD_AT}, NOW + timedelta(minutes=1))


@pytest.mark.parametrize("state", ["stopped", "away", "journal_ahead"])
def test_any_other_state_is_not_ready(state: str) -> None:
    """A recorder in any other state is reported by that state."""
    with pytest.raises(NotReady, match=state):
        check_recorder({"state": state, "told_at": TOLD_AT}, NOW)


def test_a_recorder_that_never_ran_is_not_ready() -> None:
    """A recorder without a status counts as absent."""
    with pytest.raises(NotReady):
        check_recorder({}, NOW)


async def test_each_dependency_is_asked() -> None:
    """Each failing dependency is reported by its stable code and hides no other."""

    async def works() -> None:
        pass

    async def away() -> None:
        raise DatabaseAway("no hay conexión")

    async def slow() -> None:
        raise TimeoutError

    results = await run_probes({"a": works, "b": away, "c": slow, "d": works})
    assert results == {"a": None, "b": "database_away", "c": "timeout", "d": None}
