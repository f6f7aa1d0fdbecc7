"""A desk of training over an empty campaign."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.training_desk import TrainingDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> TrainingDesk:
    """Return a desk with everybody who works with training."""
    desk = TrainingDesk(rig)
    await desk.open()
    return desk
