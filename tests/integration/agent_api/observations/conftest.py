"""A desk where the oversight and the coordinator work."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AdvisorDesk:
    """A desk with nothing on it."""
    return AdvisorDesk(rig)
