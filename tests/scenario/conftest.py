"""Fixtures of scenarios: the API, the log, the database, other systems, and staff of each tier."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from agent_api.lookups.client import LookupClient
from config.lookup_environment import LookupEnvironment
from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import database, rig, systems
from tests.support.desks.identity_desk import IdentityDesk
from tests.support.desks.lookup_systems import SampleSystems
from tests.support.desks.ticket_desk import TicketDesk

__all__ = ["database", "rig", "systems"]


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> TicketDesk:
    """Return an empty ticket desk."""
    return TicketDesk(rig)


@pytest_asyncio.fixture
async def phone(rig: ApiRig, database: SampleSystems) -> AsyncIterator[IdentityDesk]:
    """Yield an advisor's desk that verifies identities for real; C&CTEX and COBOL are reachable, APOTEOSYS is not."""
    consults = LookupClient(LookupEnvironment(database.folder, {}))
    context = rig.app.state.context
    rig.app.state.context = replace(context, services={**context.services, LookupClient: consults})
    desk = IdentityDesk(rig)
    await desk.campaign_rig.ready("asesor9")
    yield desk
    await consults.close()
