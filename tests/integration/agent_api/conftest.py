"""The API over a real Valkey and a real PostgreSQL, with a campaign whose clock stands still."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import mixed_calls, render_in_process, rig
from tests.support.api.live_desk import LiveDesk, live_desk

__all__ = ["mixed_calls", "render_in_process", "rig"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[LiveDesk]:
    """Open a desk over an empty campaign."""
    async with live_desk(rig) as desk:
        yield desk
