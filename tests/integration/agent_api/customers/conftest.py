"""A desk for customers from an import."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.customer_desk import CustomerDesk


@pytest_asyncio.fixture
async def customers(rig: ApiRig) -> CustomerDesk:
    """Open a desk without customers, whose log has begun."""
    desk = CustomerDesk(rig)
    await desk.campaign_rig.ready("asesor9")
    return desk
