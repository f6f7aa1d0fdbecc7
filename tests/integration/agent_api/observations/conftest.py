"""A desk where the oversight and the coordinator work."""

import pytest_asyncio

from tests.integration.agent_api.conftest import Office
from tests.integration.agent_api.desk.conftest import Desk


@pytest_asyncio.fixture
async def desk(office: Office) -> Desk:
    """A desk with nothing on it."""
    return Desk(office)
