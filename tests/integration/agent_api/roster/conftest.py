"""A desk whose advisors have registered phones, with a supervisor who keeps the roster."""

import dataclasses

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.ticket_desk import TicketDesk


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> TicketDesk:
    """Prepare a ticket desk where each advisor's phone is registered."""

    async def phone_of(advisor: str) -> str | None:
        return f"sip:{advisor}@127.0.0.1"

    made = TicketDesk(rig)
    rig.app.state.context = dataclasses.replace(rig.app.state.context, find_phone_address=phone_of)
    return made
