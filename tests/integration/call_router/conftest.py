"""What the tests of the router on a real Valkey ask for."""

import pytest_asyncio
import redis.asyncio as redis

from tests.integration.call_router.world import World


@pytest_asyncio.fixture
async def world(valkey: redis.Redis) -> World:
    """An empty campaign whose clock stands at 0 ms, with one gateway that lives."""
    world = World(valkey)
    await world.begin()
    return world
