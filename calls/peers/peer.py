"""The other campaigns of a gateway, which can receive its calls.

For each of them, owns the gateway's lease, the driver and the site in force; the choice of the driver for a signal; and
the transfer of a call. The call flow itself is in `calls.flow`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import structlog

from call_router.acts import LEASE, Act
from call_router.errors import LeaseLost, RouterAway, RouterError
from call_router.service import CallRouter
from calls.call import Call, CallResumed, TransferAccepted, TransferRejected
from calls.driver.driver import CallDriver
from calls.driver.inbound import destination_of, number_source
from calls.driver.lease import LEASE_MS, RENEW_INTERVAL_S, Lease
from calls.driver.leased_driver import LeasedDriver
from calls.driver.rescue import farewell
from calls.driver.sites import Sites
from calls.keys_cipher import no_keys
from calls.peers.port import CallLocations
from calls.peers.sounds import PeerGateway
from calls.transitions.cross_campaign import TransferTarget, is_reachable, receive
from config.errors import ConfigError
from config.site.model import Site
from eventlog.facts.calls.routing import TurnedBackReason
from eventlog.person import Person
from ivr.errors import IvrError
from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.port import CallOffered, Gateway, Signal, TelephonyError

log = structlog.get_logger(__name__)

_RETRYABLE_ERRORS = (RouterError, StorageError, ConfigError, IvrError)
"""Errors that may keep a campaign from being served for a while."""

DRAINING_TTL_MS = 2 * LEASE_MS
"""Lifetime of the mark "takes no new calls"; it outlasts the gateway's lease."""
_SITE_CHECK_INTERVAL_S = 1.0
"""Interval between checks for a new version of the site."""


@dataclass(frozen=True)
class PeerParts:
    """The dependencies of a peer campaign.

    Attributes:
        gateway: holds the legs of all calls.
        router_of: returns the router of a campaign.
        fetch_site: reads a site version.
        prepare_sounds: makes the sounds of a campaign's site playable.
        make_person: turns a caller's number into a reference with its salted commitment.
        new_id: returns a new id for each act.
        number_of: returns the number of a reference in a campaign's log, or None.
        blind_index_of: returns the blind index of a number in a campaign.
        decrypt_keys: see `CallDriver`.
        lease_duration: lifetime of a lease after each renewal.
        refresh_call: see `CallDriver`.
    """

    gateway: Gateway
    router_of: Callable[[str], CallRouter]
    fetch_site: Callable[[str], Awaitable[Site]]
    prepare_sounds: Callable[[Site], Awaitable[None]]
    make_person: Callable[[str], Person]
    new_id: Callable[[], str]
    number_of: Callable[[str, str], Awaitable[str | None]]
    blind_index_of: Callable[[str, str], str]
    decrypt_keys: Callable[[str, str], str | None] = no_keys
    lease_duration: timedelta = LEASE
    refresh_call: Callable[[str], Awaitable[None]] | None = None


class Peer:
    """One other campaign: this gateway holds a lease there, takes no new call of it, and drives transferred calls.

    `peers` receives calls that continue to yet another campaign.
    """

    def __init__(self, campaign: str, parts: PeerParts, peers: "Peers") -> None:
        self.campaign = campaign
        self.router = parts.router_of(campaign)
        self._sites: Sites | None = None
        self._leased: LeasedDriver | None = None
        self._parts = parts
        self._peers = peers
        self._generation = 0

    @property
    def site(self) -> Site | None:
        """The version in force there; None before it was read."""
        return self._sites.current if self._sites is not None else None

    @property
    def name(self) -> str:
        """Name of the gateway's lease; a new one after each loss."""
        own = self._parts.gateway.name
        return own if self._generation == 0 else f"{own}.{self._generation}"

    @property
    def driver(self) -> CallDriver | None:
        """The driver of its calls, while there is a lease."""
        return self._leased.driver if self._leased is not None else None

    @property
    def is_open(self) -> bool:
        """Whether it can receive a call."""
        return self.driver is not None and not self.driver.fenced.is_set()

    def tasks(self) -> dict[str, Coroutine[Any, Any, None]]:
        """Return the tasks for the lifetime of the process, by name."""
        work = {"lease": self._keep_lease(), "site": self._keep_site(), "mailbox": self._read_mailbox()}
        return {f"{self.campaign}_{name}": each for name, each in work.items()}

    async def open(self) -> None:
        """Prepare for calls.

        The gateway is marked as draining before it holds a lease; otherwise the router could choose it for a call-back.

        Raises:
            RouterError: Valkey is away, or the name is used up.
            StorageError: the site in force is unavailable.
            IvrError: its sounds cannot be rendered.
        """
        await self.refresh_site()
        if self._sites is None:
            return
        leased = LeasedDriver(self.router, self._new_driver(self._sites), self._report_draining)
        await self._report_draining()
        await leased.lease.acquire()
        self._leased = leased
        log.info("guest_open", campaign=self.campaign, gateway=self.name, site=self._sites.current.version)

    async def refresh_site(self) -> None:
        """Load the site in force there and its sounds, if it changed. Raises as `open`."""
        version = (await self.router.head()).site_version
        if not version or (self.site is not None and self.site.version == version):
            return
        site = await self._parts.fetch_site(version)
        await self._parts.prepare_sounds(site)
        if self._sites is None:
            self._sites = Sites(site, self._parts.fetch_site)
        else:
            self._sites.switch(site)

    async def release(self) -> None:
        """Release the lease."""
        if self._leased is not None:
            await self._leased.release()

    async def commit(self, act: Act, request_id: str) -> None:
        """Write an act of this campaign. Raises as `CallRouter.commit`.

        After the loss of the lease no command is sent.
        """
        assert self.driver is not None
        try:
            await self.driver.lease.commit(partial(self.router.commit, act, request_id))
        except LeaseLost:
            self.driver.fenced.set()
            raise

    async def _report_draining(self) -> None:
        await self.router.mark_draining(self.name, DRAINING_TTL_MS)

    async def rescue(self, call_id: str) -> None:
        """Let the gateway alone play the apology to a call that no driver has any more."""
        line = next(iter(self.site.lines.values())) if self.site else None
        words = (line.apology_prompt, line.fallback) if line else ("", None)
        rescue = farewell(f"{call_id}/{self.name}/lost", call_id, *words)
        try:
            await PeerGateway(self._parts.gateway, self.campaign, self.name).send(rescue)
        except TelephonyError:
            log.debug("nobody_to_rescue", call=call_id)

    def _new_driver(self, sites: Sites) -> CallDriver:
        return CallDriver(
            router=self.router,
            gateway=PeerGateway(self._parts.gateway, self.campaign, self.name),
            lease=Lease(self.router, self.name, duration=self._parts.lease_duration),
            sites=sites,
            make_person=self._parts.make_person,
            new_id=self._parts.new_id,
            number_of=partial(self._parts.number_of, self.campaign),
            blind_index_of=partial(self._parts.blind_index_of, self.campaign),
            decrypt_keys=self._parts.decrypt_keys,
            peers=self._peers,
            refresh_call=self._parts.refresh_call,
        )

    # Background tasks

    async def _keep_lease(self) -> None:
        await run_periodically(
            self.renew,
            interval_s=RENEW_INTERVAL_S,
            retryable_errors=_RETRYABLE_ERRORS,
            failure_event="guest_not_ready",
            campaign=self.campaign,
            gateway=self._parts.gateway.name,
        )

    async def renew(self) -> None:
        """Renew the lease, or acquire one. Raises as `open`."""
        if self._leased is None:
            try:
                await self.open()
            except LeaseLost:  # the previous process with this name lost the lease
                self._generation += 1
                raise
            return
        try:
            if not self._leased.driver.fenced.is_set():
                await self._leased.renew()
                return
        except LeaseLost:
            self._leased.driver.fenced.set()
        await self._restart()

    async def _restart(self) -> None:
        """Release the callers of a lost lease with an apology, and prepare a new lease."""
        log.error("guest_lease_lost", campaign=self.campaign, gateway=self.name)
        for call_id in self._peers.locations.calls_in(self.campaign):
            if self._parts.gateway.holds(call_id):
                await self.rescue(call_id)
        self._leased, self._generation = None, self._generation + 1

    async def _keep_site(self) -> None:

        async def refresh() -> None:
            if self.driver is not None:
                await self.refresh_site()

        await run_periodically(
            refresh,
            interval_s=_SITE_CHECK_INTERVAL_S,
            initial_delay_s=_SITE_CHECK_INTERVAL_S,
            retryable_errors=_RETRYABLE_ERRORS,
            failure_event="guest_site_unread",
            campaign=self.campaign,
        )

    async def _read_mailbox(self) -> None:
        while True:
            if self._leased is None:
                await asyncio.sleep(RENEW_INTERVAL_S / 2)
            else:
                await self._leased.read_mailbox()


class Peers:
    """All other campaigns of a gateway; implements `calls.peers.port.PeerCampaigns`.

    Args:
        home_campaign: the gateway's own campaign.
        campaigns: the others.
        parts: their dependencies.
        inbound: returns the campaigns whose calls also arrive at this gateway, by line.

    Attributes:
        locations: the campaign of each call.
    """

    def __init__(
        self,
        home_campaign: str,
        campaigns: Iterable[str],
        parts: PeerParts,
        inbound: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.locations = CallLocations(home_campaign)
        self._parts = parts
        self._inbound = inbound
        self._home_driver: CallDriver | None = None
        self._peers = {campaign: Peer(campaign, parts, self) for campaign in campaigns}

    def set_home_driver(self, driver: CallDriver) -> None:
        """Set the driver of the gateway's own campaign."""
        self._home_driver = driver

    @property
    def members(self) -> tuple[Peer, ...]:
        """Every peer."""
        return tuple(self._peers.values())

    def add(self, campaigns: Iterable[str]) -> None:
        """Add campaigns that a new version of the site can transfer to; the tasks of each must then be run."""
        for campaign in campaigns:
            if campaign not in self._peers:
                self._peers[campaign] = Peer(campaign, self._parts, self)

    async def on_signal(self, signal: Signal) -> None:
        """Process one signal of the gateway in the campaign of its call; return when it is done."""
        if isinstance(signal, CallOffered):
            peer = self._peers.get(self._inbound().get(signal.line, ""))
            if peer is not None:
                await self._offer(signal, peer)
                return
        await self._driver_of(signal.call_id).on_signal(signal)

    def post_to_owner(self, signal: Signal) -> None:
        """Post a signal to the driver of its call."""
        self._driver_of(signal.call_id).post(signal)

    def post(self, campaign: str, signal: Signal) -> None:
        """Post a signal of a transferred call to its campaign."""
        peer = self._peers.get(campaign)
        if peer is not None and peer.driver is not None:
            self.locations.record_move(signal.call_id, campaign, self._parts.gateway.holds)
            peer.driver.post(signal)

    async def resume(self) -> None:
        """Resume the calls of this gateway in other campaigns; must run before its own campaign's."""
        for peer in self.members:
            if peer.driver is not None:
                for call_id in await peer.router.calls_of(peer.name):
                    self.locations.record_move(call_id, peer.campaign, self._parts.gateway.holds)
                await peer.driver.resume()

    async def wait_until_idle(self) -> None:
        """Wait until every queued signal is processed, or until the timeout."""
        await asyncio.gather(*(peer.driver.wait_until_idle() for peer in self.members if peer.driver is not None))

    async def receive(self, call: Call, site: Site, *, may_begin: bool) -> TransferAccepted | TransferRejected | None:
        """Let another campaign receive a call; see `PeerCampaigns.receive`."""
        assert call.campaign_transfer is not None
        peer = self._peers.get(call.campaign_transfer.campaign)
        if peer is None:
            return TransferRejected(call_id=call.id, reason="unknown") if may_begin else None
        loaded = await peer.router.load(call.id)
        if loaded.version:
            return await self._hand_over(call, peer)
        if not may_begin:
            return None
        if peer.site is None or not peer.is_open:
            return TransferRejected(call_id=call.id, reason="not_ready")
        door = TransferTarget(
            origin=site.campaign,
            line=site.campaigns[peer.campaign].line,
            gateway=peer.name,
            site=peer.site,
            now=loaded.now,
        )
        refused = "unknown" if not is_reachable(call.campaign_transfer, door) else await self._receive(call, peer, door)
        return TransferRejected(call_id=call.id, reason=refused) if refused else await self._hand_over(call, peer)

    async def _receive(self, call: Call, peer: Peer, target: TransferTarget) -> TurnedBackReason | None:
        """Let the other campaign's router receive the call; return the reason if it refuses."""
        assert call.campaign_transfer is not None
        number = await self._parts.number_of(target.origin, call.caller_ref) if call.caller_ref else None
        caller = self._parts.make_person(number or "")
        if number:
            source = number_source(is_listed=call.source_listed)
            print_of = partial(self._parts.blind_index_of, peer.campaign)
            target = msgspec.structs.replace(target, destination=destination_of(number, source, target.site, print_of))
        first_at = await self._parts.router_of(target.origin).first_arrival(call.id)
        result = receive(call, target, caller, first_at)
        act = result.to_act(person={caller.ref: caller.encoded} if caller.ref else {})
        try:
            await peer.commit(act, f"{target.origin}/{call.id}/{call.campaign_transfer.version}")
        except RouterAway:
            raise
        except RouterError as error:
            log.warning("call_not_received", call=call.id, campaign=peer.campaign, code=error.code)
            return "refused"
        return None

    async def _hand_over(self, call: Call, peer: Peer) -> TransferAccepted:
        """Route the call's signals to the other campaign, whose driver sends its commands."""
        self.locations.record_move(call.id, peer.campaign, self._parts.gateway.holds)
        if peer.driver is None or peer.driver.fenced.is_set():
            await peer.rescue(call.id)
        else:
            peer.driver.post(CallResumed(call_id=call.id))
        return TransferAccepted(call_id=call.id)

    async def _offer(self, signal: CallOffered, peer: Peer) -> None:
        """Let a peer campaign have a call of one of its lines; it never enters the log of the gateway's own."""
        self.locations.record_move(signal.call_id, peer.campaign, self._parts.gateway.holds)
        if peer.driver is None or peer.driver.fenced.is_set():
            await peer.rescue(signal.call_id)
        else:
            await peer.driver.on_signal(msgspec.structs.replace(signal, gateway=peer.name))

    def _driver_of(self, call_id: str) -> CallDriver:
        peer = self._peers.get(self.locations.campaign_of(call_id))
        if peer is not None and peer.driver is not None:
            return peer.driver
        assert self._home_driver is not None
        return self._home_driver
