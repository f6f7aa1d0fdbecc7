"""The watch over real servers that really stop: each outage is one incident that opens and closes by itself."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.incidents import store
from agent_api.incidents.gaps import GapProjection
from agent_api.incidents.store import Effect
from agent_api.incidents.watch.watcher import Watcher
from atencion.runtime.context import Context, Database
from atencion.worker.watch.probes import watcher_of
from call_router.service import CallRouter
from calls.driver.sites import Sites
from config.settings import Settings
from config.site.oversight.systems import System
from eventlog.recorder import record
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.errors import StorageError
from storage.postgres.engine import make_engine, read_connection
from storage.postgres.migrate import migrate
from storage.tables import data_gap, incident, outbox
from storage.valkey import connect
from telephony.metrics.store import CountBatch, GatewayMetricsStore, GatewayStatus
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN, START_MS, CampaignRig
from tests.support.servers.asterisk import PASSWORD, AsteriskNode
from tests.support.servers.worker_servers import FAST
from tests.support.site_folders import sample_site
from tests.support.twilio import ACCOUNT, TOKEN, TwilioEmulator

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]
DEADLINE_S = 60
SYSTEMS = {
    each.id: each
    for each in (
        System(id="valkey", name="Valkey", probe="valkey", every_s=1),
        System(id="base", name="Base", probe="postgresql", every_s=1),
        System(id="telefonia", name="Telefonía", probe="gateway", every_s=1),
        System(id="correo", name="Correo", probe="smtp", every_s=1),
    )
}


class OversightRig:
    """A Valkey and a PostgreSQL of its own, a campaign on them, and two nodes that watch."""

    def __init__(self, valkey: EmbeddedValkey, postgres: EmbeddedPostgres) -> None:
        self.valkey, self.postgres = valkey, postgres
        self.engine: AsyncEngine
        self.rig: CampaignRig
        self.watchers: list[Watcher] = []
        self._urls = ("", "")
        self._stack: AsyncExitStack

    async def begin(self, stack: AsyncExitStack) -> None:
        """Start the servers."""
        redis_url, url = await self.valkey.__aenter__(), await self.postgres.__aenter__()
        self._urls, self._stack = (redis_url, url), stack
        self.engine = make_engine(url)
        stack.push_async_callback(self.engine.dispose)
        await migrate(self.engine)
        redis = connect(redis_url, timeout_s=1.0)
        stack.push_async_callback(redis.aclose)
        self.rig = CampaignRig(redis)
        await self.rig.router.install()
        await self.now()
        self.watch(SYSTEMS, {"a": {}, "b": {}})

    def watch(self, systems: Mapping[str, System], nodes: Mapping[str, dict[str, Any]]) -> None:
        """Let nodes watch some systems, each node with its own settings."""
        redis_url, url = self._urls
        site = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN, systems=systems)
        self.watchers = []
        for node, settings in nodes.items():
            engine = make_engine(url, connections=3, name=node)
            self._stack.push_async_callback(engine.dispose)
            rig = Context(
                settings=Settings(database_url=url, redis_url=redis_url, node=node, **settings),
                database=Database(url, node),
                redis=self.rig.redis,
                sites=Sites(site, _no_other),
                router=CallRouter(self.rig.redis, CAMPAIGN),
            )
            self.watchers.append(watcher_of(rig, engine))

    async def now(self) -> None:
        """Set the campaign's clock to the real time."""
        await self.rig.set_time(round(datetime.now(UTC).timestamp() * 1000) - START_MS)

    async def poll(self) -> None:
        """Let all nodes probe at the same time."""
        await asyncio.gather(*(each.poll() for each in self.watchers))

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Probe until the condition holds."""
        async with asyncio.timeout(DEADLINE_S):
            while not await holds():
                await self.poll()
                await asyncio.sleep(0.3)

    async def incidents(self, system: str) -> list[Any]:
        """Return the incidents of a system, in order."""
        query = select(incident).where(incident.c.system == system).order_by(incident.c.began_at)
        async with read_connection(self.engine) as connection:
            return list(await connection.execute(query))

    async def one(self, system: str, *, is_open: bool) -> bool:
        """Return whether a system has one incident, in the expected state."""
        incidents = await self.incidents(system)
        assert len(incidents) <= 1, "one outage is one incident"
        return len(incidents) == 1 and (incidents[0].ended_at is None) == is_open

    async def systems_in_facts(self, kind: str) -> list[str]:
        """Return the systems in the outbox's facts of a type."""
        async with read_connection(self.engine) as connection:
            facts = map(msgspec.json.decode, (await connection.execute(select(outbox.c.fact))).scalars())
            return sorted(fact["system"] for fact in facts if fact["type"] == kind)

    async def effect(self, system: str) -> Effect:
        """Return the effect that the one incident of a system had on calls."""
        [row] = await self.incidents(system)
        async with read_connection(self.engine) as connection:
            return (await store.effects(connection, CAMPAIGN, [row.id], datetime.now(UTC)))[row.id]

    async def journal(self, stop: asyncio.Event) -> None:
        """Record until the event is set, gaps included."""
        await record(CAMPAIGN, self.rig.redis, self.engine, stop, cipher=SEALER, projections=[GapProjection()])


async def _no_other(version: str) -> Any:
    raise AssertionError(version)


@pytest_asyncio.fixture
async def oversight_rig(servers_folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[OversightRig]:
    folder = servers_folder / f"watch-{abs(hash(request.node.name)) % 10_000}"
    folder.mkdir()
    folder.chmod(0o711)
    made = OversightRig(EmbeddedValkey(folder / "valkey"), EmbeddedPostgres(folder / "postgres", FAST))
    async with AsyncExitStack() as stack:
        stack.push_async_exit(made.valkey)
        stack.push_async_exit(made.postgres)
        await made.begin(stack)
        yield made


async def test_a_valkey_that_stops_is_one_incident_with_its_effect_on_calls(oversight_rig: OversightRig) -> None:
    """The incident opens while Valkey is down and closes when it is back, with the call that was cut off.

    An unknown state of the gateway meanwhile is no outage of the gateway.
    """
    stop = asyncio.Event()
    recorder = asyncio.create_task(oversight_rig.journal(stop))
    await oversight_rig.rig.router.acquire_lease("pyvoip-1", 3_600_000)
    await oversight_rig.rig.open("cut-off")
    await oversight_rig.poll()
    await oversight_rig.valkey.__aexit__(None, None, None)
    await oversight_rig.until(lambda: oversight_rig.one("valkey", is_open=True))
    await oversight_rig.valkey.__aenter__()
    await oversight_rig.until(lambda: oversight_rig.one("valkey", is_open=False))
    await oversight_rig.now()
    await oversight_rig.rig.end("cut-off", "technical_failure")

    async def counted() -> bool:
        return (await oversight_rig.effect("valkey")).technical_failures == 1

    await oversight_rig.until(counted)
    assert await oversight_rig.incidents("telefonia") == await oversight_rig.incidents("base") == []
    stop.set()
    await recorder
    [row] = await oversight_rig.incidents("valkey")
    assert (row.code, row.source, row.kind) == ("valkey_away", "watch", "outage")
    assert timedelta(0) < row.ended_at - row.began_at < timedelta(seconds=DEADLINE_S)


async def test_database_outage_is_reported_afterwards(oversight_rig: OversightRig) -> None:
    """Meanwhile nothing can be stored; each watcher keeps its samples, and both together make one incident."""
    await oversight_rig.poll()
    await oversight_rig.postgres.__aexit__(None, None, None)
    for _ in range(6):
        await oversight_rig.poll()
        await asyncio.sleep(1.1)
    assert all(any(not spell.works for spell in each.pending) for each in oversight_rig.watchers)
    await oversight_rig.postgres.__aenter__()

    async def closed() -> bool:
        try:
            return await oversight_rig.one("base", is_open=False)
        except StorageError:
            return False

    await oversight_rig.until(closed)
    [row] = await oversight_rig.incidents("base")
    assert row.ended_at - row.began_at >= timedelta(seconds=5)
    assert row.opened_at >= row.ended_at
    assert (await oversight_rig.systems_in_facts("IncidentOpened")).count("base") == 1
    assert await oversight_rig.systems_in_facts("IncidentClosed") == ["base"]
    assert await oversight_rig.systems_in_facts("SystemUnwatched") == []
    assert not any(each.pending for each in oversight_rig.watchers)


async def test_a_database_that_holds_its_connections_and_says_nothing_is_an_outage(oversight_rig: OversightRig) -> None:
    """The watchers go on probing the others, and report the outage once the database answers again."""
    await oversight_rig.poll()
    stopped = [oversight_rig.postgres.pid, *_children(oversight_rig.postgres.pid)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(3):
            await oversight_rig.poll()
        assert all(
            {each.system for each in watcher.pending} >= {"base", "valkey"} for watcher in oversight_rig.watchers
        )
    finally:
        for pid in reversed(stopped):
            os.kill(pid, signal.SIGCONT)
    await oversight_rig.until(lambda: oversight_rig.one("base", is_open=False))
    [row] = await oversight_rig.incidents("base")
    assert row.code == "timeout"
    assert await oversight_rig.incidents("valkey") == []


def _children(pid: int) -> list[int]:
    """Return the child processes of a process, proc(5)."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_expired_lease_of_gateway_is_incident(oversight_rig: OversightRig) -> None:
    """The incident opens before a router declares the gateway lost; the fact of its loss is a gap, kept once."""
    stop = asyncio.Event()
    recorder = asyncio.create_task(oversight_rig.journal(stop))
    await oversight_rig.now()
    await oversight_rig.rig.router.acquire_lease("pyvoip-1", 1_000)
    await oversight_rig.poll()
    assert await oversight_rig.incidents("telefonia") == []
    await oversight_rig.until(lambda: oversight_rig.one("telefonia", is_open=True))
    await oversight_rig.now()
    await oversight_rig.rig.router.tick()
    await oversight_rig.rig.router.acquire_lease("pyvoip-2", 3_600_000)
    await oversight_rig.until(lambda: oversight_rig.one("telefonia", is_open=False))

    async def found() -> bool:
        async with read_connection(oversight_rig.engine) as connection:
            rows = list(await connection.execute(select(data_gap).where(data_gap.c.kind == "gateway_lost")))
        return [row.subject for row in rows] == ["pyvoip-1"]

    await oversight_rig.until(found)
    stop.set()
    await recorder


async def test_node_without_mail_server_has_no_knowledge_of_mail(oversight_rig: OversightRig) -> None:
    """A node without a mail server has no knowledge of the mail: no incident, and no sample."""
    for _ in range(4):
        await oversight_rig.poll()
        await asyncio.sleep(1.1)
    assert await oversight_rig.incidents("correo") == []
    assert await oversight_rig.systems_in_facts("SystemWatchBegan") == ["base", "telefonia", "valkey"]


def of_the_sample(probe: str, **changes: Any) -> System:
    """Return the sample site's system with this probe, checked every second."""
    (system,) = [each for each in sample_site().systems.values() if each.probe == probe]
    return msgspec.structs.replace(system, every_s=1, **changes)


@pytest.mark.parametrize("request_", [signal.SIGTERM, signal.SIGKILL])
async def test_an_asterisk_that_stops_is_an_incident_until_it_is_back(
    oversight_rig: OversightRig, request_: signal.Signals
) -> None:
    """The node of that Asterisk reports it once; another node, with an Asterisk of its own, does not."""
    first, second = (AsteriskNode(f"nodo{number}", []) for number in (1, 2))
    try:
        nodes = {each.node.name: _on(each.start()) for each in (first, second)}
        one = of_the_sample("ari", id="asterisk_1", of="nodo1")
        other = of_the_sample("ari", id="asterisk_2", of="nodo2")
        oversight_rig.watch({each.id: each for each in (one, other)}, {**nodes, "otro": {}})
        await oversight_rig.poll()
        assert await oversight_rig.systems_in_facts("SystemWatchBegan") == ["asterisk_1", "asterisk_2"]
        await asyncio.to_thread(first.stop, request_)
        await oversight_rig.until(lambda: oversight_rig.one("asterisk_1", is_open=True))
        await asyncio.to_thread(first.start)
        await oversight_rig.until(lambda: oversight_rig.one("asterisk_1", is_open=False))
    finally:
        for each in (first, second):
            await asyncio.to_thread(each.remove)
    [row] = await oversight_rig.incidents("asterisk_1")
    assert (row.code, row.source, row.kind) == ("unreachable", "watch", "outage")
    assert await oversight_rig.incidents("asterisk_2") == []
    assert await oversight_rig.systems_in_facts("SystemUnwatched") == []


async def test_gateway_probes_asterisk_that_only_it_can_reach(
    oversight_rig: OversightRig,
) -> None:
    """If recorders run apart from gateways, or Asterisk dials its gateway, only the gateway can probe it.

    Other nodes' gateways report on other nodes; if its gateway reports nothing, the state is unknown.
    """
    tallies = GatewayMetricsStore(oversight_rig.rig.redis, CAMPAIGN)
    numbers = count()

    async def say(node: str, *, up: bool) -> None:
        standing = GatewayStatus(reported_at=await tallies.clock(), calls=0, skew_s=0.0, up=up)
        await tallies.add(f"asterisk-{node}", CountBatch(source=node, number=next(numbers), counts={}), standing)

    silent = of_the_sample("ari", id="asterisk_3", of="nodo3")
    watched = {each: of_the_sample("ari", id=f"asterisk_{each}", of=f"nodo{each}") for each in "12"}
    anyone = of_the_sample("ari", id="asterisk")
    oversight_rig.watch({each.id: each for each in (*watched.values(), silent, anyone)}, {"a": {}, "b": {}})
    for node in ("nodo1", "nodo2", "nodo3-b"):
        await say(node, up=True)
    await oversight_rig.poll()
    assert await oversight_rig.systems_in_facts("SystemWatchBegan") == ["asterisk", "asterisk_1", "asterisk_2"]
    await say("nodo1", up=False)
    await oversight_rig.until(lambda: oversight_rig.one("asterisk_1", is_open=True))
    await say("nodo1", up=True)
    await oversight_rig.until(lambda: oversight_rig.one("asterisk_1", is_open=False))
    [row] = await oversight_rig.incidents("asterisk_1")
    assert (row.code, row.source, row.kind) == ("ari_away", "watch", "outage")
    others = [await oversight_rig.incidents(each) for each in ("asterisk", "asterisk_2", "asterisk_3")]
    assert others == [[], [], []]


def _on(node: AsteriskNode) -> dict[str, Any]:
    return {"gateway": "asterisk", "ari": f"127.0.0.1:{node.ari_port}", "ari_password": PASSWORD}


async def test_a_twilio_that_does_not_answer_is_an_incident(oversight_rig: OversightRig) -> None:
    """Both nodes see the failure, and there is one incident; a node without an account sends no probe."""
    async with TwilioEmulator() as twilio:
        account = {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_api": twilio.base,
            "twilio_url": "https://voz.example",
            "twilio_number": "+576015550100",
        }
        watched = of_the_sample("twilio")
        oversight_rig.watch({watched.id: watched}, {"a": account, "b": account, "otro": {}})
        await oversight_rig.poll()
        assert await oversight_rig.incidents(watched.id) == []
        twilio.api.delay_s = 60.0
        await oversight_rig.until(lambda: oversight_rig.one(watched.id, is_open=True))
        twilio.api.delay_s = 0.0
        await oversight_rig.until(lambda: oversight_rig.one(watched.id, is_open=False))
    [row] = await oversight_rig.incidents(watched.id)
    assert (row.code, row.source) == ("timeout", "watch")
    assert (
        await oversight_rig.systems_in_facts("IncidentOpened"),
        await oversight_rig.systems_in_facts("IncidentClosed"),
    ) == (
        [watched.id],
        [watched.id],
    )


async def test_with_embedded_gateway_asterisk_and_twilio_are_not_watched(oversight_rig: OversightRig) -> None:
    """With the embedded gateway Asterisk and Twilio are not watched: no sample, no incident, no gap."""
    needs = [of_the_sample(probe) for probe in ("ari", "twilio")]
    oversight_rig.watch({each.id: each for each in needs}, {"a": {}, "b": {}})
    for _ in range(3):
        await oversight_rig.poll()
        await asyncio.sleep(1.1)
    assert not any(each.pending for each in oversight_rig.watchers)
    assert (
        await oversight_rig.systems_in_facts("SystemWatchBegan")
        == await oversight_rig.systems_in_facts("IncidentOpened")
        == []
    )
