"""A desk that searches."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.search_desk import SearchDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SearchDesk:
    """Open an empty desk, whose log has begun."""
    desk = SearchDesk(rig)
    await desk.campaign_rig.ready("asesor9")
    return desk
