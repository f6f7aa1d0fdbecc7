"""Failures of mail, Twilio and Asterisk, each of its kind: from the probe to the incident and to Prometheus."""

import asyncio
import dataclasses
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from sqlalchemy import select

from agent_api.incidents.domain.descriptions import describe_incident, incident_title
from agent_api.incidents.metrics import count_open_incidents
from agent_api.incidents.store import IncidentRow
from agent_api.incidents.store import find as find_incident
from agent_api.incidents.watch.watcher import Watcher
from atencion.runtime.context import Context, Database
from atencion.worker.watch.probes import watcher_of
from calls.driver.sites import Sites
from config.settings import Settings
from config.site.model import Site
from config.site.oversight.systems import System
from metrics.prometheus.health import incident_metrics
from storage.postgres.engine import read_connection
from storage.tables import incident
from telephony.asterisk.configuration import LineRoute
from tests.support.api.api_rig import ApiRig
from tests.support.programs import free_ports
from tests.support.servers.asterisk import PASSWORD, AsteriskNode
from tests.support.servers.faulty_tcp import HOST, FaultyServer, faulty_server
from tests.support.servers.smtp import SmtpSink, serve_sink
from tests.support.twilio import ACCOUNT, TOKEN, TwilioEmulator

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]
SYSTEMS = {
    each.id: each
    for each in (
        System(id="central", name="Central (Asterisk)", probe="ari", every_s=1, misses=2),
        System(id="correo", name="Correo saliente", probe="smtp", every_s=1, misses=2),
        System(id="nube", name="Twilio", probe="twilio", every_s=1, misses=2),
        System(id="valkey", name="Valkey", probe="valkey", every_s=1, misses=2),
    )
}
WORDS = {
    "central": "Central (Asterisk): no respondió a tiempo.",
    "correo": "Correo saliente: no respondió a tiempo.",
    "nube": "Twilio: respondía con fallas.",
}
APART_S = 1.05
"""Time between polls: samples of the same second count as one."""


class Watched:
    """A node that watches three external servers and its own Valkey."""

    def __init__(self, rig: ApiRig, node: AsteriskNode) -> None:
        self.rig, self.node = rig, node
        self.smtp, self.twilio = free_ports(2)
        self.site: Site = msgspec.structs.replace(rig.site, systems=SYSTEMS)
        self.watcher: Watcher = watcher_of(self._house(), rig.engine, timeout_s=1.5)

    def _house(self) -> Context:
        settings = Settings(
            gateway="asterisk",
            ari=f"{HOST}:{self.node.ari_port}",
            ari_password=PASSWORD,  # type: ignore[arg-type]
            smtp_url=f"smtp://{HOST}:{self.smtp}?starttls=no",  # type: ignore[arg-type]
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,  # type: ignore[arg-type]
            twilio_api=f"http://{HOST}:{self.twilio}",
            twilio_url="https://voz.example",
            twilio_number="+576015550100",
        )
        rig = self.rig.campaign_rig
        sites = Sites(self.site, self.rig._site_of)
        return Context(settings, Database("", "a"), rig.redis, sites, rig.router)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Let all of them work while the block lasts."""
        async with serve_sink(SmtpSink(), port=self.smtp), TwilioEmulator(port=self.twilio):
            yield

    @asynccontextmanager
    async def failing(self) -> AsyncIterator[None]:
        """Let mail trickle, Twilio answer with a fault, and Asterisk freeze, while the block lasts."""
        mail = FaultyServer("drips", b"220-poco a poco")
        twilio = FaultyServer("answers", b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        async with faulty_server(mail, port=self.smtp), faulty_server(twilio, port=self.twilio):
            os.kill(self.node.pid, signal.SIGSTOP)
            try:
                yield
            finally:
                os.kill(self.node.pid, signal.SIGCONT)

    async def poll(self, times: int) -> None:
        """Poll all systems that many times."""
        for _ in range(times):
            await self.watcher.poll()
            await asyncio.sleep(APART_S)

    async def incidents(self) -> list[IncidentRow]:
        """Return all incidents, by system."""
        async with read_connection(self.rig.engine) as connection:
            ids = (await connection.execute(select(incident.c.id).order_by(incident.c.system))).scalars()
            rows = [await find_incident(connection, self.site.campaign, each) for each in ids]
        return [each for each in rows if each is not None]

    async def open_incidents_metric(self) -> dict[str, float]:
        """Return how many incidents are open, by system."""
        context = dataclasses.replace(self.rig.context(), site=self.site)
        (family,) = incident_metrics(await count_open_incidents(context.engine, context.site))
        return {each.labels["system"]: each.value for each in family.samples}


@pytest.fixture
def watched(rig: ApiRig) -> Iterator[Watched]:
    node = AsteriskNode("vigilado", [LineRoute(line="bogota", numbers=("bogota",), apology="disculpa")]).start()
    yield Watched(rig, node)
    node.remove()


async def test_second_failed_sample_opens_incident(watched: Watched) -> None:
    """The second failed sample opens the incident, with its reason for people and Prometheus; a good one closes it."""
    async with watched.working():
        await watched.poll(1)
        assert await watched.incidents() == []
    async with watched.failing():
        await watched.poll(1)
        assert await watched.incidents() == []
        await watched.poll(1)
        incidents = await watched.incidents()
        assert {each.system: describe_incident(each, watched.site) for each in incidents} == WORDS
        assert incident_title(incidents[0], watched.site, "") == "Central (Asterisk): fuera de servicio"
        assert await watched.open_incidents_metric() == {"central": 1, "correo": 1, "nube": 1, "valkey": 0, "other": 0}
    async with watched.working():
        await watched.poll(1)
    assert [each.system for each in await watched.incidents() if each.ended_at] == sorted(WORDS)
    assert set((await watched.open_incidents_metric()).values()) == {0}
