"""Advisors with calls, and customers whose identity they verify by the real code."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.identity_desk import IdentityDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> IdentityDesk:
    """Open a desk without customers, whose log has begun."""
    desk = IdentityDesk(rig)
    await desk.campaign_rig.ready("asesor9")
    return desk
