"""Talks of more than two on Asterisk, controlled by keyboard on the screens, and verified by each one's tone."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.test_tones import choose, picked_up, registered
from tests.support.browser.accessibility import Checker
from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig, keep_sample_advisors_away
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe, require_screens
from tests.support.browser.screens_site import SITE, TONES
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.baresip import Baresip
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(240),
]

CALLER_HZ, ANA_HZ, CAMILO_HZ, SUPERVISOR_HZ = 1020, 1370, 1710, 2130
VOICES = (CALLER_HZ, ANA_HZ, CAMILO_HZ, SUPERVISOR_HZ)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system of the other screens' tests, on the engine that supports more than two parties."""
    require_asterisk()
    require_screens()
    settings = {"ATENCION_GATEWAY": "asterisk"}
    folder, sounds = tmp_path_factory.mktemp("company"), pytestconfig.cache.mkdir("sounds")
    system = System(folder, sounds, SITE, TONES, settings)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def phones() -> AsyncIterator[list[SipPhone]]:
    """Open the phones of the caller, Ana and Camilo, and close them at the end."""
    async with AsyncExitStack() as stack:
        opened = [await SipPhone(hertz).open() for hertz in (CALLER_HZ, ANA_HZ, CAMILO_HZ)]
        for phone in opened:
            stack.callback(phone.close)
        yield opened


async def talk(system: System, probe: PageProbe, phones: list[SipPhone]) -> AdvisorPage:
    """Connect the caller with Ana, who is at her desk."""
    caller, ana, _ = phones
    desk = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor1")
    await system.make_advisor_ready("asesor1", ana.address, "credito")
    await choose(caller, system, "1")
    await picked_up(ana)
    await desk.expect_talking()
    await caller.wait_to_hear({ANA_HZ}, VOICES)
    await ana.wait_to_hear({CALLER_HZ}, VOICES)
    return desk


class PageCheck:
    """The accessibility check of a test's pages.

    Args:
        axe: the accessibility checker, as a script.
        folder: of the test.
    """

    def __init__(self, axe: str, folder: Path) -> None:
        self._checker, self.folder = Checker(axe), folder

    async def __call__(self, page: Page) -> None:
        """Check that the page, light and dark, does not violate WCAG 2.2 AA."""
        assert await self._checker.violations(page) == []


@pytest.fixture
def check_page(axe: str, tmp_path: Path) -> PageCheck:
    """Return the check of a test's pages."""
    return PageCheck(axe, tmp_path)


async def gateway_dies(system: System) -> None:
    """Kill the gateway's process, and wait until another takes over its calls."""
    pid, before = pid_of(system, "gateway"), system.log_text().count("calls_taken_up")
    assert pid
    os.kill(pid, signal.SIGKILL)

    async def back() -> bool:
        return pid_of(system, "gateway") not in (0, pid) and system.log_text().count("calls_taken_up") > before

    await wait_until(back, 30.0)


async def says(page: Page, words: str) -> None:
    """Expect this status in the dialog."""
    await expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(words)


async def test_a_supervisor_listens_whispers_and_talks_along(
    system: System, probe: PageProbe, rig: CallRig, phones: list[SipPhone], check_page: PageCheck
) -> None:
    """All modes work from the board by keyboard, also after a gateway's death; the advisor's screen shows none."""
    caller, ana, _ = phones
    baresip = await registered(system, check_page.folder / "baresip", "supervisor", SUPERVISOR_HZ)
    try:
        desk = await talk(system, probe, phones)
        await supervise(system, probe, phones, baresip, check_page)
        assert not any("supervision" in message_kinds(message) for message in desk.heard)
        await caller.hang_up()
        await ana.wait_for_end()
        await baresip.quit()
    finally:
        await baresip.kill()
    story = await rig.timeline(await desk.latest_call(), "CallEnded")
    modes = [(kind, fact["mode"]) for kind in KINDS for fact in story.facts(kind)]
    assert modes == [
        ("SupervisionAsked", "listen"),
        ("SupervisionBegan", "listen"),
        ("SupervisionChanged", "whisper"),
        ("SupervisionChanged", "barge"),
        ("SupervisionEnded", "barge"),
    ]
    assert {fact["supervisor"] for kind in KINDS for fact in story.facts(kind)} == {"supervisor"}


KINDS = ("SupervisionAsked", "SupervisionBegan", "SupervisionChanged", "SupervisionEnded")


def message_kinds(message: dict[str, object]) -> set[str]:
    """Return the kinds of entities in a message of the desk."""
    entities, changes = message.get("entities") or {}, message.get("put") or []
    snapshot_kinds = {kind for kind, values in entities.items() if values}  # type: ignore[attr-defined]
    return snapshot_kinds | {each["kind"] for each in changes}  # type: ignore[attr-defined]


async def supervise(
    system: System, probe: PageProbe, phones: list[SipPhone], baresip: Baresip, check_page: PageCheck
) -> None:
    """Use each mode in order, and stop."""
    caller, ana, _ = phones
    supervisor = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")
    board = supervisor.page
    await expect(board.get_by_role("button", name="Supervisar la conversación de Ana Lucía Rojas")).to_be_visible()
    await check_page(board)
    await board.get_by_role("list", name="Llamadas en curso").focus()
    await supervisor.press("ArrowDown", "Enter")
    await expect(board.get_by_role("button", name="Escuchar")).to_be_focused()
    await check_page(board)
    await supervisor.press("Enter")
    await says(board, "Timbra su teléfono: contéstelo.")
    await baresip.answer()
    await says(board, "Usted escucha: nadie lo oye.")
    await ana.wait_to_hear({CALLER_HZ}, VOICES)
    await caller.wait_to_hear({ANA_HZ}, VOICES)
    await supervisor.press("Tab", "Enter")
    await says(board, "Usted susurra: lo oye solo Ana Lucía Rojas.")
    await ana.wait_to_hear({CALLER_HZ, SUPERVISOR_HZ}, VOICES)
    await caller.wait_to_hear({ANA_HZ}, VOICES)
    await gateway_dies(system)
    await ana.wait_to_hear({CALLER_HZ, SUPERVISOR_HZ}, VOICES)
    await supervisor.press("Tab", "Enter")
    await says(board, "Usted interviene: lo oyen los dos.")
    await caller.wait_to_hear({ANA_HZ, SUPERVISOR_HZ}, VOICES)
    await check_page(board)
    await baresip.wait_to_hear(CALLER_HZ, 1.0)
    await baresip.wait_to_hear(ANA_HZ, 1.0)
    await supervisor.press("Tab", "Enter")
    await baresip.event("CALL_CLOSED")
    await expect(board.get_by_role("button", name="Dejar de supervisar")).to_be_hidden()
    await caller.wait_to_hear({ANA_HZ}, VOICES)
    await ana.wait_to_hear({CALLER_HZ}, VOICES)


async def test_an_advisor_lets_the_caller_in_and_leaves_the_other_two_talking(
    system: System, probe: PageProbe, rig: CallRig, phones: list[SipPhone], check_page: PageCheck
) -> None:
    """From the desk, by keyboard, a consultation becomes a three-way talk, and then the other advisor's call."""
    caller, ana, camilo = phones
    desk = await talk(system, probe, phones)
    other = await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "asesor2")
    await system.make_advisor_ready("asesor2", camilo.address, "pagos")
    await desk.press("Alt+o")
    await expect(desk.page.get_by_placeholder("Escriba una parte del nombre")).to_be_focused()
    await desk.type("Camilo")
    await desk.press("ArrowDown")
    await expect(desk.page.get_by_role("radio", checked=True)).to_be_focused()
    await desk.press("Tab", "Enter")
    await picked_up(camilo)
    await expect(desk.page.get_by_role("button", name="Hablar los tres")).to_be_enabled()
    await check_page(desk.page)
    await camilo.wait_to_hear({ANA_HZ}, VOICES)
    await desk.press("Alt+j")
    await desk.expect_text("Hablan los tres, con Camilo Herrera")
    await other.expect_text("Hablan los tres")
    await check_page(desk.page)
    await caller.wait_to_hear({ANA_HZ, CAMILO_HZ}, VOICES)
    await ana.wait_to_hear({CALLER_HZ, CAMILO_HZ}, VOICES)
    await camilo.wait_to_hear({CALLER_HZ, ANA_HZ}, VOICES)
    await desk.press("Alt+o")
    await desk.expect_text("La llamada pasó a otro · tipifique")
    await ana.wait_for_end()
    await caller.wait_to_hear({CAMILO_HZ}, VOICES)
    await camilo.wait_to_hear({CALLER_HZ}, VOICES)
    await other.expect_text("La transfirió Ana Lucía Rojas")
    await other.hang_up()
    story = await rig.timeline(await other.latest_call(), "CallEnded")
    assert story.has_in_order(
        "ConsultationBegan", "ConsultationJoined", "ConsultationEnded", "CallTransferred", "CallEnded"
    )
