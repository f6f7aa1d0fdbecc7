"""Fixtures of the API's tests, which a conftest imports by name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.reports import service
from agent_api.reports.findings import produce as findings
from agent_api.reports.log_reviews import produce as log_reviews
from agent_api.reports.own_reports import produce as own_reports
from agent_api.reports.renderers.files import make_files
from agent_api.reports.store import ReportFiles
from atencion.demo.external_systems import BOOKS, CCTEX, TOKEN, fill_database, write_portfolio, write_secret
from config.settings import SAMPLE_SITE
from config.site.loader import load_sample_customers
from metrics.reports.document import Report
from tests.support.api.api_rig import ApiRig, MixedCalls
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.lookup_systems import SITE, TOKEN_TEXT, SampleSystems
from tests.support.desks.recording_rig import RecordingRig
from tests.support.memory_folder import MEMORY, memory_folder
from tests.support.router.campaign_rig import CampaignRig
from tests.support.servers.worker_servers import owner_url


@pytest_asyncio.fixture
async def rig(valkey: redis.Redis, engine: AsyncEngine) -> AsyncIterator[ApiRig]:
    """Create a campaign with an empty log and the API over it."""
    campaign_rig = CampaignRig(valkey)
    await campaign_rig.begin()
    rig = ApiRig(campaign_rig, engine)
    await rig.sign_in("supervisor")
    yield rig
    await rig.client.aclose()


@pytest.fixture(autouse=True)
def render_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Render reports in this process: a child process for each would load the libraries each time."""

    async def render(report: Report, *, logo: str) -> ReportFiles:
        return await asyncio.to_thread(make_files, msgspec.json.encode(report), logo)

    for module in (service, findings, log_reviews, own_reports):
        monkeypatch.setattr(module, "render_files", render)


@pytest.fixture
def mixed_calls(rig: ApiRig) -> MixedCalls:
    """Return the six calls of different outcomes."""
    return MixedCalls(rig)


@pytest.fixture
def systems(tmp_path: Path) -> SampleSystems:
    """Return sample systems of which only the file exists."""
    assert SITE.lookups is not None
    write_portfolio(tmp_path, SITE, load_sample_customers(SAMPLE_SITE))
    write_secret(tmp_path / TOKEN, TOKEN_TEXT)
    return SampleSystems(tmp_path, SITE.lookups)


@pytest_asyncio.fixture
async def database(systems: SampleSystems, postgres_url: str) -> AsyncIterator[SampleSystems]:
    """Fill the sample database beside the file."""
    await fill_database(owner_url(postgres_url), load_sample_customers(SAMPLE_SITE))
    for name in (CCTEX, BOOKS):
        systems.say(name, postgres_url)
    yield systems
    await systems.consults.close()


@pytest.fixture
def tapes(rig: ApiRig, tmp_path: Path) -> Iterator[RecordingRig]:
    """Return a rig without recordings."""
    if not MEMORY.is_dir():
        yield RecordingRig(AdvisorDesk(rig), tmp_path / "kept", tmp_path / "plain")
        return
    with memory_folder() as folder:
        yield RecordingRig(AdvisorDesk(rig), tmp_path / "kept", folder)
