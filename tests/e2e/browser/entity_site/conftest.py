"""A second system, for complete calls; its site is `tests.support.browser.entity_site`.

Callers, browsers and screens are those of the parent folder.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.browser.call_rig import keep_sample_advisors_away
from tests.support.browser.entity_site import write_entity_site
from tests.support.browser.page_probe import require_screens
from tests.support.browser.screens_site import TONES
from tests.support.whole_system.system import System


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system for complete calls with the built screens; two of its advisors have signed in."""
    require_screens()
    folder = tmp_path_factory.mktemp("whole")
    system = System(folder, pytestconfig.cache.mkdir("sounds"), write_entity_site(folder), TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()
