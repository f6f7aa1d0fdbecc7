"""An advisor in a call, and petitions of many people whose status may be asked for."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.status_desk import CALL, StatusDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[StatusDesk]:
    """Open a desk where an advisor talks with a caller."""
    desk = StatusDesk(rig)
    await desk.talk(CALL)
    yield desk
