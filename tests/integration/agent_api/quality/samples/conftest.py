"""A desk of weekly samples."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.sample_desk import SampleDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SampleDesk:
    """Open a desk over an empty journal, with users of quality and of the interventoría."""
    desk = SampleDesk(rig)
    await desk.hire()
    return desk
