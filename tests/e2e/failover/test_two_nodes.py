"""Two gateways and two routers on one system: stopped, killed, frozen; and the whole over a Valkey Cluster.

The phones hear what callers hear; the log is checked against it afterwards.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
import pytest_asyncio

from call_router.acts import LEASE
from eventlog.facts import CallEnded, CallIngressed, Envelope, GatewayLost
from eventlog.journal import verify as verifying
from eventlog.journal.reader import Journal
from storage.postgres.engine import make_engine
from tests.e2e.failover.test_thousand_calls import STUCK_S, nothing_is_lost_or_doubled
from tests.support.repository import ROOT
from tests.support.servers.valkey_cluster import cluster
from tests.support.sip.callers import CallExperience, ScriptedAdvisor, ScriptedCaller, hold_call, place_call
from tests.support.sip.phone_exchange import TONES, ExchangePhone, PhoneExchange
from tests.support.whole_system.extra_process import ExtraProcess, start_extra_process
from tests.support.whole_system.process_killer import kill_and_wait, pid_of
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SITE = ROOT / "tests" / "e2e" / "crowd"
SETTINGS = {"ATENCION_RTP_PORTS": "20000-23999", "ATENCION_DRAIN_S": "60"}
ADVISORS = 6
CALLS, AT_ONCE = 60, 8
LONGER_THAN_A_LEASE_S = LEASE.total_seconds() + 4.0
PLANS_OF_LOAD = ("talks", "leaves in the menu", "leaves while waiting", "listens to information")
SEED = 20261124


@pytest.fixture
def folder(servers_folder: Path, request: pytest.FixtureRequest) -> Path:
    """Create a folder for the test."""
    made = servers_folder / request.node.name[-24:]
    made.mkdir()
    return made


@pytest_asyncio.fixture
async def system(folder: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system with its site of tones."""
    async with running(folder, pytestconfig) as system:
        yield system


@asynccontextmanager
async def running(folder: Path, pytestconfig: pytest.Config, **more: str) -> AsyncIterator[System]:
    """Run the whole system with additional settings."""
    system = System(folder, Path(pytestconfig.cache.mkdir("sounds")), SITE, TONES, {**SETTINGS, **more})
    try:
        yield await system.start()
    finally:
        await system.stop()


@asynccontextmanager
async def on_duty(
    system: System, exchange: PhoneExchange, many: int = ADVISORS
) -> AsyncIterator[list[ScriptedAdvisor]]:
    """Put advisors who answer on duty."""
    async with AsyncExitStack() as stack:
        advisors = [ScriptedAdvisor(exchange, f"contesta_{number}", "answers") for number in range(many)]
        for advisor in advisors:
            await advisor.start()
            stack.push_async_callback(advisor.stop)
            await system.make_advisor_ready(advisor.name, advisor.phone.uri, "atencion")
        yield advisors


async def the_log(system: System) -> list[Envelope]:
    """Return every fact once the journal has the last one, after checking the chain and the counters."""
    async with system.router() as router:
        head, totals = (await router.head()).stream, await router.totals()
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        journal = Journal(engine, CAMPAIGN)

        async def is_journaled() -> bool:
            return (await journal.head()).stream >= head

        await wait_until(is_journaled, 30.0)
        report = await verifying.verify(engine, CAMPAIGN, system.field_cipher())
        assert report.is_sound, report
        assert report.totals == totals
        return [one async for one in journal.envelopes()]
    finally:
        await engine.dispose()


def ends_of(log: Sequence[Envelope], gateway: str) -> list[tuple[str, str]]:
    """Return outcome and ending party of a gateway's calls."""
    calls = {one.call_id for one in log if isinstance(one.fact, CallIngressed) and one.fact.gateway == gateway}
    ends = [one.fact for one in log if one.call_id in calls and isinstance(one.fact, CallEnded)]
    return sorted((end.outcome, end.ended_by) for end in ends)


async def gateway_state(system: System) -> str | None:
    """Return the gateways' state in /readyz; None when all is well."""
    try:
        return await system.get("/readyz") and None
    except HTTPError as error:
        body = error.read().decode()
        return "draining" if '"draining"' in body else body


async def talk(caller: ScriptedCaller) -> None:
    """Reach an advisor."""
    await caller.choose("1")
    await caller.ear.hears("advisor")


# --- stopped ----------------------------------------------------------------------------------------------------------


async def test_stopping_gateway_finishes_its_talks_refuses_new_calls_with_fact(
    system: System, folder: Path, exchange: PhoneExchange
) -> None:
    """A stopping gateway finishes its talks, refuses new calls with a fact, and exits after the last or its bound."""
    async with on_duty(system, exchange), start_extra_process(system, "gateway", folder) as node:
        async with hold_call(exchange, node.sip_port, "3101") as person:
            await talk(person)
            os.kill(node.program.pid, signal.SIGTERM)
            await wait_until(lambda: _says(node, "gateway_draining"), 30.0)
            late = CallExperience(number="3102", line="nacional", plan="talks")
            await place_call(exchange, node.sip_port, late, time.time)
            assert late.status == 503
            assert "refused=draining" in node.log_text
            assert await gateway_state(system) is None, "the other gateway takes calls"
            await person.stays(LEASE.total_seconds() + 1.0)
            assert not person.call.is_over
            assert "disculpa" not in person.ear.heard
        assert await node.program.wait(30.0) == 0
        async with hold_call(exchange, system.sip_port, "3103") as person:
            await talk(person)
        bound = await _stays_beyond_the_bound(system, folder, exchange)
    log = await the_log(system)
    assert ends_of(log, node.gateway) == [("answered", "caller"), ("capacity_rejected", "system")]
    assert ends_of(log, bound.gateway) == [("answered", "failure")]
    assert not any(isinstance(one.fact, GatewayLost) for one in log)


async def _stays_beyond_the_bound(system: System, folder: Path, exchange: PhoneExchange) -> ExtraProcess:
    """Check that a talk beyond the bound of the settings ends with an apology."""
    async with start_extra_process(system, "gateway", folder, drain_s=1) as node:
        async with hold_call(exchange, node.sip_port, "3104") as person:
            await talk(person)
            os.kill(node.program.pid, signal.SIGTERM)
            await person.ear.hears("disculpa")
            await person.wait_for_hang_up()
        assert await node.program.wait(30.0) == 0
    return node


async def _says(node: ExtraProcess, words: str) -> bool:
    return words in node.log_text


async def test_readyz_says_so_while_draining(system: System, exchange: PhoneExchange) -> None:
    """While draining, /readyz says so; the second signal ends the calls with an apology, and a new gateway starts."""
    async with on_duty(system, exchange):
        async with (
            hold_call(exchange, system.sip_port, "3101") as talking,
            hold_call(exchange, system.sip_port, "3102") as waiting,
        ):
            await talk(talking)
            await waiting.choose("3")
            await waiting.ear.hears("musica")
            pid = pid_of(system, "gateway")
            os.kill(pid, signal.SIGTERM)
            await wait_until(lambda: _is(system, "draining"), 30.0)
            assert not talking.call.is_over
            os.kill(pid, signal.SIGTERM)
            await asyncio.gather(talking.ear.hears("disculpa"), waiting.ear.hears("disculpa"))
            await asyncio.gather(talking.wait_for_hang_up(), waiting.wait_for_hang_up())
        await wait_until(system.is_ready, 60.0)
        assert pid_of(system, "gateway") not in (0, pid)
    ends = sorted((call["outcome"], call["ended_by"]) for call in await system.calls_when_ended(2))
    assert ends == [("answered", "failure"), ("technical_failure", "failure")]


async def _is(system: System, state: str) -> bool:
    return await gateway_state(system) == state


async def test_first_ctrl_c_lets_talks_finish_and_refuses_new_calls(system: System, exchange: PhoneExchange) -> None:
    """The first Ctrl-C lets talks finish and refuses new calls; the second one ends them with an apology."""
    async with on_duty(system, exchange), hold_call(exchange, system.sip_port, "3101") as person:
        await talk(person)
        os.kill(system.pid, signal.SIGINT)
        await wait_until(lambda: _is(system, "draining"), 30.0)
        await person.stays(2.0)
        assert not person.call.is_over
        assert "disculpa" not in person.ear.heard
        os.kill(system.pid, signal.SIGINT)
        await person.ear.hears("disculpa")
        await person.wait_for_hang_up()
    assert await system.stop() == 0


# --- killed -----------------------------------------------------------------------------------------------------------


async def test_router_gateway_and_valkey_die_in_the_middle_of_load(
    system: System, folder: Path, exchange: PhoneExchange
) -> None:
    """When a router, a gateway and Valkey die under load, no call is stuck for ten seconds, and balances close."""
    async with (
        on_duty(system, exchange) as advisors,
        start_extra_process(system, "router", folder) as router,
        start_extra_process(system, "gateway", folder) as gateway,
    ):
        ports = [system.sip_port, gateway.sip_port]
        loading = asyncio.create_task(load(exchange, ports))
        await asyncio.sleep(3.0)
        os.kill(router.program.pid, signal.SIGKILL)
        await asyncio.sleep(2.0)
        await kill_and_wait(system, "Valkey")
        await asyncio.sleep(1.0)
        died = time.time()
        os.kill(gateway.program.pid, signal.SIGKILL)
        ports.remove(gateway.sip_port)
        await wait_until(lambda: _is_rid_of(system, gateway.gateway), STUCK_S)
        await loading
        await wait_until(lambda: _is_quiet(system), STUCK_S)
        async with system.router() as router_client:
            states = [await router_client.advisor_state(advisor.name) for advisor in advisors]
    assert set(states) <= {"available", "paused"}
    log = await the_log(system)
    nothing_is_lost_or_doubled(log)
    assert [one.fact.gateway for one in log if isinstance(one.fact, GatewayLost)] == [gateway.gateway]
    failed = [one for one in log if isinstance(one.fact, CallEnded) and one.fact.ended_by == "failure"]
    assert failed
    for one in failed:
        assert isinstance(one.fact, CallEnded)
        assert one.fact.outcome in ("technical_failure", "answered")
        assert died <= one.at.timestamp() <= died + STUCK_S


async def load(exchange: PhoneExchange, sip_ports: Sequence[int]) -> None:
    """Make calls to every live gateway; a caller of a dying one waits in vain for some seconds."""
    chance, places = random.Random(SEED), asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with places:
            experience = CallExperience(number=f"310{number:04d}", line="bogota", plan=chance.choice(PLANS_OF_LOAD))
            await place_call(exchange, sip_ports[number % len(sip_ports)], experience, time.time)

    await asyncio.gather(*(one(number) for number in range(CALLS)))


async def _is_rid_of(system: System, gateway: str) -> bool:
    async with system.router() as router:
        return gateway not in await router.gateways() and not await router.calls_of(gateway)


async def _is_quiet(system: System) -> bool:
    async with system.router() as router:
        now = await router.snapshot()
    busy = {state for (_, state), many in now.advisors.items() if many} - {"available", "paused", "offline"}
    return not (now.open_calls or busy)


async def test_frozen_gateway_leaves_its_signals_unread(system: System, folder: Path, exchange: PhoneExchange) -> None:
    """A frozen gateway leaves its signals unread; resumed too late, it executes none of them, and exits."""
    unrung = ExchangePhone(exchange, "despierta")
    async with (
        start_extra_process(system, "gateway", folder) as node,
        on_duty(system, exchange, 1) as [advisor],
        hold_call(exchange, node.sip_port, "3101") as talking,
        hold_call(exchange, node.sip_port, "3102") as waiting,
    ):
        await unrung.start()
        await talk(talking)
        await waiting.choose("1")
        await waiting.ear.hears("musica")
        os.kill(node.program.pid, signal.SIGSTOP)
        await system.make_advisor_ready("despierta", unrung.uri, "atencion")
        async with system.router() as router:
            assert await router.advisor_state("despierta") == "offered"
            await asyncio.sleep(LONGER_THAN_A_LEASE_S)
            await wait_until(lambda: _is_rid_of(system, node.gateway), STUCK_S)
            os.kill(node.program.pid, signal.SIGCONT)
            assert await node.program.wait(30.0) != 0
            states = [await router.advisor_state(name) for name in (advisor.name, "despierta")]
        assert states == ["available", "available"]
        assert unrung.incoming.empty()
        await unrung.stop()
    log = await the_log(system)
    nothing_is_lost_or_doubled(log)
    assert ends_of(log, node.gateway) == [("answered", "failure"), ("technical_failure", "failure")]


# --- on a cluster -----------------------------------------------------------------------------------------------------


async def test_the_whole_system_on_a_cluster(
    folder: Path, pytestconfig: pytest.Config, exchange: PhoneExchange
) -> None:
    """On three masters instead of one Valkey, calls are answered, journaled and verified as usual."""
    async with (
        cluster(folder / "cluster") as url,
        running(folder, pytestconfig, ATENCION_REDIS_URL=url) as system,
        on_duty(system, exchange),
    ):
        callers = [CallExperience(number=f"310{n}", line="nacional", plan="talks") for n in range(4)]
        await asyncio.gather(*(place_call(exchange, system.sip_port, each, time.time) for each in callers))
        assert all(each.completed for each in callers), callers
        ends = [(call["outcome"], call["ended_by"]) for call in await system.calls_when_ended(len(callers))]
        assert ends == [("answered", "caller")] * len(callers)
        nothing_is_lost_or_doubled(await the_log(system))
