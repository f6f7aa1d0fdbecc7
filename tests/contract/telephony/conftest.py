"""Fixture that runs the port's contract on each gateway's rig."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
import pytest_asyncio

from tests.support.gateways.all_rigs import RIGS
from tests.support.gateways.gateway_rig import GatewayRig


@pytest.fixture(params=sorted(RIGS))
def unopened_rig(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[GatewayRig]:
    """Make the rig of a gateway; Twilio's keeps its calls in Valkey."""
    if request.param == "twilio":
        return RIGS[request.param](request.getfixturevalue("valkey_url"))
    return RIGS[request.param]()


@pytest_asyncio.fixture
async def rig(unopened_rig: AbstractAsyncContextManager[GatewayRig]) -> AsyncIterator[GatewayRig]:
    """Yield a started gateway with its surroundings."""
    async with unopened_rig as rig:
        yield rig
