"""A desk for the oversight and the coordinator."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AdvisorDesk:
    """Open an empty desk."""
    return AdvisorDesk(rig)
