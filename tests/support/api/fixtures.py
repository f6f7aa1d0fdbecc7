"""Fixtures of the API's tests, which a conftest imports by name."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.router.campaign_rig import CampaignRig


@pytest_asyncio.fixture
async def office(valkey: redis.Redis, engine: AsyncEngine) -> AsyncIterator[ApiRig]:
    """An office with nothing in its log."""
    world = CampaignRig(valkey)
    await world.begin()
    office = ApiRig(world, engine)
    await office.sign_in("supervisor")
    yield office
    await office.client.aclose()


@pytest.fixture
def mixed_calls(office: ApiRig) -> MixedCalls:
    """A log of a call of each kind."""
    return MixedCalls(office)
