"""Fixture that runs the port's contract on each gateway's rig."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.gateways.all_rigs import RIGS
from tests.support.gateways.gateway_rig import GatewayRig


@pytest_asyncio.fixture(params=sorted(RIGS))
async def rig(request: pytest.FixtureRequest, valkey_url: str) -> AsyncIterator[GatewayRig]:
    """Yield a started gateway with its surroundings; some gateways need Valkey for their calls."""
    async with RIGS[request.param](valkey_url) as rig:
        yield rig
