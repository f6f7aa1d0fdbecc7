"""Two nodes of the cloud gateway in one process: real Valkey, real webhooks over HTTP, a Twilio emulator.

Owns the nodes, their start and their death. The tests own the parties' actions; the emulator sets the speed of time.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import msgspec
import redis.asyncio as redis
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from atencion.gateways.call_wiring import GatewayDrivers
from atencion.twilio.leased_gateway import LeasedGateway
from atencion.twilio.shared_lease import NodeRegistry
from call_router.service import CallRouter
from calls.driver.driver import CallDriver
from calls.driver.lease import Lease
from calls.driver.sites import Sites
from calls.peers.peer import PeerParts, Peers
from config.site.model import Site
from eventlog.facts import AnyFact
from eventlog.person import make_person
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import CallRateLimiter
from telephony.twilio.call.twiml import PATH, TwimlBuilder, WebhookUrls
from telephony.twilio.call_store import CallStore
from telephony.twilio.gateway import LineFallback, TwilioGateway
from telephony.twilio.webhooks.app import SignatureValidator, create_app
from tests.support.facts.call_logs import SEALER
from tests.support.twilio import ACCOUNT, TOKEN, TwilioEmulator

PUBLIC, NUMBER, PHONES = "https://voz.example", "+576015550100", "sip:{user}@voz.example"
_ids = count()


class _ShortSounds:
    """Sounds of a tenth of a second; music is longer."""

    def ulaw(self, key: str) -> bytes:
        """Return a sound; see `telephony.port.Sounds`."""
        return b"\xff" * (800_000 if key.startswith("musica") else 800)

    alaw = ulaw


class NodeKilled(BaseException):
    """Raised at the point where the node dies."""


class CrashCountdown:
    """A count of the moments at which a node may die; it dies at one of them."""

    def __init__(self, dies_at: int = 0) -> None:
        self.dies_at, self.moments = dies_at, 0
        self.is_dead = False
        self.dying: Callable[[], None] = lambda: None

    def tick(self) -> None:
        """Count a moment, or die here; a dead node does nothing more."""
        if self.is_dead:
            raise NodeKilled
        self.moments += 1
        if self.moments == self.dies_at:
            self.is_dead = True
            self.dying()
            raise NodeKilled


class MortalProxy:
    """A part of a node, which may die before and after each of some calls."""

    def __init__(self, real: Any, fate: CrashCountdown, *deadly: str) -> None:
        self._real, self._fate, self._deadly = real, fate, deadly

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._real, name)
        return self._around(attribute) if name in self._deadly else attribute

    def _around(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def perilous(*args: Any, **named: Any) -> Any:
            self._fate.tick()
            answer = await method(*args, **named)
            self._fate.tick()
            return answer

        return perilous


async def _no_peers(peers: Peers) -> None:
    await asyncio.Event().wait()


class TwilioNode:
    """One node.

    Args:
        client: of Valkey.
        site: in force.
        twilio: the emulator.
        fate: the moment of its death.
    """

    def __init__(self, client: redis.Redis, site: Site, twilio: TwilioEmulator, fate: CrashCountdown) -> None:
        self.site, self.fate, self._twilio = site, fate, twilio
        self.router: Any = MortalProxy(CallRouter(client, site.campaign), fate, "commit")
        self.calls: Any = MortalProxy(CallStore(client, site.campaign, SEALER), fate, "change")
        self.wire = TwilioExecutor(lambda: create_client(ACCOUNT, TOKEN, twilio.base))
        provider: Any = Provider(self.wire, CallRateLimiter(client, site.campaign, 50.0), NUMBER, ApiMetrics())
        self.gateway = TwilioGateway(
            name="",
            calls=self.calls,
            provider=MortalProxy(provider, fate, "ask"),
            twiml_builder=TwimlBuilder(WebhookUrls(PUBLIC), caller_id=NUMBER),
            sounds=_ShortSounds(),
            lines=lambda number: number if number in site.lines else getattr(site.line_of(number), "id", None),
            line_fallback=self._last_words,
            on_recording_complete=self._not_recorded,
            max_calls=20,
            phones=PHONES,
        )
        self.leased_gateway = LeasedGateway(
            router=self.router,
            gateway=self.gateway,
            calls=self.calls,
            nodes=NodeRegistry(client, site.campaign, "twilio"),
            build_driver=self._drive,
            last_words=self._last_words,
            serve_peers=_no_peers,
        )
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def _last_words(self, line: str) -> LineFallback:
        return LineFallback("disculpa", None)

    async def _not_recorded(self, recording_id: str, call_id: str, sid: str) -> None:
        raise AssertionError("nothing is recorded here")

    def _drive(self, lease: Lease) -> GatewayDrivers:
        async def no_other_site(version: str) -> Site:
            raise AssertionError(version)

        async def nothing(site: Site) -> None:
            return None

        async def nobody(campaign: str, ref: str) -> str | None:
            return None

        supplies = PeerParts(
            gateway=self.gateway,
            router_of=lambda campaign: self.router,
            fetch_site=no_other_site,
            prepare_sounds=nothing,
            make_person=lambda number: make_person(number, bytes(32)),
            new_id=lambda: f"act-{next(_ids)}",
            number_of=nobody,
            blind_index_of=lambda campaign, number: f"{campaign} {number[-2:]}",
        )
        guests = Peers(self.site.campaign, (), supplies)
        driver = CallDriver(
            router=self.router,
            gateway=self.gateway,
            lease=lease,
            sites=Sites(self.site, no_other_site),
            make_person=supplies.make_person,
            new_id=supplies.new_id,
            peers=guests,
            refresh_call=self.gateway.refresh,
        )
        guests.set_home_driver(driver)
        return GatewayDrivers(driver, guests)

    async def begin(self) -> "TwilioNode":
        """Serve as one of the nodes that Twilio calls."""
        app = create_app(self.gateway, SignatureValidator(TOKEN, PUBLIC), _ShortSounds())
        listener = socket.create_server(("127.0.0.1", 0))
        served = Starlette(routes=[Mount(PATH, app=app)])
        self.server = uvicorn.Server(uvicorn.Config(served, log_config=None, lifespan="off"))
        self._tasks = [
            asyncio.create_task(self.leased_gateway.serve(self._stop)),
            asyncio.create_task(self.gateway.run()),
            asyncio.create_task(self.server._serve([listener])),
        ]
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.fate.dying = self._dies
        while not (self.gateway.name and self.server.started):  # noqa: ASYNC110 - a value has no event
            await asyncio.sleep(0.01)
        self._twilio.nodes.append(self.address)
        return self

    def _dies(self) -> None:
        self._twilio.nodes.remove(self.address)
        self._dying = asyncio.create_task(self.die())

    async def end(self) -> None:
        """Stop as a process does on request."""
        self._stop.set()
        await asyncio.wait(self._tasks[:1], timeout=5.0)
        await self.die()

    async def die(self) -> None:
        """Die at once, without notice."""
        self.fate.is_dead = True
        if self.address in self._twilio.nodes:
            self._twilio.nodes.remove(self.address)
        self.server.should_exit = self.server.force_exit = True
        await self.gateway.stop()
        for task in self._tasks[:2]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.wire.close()


async def facts_of(client: redis.Redis, campaign: str, call: str = "") -> list[AnyFact]:
    """Return the facts of the log so far, of one call or of all."""
    entries = await client.xrange(f"{{{campaign}}}:log")
    expected = [fields for _, fields in entries if not call or fields[b"call"].decode() == call]
    return [msgspec.json.decode(fields[b"fact"], type=AnyFact) for fields in expected]
