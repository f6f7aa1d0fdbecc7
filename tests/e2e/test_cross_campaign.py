"""Two campaigns, each a whole system over the same PostgreSQL and Valkey, and one call by real SIP."""

import asyncio
import json
import os
import signal
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from agent_api.access.user_admin import UserAdmin
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.repository import ROOT
from tests.support.servers.asterisk import require_asterisk
from tests.support.sip.sip_phone import SipPhone
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import GREETING_HZ, System, wait_until, write_tone

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(360)]

CALLER_HZ, OURS_HZ, THEIRS_HZ, THEIR_WORDS_HZ = 1020, 1370, 1720, 690
HEARD = (CALLER_HZ, OURS_HZ, THEIRS_HZ, THEIR_WORDS_HZ)
THERE = "cali"
CAMPAIGNS = f"""
{THERE}:
  name: Regional Cali
  line: nacional
  queues: {{voz: Voz de Cali}}
"""
BACK = """
pruebas:
  name: Sede central
"""


class TwoSystems(NamedTuple):
    """The system that receives the calls, the other campaign's, and the phones of the caller and of two advisors."""

    home: System
    other: System
    caller: SipPhone
    ours: SipPhone
    theirs: SipPhone


@pytest_asyncio.fixture
async def systems(
    request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> AsyncIterator[TwoSystems]:
    """Run both on the voice engine that the test names; the supervisor may read in both."""
    if request.param == "asterisk":
        require_asterisk()
    engine = {"ATENCION_GATEWAY": request.param}
    sounds = pytestconfig.cache.mkdir("sounds")
    phones = [await SipPhone(hertz).open() for hertz in (CALLER_HZ, OURS_HZ, THEIRS_HZ)]
    site = _site(tmp_path / "home", "campaigns.yaml", CAMPAIGNS)
    home = System(site, sounds, tmp_path / "home" / "more", environment=engine)
    (tmp_path / "home" / "more" / THERE).mkdir()
    write_tone(tmp_path / "home" / "more" / THERE / "espera.wav", THEIR_WORDS_HZ, 1.5)
    other = None
    try:
        await home.start()
        more = _site(tmp_path / "there", "campaigns.yaml", BACK)
        (more / "more" / "site.yaml").write_text(f"campaign: {THERE}\nentity: Entidad de Cali\n")
        tones = {"saludo": (GREETING_HZ, 1.0), "espera": (THEIR_WORDS_HZ, 1.5)}
        prompts = (ROOT / "tests" / "support" / "whole_system" / "site" / "prompts.yaml").read_text()
        wait = "  text: En un momento le atendemos.\n"
        (more / "more" / "prompts.yaml").write_text(prompts.replace(wait, f"{wait}  file: espera.wav\n"))
        settings = {**_servers_of(home), **engine, "ATENCION_NODE": THERE}
        other = System(more, sounds, more / "more", tones, settings, campaign=THERE)
        await other.start()
        await _let_read(home)
        yield TwoSystems(home, other, *phones)
    finally:
        for system in (other, home):
            if system is not None:
                await system.stop()
        for phone in phones:
            phone.close()


def _site(folder: Path, name: str, content: str) -> Path:
    (folder / "more").mkdir(parents=True)
    (folder / "more" / name).write_text(content, encoding="utf-8")
    return folder


def _servers_of(home: System) -> dict[str, str]:
    addresses = home.addresses()
    return {
        "ATENCION_DATABASE_URL": addresses["database_url"],
        "ATENCION_DATABASE_OWNER_URL": addresses["database_owner_url"],
        "ATENCION_REDIS_URL": addresses["redis_url"],
        "ATENCION_DATA_KEY_FILE": str(home.data / "data.key"),
    }


async def _let_read(home: System) -> None:
    engine = make_engine(home.addresses()["database_url"], name="test")
    try:
        staff = UserAdmin(engine, home.field_cipher(), THERE, "s", "system")
        async with unit_of_work(engine) as connection:
            await staff.set_roles_in(connection, "supervisor", [{"role": "supervisor"}], datetime.now(UTC))
    finally:
        await engine.dispose()


def asked(system: System, call: str, target: str) -> int:
    """Request a transfer as an advisor and return the status of the answer."""
    body = json.dumps({"action": "transfer", "target": target}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {system.token('asesor1')}"}
    request = urllib.request.Request(f"{system.web}/api/v1/calls/{call}/control", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


@pytest.mark.parametrize("systems", ["pyvoip"], indirect=True)
async def test_a_call_is_sent_on_and_both_campaigns_count_it_right(systems: TwoSystems) -> None:
    """The other campaign's advisor and the caller hear each other; the call is ingressed here, and received there."""
    call = await _in_talk(systems)
    targets = json.loads(systems.home.fetch_path("/api/v1/transfer-targets", systems.home.token("asesor1")))
    assert targets["campaigns"] == [
        {"id": THERE, "name": "Regional Cali", "queues": [{"id": "voz", "name": "Voz de Cali"}]}
    ]
    assert await asyncio.to_thread(asked, systems.home, call, f"campaign:{THERE}/voz") == 202
    await systems.ours.wait_for_end()
    await systems.caller.wait_to_hear({THEIR_WORDS_HZ}, HEARD)
    await systems.other.make_advisor_ready("beto", systems.theirs.address, "voz")
    await systems.theirs.ring()
    await systems.theirs.answer()
    await systems.theirs.wait_to_hear({CALLER_HZ}, HEARD)
    await systems.caller.wait_to_hear({THEIRS_HZ}, HEARD)
    await systems.caller.hang_up()
    await systems.theirs.wait_for_end()
    (home_call,), (other_call,) = await systems.home.calls_when_ended(1), await systems.other.calls_when_ended(1)
    assert home_call["id"] == other_call["id"] == call
    assert (home_call["queue"], home_call["outcome"], home_call["ended_by"]) == ("contesta", "answered", "sent_on")
    assert (other_call["queue"], other_call["outcome"], other_call["ended_by"]) == ("voz", "answered", "caller")
    await _figures_agree(systems)


@pytest.mark.parametrize("systems", ["pyvoip"], indirect=True)
async def test_a_gateway_that_is_killed_closes_the_call_in_both_campaigns(systems: TwoSystems) -> None:
    """The other campaign's router detects the dead lease: its call ends once, and its advisor is free again."""
    call = await _in_talk(systems)
    assert await asyncio.to_thread(asked, systems.home, call, f"campaign:{THERE}/voz") == 202
    await systems.caller.wait_to_hear({THEIR_WORDS_HZ}, HEARD)
    os.kill(pid_of(systems.home, "gateway"), signal.SIGKILL)
    (home_call,), (other_call,) = await systems.home.calls_when_ended(1), await systems.other.calls_when_ended(1)
    assert (home_call["outcome"], other_call["outcome"], other_call["ended_by"]) == (
        "answered",
        "technical_failure",
        "failure",
    )

    async def another_serves() -> bool:
        async with systems.other.router() as router:
            return len(await router.gateways()) == len(await router.draining_gateways()) + 1 == 2

    await wait_until(another_serves, 60.0)  # the other system's next gateway, a guest, does not count
    await _figures_agree(systems)


@pytest.mark.parametrize("systems", ["asterisk"], indirect=True)
async def test_a_call_that_was_sent_on_outlives_its_gateway_in_both_campaigns(systems: TwoSystems) -> None:
    """On Asterisk a kill is inaudible while the caller waits and in talk, and both logs have the same end."""
    call = await _in_talk(systems)
    assert await asyncio.to_thread(asked, systems.home, call, f"campaign:{THERE}/voz") == 202
    await systems.caller.wait_to_hear({THEIR_WORDS_HZ}, HEARD)
    await _killed_and_back(systems.home)
    await systems.other.make_advisor_ready("beto", systems.theirs.address, "voz")
    await systems.theirs.ring()
    await systems.theirs.answer()
    await _hear_each_other(systems)
    await _killed_and_back(systems.home, meanwhile=lambda: _hear_each_other(systems))
    await _hear_each_other(systems)
    await systems.caller.hang_up()
    await systems.theirs.wait_for_end()
    (home_call,), (other_call,) = await systems.home.calls_when_ended(1), await systems.other.calls_when_ended(1)
    assert (home_call["outcome"], home_call["ended_by"]) == ("answered", "sent_on")
    assert (other_call["queue"], other_call["outcome"], other_call["ended_by"]) == ("voz", "answered", "caller")
    await _figures_agree(systems)


async def _killed_and_back(system: System, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
    """Kill the gateway, and wait until the next process takes over its calls; run the given check meanwhile."""
    taken_up = system.log_text().count("calls_taken_up")
    os.kill(pid_of(system, "gateway"), signal.SIGKILL)

    async def back() -> bool:
        if meanwhile is not None:
            await meanwhile()
        return system.log_text().count("calls_taken_up") > taken_up and await system.is_ready()

    await wait_until(back, 60.0)


async def _hear_each_other(systems: TwoSystems) -> None:
    await systems.theirs.wait_to_hear({CALLER_HZ}, HEARD)
    await systems.caller.wait_to_hear({THEIRS_HZ}, HEARD)


async def _in_talk(systems: TwoSystems) -> str:
    """Connect the caller with our advisor and return the call's id."""
    await systems.home.make_advisor_ready("asesor1", systems.ours.address, "contesta")
    systems.caller.dial(systems.home.sip_port, "bogota")
    await systems.home.wait_for_menu()
    await systems.caller.press("1")
    await systems.ours.ring()
    await systems.ours.answer()
    await systems.ours.wait_to_hear({CALLER_HZ}, HEARD)
    await systems.caller.wait_to_hear({OURS_HZ}, HEARD)
    async with systems.home.router() as router:
        return await router.current_call("asesor1")


async def _figures_agree(systems: TwoSystems) -> None:
    for system, ingressed, received in ((systems.home, 1, 0), (systems.other, 0, 1)):
        balance: Any = (await system.get("/api/v1/service-level"))["balance"]
        figures = (balance["ingressed"], balance["received"], balance["in_progress"], balance["difference"])
        assert figures == (ingressed, received, 0, 0)

        async def counted(system: System = system, ingressed: int = ingressed, received: int = received) -> bool:
            first, second = "acd_calls_ingressed_total", "acd_calls_received_total"
            return (await system.metric(first), await system.metric(second)) == (ingressed, received)

        await wait_until(counted, 30.0)
        verification = await system.verify()
        assert await verification.wait(60.0) == 0, verification.log_tail()
        assert "3001234567" not in system.log_text()
