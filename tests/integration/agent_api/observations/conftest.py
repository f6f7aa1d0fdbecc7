"""A desk where the oversight and the coordinator work."""

import pytest_asyncio

from tests.integration.agent_api.desk.conftest import AdvisorDesk
from tests.support.api.api_rig import ApiRig


@pytest_asyncio.fixture
async def desk(office: ApiRig) -> AdvisorDesk:
    """A desk with nothing on it."""
    return AdvisorDesk(office)
