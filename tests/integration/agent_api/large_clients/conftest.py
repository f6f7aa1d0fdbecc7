"""A desk of large clients over an empty campaign."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.large_client_desk import LEAD, OVERSIGHT, QUALITY, SUPERVISOR, LargeClientDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> LargeClientDesk:
    """Return a desk with everybody who works on large clients."""
    desk = LargeClientDesk(rig)
    await desk.hire(LEAD, QUALITY, SUPERVISOR, OVERSIGHT)
    return desk
