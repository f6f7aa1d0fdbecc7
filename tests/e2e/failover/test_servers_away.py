"""Callers' experience, and the log afterwards, when Valkey or PostgreSQL is down."""

import asyncio
import base64
import os
import secrets
import shutil
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from calls.driver.retry import AWAY_TIMEOUT_S
from eventlog.journal import verify as verifying
from eventlog.journal.reader import Journal
from eventlog.recorder import read_status
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.postgres.engine import make_engine
from storage.valkey import connect
from tests.support.repository import ROOT
from tests.support.servers.worker_servers import FAST
from tests.support.sip.callers import PLANS, CallExperience, ScriptedAdvisor, hold_call, place_call
from tests.support.sip.phone_exchange import TONES, PhoneExchange
from tests.support.whole_system.process_killer import pid_of
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SITE = ROOT / "tests" / "e2e" / "crowd"
RTP_PORTS = "20000-23999"
ADVISORS = 4
LONGER_THAN_A_LEASE_S = 7.0
HEARD_ALL_ALONG_S = 1.0
SHORT_S = AWAY_TIMEOUT_S / 2
"""An absence of Valkey; on a busy machine its start takes some of the rest of the callers' patience."""
CALLS_OF_A_MINUTE, EVERY_S = 30, 2.0


class Setting(NamedTuple):
    """A system with the test's own servers, and phones.

    Attributes:
        system: Atención.
        exchange: the phones' media.
        valkey: its Valkey.
        postgres: its PostgreSQL.
    """

    system: System
    exchange: PhoneExchange
    valkey: EmbeddedValkey
    postgres: EmbeddedPostgres


@asynccontextmanager
async def advisors_on_duty(system: System, exchange: PhoneExchange) -> AsyncIterator[None]:
    """Put a few advisors on duty."""
    async with AsyncExitStack() as stack:
        for number in range(ADVISORS):
            advisor = ScriptedAdvisor(exchange, f"contesta_{number}", "answers")
            await advisor.start()
            stack.push_async_callback(advisor.stop)
            await system.make_advisor_ready(advisor.name, advisor.phone.uri, "atencion")
        yield


@pytest_asyncio.fixture
async def setting(servers_folder: Path, sounds: Path, exchange: PhoneExchange) -> AsyncIterator[Setting]:
    """Run the whole system over servers of the test, with advisors on duty."""
    folder = servers_folder / "away"
    folder.mkdir()
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        valkey, postgres = EmbeddedValkey(folder / "valkey"), EmbeddedPostgres(folder / "postgres", FAST)
        stack.push_async_exit(valkey)
        stack.push_async_exit(postgres)
        urls = {
            "ATENCION_REDIS_URL": await valkey.__aenter__(),
            "ATENCION_DATABASE_URL": await postgres.__aenter__(),
            "ATENCION_RTP_PORTS": RTP_PORTS,
            "ATENCION_DATA_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        (folder / "system").mkdir()
        system = System(folder / "system", sounds, SITE, TONES, urls)
        stack.push_async_callback(system.stop)
        await system.start()
        await stack.enter_async_context(advisors_on_duty(system, exchange))
        yield Setting(system, exchange, valkey, postgres)


async def away(valkey: EmbeddedValkey, seconds: float) -> None:
    """Stop Valkey, and start it again after some seconds."""
    await valkey.__aexit__(None, None, None)
    await asyncio.sleep(seconds)
    await valkey.__aenter__()


async def asleep(valkey: EmbeddedValkey, seconds: float) -> None:
    """Freeze Valkey with open connections for some seconds."""
    os.kill(valkey.pid, signal.SIGSTOP)
    await asyncio.sleep(seconds)
    os.kill(valkey.pid, signal.SIGCONT)


async def outcomes(system: System, calls: int) -> list[tuple[str, str]]:
    """Return outcome and end of each call, in the order of arrival, once this many have ended."""
    return [(call["outcome"], call["ended_by"]) for call in await system.calls_when_ended(calls)]


async def facts_of(system: System) -> Counter[str]:
    """Count the facts of each kind in the journal."""
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        return Counter([type(one.fact).__name__ async for one in Journal(engine, CAMPAIGN).envelopes()])
    finally:
        await engine.dispose()


async def test_a_short_absence_of_valkey_is_not_heard(setting: Setting) -> None:
    """While Valkey is away a talk continues, and a key pressed then is processed afterwards."""
    async with hold_call(setting.exchange, setting.system.sip_port, "3101") as talking:
        await talking.choose("1")
        await talking.ear.hears("advisor")
        # Only now: a caller who chooses nothing is in the menu for some seconds.
        async with hold_call(setting.exchange, setting.system.sip_port, "3102") as choosing:
            await choosing.ear.hears("menu")
            began = time.monotonic()
            await setting.valkey.__aexit__(None, None, None)
            choosing.call.press("1")
            await talking.stays(SHORT_S - (time.monotonic() - began))
            await setting.valkey.__aenter__()
            await asyncio.gather(talking.stays(SHORT_S), choosing.ear.hears("advisor"))
            assert talking.ear.longest_silence_s < HEARD_ALL_ALONG_S
            assert "disculpa" not in talking.ear.heard | choosing.ear.heard
    assert await outcomes(setting.system, 2) == [("answered", "caller")] * 2


async def _hears_the_apology(setting: Setting) -> None:
    await asyncio.sleep(0.3)
    async with hold_call(setting.exchange, setting.system.sip_port, "3102") as newcomer:
        await newcomer.ear.hears("disculpa")
        await newcomer.wait_for_hang_up()


@pytest.mark.parametrize("absence", [away, asleep])
async def test_without_valkey_a_new_caller_hears_an_apology_and_a_talk_goes_on(
    setting: Setting, absence: Callable[[EmbeddedValkey, float], Awaitable[None]]
) -> None:
    """Beyond patience and lease, callers hear an apology, no live gateway counts as dead, and the log catches up."""
    async with hold_call(setting.exchange, setting.system.sip_port, "3101") as talking:
        await talking.choose("1")
        await talking.ear.hears("advisor")
        outage = asyncio.create_task(absence(setting.valkey, LONGER_THAN_A_LEASE_S))
        newcomer = asyncio.create_task(_hears_the_apology(setting))
        await talking.stays(LONGER_THAN_A_LEASE_S)
        await asyncio.gather(outage, newcomer, talking.stays(LONGER_THAN_A_LEASE_S))  # until every keeper has checked
        assert talking.ear.longest_silence_s < HEARD_ALL_ALONG_S
        assert talking.ear.listen() <= {"advisor"}
        assert not talking.call.is_over
    assert sorted(await outcomes(setting.system, 2)) == [("answered", "caller"), ("technical_failure", "failure")]
    assert "GatewayLost" not in await facts_of(setting.system)


async def test_calls_go_on_without_postgresql_and_the_journal_catches_up(setting: Setting) -> None:
    """Calls during a minute without PostgreSQL end normally, and the journal has all of them afterwards."""
    plans = [plan for plan in PLANS if PLANS[plan].outcome == "answered" and "advisor" not in plan]
    callers = [
        CallExperience(number=f"310{n}", line="nacional", plan=plans[n % len(plans)]) for n in range(CALLS_OF_A_MINUTE)
    ]
    await setting.postgres.__aexit__(None, None, None)
    async with asyncio.TaskGroup() as calling:
        for each in callers:
            calling.create_task(place_call(setting.exchange, setting.system.sip_port, each, time.time))
            await asyncio.sleep(EVERY_S)
    assert not await setting.system.is_ready()
    assert await _unrecorded(setting) > len(callers)
    await setting.postgres.__aenter__()
    assert all(each.completed and "advisor" in each.heard for each in callers), callers
    assert await outcomes(setting.system, len(callers)) == [("answered", "caller")] * len(callers)
    async with asyncio.timeout(60):
        while await _unrecorded(setting):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
    verification = await setting.system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


async def _unrecorded(setting: Setting) -> float:
    """Return how many facts of the stream the journal does not hold yet."""
    async with setting.system.router() as router:
        head = (await router.head()).stream
    client = connect(setting.system.addresses()["redis_url"])
    status = await read_status(client, CAMPAIGN)
    await client.aclose()
    return head.seq - int(status["head"].partition("-")[2])


async def test_a_valkey_that_lost_everything_is_restored_from_the_journal(
    servers_folder: Path, sounds: Path, exchange: PhoneExchange
) -> None:
    """After the loss of all its data, open calls are closed, counters are the journal's, and new calls come in."""
    (servers_folder / "wiped").mkdir()
    system = System(servers_folder / "wiped", sounds, SITE, TONES, {"ATENCION_RTP_PORTS": RTP_PORTS})
    try:
        await system.start()
        await _leave_two_calls_open(system, exchange)
        shutil.rmtree(system.data / "valkey")
        await system.start()
        assert sorted(await outcomes(system, 2)) == [("answered", "failure"), ("technical_failure", "failure")]
        assert (await facts_of(system))["StateRestored"] == 1
        async with advisors_on_duty(system, exchange), hold_call(exchange, system.sip_port, "3103") as person:
            await person.choose("1")
            await person.talks()
        assert ("answered", "caller") in await outcomes(system, 3)
        async with system.router() as router:
            totals = await router.totals()
        assert (await _verified(system)).totals == totals
    finally:
        await system.stop()


async def _leave_two_calls_open(system: System, exchange: PhoneExchange) -> None:
    """Kill everything at once while one caller talks and another waits; the journal knows both."""
    async with (
        advisors_on_duty(system, exchange),
        hold_call(exchange, system.sip_port, "3101") as talking,
        hold_call(exchange, system.sip_port, "3102") as waiting,
    ):
        await talking.choose("1")
        await waiting.choose("3")
        await talking.ear.hears("advisor")
        await waiting.ear.hears("musica")

        async def known() -> bool:
            facts = await facts_of(system)
            return (facts["CallAnswered"], facts["CallQueued"]) == (1, 2)

        await wait_until(known, 30.0)
        for victim in ("gateway", "recorder", "Valkey"):
            os.kill(pid_of(system, victim), signal.SIGKILL)
        await system.kill()


async def _verified(system: System) -> verifying.VerificationReport:
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        report = await verifying.verify(engine, CAMPAIGN, system.field_cipher())
    finally:
        await engine.dispose()
    assert report.is_sound, report
    return report
