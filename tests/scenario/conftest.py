"""The whole room before a scenario: the API, the log, the database, other systems, and people of every tier."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from agent_api.lookups.client import LookupClient
from config.lookup_environment import LookupEnvironment
from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import database, office, systems
from tests.support.desks.identity_desk import IdentityDesk
from tests.support.desks.lookup_systems import SampleSystems
from tests.support.desks.ticket_desk import TicketDesk

__all__ = ["database", "office", "systems"]


@pytest_asyncio.fixture
async def desk(office: ApiRig) -> TicketDesk:
    """A desk with nothing on it."""
    return TicketDesk(office)


@pytest_asyncio.fixture
async def phone(office: ApiRig, database: SampleSystems) -> AsyncIterator[IdentityDesk]:
    """An advisor's desk where identities are verified for real; C&CTEX and COBOL are there, APOTEOSYS is not."""
    consults = LookupClient(LookupEnvironment(database.folder, {}))
    deps = office.app.state.deps
    office.app.state.deps = replace(deps, services={**deps.services, LookupClient: consults})
    desk = IdentityDesk(office)
    await desk.world.ready("asesor9")
    yield desk
    await consults.close()
