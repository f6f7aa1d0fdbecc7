"""A desk for evaluators, advisors and those who lead coaching."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import tapes
from tests.support.desks.evaluation_desk import EvaluationDesk

__all__ = ["desk", "tapes"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> EvaluationDesk:
    """Open a desk without calls."""
    return EvaluationDesk(rig)
