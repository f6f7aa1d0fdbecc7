"""The desk: advisors with calls in front of the API, and an outbox that is relayed into the log."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AsyncIterator[AdvisorDesk]:
    """Open an empty desk."""
    yield AdvisorDesk(rig)
