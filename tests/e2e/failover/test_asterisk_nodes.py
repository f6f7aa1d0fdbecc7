"""The whole system on Asterisk: two nodes with one queue, a gateway killed in talk, a node killed with its calls."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from atencion.asterisk.config_files import routes_of
from config.site.loader import load_site
from tests.support.programs import free_ports
from tests.support.servers.asterisk import PASSWORD, AsteriskNode, require_asterisk
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.extra_process import ExtraProcess, start_extra_process
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import GREETING, GREETING_HZ, SITE, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

ONE_HZ, OTHER_HZ, ADVISOR_HZ, MENU_HZ = 1020, 1710, 1370, 700
VOICES = {ONE_HZ, OTHER_HZ, ADVISOR_HZ}
TO_VOICE, TO_NOBODY = "8", "6"
"""Keys of the first menu: to a queue with an advisor, and to one without."""


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system on its own Asterisk, with a menu that the callers know by its tone."""
    require_asterisk()
    own = tmp_path / "own"
    own.mkdir()
    prompts = (SITE / "prompts.yaml").read_text(encoding="utf-8").replace("\nmenu:\n", "\nmenu:\n  file: menu.wav\n")
    (own / "prompts.yaml").write_text(prompts, encoding="utf-8")
    tones = {**GREETING, "menu": (MENU_HZ, 2.0)}
    environment = {"ATENCION_GATEWAY": "asterisk"}
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), own, tones, environment)
    try:
        yield await system.start()
    finally:
        await system.stop()


@pytest.fixture
def listens_at() -> str:
    """Return the address at which the second node's gateway listens for it."""
    (port,) = free_ports(1)
    return f"127.0.0.1:{port}"


@pytest.fixture
def second_node(system: System, tmp_path: Path, listens_at: str) -> Iterator[AsteriskNode]:
    """Run another Asterisk for the same site; this one dials its gateway, while the gateway dials the first."""
    node = AsteriskNode("nodo2", routes_of(load_site(tmp_path / "site")), ari_dials=f"ws://{listens_at}").start()
    yield node
    node.remove()


@pytest_asyncio.fixture
async def second(
    system: System, second_node: AsteriskNode, tmp_path: Path, listens_at: str
) -> AsyncIterator[ExtraProcess]:
    """Run that Asterisk's gateway, with the same queue as the first."""
    more = {
        "ATENCION_NODE": "nodo2",
        "ATENCION_ARI_LISTEN": listens_at,
        "ATENCION_ARI_PASSWORD": PASSWORD,
        "ATENCION_ASTERISK_FOLDER": str(second_node.folder),
    }
    async with start_extra_process(system, "gateway", tmp_path, more=more) as node:
        yield node


@pytest_asyncio.fixture
async def phones() -> AsyncIterator[list[SipPhone]]:
    """Open the phones of two callers and of an advisor."""
    phones = [await SipPhone(hertz).open() for hertz in (ONE_HZ, OTHER_HZ, ADVISOR_HZ)]
    yield phones
    for phone in phones:
        phone.close()


async def choose(phone: SipPhone, port: int, key: str) -> None:
    """Dial, wait until the menu plays, and press a key."""
    phone.dial(port, "bogota")
    await phone.wait_to_hear({MENU_HZ}, {MENU_HZ, GREETING_HZ})
    await phone.press(key)


async def waiting(system: System, many: int) -> None:
    """Wait until a number of callers wait in the queue."""

    async def so() -> bool:
        async with system.router() as router:
            return sum(call.stage == "waiting" for call in (await router.floor()).calls.values()) == many

    await wait_until(so, 30.0)


async def talking(caller: SipPhone, advisor: SipPhone) -> None:
    """Answer as the advisor, and check that the first caller and the advisor hear each other."""
    await advisor.ring()
    await advisor.answer()
    await hear_each_other(caller, advisor)


async def hear_each_other(caller: SipPhone, advisor: SipPhone) -> None:
    """Wait until the first caller and the advisor hear each other alone."""
    await caller.wait_to_hear({ADVISOR_HZ}, VOICES)
    await advisor.wait_to_hear({ONE_HZ}, VOICES)


@asynccontextmanager
async def next_phone(system: System) -> AsyncIterator[SipPhone]:
    """Move the advisor, who is talking, to another phone for the next call.

    A phone of these tests takes one call, and the wrap-up of a second after the talk may be over before a busy machine
    continues the test: an address that is set only then is too late for the offer to the caller who waits.
    """
    phone = await SipPhone(ADVISOR_HZ).open()
    try:
        await system.make_advisor_ready("asesor_voz", phone.address, "voz")
        yield phone
    finally:
        phone.close()


async def outcomes(system: System, many: int) -> list[tuple[str, str | None, str]]:
    """Return each ended call's outcome, queue and ending party."""
    return sorted((call["outcome"], call["queue"], call["ended_by"]) for call in await system.calls_when_ended(many))


async def test_talk_survives_its_gateway(system: System, phones: list[SipPhone]) -> None:
    """After kill -9 in talk both still hear each other, the next process has the call, and the log is consistent."""
    caller, _, advisor = phones
    await system.make_advisor_ready("asesor_voz", advisor.address, "voz")
    await choose(caller, system.sip_port, TO_VOICE)
    await talking(caller, advisor)
    async with system.router() as router:
        before = await router.gateways()
    os.kill(killed := pid_of(system, "gateway"), signal.SIGKILL)
    for _ in range(4):
        await hear_each_other(caller, advisor)
        await asyncio.sleep(0.5)

    async def back() -> bool:
        return pid_of(system, "gateway") not in (0, killed) and "calls_taken_up" in system.log_text()

    await wait_until(back, 60.0)
    await hear_each_other(caller, advisor)
    await caller.hang_up()
    await advisor.wait_for_end()
    assert await outcomes(system, 1) == [("answered", "voz", "caller")]
    async with system.router() as router:
        assert await router.gateways() == before


async def test_waiting_caller_keeps_place_through_gateway_death(system: System, phones: list[SipPhone]) -> None:
    """A waiting caller keeps the place through the gateway's death, and is answered when an advisor comes on duty."""
    caller, _, advisor = phones
    await choose(caller, system.sip_port, TO_VOICE)
    await waiting(system, 1)
    os.kill(pid_of(system, "gateway"), signal.SIGKILL)

    async def back() -> bool:
        return "calls_taken_up" in system.log_text() and await system.is_ready()

    await wait_until(back, 60.0)
    await system.make_advisor_ready("asesor_voz", advisor.address, "voz")
    await talking(caller, advisor)
    await advisor.hang_up()
    await caller.wait_for_end()
    assert await outcomes(system, 1) == [("answered", "voz", "advisor")]


async def test_two_nodes_have_one_queue(
    system: System, second: ExtraProcess, second_node: AsteriskNode, phones: list[SipPhone]
) -> None:
    """The first caller is served first at either node, and both ring the same advisor's phone."""
    one, other, advisor = phones
    await choose(other, second_node.sip_port, TO_VOICE)
    await waiting(system, 1)
    await choose(one, system.sip_port, TO_VOICE)
    await waiting(system, 2)
    await system.make_advisor_ready("asesor_voz", advisor.address, "voz")
    await advisor.ring()
    await advisor.answer()
    await other.wait_to_hear({ADVISOR_HZ}, VOICES)
    await advisor.wait_to_hear({OTHER_HZ}, VOICES)
    async with next_phone(system) as again:
        await other.hang_up()
        await advisor.wait_for_end()
        await talking(one, again)
        await one.hang_up()
        assert await outcomes(system, 2) == [("answered", "voz", "caller")] * 2


async def test_a_node_that_is_killed_ends_its_own_calls_alone(
    system: System, second: ExtraProcess, second_node: AsteriskNode, phones: list[SipPhone]
) -> None:
    """A killed node's talk has failed without the caller's fault, and the other node's caller gets the same advisor."""
    one, other, advisor = phones
    await system.make_advisor_ready("asesor_voz", advisor.address, "voz")
    await choose(other, second_node.sip_port, TO_VOICE)
    await advisor.ring()
    await advisor.answer()
    await other.wait_to_hear({ADVISOR_HZ}, VOICES)
    await choose(one, system.sip_port, TO_VOICE)
    await waiting(system, 1)
    async with next_phone(system) as again:
        second_node.stop(signal.SIGKILL)
        second_node.start()
        await talking(one, again)
        await one.hang_up()
        assert await outcomes(system, 2) == [("answered", "voz", "caller"), ("answered", "voz", "failure")]
