"""A system that begins with the starter site, as a new entity does."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from config.site.documents.starter import STARTER_SITE
from tests.support.browser.page_probe import require_screens
from tests.support.whole_system.system import System


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system of that site with the built screens."""
    require_screens()
    folder, sounds = tmp_path_factory.mktemp("new"), pytestconfig.cache.mkdir("sounds")
    system = System(folder, sounds, tones={}, environment={"ATENCION_SITE": str(STARTER_SITE)}, campaign="atencion")
    try:
        await system.start()
        yield system
    finally:
        await system.stop()
