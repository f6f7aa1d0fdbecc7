"""A desk for calibration sessions."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import tapes
from tests.support.desks.calibration_desk import CalibrationDesk

__all__ = ["desk", "tapes"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> CalibrationDesk:
    """Open a desk without calls."""
    return CalibrationDesk(rig)
