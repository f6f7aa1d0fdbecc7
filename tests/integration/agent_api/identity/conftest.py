"""Advisors with calls in front of customers whose identity they verify for real."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.identity_desk import IdentityDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> IdentityDesk:
    """Nobody is a customer yet; the log has begun."""
    desk = IdentityDesk(rig)
    await desk.campaign_rig.ready("asesor9")
    return desk
