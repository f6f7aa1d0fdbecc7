"""The sample's systems, real: a database, a mainframe's file, an HTTP service on loopback; and a desk to ask them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from atencion.demo.external_systems import BOOKS, CCTEX, SERVICE, TOKEN, fill_database, write_portfolio, write_secret
from atencion.demo.lookup_records import payments_of
from atencion.demo.processes.systems import accounting, serve
from config.settings import SAMPLE_SITE
from config.site.loader import load_sample_customers
from tests.support.api.api_rig import ApiRig
from tests.support.desks.lookup_desk import LookupDesk
from tests.support.desks.lookup_systems import SITE, TOKEN_TEXT, SampleSystems
from tests.support.servers.worker_servers import owner_url


@pytest.fixture
def systems(tmp_path: Path) -> SampleSystems:
    """Systems of which only the file is there."""
    assert SITE.lookups is not None
    write_portfolio(tmp_path, SITE, load_sample_customers(SAMPLE_SITE))
    write_secret(tmp_path / TOKEN, TOKEN_TEXT)
    return SampleSystems(tmp_path, SITE.lookups)


@pytest_asyncio.fixture
async def database(systems: SampleSystems, postgres_url: str) -> AsyncIterator[SampleSystems]:
    """The database is there, too."""
    await fill_database(owner_url(postgres_url), load_sample_customers(SAMPLE_SITE))
    for name in (CCTEX, BOOKS):
        systems.say(name, postgres_url)
    yield systems
    await systems.consults.close()


@pytest_asyncio.fixture
async def service(systems: SampleSystems) -> AsyncIterator[SampleSystems]:
    """The service is there, too."""
    stop = asyncio.Event()
    app = accounting(payments_of(load_sample_customers(SAMPLE_SITE)), TOKEN_TEXT)
    serving = asyncio.create_task(serve(app, systems.folder / SERVICE, stop))
    async with asyncio.timeout(10):
        while systems.consults._addresses.of(SERVICE) is None:  # noqa: ASYNC110 - it is another's start
            await asyncio.sleep(0.01)
    yield systems
    await systems.consults.close()
    stop.set()
    await serving


@pytest_asyncio.fixture
async def asked(office: ApiRig, database: SampleSystems) -> AsyncIterator[LookupDesk]:
    """Ana talks with an advisor, and her identity was verified."""
    desk = LookupDesk(office, database)
    await desk.know("c1", "Ana Sofía Beltrán", "+573001112201", document="52900101")
    await desk.talk("a")
    desk.verified["a"] = "c1"
    yield desk
    await office.app.state.deps.consults.close()
