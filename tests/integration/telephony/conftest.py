"""A gateway on real sockets for every test that asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.sip.raw_sip import Rig, rig


@pytest_asyncio.fixture
async def sip() -> AsyncIterator[Rig]:
    """A started gateway and a wire to it."""
    async with rig() as made:
        yield made
