"""A desk with petitions, for callers who ask for their state in the menu."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import database, systems
from tests.support.desks.status_desk import CALL, StatusDesk

__all__ = ["database", "systems"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[StatusDesk]:
    """Open a desk where an advisor talks with a caller."""
    desk = StatusDesk(rig)
    await desk.talk(CALL)
    yield desk
