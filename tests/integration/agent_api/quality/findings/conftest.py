"""A desk of findings over an empty campaign."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.evaluation_desk import CARLOS, CLARA, LEAD, OVERSIGHT
from tests.support.desks.finding_desk import OTHER_OWNER, OWNER, FindingDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> FindingDesk:
    """Return a desk with everybody who works on findings."""
    desk = FindingDesk(rig)
    await desk.hire(CLARA, CARLOS, LEAD, OVERSIGHT, OWNER, OTHER_OWNER)
    return desk
