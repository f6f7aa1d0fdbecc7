"""On Asterisk each side plays its own tone, which proves who hears whom in all states of a talk.

Also calls through the operator's trunk, where the test is the only phone.
"""

import asyncio
import json
import re
import shutil
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from atencion.phones.bindings import PhoneBindings
from storage.valkey import connect
from tests.support.programs import free_ports
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.baresip import Baresip
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.call_back_acceptance import accept_call_back
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

CALLER_HZ, ANA_HZ, BETO_HZ, CARLA_HZ, OUTSIDE_HZ = 1020, 1370, 1710, 2130, 2490
WORDS_HZ, MUSIC_HZ, BRIEFING_HZ = 440, 560, 690
HEARD = (CALLER_HZ, ANA_HZ, BETO_HZ, CARLA_HZ, OUTSIDE_HZ, MUSIC_HZ, BRIEFING_HZ)
ANA, BETO, CARLA, DORA = "asesor1", "asesor2", "asesor3", "dora"
TONES = {
    **dict.fromkeys(("saludo", "aviso", "menu", "espera", "nadie", "promete", "despedida"), (WORDS_HZ, 0.3)),
    "ofrece": (WORDS_HZ, 1.0),
    "musica": (MUSIC_HZ, 2.0),
    "devolucion": (BRIEFING_HZ, 1.5),
}
CALL_BACKS = """
calendar: siempre
address: sip:{{number}}@127.0.0.2:{port}
offer_prompt: ofrece
promise_prompt: promete
advisor_prompt: devolucion
"""
OPERATOR = "127.0.0.2"
"""Different from the phones' address: calls from this one count as the operator's."""
OnPhone = Callable[..., Awaitable[SipPhone]]


@pytest.fixture
def operator() -> int:
    """Return the port of the operator, at which at most one phone listens at a time."""
    (port,) = free_ports(1)
    return port


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config, operator: int) -> AsyncIterator[System]:
    """Run the whole system on Asterisk, with a trunk to the operator."""
    require_asterisk()
    site = tmp_path / "tones"
    shutil.copytree(Path(__file__).parent / "tones", site)
    (site / "call_backs.yaml").write_text(CALL_BACKS.format(port=operator), encoding="utf-8")
    queues = site / "queues.yaml"
    queues.write_text(queues.read_text().replace(":5060", f":{operator}"), encoding="utf-8")
    settings = {"ATENCION_GATEWAY": "asterisk", "ATENCION_SIP_TRUNK": f"{OPERATOR}:{operator}"}
    system = System(tmp_path, pytestconfig.cache.mkdir("sounds"), site, TONES, settings)
    try:
        yield await system.start()
    finally:
        await system.stop()


@pytest_asyncio.fixture
async def phone() -> AsyncIterator[OnPhone]:
    """Provide a function that opens phones, and close them at the end."""
    async with AsyncExitStack() as stack:

        async def opened(hertz: int, operator: int = 0) -> SipPhone:
            await asyncio.sleep(0)  # lets a socket that was just closed close completely
            phone = await SipPhone(hertz).open(OPERATOR if operator else "127.0.0.1", operator)
            stack.callback(phone.close)
            return phone

        yield opened


class Floor:
    """Advisors' actions at their desks, by the API."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._tokens: dict[str, str] = {}

    async def wish(self, advisor: str, action: str, target: str = "") -> None:
        """Request an action as an advisor in their current call."""
        async with self.system.router() as router:
            call = await router.current_call(advisor)
        assert await asyncio.to_thread(self._ask, advisor, call, action, target) == 202

    def _ask(self, advisor: str, call: str, action: str, target: str) -> int:
        token = self._tokens.setdefault(advisor, self._tokens.get(advisor) or self.system.token(advisor))
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        body = json.dumps({"action": action, "target": target}).encode()
        request = urllib.request.Request(f"{self.system.web}/api/v1/calls/{call}/control", body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)


async def hear_each_other(one: SipPhone, its_hz: int, other: SipPhone, other_hz: int) -> None:
    """Wait until each hears the other's tone alone."""
    await one.wait_to_hear({other_hz}, HEARD)
    await other.wait_to_hear({its_hz}, HEARD)


async def choose(phone: SipPhone, system: System, key: str) -> None:
    """Dial, wait for the menu, and press a key."""
    phone.dial(system.sip_port, "bogota")
    await phone.answered()
    await system.wait_for_menu()  # perhaps another caller's: then the key ends the greeting and chooses, too
    await phone.press(key)


async def picked_up(phone: SipPhone) -> None:
    """Ring and answer."""
    await phone.ring()
    await phone.answer()


async def registered(system: System, folder: Path, user: str, hertz: int) -> Baresip:
    """Register a third-party softphone at the node with a new password of its user."""
    order = await system.run_cli("user", "phone", user)
    assert await order.wait(60.0) == 0, order.log_tail()
    password = re.search(rf"{user}: (\S+)", order.log_tail())
    assert password, order.log_tail()
    account = f"<sip:{user}@127.0.0.1:{system.sip_port}>;auth_user={user};auth_pass={password[1]};regint=60"
    redis = connect(system.addresses()["redis_url"])
    try:
        async with asyncio.timeout(45.0):  # the node reads new passwords every fifteen seconds
            for attempt in range(45):
                (folder / str(attempt)).mkdir(parents=True)
                phone = await Baresip(folder / str(attempt), hertz, account=account).start()
                try:
                    async with asyncio.timeout(3.0):
                        while not await PhoneBindings(redis, CAMPAIGN).phone_of(user):  # noqa: ASYNC110 - the node does
                            await asyncio.sleep(0.1)
                    return phone
                except TimeoutError:
                    await phone.kill()
    finally:
        await redis.aclose()
    raise AssertionError("baresip was never registered")


async def test_talk_passes_between_advisors_while_others_use_trunk(
    system: System, phone: OnPhone, operator: int, tmp_path: Path
) -> None:
    """A talk passes between advisors while others use the trunk, and the log has the end of each call."""
    async with asyncio.TaskGroup() as both:
        both.create_task(talk(system, phone, tmp_path))
        both.create_task(through_the_trunk(system, phone, operator))
    calls = [call for call in await system.calls_when_ended(5) if not call["id"].endswith("-cb")]
    outcomes = sorted((call["outcome"], call["ended_by"]) for call in calls)
    assert outcomes == [("answered", "caller"), *[("callback", "system")] * 2, ("overflowed_out", "system")]
    assert not re.search("300(1112233|4445566)", system.log_text())


async def talk(system: System, phone: OnPhone, tmp_path: Path) -> None:
    """Answer, hold, mute, consult and hand over, transfer to a queue (a registered phone), and to an advisor."""
    carla = asyncio.create_task(registered(system, tmp_path / "baresip", CARLA, CARLA_HZ))
    floor, caller, ana = Floor(system), await phone(CALLER_HZ), await phone(ANA_HZ)
    await system.make_advisor_ready(ANA, ana.address, "voz")
    await choose(caller, system, "1")
    await picked_up(ana)
    await hear_each_other(caller, CALLER_HZ, ana, ANA_HZ)

    await floor.wish(ANA, "hold")
    await caller.wait_to_hear({MUSIC_HZ}, HEARD)
    await ana.wait_to_hear((), HEARD)
    await floor.wish(ANA, "retrieve")
    await hear_each_other(caller, CALLER_HZ, ana, ANA_HZ)

    await floor.wish(ANA, "mute")
    await caller.wait_to_hear((), HEARD)
    await ana.wait_to_hear({CALLER_HZ}, HEARD)
    await floor.wish(ANA, "unmute")
    await hear_each_other(caller, CALLER_HZ, ana, ANA_HZ)

    beto = await phone(BETO_HZ)
    await system.make_advisor_ready(BETO, beto.address, "voz")
    await floor.wish(ANA, "consult", f"advisor:{BETO}")
    await picked_up(beto)
    await hear_each_other(ana, ANA_HZ, beto, BETO_HZ)
    await caller.wait_to_hear({MUSIC_HZ}, HEARD)
    await floor.wish(ANA, "hand_over")
    await ana.wait_for_end()
    await hear_each_other(caller, CALLER_HZ, beto, BETO_HZ)

    baresip = await carla
    try:
        await system.make_advisor_ready(CARLA, f"sip:{CARLA}@registered", "otra")
        await floor.wish(BETO, "transfer", "queue:otra")
        await beto.wait_for_end()
        await baresip.answer()
        await caller.wait_to_hear({CARLA_HZ}, HEARD)
        await baresip.wait_to_hear(CALLER_HZ, 1.0)
        again = await phone(ANA_HZ)
        await system.make_advisor_ready(ANA, again.address, "voz")
        await floor.wish(CARLA, "transfer", f"advisor:{ANA}")
        await baresip.event("CALL_CLOSED")
        await picked_up(again)
        await hear_each_other(caller, CALLER_HZ, again, ANA_HZ)
        await baresip.quit()
    finally:
        await baresip.kill()
    await caller.hang_up()
    await again.wait_for_end()


async def through_the_trunk(system: System, phone: OnPhone, operator: int) -> None:
    """Let a caller overflow to an external number, and call two back: one is busy, one talks with the advisor."""
    outside = await phone(OUTSIDE_HZ, operator)
    caller = await phone(CALLER_HZ)
    await choose(caller, system, "4")
    await picked_up(outside)
    await hear_each_other(caller, CALLER_HZ, outside, OUTSIDE_HZ)
    assert outside.invite is not None
    assert outside.invite.first.startswith("INVITE sip:6015550123@")
    await caller.hang_up()
    await outside.wait_for_end()
    outside.close()

    busy = await phone(OUTSIDE_HZ, operator)
    advisor = await called_back(system, phone, "3001112233")
    await busy.refuse(486)
    await advisor.wait_for_end()
    async with system.router() as router:
        await router.go_offline(DORA)
    await wait_until(lambda: has_missed_call_back(system, "busy"), 30.0)
    busy.close()

    own = await phone(OUTSIDE_HZ, operator)
    advisor = await called_back(system, phone, "3004445566")
    await picked_up(own)
    await hear_each_other(own, OUTSIDE_HZ, advisor, ANA_HZ)
    assert own.invite is not None
    assert own.invite.first.startswith("INVITE sip:3004445566@")
    await own.hang_up()
    await advisor.wait_for_end()


async def called_back(system: System, phone: OnPhone, number: str) -> SipPhone:
    """Accept a call-back, put an advisor on duty who answers it, and return the advisor's phone."""
    caller = await phone(CALLER_HZ)
    caller.user = number
    await choose(caller, system, "3")
    await accept_call_back(system, caller, number)
    advisor = await phone(ANA_HZ)
    await system.make_advisor_ready(DORA, advisor.address, "devuelve")
    await picked_up(advisor)
    await advisor.wait_to_hear({BRIEFING_HZ}, HEARD)
    return advisor


async def has_missed_call_back(system: System, cause: str) -> bool:
    """Return whether the log has a call-back missed for this cause."""
    facts: list[Any] = []
    for call in await system.calls():
        story = await system.get(f"/api/v1/calls/{call['id']}")
        facts += [happening["fact"] for happening in story["timeline"]]
    return any(fact["type"] == "CallBackMissed" and fact["cause"] == cause for fact in facts)
