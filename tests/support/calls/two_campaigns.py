"""Two campaigns in one Valkey, a fake gateway that serves both and outlives its drivers, and the call between them.

Owns the set-up in which a gateway's process dies. Each test owns its steps.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from inspect import iscoroutinefunction
from itertools import count
from typing import Any

import msgspec
import redis.asyncio as redis

from call_router.acts import AdvisorPhone
from call_router.errors import RouterAway
from call_router.service import CallRouter
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from calls.peers.peer import PeerParts, Peers
from config.site.campaigns import OtherCampaign
from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import AnyFact, Envelope, SiteImported
from eventlog.journal.codec import read_entry
from eventlog.person import make_person
from telephony.fake.gateway import FakeGateway
from tests.integration.calls.test_driver_deaths import Fate, Killed
from tests.support.facts.totals import fold_totals
from tests.support.site_folders import sample_site

_SAMPLE = with_open_hours(sample_site())
OTHER_CAMPAIGN = "cali"
_OTHER_CAMPAIGN = OtherCampaign(
    id=OTHER_CAMPAIGN, name="Regional Cali", line="nacional", queues={"pagos": "Pagos", "cerrada": "Cerrada"}
)
HOME_SITE = msgspec.structs.replace(_SAMPLE, version="a" * 16, campaigns={OTHER_CAMPAIGN: _OTHER_CAMPAIGN})
OTHER_SITE = msgspec.structs.replace(_SAMPLE, version="b" * 16, campaign=OTHER_CAMPAIGN)
LATER_SITE = msgspec.structs.replace(OTHER_SITE, version="c" * 16)
HOME_CAMPAIGN = HOME_SITE.campaign
CALL = "fake-1-1"
LEASE_MS = 3_600_000
Step = Callable[[], Awaitable[Any]]


class TwoCampaigns:
    """One gateway, its drivers in two campaigns, and an advisor in each."""

    def __init__(self, client: redis.Redis, fate: Fate | None = None) -> None:
        self.redis = client
        self.fate = fate or Fate()
        self.routers = {
            HOME_CAMPAIGN: CallRouter(client, HOME_CAMPAIGN),
            OTHER_CAMPAIGN: CallRouter(client, OTHER_CAMPAIGN),
        }
        self.gateway = FakeGateway("fake-1")
        self.fate.dying = self.kill_process
        self.watch: Callable[[str], None] = lambda campaign: None
        self.deaths = 0
        self.process = GatewayProcess()
        self.away: set[str] = set()
        self._ids: Iterator[int] = count()
        self._seen = dict.fromkeys(self.routers, "0")

    async def begin(self, in_force: tuple[Site, ...] = (HOME_SITE, OTHER_SITE)) -> "TwoCampaigns":
        """Empty both campaigns, put their sites in force, make an advisor ready in each, and start drivers."""
        await self.redis.flushall()
        await self.routers[HOME_CAMPAIGN].install()
        for site, advisor, queue in ((HOME_SITE, "ana", "credito"), (OTHER_SITE, "beto", "pagos")):
            router = self.routers[site.campaign]
            if site in in_force:
                await self.import_site(site)
            await router.ready(AdvisorPhone(id=advisor, address=f"sip:{advisor}@127.0.0.1", queues={queue: 5}))
        await self.routers[HOME_CAMPAIGN].acquire_lease(self.gateway.name, LEASE_MS)
        await self.new_drivers()
        return self

    async def import_site(self, site: Site) -> None:
        """Put a site in force."""
        await self.routers[site.campaign].append([SiteImported(digest=site.version)], "system", site.version)

    def kill_process(self) -> None:
        """Kill the gateway's process; its legs and their signals continue."""
        self.process.death.set()
        self.gateway.disconnect_handler()

    async def new_drivers(self) -> None:
        """Start another process of the same gateway, which takes over the work of the last one."""
        self.process = GatewayProcess()
        self._seen = dict.fromkeys(self.routers, "0")
        mortal: Any = FailingProxy(self.gateway, self, "send")
        supplies = PeerParts(
            gateway=mortal,
            router_of=self._router_of,
            fetch_site=self.fetch,
            prepare_sounds=self._nothing_to_prepare,
            make_person=lambda number: make_person(number, bytes(range(32))),
            new_id=lambda: f"act-{next(self._ids)}",
            number_of=self._number_of,
            blind_index_of=lambda campaign, number: f"{campaign} {number[-2:]}",
        )
        self.guests = Peers(HOME_CAMPAIGN, [OTHER_CAMPAIGN], supplies)
        self.home = CallDriver(
            router=self._router_of(HOME_CAMPAIGN),
            gateway=mortal,
            sites=Sites(HOME_SITE, self.fetch),
            make_person=supplies.make_person,
            new_id=supplies.new_id,
            peers=self.guests,
            away_timeout_s=1.5,  # on a busy machine Valkey may wait for longer than a real driver would
        )
        self.guests.set_home_driver(self.home)
        for guest in self.guests.members:
            await guest.open()
        await self.guests.resume()
        await self.home.resume()
        process, guests = self.process, self.guests
        await self.gateway.start(lambda signal: process.run(guests.on_signal(signal)))

    def _router_of(self, campaign: str) -> Any:
        return FailingProxy(self.routers[campaign], self, "commit", campaign)

    async def fetch(self, version: str) -> Site:
        """Return the site of a version."""
        return {site.version: site for site in (HOME_SITE, OTHER_SITE, LATER_SITE)}[version]

    async def _nothing_to_prepare(self, site: Site) -> None:
        """Prepare no sounds: a fake gateway plays any key."""

    async def _number_of(self, campaign: str, ref: str) -> str | None:
        return "3001234567"

    async def run_each(self, *happenings: Step) -> None:
        """Run steps in order; restart the drivers until each step is complete."""
        for happening in happenings:
            await self._run_surviving(happening)
            while not await self._run_surviving(self.settle):
                pass

    async def _run_surviving(self, happening: Step) -> bool:
        with suppress(Killed):
            await happening()
            if not self.process.is_dead and not any(isinstance(failure, Killed) for failure in self.gateway.failures):
                return True
        self.deaths += 1
        self.gateway.failures.clear()
        with suppress(Killed):
            await self.new_drivers()
        return False

    async def settle(self) -> None:
        """Read both mailboxes and deliver every signal until nothing more arrives."""
        while not self.process.is_dead:
            await asyncio.sleep(0)
            await self.gateway.wait_delivered(CALL)
            await self.home.wait_until_idle()
            await self.guests.wait_until_idle()
            if not await self._read_mail() and not self.gateway.undelivered(CALL):
                return

    async def _read_mail(self) -> bool:
        has_mail = False
        guest = self.guests.members[0]
        for campaign, driver in ((HOME_CAMPAIGN, self.home), (OTHER_CAMPAIGN, guest.driver)):
            if driver is None or campaign in self.away:
                continue
            for entry_id, signal in await self.routers[campaign].read_mailbox(self.gateway.name, self._seen[campaign]):
                self._seen[campaign], has_mail = entry_id, True
                await self.process.run(driver.post(signal, entry_id))
        return has_mail

    # Actions and views of tests

    def in_talk(self) -> tuple[Step, ...]:
        """Return the steps after which Ana talks with the caller."""
        gateway = self.gateway
        return (
            lambda: gateway.dial_in("bogota", "3001234567"),
            lambda: gateway.finish_playing(CALL),
            lambda: gateway.finish_playing(CALL),
            lambda: gateway.press(CALL, "1"),
            lambda: gateway.phone_answers(CALL, "advisor-1"),
        )

    def transfer(self, queue: str = "pagos") -> Step:
        """Return the step by which Ana transfers the call."""
        target = f"campaign:{OTHER_CAMPAIGN}/{queue}"
        return lambda: self.routers[HOME_CAMPAIGN].request_advisor_action(
            CALL, "ana", "transfer", f"ask-{queue}", target
        )

    async def log(self, campaign: str) -> list[Envelope]:
        """Return a campaign's log."""
        entries = await self.redis.xrange(f"{{{campaign}}}:log")
        return [read_entry(campaign, entry_id, fields) for entry_id, fields in entries]

    async def facts(self, campaign: str) -> list[AnyFact]:
        """Return the facts of the call in a campaign's log."""
        return [envelope.fact for envelope in await self.log(campaign) if envelope.call_id == CALL]

    async def balances_close(self) -> bool:
        """Return whether each campaign's counters equal the fold of its log."""
        return all([await self.routers[each].totals() == fold_totals(await self.log(each)) for each in self.routers])

    async def states(self) -> tuple[str, str]:
        """Return the states of Ana and Beto."""
        return await self.routers[HOME_CAMPAIGN].advisor_state("ana"), await self.routers[OTHER_CAMPAIGN].advisor_state(
            "beto"
        )

    async def run_until_dead(self) -> None:
        """Run the drivers until the process dies."""
        while not self.process.is_dead:
            with suppress(Killed):
                await self._read_mail()
                await self.home.wait_until_idle()
                await self.guests.wait_until_idle()


class GatewayProcess:
    """One process of the gateway; after its death it does nothing."""

    def __init__(self) -> None:
        self.death = asyncio.Event()

    @property
    def is_dead(self) -> bool:
        """Whether the process is dead."""
        return self.death.is_set()

    async def run(self, work: Awaitable[Any]) -> None:
        """Run work until it ends or the process dies.

        Raises:
            Killed: the process died during the work.
        """
        doing, dying = asyncio.ensure_future(work), asyncio.ensure_future(self.death.wait())
        await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not doing.done():
            doing.cancel()
            raise Killed("died meanwhile")
        doing.result()


class FailingProxy:
    """A router or gateway of one process, which may lose the connection, and may die before or after a call."""

    def __init__(self, real: Any, crossing: TwoCampaigns, deadly: str, campaign: str = "") -> None:
        self._real, self._crossing, self._deadly, self._campaign = real, crossing, deadly, campaign
        self._process = crossing.process

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._real, name)
        return self._around(attribute, name == self._deadly) if iscoroutinefunction(attribute) else attribute

    def _around(self, method: Callable[..., Awaitable[Any]], deadly: bool) -> Callable[..., Awaitable[Any]]:
        async def perilous(*args: Any, **more: Any) -> Any:
            if self._process.is_dead:
                raise Killed("it was dead already")
            if self._campaign in self._crossing.away:
                raise RouterAway("away, for a test")
            if deadly:
                self._crossing.watch(self._campaign)
                self._crossing.fate.moment()
            answer = await method(*args, **more)
            if deadly:
                self._crossing.fate.moment()
            return answer

        return perilous
