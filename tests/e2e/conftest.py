"""Fixtures of end-to-end tests: phones by the hundred, and a system with a site of tones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.memory_folder import memory_folder
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.system import ENGINES, RECORDED, System

_RTP_PORTS = "20000-23999"


@pytest_asyncio.fixture(scope="package", loop_scope="session", params=ENGINES)
async def shared_system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sounds: Path
) -> AsyncIterator[System]:
    """Run a system on each voice engine for all tests of the folder; each test publishes its own site into it."""
    if request.param == "asterisk":
        require_asterisk()
    with memory_folder() as intake:
        environment = {"ATENCION_GATEWAY": request.param, "ATENCION_RECORDINGS_INTAKE": str(intake)}
        system = System(tmp_path_factory.mktemp(request.param), sounds, RECORDED, environment=environment)
        try:
            yield await system.start()
        finally:
            await system.stop()


@pytest_asyncio.fixture
async def exchange() -> AsyncIterator[PhoneExchange]:
    """Serve the sound of the phones."""
    exchange = PhoneExchange()
    yield exchange
    await exchange.close()


@pytest.fixture(scope="session")
def sounds(pytestconfig: pytest.Config) -> Path:
    """Return the folder with the rendered sounds, which remains between runs."""
    return Path(pytestconfig.cache.mkdir("sounds"))


@pytest_asyncio.fixture
async def system(tmp_path: Path, sounds: Path) -> AsyncIterator[System]:
    """Run the whole system on the embedded gateway, with a site that plays tones."""
    site = Path(__file__).parent / "crowd"
    system = System(tmp_path, sounds, site, TONES, {"ATENCION_RTP_PORTS": _RTP_PORTS})
    try:
        yield await system.start()
    finally:
        await system.stop()
