"""A desk whose advisors have a registered phone and take no calls."""

from dataclasses import replace

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> AdvisorDesk:
    """Open an empty desk; `mudo` has no phone."""

    async def phone_of(user: str) -> str | None:
        return None if user == "mudo" else f"sip:{user}@127.0.0.1"

    rig.app.state.context = replace(rig.app.state.context, find_phone_address=phone_of)
    return AdvisorDesk(rig)
