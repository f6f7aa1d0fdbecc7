"""The sample site's external systems (a database, a mainframe file, an HTTP service), and a desk that asks them."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from agent_api.lookups.client import LookupClient
from atencion.demo.external_systems import SERVICE
from atencion.demo.lookup_records import payments_of
from atencion.demo.processes.systems import accounting, serve
from config.settings import SAMPLE_SITE
from config.site.loader import load_sample_customers
from tests.support.api.api_rig import ApiRig
from tests.support.api.fixtures import database, systems
from tests.support.desks.lookup_desk import LookupDesk
from tests.support.desks.lookup_systems import TOKEN_TEXT, SampleSystems

__all__ = ["database", "systems"]


@pytest_asyncio.fixture
async def service(systems: SampleSystems) -> AsyncIterator[SampleSystems]:
    """Start the HTTP service."""
    stop = asyncio.Event()
    app = accounting(payments_of(load_sample_customers(SAMPLE_SITE)), TOKEN_TEXT)
    serving = asyncio.create_task(serve(app, systems.folder / SERVICE, stop))
    async with asyncio.timeout(30):
        while systems.consults._addresses.get(SERVICE) is None:  # noqa: ASYNC110 - it is another's start
            await asyncio.sleep(0.01)
    yield systems
    await systems.consults.close()
    stop.set()
    await serving


@pytest_asyncio.fixture
async def lookup_desk(rig: ApiRig, database: SampleSystems) -> AsyncIterator[LookupDesk]:
    """Open a desk where an advisor talks with Ana, whose identity is verified."""
    desk = LookupDesk(rig, database)
    await desk.add_customer("c1", "Ana Sofía Beltrán", "+573001112201", document="52900101")
    await desk.talk("a")
    desk.verified["a"] = "c1"
    yield desk
    await rig.app.state.context.service(LookupClient).close()
