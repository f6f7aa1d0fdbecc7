"""Fixtures of the tests of the call driver, which a conftest imports by name."""

import pytest
import pytest_asyncio
import redis.asyncio as redis

from tests.support.calls.driver_rig import DriverRig


@pytest_asyncio.fixture
async def driver_rig(valkey: redis.Redis, request: pytest.FixtureRequest) -> DriverRig:
    """Start the campaign of the site that the test sets by `with_queues`."""
    return await DriverRig(valkey, request.param).start()
