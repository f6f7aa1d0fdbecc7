"""A campaign of one site on a real Valkey with a clock that tests move, a fake gateway, and the driver.

Owns the test's view of them. It reads the mailbox and runs timers until nothing more happens.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from typing import Any

import msgspec
import pytest
import redis.asyncio as redis

from atencion.gateways.menu_lookups import CallEntryCipher
from atencion.processes.router import end_lost_call
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from call_router.signals import AdvisorAction
from calls.driver.driver import CallDriver
from calls.driver.menu_lookups.guesses import Guesses
from calls.driver.menu_lookups.port import LookupUnavailable, MenuLookupSource
from calls.driver.menu_lookups.runner import MenuLookups
from calls.driver.queue_rules import queue_rules_of
from calls.driver.sites import Sites
from calls.keys_cipher import decrypt_keys
from config.milliseconds import from_milliseconds
from config.site.calls.queues import LevelBand, Overflow, Queue
from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import AnyFact
from eventlog.person import Person, make_person
from eventlog.person_cipher import decrypt_datum, encrypt_person
from telephony.fake.gateway import FakeGateway
from tests.support.facts.call_logs import SEALER
from tests.support.facts.totals import fold_totals
from tests.support.router.campaign_rig import envelope
from tests.support.site_folders import sample_site

SAMPLE = with_open_hours(sample_site())
BANDS = (LevelBand(after_s=0, level=1),)
START_MS = 1_795_532_400_000  # 2026-11-24, 10:00 in Bogotá
LEASE_MS = 100_000_000
NUMBER = "3001234567"


def number_print(e164: str) -> str:
    """Return a hash that distinguishes numbers without revealing them."""
    return hashlib.sha256(e164.encode()).hexdigest()


class FakeLookups:
    """The look-ups of a test, by name; one that it does not set is not installed."""

    def __init__(self) -> None:
        self.sources: dict[str, MenuLookupSource] = {}

    def find(self, name: str, site: Site) -> MenuLookupSource:
        """Return a look-up; raise LookupUnavailable."""
        if name not in self.sources:
            raise LookupUnavailable("not_configured")
        return self.sources[name]


class DriverRig:
    """The campaign as seen from outside."""

    def __init__(self, client: redis.Redis, site: Site) -> None:
        self.redis = client
        self.site = site
        self.router = CallRouter(client, site.campaign)
        self.gateway = FakeGateway("fake-1")
        self.now_ms = 0
        self._ids = count()
        self._read = "0"
        self.lookups = FakeLookups()
        self.driver = self._driver(self.gateway)

    def _driver(self, gateway: FakeGateway) -> CallDriver:
        return CallDriver(
            router=self.router,
            gateway=gateway,
            sites=Sites(self.site, self._no_other_site),
            make_person=self._make_person,
            new_id=lambda: f"act-{next(self._ids)}",
            number_of=self._number_of,
            blind_index_of=number_print,
            decrypt_keys=partial(decrypt_keys, cipher=SEALER),
            menu_lookups=self._menu_lookups(),
        )

    def _menu_lookups(self) -> MenuLookups:
        guesses = Guesses(self.redis, self.site.campaign, number_print)
        return MenuLookups(self.lookups, guesses, CallEntryCipher(SEALER), self._number_of)

    async def _no_other_site(self, version: str) -> Site:
        raise AssertionError(f"no call has the site {version}")

    def _make_person(self, number: str) -> Person:
        return encrypt_person(make_person(number, bytes([next(self._ids) % 256]) * 32), SEALER)

    async def _number_of(self, ref: str) -> str | None:
        encrypted = await self.redis.hget(self.key("person"), ref)
        return decrypt_datum(encrypted, ref, SEALER).value if encrypted else None

    def key(self, name: str) -> str:
        """Return a key of the campaign."""
        return f"{{{self.site.campaign}}}:{name}"

    async def start(self) -> "DriverRig":
        """Install and configure the router, and start the gateway."""
        await self.router.install()
        await self._set_clock()
        await self.router.configure({queue.id: queue_rules_of(queue) for queue in self.site.queues.values()})
        await self.router.acquire_lease(self.gateway.name, LEASE_MS)
        await self.gateway.start(self.driver.on_signal)
        return self

    async def _set_clock(self) -> None:
        await self.router.set_clock(from_milliseconds(START_MS + self.now_ms))

    async def advance(self, seconds: float) -> None:
        """Move the clock forward and run everything due by then; the gateway renews its lease before."""
        await self.router.renew_lease(self.gateway.name, LEASE_MS)
        self.now_ms += int(seconds * 1000)
        await self._set_clock()
        await self.settle()

    async def lose_gateway(self, after_ms: int = LEASE_MS) -> None:
        """Kill the gateway with all its legs; the router ends or postpones the calls that it held.

        Args:
            after_ms: time from its death to the end of its lease.
        """
        self.gateway.disconnect_handler()
        await self.router.renew_lease(self.gateway.name, after_ms)
        self.now_ms += after_ms + 1
        await self._set_clock()
        ticked = await self.router.tick()
        sites = Sites(self.site, self._no_other_site)
        for call_id, _ in ticked.orphans:
            await end_lost_call(self.router, sites, call_id)

    async def new_gateway(self, name: str) -> None:
        """Start another gateway."""
        self.gateway = FakeGateway(name)
        self.driver = self._driver(self.gateway)
        self._read = "0"
        await self.router.acquire_lease(name, LEASE_MS)
        await self.gateway.start(self.driver.on_signal)

    async def replace_driver(self) -> None:
        """Let another driver take over the calls of the gateway, as after the death of a process."""
        self.gateway.disconnect_handler()
        self.driver = self._driver(self.gateway)
        await self.gateway.start(self.driver.on_signal)

    async def ready(self, advisor: str, *queues: str, level: int = 5) -> None:
        """Make an advisor ready for calls."""
        phone = AdvisorPhone(id=advisor, address=f"sip:{advisor}@127.0.0.1", queues=dict.fromkeys(queues, level))
        await self.router.ready(phone)
        await self.settle()

    async def run_each(self, *happenings: Callable[[], Awaitable[Any]]) -> None:
        """Run steps in order, each with all its consequences."""
        for happening in happenings:
            await happening()
            await self.settle()

    async def settle(self) -> None:
        """Read the mailbox and run the timers until nothing more arrives."""
        for _ in range(200):
            ticked = await self.router.tick()
            for _ in range(3):
                await asyncio.sleep(0)
            for call_id in (*self.gateway.calls(), *await self.router.calls_of(self.gateway.name)):
                await self.gateway.wait_delivered(call_id)
            mail = await self.router.read_mailbox(self.gateway.name, self._read)
            if not mail and not ticked.has_more:
                return
            for entry_id, signal in mail:
                self._read = entry_id
                await self.driver.post(signal, entry_id)
        raise AssertionError("it never comes to rest")

    async def dial_and_choose(self, key: str = "1", caller: str = NUMBER, *, source_listed: bool = True) -> str:
        """Call in, hear greeting and notice, choose an option, and hear the queue's prompt to its end."""
        call = await self.gateway.dial_in("bogota", caller, source_listed=source_listed)
        await self.run_each(
            lambda: self.gateway.finish_playing(call),
            lambda: self.gateway.finish_playing(call),
            lambda: self.gateway.press(call, key),
        )
        return call

    async def finish_prompt(self, call: str) -> None:
        """Finish the current prompt."""
        await self.run_each(lambda: self.gateway.finish_playing(call))

    async def ask(self, call: str, advisor: str, action: AdvisorAction, target: str = "") -> None:
        """Request an action as an advisor."""
        await self.router.request_advisor_action(call, advisor, action, f"wish-{next(self._ids)}", target)
        await self.settle()

    async def facts(self, call: str = "") -> list[AnyFact]:
        """Return the facts of the log so far, of one call or of all."""
        entries = await self.redis.xrange(self.key("log"))
        expected = [fields for _, fields in entries if not call or fields[b"call"].decode() == call]
        return [msgspec.json.decode(fields[b"fact"], type=AnyFact) for fields in expected]


def site_with(**queues: dict[str, object]) -> Site:
    """Return the sample site, always open, with other settings of some queues."""
    plain = {id_: _plain(queue) for id_, queue in SAMPLE.queues.items()}
    changed = {id_: msgspec.structs.replace(plain[id_], **settings) for id_, settings in queues.items()}
    return msgspec.structs.replace(SAMPLE, queues=plain | changed)


def _plain(queue: Queue) -> Queue:
    return msgspec.structs.replace(
        queue, strategy="longest_idle", bands=BANDS, announce_every_s=0, overflow=Overflow(), weight=1.0
    )


def with_queues(**queues: dict[str, object]) -> pytest.MarkDecorator:
    """Set the site of a test."""
    return pytest.mark.parametrize("driver_rig", [site_with(**queues)], indirect=True, ids=["site"])


async def fact_kinds(driver_rig: DriverRig, call: str) -> list[str]:
    """Return the kinds of a call's facts, in order."""
    return [type(fact).__name__ for fact in await driver_rig.facts(call)]


async def check_balance(driver_rig: DriverRig) -> None:
    """Check that the counters equal the fold of the whole log."""
    entries = await driver_rig.redis.xrange(driver_rig.key("log"))
    assert await driver_rig.router.totals() == fold_totals(envelope(entry, fields) for entry, fields in entries)
