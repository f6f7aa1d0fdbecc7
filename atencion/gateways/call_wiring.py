"""The wiring of call drivers for any gateway: a driver for its own campaign, and peers for the others.

Owns how they are built from the context. Each process decides how to run them; `calls.flow` decides what happens to a
call.
"""

import asyncio
import secrets
import uuid
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from redis.asyncio import Redis

from atencion.gateways.menu_lookups import build_menu_lookups
from atencion.phones.sample_operator import resolve_address
from atencion.runtime.context import Context, Database
from atencion.runtime.site.files import fetch_site_files, site_files_folder
from call_router.errors import RouterAway
from call_router.service import CallRouter
from calls.driver.callback_numbers import NumberLookup
from calls.driver.caller_marks import CallerMarks
from calls.driver.driver import CallDriver
from calls.driver.lease import Lease
from calls.driver.line_messages import LineMessages
from calls.driver.priority_numbers import PriorityNumbers
from calls.driver.sites import follow_site
from calls.keys_cipher import decrypt_keys
from calls.peers.peer import PeerParts, Peers
from calls.peers.sounds import KeyedSounds
from calls.practice_requests import PracticeCall, PracticeRequests
from config.settings import Settings
from config.site.model import Site
from config.site.oversight.publication_rules import DRAFT_LINE
from config.site.practice_campaign import practice_campaign, practice_site
from eventlog.person import RANDOM_BYTES, Person, make_person
from eventlog.person_cipher import encrypt_person
from eventlog.stream import Stream
from ivr.sounds import RenderedSounds, load_sounds
from storage.errors import StorageError, ValkeyAway
from telephony.port import AnyCommand, Gateway

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from agent_api.recordings.intake import Intake
    from atencion.gateways.practice_caller import PracticeCaller
    from storage.encryption.field_cipher import FieldCipher
    from storage.recordings.vault import Vault

RefreshCall = Callable[[str], Awaitable[None]]


class GatewayDrivers(NamedTuple):
    """The drivers of a gateway's calls.

    Attributes:
        driver: of the gateway's own campaign.
        peers: the other campaigns; they route each signal to the driver of its call.
    """

    driver: CallDriver
    peers: Peers


def build_driver(
    context: Context,
    gateway: Gateway,
    lease: Lease,
    prepare_sounds: Callable[[Site], Awaitable[None]],
    *,
    with_sounds: Callable[[Site, AnyCommand], Awaitable[AnyCommand]],
    refresh_call: RefreshCall | None = None,
) -> GatewayDrivers:
    """Build the drivers of a gateway's calls, without starting them.

    ``prepare_sounds`` makes the sounds of another campaign playable.
    ``with_sounds`` gives a call the sounds of its version.
    ``refresh_call`` reloads a call's state, if other processes also drive its calls.
    """
    peers = _build_peers(context, gateway, lease, prepare_sounds, refresh_call=refresh_call)
    numbers = numbers_of(context.database, context.redis, context.cipher, context.campaign)
    driver = CallDriver(
        router=context.router,
        gateway=gateway,
        lease=lease,
        sites=context.sites,
        make_person=partial(_new_person, context.cipher),
        mark_of=CallerMarks(context.redis, context.campaign).mark,
        has_priority=PriorityNumbers(context.redis, context.campaign, client_printer_of(context)).contains,
        message_of=LineMessages(context.redis, context.campaign).find,
        new_id=_new_id,
        menu_lookups=build_menu_lookups(context, numbers),
        number_of=numbers.find,
        blind_index_of=printer_of(context.cipher, context.campaign),
        decrypt_keys=partial(decrypt_keys, cipher=context.cipher),
        route=partial(resolve_address, context.redis, context.campaign),
        with_sounds=with_sounds,
        peers=peers,
        refresh_call=refresh_call,
    )
    peers.set_home_driver(driver)
    return GatewayDrivers(driver, peers)


def _build_peers(
    context: Context,
    gateway: Gateway,
    lease: Lease,
    prepare_sounds: Callable[[Site], Awaitable[None]],
    *,
    refresh_call: RefreshCall | None,
) -> Peers:
    """Build the other campaigns to which the site can transfer calls."""

    async def number_of(campaign: str, ref: str) -> str | None:
        return await numbers_of(context.database, context.redis, context.cipher, campaign).find(ref)

    parts = PeerParts(
        gateway=gateway,
        lease_duration=lease.duration,
        router_of=lambda campaign: CallRouter(context.redis, campaign),
        fetch_site=context.sites.fetch,
        prepare_sounds=prepare_sounds,
        make_person=partial(_new_person, context.cipher),
        new_id=_new_id,
        number_of=number_of,
        blind_index_of=lambda campaign, number: printer_of(context.cipher, campaign)(number),
        decrypt_keys=partial(decrypt_keys, cipher=context.cipher),
        refresh_call=refresh_call,
    )
    return Peers(
        context.campaign,
        peer_campaigns(context.sites.current),
        parts,
        follow_site(context.sites, _practice_lines),
    )


def peer_campaigns(site: Site) -> list[str]:
    """Return the campaigns that a site can transfer calls to, and the one of its practice."""
    practice = practice_site(site)
    return [
        *(other.id for other in site.campaigns.values() if other.queues),
        *((practice.campaign,) if practice else ()),
    ]


def _practice_lines(site: Site) -> dict[str, str]:
    practice = practice_site(site)
    return dict.fromkeys(practice.lines, practice.campaign) if practice else {}


def lines_by_number(site: Site) -> dict[str, str]:
    """Return the line of each user part that people or the caller of a practice dial, and of the test number."""
    practice = practice_site(site)
    lines = (*site.lines.values(), *(practice.lines.values() if practice else ()))
    test_number = site.publishing.test_number
    drafts = {} if test_number is None else {test_number: DRAFT_LINE}
    return drafts | {number: line.id for line in lines for number in line.numbers}


def build_practice_caller(
    context: Context, count_calls: Callable[[], int], load_sounds: Callable[[Site], Awaitable[KeyedSounds]]
) -> "PracticeCaller | None":
    """Build the sample caller of practices; None if our phones cannot reach the gateway. It places no call without one.

    It uses at most half of the gateway's calls. ``load_sounds`` returns the sounds of a practice's site.
    """
    from atencion.gateways.practice_caller import PracticeCaller

    settings, find_practice = context.settings, follow_site(context.sites, practice_site)
    if not settings.places_practice_calls:
        return None
    requests = PracticeRequests(context.redis, practice_campaign(context.campaign))

    async def load() -> KeyedSounds:
        site = find_practice()
        assert site is not None  # a request exists only while there is a practice
        return await load_sounds(site)

    async def should_end(call: PracticeCall) -> bool:
        if await requests.has_ended(call.practice):
            return True
        try:
            return await context.router.advisor_state(call.advisor) not in ("offline", "paused")
        except RouterAway as error:
            raise ValkeyAway(str(error)) from error

    return PracticeCaller(
        settings,
        requests,
        load,
        has_room=lambda: find_practice() is not None and count_calls() < max(1, settings.most_calls // 2),
        should_end=should_end,
    )


def _new_id() -> str:
    return uuid.uuid4().hex


def _new_person(cipher: "FieldCipher", number: str) -> Person:
    return encrypt_person(make_person(number, secrets.token_bytes(RANDOM_BYTES)), cipher)


async def render_sounds(site: Site, context: Context) -> RenderedSounds:
    """Return every sound of a site; without PostgreSQL, of the files that this node has.

    Raises:
        RenderingFailed: a sound cannot be generated.
    """
    with suppress(StorageError):
        await fetch_site_files(context.database, context.settings, site, context.sounds_folder)
    return await asyncio.to_thread(load_sounds, site, site_files_folder(context.settings), context.sounds_folder)


async def no_sounds_to_add(keys: Iterable[str]) -> None:
    """Do nothing: for a gateway that plays any sound in memory."""


def open_intake(engine: "AsyncEngine", vault: "Vault", settings: Settings) -> "Intake":
    """Open the intake of recordings, which also takes those that a dead process left.

    Raises:
        NotInMemory: it would leave plain recordings on a disk.
    """
    from agent_api.recordings.intake import Intake

    intake = Intake(engine, vault, settings.recordings_intake, on_disk=settings.recordings_on_disk)
    intake.open()
    return intake


def printer_of(cipher: "FieldCipher", campaign: str) -> Callable[[str], str]:
    """Return the function that computes the blind index of an E.164 number in a campaign."""
    return lambda e164: cipher.blind_index(f"{campaign}\0{e164}", field="call_back.number")


def client_printer_of(context: Context) -> Callable[[str], str]:
    """Return the function that computes the print by which a large client's number is recognised."""
    from agent_api.large_clients.register.phone_prints import phone_print  # on first use: it loads the database library

    return partial(phone_print, context.cipher, context.campaign)


def numbers_of(database: Database, redis: Redis, cipher: "FieldCipher", campaign: str) -> NumberLookup:
    """Return the look-up of the numbers of a campaign's callers.

    While PostgreSQL is away, only the latest numbers are known.
    """

    async def stored(ref: str) -> str | None:
        from eventlog.person_data import read_value  # imported on first use: it loads the database library

        return await read_value(database.engine, ref, cipher)

    return NumberLookup(Stream(redis, campaign), stored, cipher)
