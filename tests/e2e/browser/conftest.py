"""The real system with its screens, a real browser, and callers: one of each for all tests of the folder.

They have the scope of the package: after its last test, an idle system would slow down all other tests of the process.
"""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.support.browser.call_rig import CallRig, keep_sample_advisors_away
from tests.support.browser.page_probe import WEB, PageProbe, chromium, require_screens
from tests.support.browser.screens_site import SITE, TONES
from tests.support.programs import skip_or_fail
from tests.support.sip.sipp import Sipp
from tests.support.whole_system.system import System

_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Store for the fixtures whether the test failed."""
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system with the built screens; two of its advisors are real users who have signed in."""
    require_screens()
    system = System(tmp_path_factory.mktemp("desk"), pytestconfig.cache.mkdir("sounds"), SITE, TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Start the browser that holds every test's contexts."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def rig(system: System, tmp_path: Path) -> AsyncIterator[CallRig]:
    """Provide callers and calls; at the end all calls are over and all advisors off duty."""
    rig = CallRig(system, Sipp(tmp_path, deadline_s=150.0))
    yield rig
    await rig.end_all_calls()


@pytest_asyncio.fixture(loop_scope="session")
async def probe(
    request: pytest.FixtureRequest, browser: Browser, rig: CallRig, system: System, tmp_path: Path
) -> AsyncIterator[PageProbe]:
    """Open browser contexts, close them before the calls end, fail on errors, and save a failed test's screens."""
    probe = PageProbe(browser, system.web, tmp_path)
    yield probe
    complaints = probe.complaints()
    if complaints or request.node.stash.get(_FAILED, False):
        await probe.save_evidence()
    await probe.close()
    assert not complaints, f"the browser complained; see {tmp_path}"


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the accessibility checker axe-core, as a script."""
    script = WEB / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        skip_or_fail("axe-core is not installed: scripts/build-web check")
    return script.read_text()
