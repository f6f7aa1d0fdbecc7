"""A desk of the staff over an empty campaign."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.staff_desk import ADMIN, ADVISOR, LEAD, QUALITY, StaffDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> StaffDesk:
    """Return a desk with an administrator, quality, a coordinator and an advisor with an account."""
    desk = StaffDesk(rig)
    for user, role in ((ADMIN, "admin"), (QUALITY, "calidad"), (LEAD, "coordinador"), (ADVISOR, "asesor")):
        await desk.hire(user, role)
    return desk
