"""A desk for reviewers and administrators."""

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.access_review_desk import AccessReviewDesk

__all__ = ["desk"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AccessReviewDesk:
    """Open a desk without a review."""
    return AccessReviewDesk(rig)
