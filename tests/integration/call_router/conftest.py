"""Fixtures of the router's tests on a real Valkey: one server, and a cluster of three masters.

Each test runs on both; a test of the single server itself is marked ``one_server``.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import redis.asyncio as redis

from storage.valkey import connect
from tests.support.router.campaign_rig import CampaignRig

ADDRESSES = {"one": "valkey_url", "cluster": "valkey_cluster_url"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on one server and on a cluster, unless it is marked for the one server."""
    if "valkey_address" in metafunc.fixturenames:
        one_only = metafunc.definition.get_closest_marker("one_server") is not None
        metafunc.parametrize("valkey_address", ["one"] if one_only else list(ADDRESSES), indirect=True)


@pytest.fixture
def valkey_address(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty Valkey, or of an empty cluster."""
    return str(request.getfixturevalue(ADDRESSES[request.param]))


@pytest_asyncio.fixture
async def valkey(valkey_address: str) -> AsyncIterator[redis.Redis]:
    """Open a client of either."""
    client = connect(valkey_address)
    yield client
    await client.aclose()


@pytest_asyncio.fixture
async def rig(valkey: redis.Redis) -> CampaignRig:
    """Return an empty campaign whose clock stands at 0 ms, with one living gateway."""
    rig = CampaignRig(valkey)
    await rig.begin()
    return rig
