"""What tests of the system's own processes share."""

import pytest
import pytest_asyncio
import redis.asyncio as redis

from tests.support.calls.driver_rig import WaitingRoom


@pytest_asyncio.fixture
async def room(valkey: redis.Redis, request: pytest.FixtureRequest) -> WaitingRoom:
    """The campaign of the site that the test names by `waiting_room.on`."""
    return await WaitingRoom(valkey, request.param).begin()
