"""Callers who should not keep waiting, on the whole system: a message, another queue, and a call-back in turn."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.sip.sip_phone import SipPhone
from tests.support.sip.sipp import Sipp, press, stay
from tests.support.whole_system.call_back_acceptance import accept_call_back
from tests.support.whole_system.system import System, wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("shared_system", ["pyvoip"], indirect=True),
]

CALLER_HZ, ADVISOR_HZ, BRIEFING_HZ = 1020, 1370, 690
HEARD = (CALLER_HZ, ADVISOR_HZ, BRIEFING_HZ)
TONES = {
    **dict.fromkeys(("saludo", "aviso", "menu", "espera", "nadie", "promete", "despedida"), (440, 0.3)),
    "ofrece": (440, 1.0),
    "devolucion": (BRIEFING_HZ, 1.5),
}
CALL_BACKS = """
calendar: siempre
address: sip:{{number}}@127.0.0.1:{port}
offer_prompt: ofrece
promise_prompt: promete
advisor_prompt: devolucion
"""
IN_THE_MENU = stay(1.5)


@pytest_asyncio.fixture
async def phones() -> AsyncIterator[tuple[SipPhone, SipPhone]]:
    """Open the caller's own phone, which is called back, and an advisor's."""
    caller, advisor = await SipPhone(CALLER_HZ).open(), await SipPhone(ADVISOR_HZ).open()
    yield caller, advisor
    caller.close()
    advisor.close()


@pytest_asyncio.fixture
async def system(shared_system: System, tmp_path: Path, phones: tuple[SipPhone, SipPhone]) -> System:
    """Publish the site with the caller's phone as its telephone network."""
    await publish(shared_system, tmp_path, CALL_BACKS.format(port=phones[0].port))
    return shared_system


@pytest_asyncio.fixture
async def demo(shared_system: System, tmp_path: Path) -> System:
    """Publish the site with the sample site's telephone network, which does not exist."""
    await publish(shared_system, tmp_path, CALL_BACKS.format(port=0).replace("127.0.0.1:0", "operador.example"))
    return shared_system


async def publish(system: System, folder: Path, call_backs: str) -> None:
    """Publish the site with these rules of call-backs."""
    shutil.copytree(Path(__file__).parent / "waiting", folder / "waiting")
    (folder / "waiting" / "call_backs.yaml").write_text(call_backs, encoding="utf-8")
    await system.publish_site(folder / "waiting", TONES)


@pytest_asyncio.fixture
async def sipp(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Provide sipp, and end its runs."""
    sipp = Sipp(tmp_path)
    yield sipp
    await sipp.end()


async def types(system: System, call: str) -> list[str]:
    """Return the kinds of a call's facts."""
    story = await system.get(f"/api/v1/calls/{call}")
    return [happening["fact"]["type"] for happening in story["timeline"]]


@pytest.mark.parametrize(("key", "queues"), [("2", 1), ("3", 2)], ids=["message", "another queue first"])
async def test_caller_without_advisors_hears_message(system: System, sipp: Sipp, key: str, queues: int) -> None:
    """The message is played and the call ends, through another queue if the site says so, with the outcome message."""
    caller = await sipp.caller(
        system.sip_port, "bogota", "invite", "answered", IN_THE_MENU, press(key), "hung_up", echoes=True
    )
    assert await caller.succeeded(), caller.complaint()
    (call,) = await system.calls_when_ended(1)
    assert (call["queue"], call["outcome"], call["ended_by"]) == ("nadie", "message", "system")
    kinds = await types(system, call["id"])
    assert (kinds.count("CallQueued"), kinds.count("CallOverflowed")) == (queues, queues)
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


async def test_a_caller_is_called_back_when_an_advisor_is_there(
    system: System, phones: tuple[SipPhone, SipPhone]
) -> None:
    """The caller accepts and the call ends; the advisor hears the announcement, the phone rings, and they talk."""
    own, advisor = phones
    caller = SipPhone(CALLER_HZ)
    caller.user = "3001234567"
    await caller.open()
    caller.dial(system.sip_port, "bogota")
    await system.wait_for_menu()
    await caller.press("1")
    await accept_call_back(system, caller, "3001234567")
    caller.close()
    call = next(each for each in await system.calls_when_ended(1) if each["outcome"] is not None)
    assert (call["queue"], call["outcome"]) == ("devuelve", "callback")
    await system.make_advisor_ready("asesor_devuelve", advisor.address, "devuelve")
    await advisor.ring()
    assert not own.called.is_set()
    await advisor.answer()
    await advisor.wait_to_hear({BRIEFING_HZ}, HEARD)
    await own.ring()
    await own.answer()
    await own.wait_to_hear({ADVISOR_HZ}, HEARD)
    await advisor.wait_to_hear({CALLER_HZ}, HEARD)
    await own.hang_up()
    await advisor.wait_for_end()

    async def is_counted() -> bool:
        return await system.metric("acd_call_backs_ended_total") == 1

    await wait_until(is_counted, 30.0)
    assert "3001234567" not in system.log_text()
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


async def test_demo_phone_answers_call_back(demo: System, phones: tuple[SipPhone, SipPhone]) -> None:
    """The sample site's operator does not exist, so the demo answers for it by SIP: it rings, and they talk."""
    caller, advisor = phones
    caller.user = "3001234567"
    caller.dial(demo.sip_port, "bogota")
    await demo.wait_for_menu()
    await caller.press("1")
    await accept_call_back(demo, caller, caller.user)
    call = next(each for each in await demo.calls_when_ended(1) if each["outcome"] is not None)
    assert call["outcome"] == "callback"
    await demo.make_advisor_ready("asesor_devuelve", advisor.address, "devuelve")
    await advisor.ring()
    await advisor.answer()

    async def has(kind: str) -> bool:
        return kind in await types(demo, f"{call['id']}-cb")

    await wait_until(lambda: has("CallBackAnswered"), 30.0)
    await advisor.hang_up()
    await wait_until(lambda: has("CallBackEnded"), 30.0)
    story = await demo.get(f"/api/v1/calls/{call['id']}-cb")
    facts = [happening["fact"] for happening in story["timeline"]]
    assert [fact["type"] for fact in facts if fact["type"].startswith("CallBack")] == [
        "CallBackQueued",
        "CallBackDialled",
        "CallBackAnswered",
        "CallBackEnded",
    ]
    assert (facts[-1]["result"], facts[-1]["attempts"]) == ("talked", 1)
