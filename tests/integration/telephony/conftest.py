"""A gateway on real sockets for each test that asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.sip.raw_sip import SipRig, start_sip_rig


@pytest_asyncio.fixture
async def sip() -> AsyncIterator[SipRig]:
    """Start a gateway, and open a wire to it."""
    async with start_sip_rig() as made:
        yield made
