"""A desk with tickets, users of each tier, and customers whom calls have verified."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.ticket_desk import TicketDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[TicketDesk]:
    """Open an empty desk."""
    yield TicketDesk(rig)
