"""The gateway at Twilio, as the api process of every node serves it: put together from the settings.

Owns the choice of its parts and their life together. What they do is `telephony.twilio`'s; under which name calls are
held is `atencion.twilio.leased_gateway`'.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, NamedTuple

from starlette.applications import Starlette

from agent_api.recordings.stored_recordings import Kept
from atencion.gateways.call_wiring import Driven, driven, nothing_to_bring, opened_intake, rendered_sounds
from atencion.gateways.metrics import Telling
from atencion.runtime.context import House
from atencion.runtime.tasks import utc_now
from atencion.supervisor.preflight import TwilioAccount
from atencion.twilio.leased_gateway import Tenures
from atencion.twilio.shared_lease import Neighbours
from calls.driver.lease import Lease
from calls.peers.sounds import SharedSounds
from config.site.model import Site
from storage.errors import ValkeyAway
from telephony.metrics.meter import Probed
from telephony.metrics.store import Tallies
from telephony.port import CALLER, Signal, TelephonyError
from telephony.twilio.api.client import client_of
from telephony.twilio.api.executor import TIMEOUT_S, Wire
from telephony.twilio.api.metrics import Counted
from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import Pace
from telephony.twilio.call.held_call import KIND
from telephony.twilio.call.twiml import Addresses, Documents
from telephony.twilio.call_store import HeldCalls
from telephony.twilio.gateway import LastWords, TwilioGateway
from telephony.twilio.recording.collector import Recordings
from telephony.twilio.recording.download import Media
from telephony.twilio.recording.pending_recording import Due
from telephony.twilio.recording.pending_store import DueRecordings
from telephony.twilio.webhooks.app import Signatures, app_of


class Cloud(NamedTuple):
    """The gateway at one node.

    Attributes:
        app: what Twilio asks.
        counted: what is asked of Twilio.
        tenures: the gateway's life.
        beside: what goes on beside it, by name.
        wire: to Twilio.
    """

    app: Starlette
    counted: Counted
    tenures: Tenures
    beside: dict[str, Coroutine[Any, Any, None]]
    wire: Wire

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until told to stop.

        Raises:
            BaseException: what any of the parts died of.
        """
        beside = {asyncio.create_task(work, name=name) for name, work in self.beside.items()}
        serving = asyncio.create_task(self.tenures.serve(stop))
        try:
            done, _ = await asyncio.wait({serving, *beside}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (serving, *beside):
                task.cancel()
            await asyncio.gather(serving, *beside, return_exceptions=True)
            self.wire.close()


async def make_cloud(house: House, account: TwilioAccount) -> Cloud:
    """The gateway of the settings; nothing of it has begun.

    Raises:
        RenderingFailed: a sound cannot be made.
        NotInMemory: plain recordings would lie on a disk.
    """
    sounds = SharedSounds(await rendered_sounds(house))
    calls, counted = HeldCalls(house.redis, house.campaign, house.sealer), Counted()
    wire = Wire(partial(client_of, account.sid, account.token, house.settings.twilio_api, timeout_s=TIMEOUT_S))
    due = DueRecordings(house.redis, house.campaign)
    pace = Pace(house.redis, house.campaign, house.settings.twilio_calls_per_s)
    provider = Provider(wire, pace, account.number, counted)
    gateway = _gateway(house, account, calls=calls, provider=provider, sounds=sounds, due=due)
    tenures = Tenures(
        router=house.router,
        gateway=gateway,
        calls=calls,
        neighbours=Neighbours(house.redis, house.campaign, KIND),
        drive=partial(_drive, house, gateway, sounds),
        last_words=partial(_last_words, house.sites.current),
    )
    recordings = _recordings(house, account, wire=wire, due=due, tenures=tenures, counted=counted)
    app = app_of(gateway, Signatures(account.token, account.url), sounds)
    figures = Telling(Tallies(house.redis, house.campaign), KIND, gateway.counts, look=_here, calls=calls.count)
    beside = {
        "tend": gateway.tend(),
        "recordings": recordings.tend(),
        "intake": opened_intake(house).tend(),
        "figures": figures.tend(),
    }
    return Cloud(app, counted, tenures, beside, wire)


async def _here() -> Probed:
    """That Twilio hears us its webhooks show, and that we hear it, the answers to our requests: both are counted."""
    return Probed()


def _gateway(
    house: House,
    account: TwilioAccount,
    *,
    calls: HeldCalls,
    provider: Provider,
    sounds: SharedSounds,
    due: DueRecordings,
) -> TwilioGateway:
    settings, site = house.settings, house.sites.current
    return TwilioGateway(
        name="",
        calls=calls,
        provider=provider,
        documents=Documents(Addresses(account.url), shows=account.number),
        sounds=sounds,
        lines=partial(_line_of, site),
        last_words=partial(_last_words, site),
        recorded=_noting(due),
        most_calls=settings.most_calls,
        phones=settings.twilio_phones,
    )


def _recordings(
    house: House, account: TwilioAccount, *, wire: Wire, due: DueRecordings, tenures: Tenures, counted: Counted
) -> Recordings:
    return Recordings(
        due=due,
        media=Media(account.sid, account.token, house.settings.twilio_api),
        wire=wire,
        keeping=Kept(house.database.engine),
        intake=house.settings.recordings_intake,
        tell=_telling(tenures),
        now=utc_now,
        counted=counted,
    )


def _drive(house: House, gateway: TwilioGateway, sounds: SharedSounds, lease: Lease) -> Driven:
    return driven(house, gateway, lease, sounds, nothing_to_bring, look=gateway.look)


def _line_of(site: Site, dialled: str) -> str | None:
    """The line of that name or number."""
    return dialled if dialled in site.lines else getattr(site.line_of(dialled), "id", None)


def _last_words(site: Site, line: str) -> LastWords:
    """Those of the line, or of any where it is not known."""
    found = site.lines.get(line) or next(iter(site.lines.values()))
    return LastWords(found.apology_prompt, found.fallback)


def _noting(due: DueRecordings) -> Callable[[str, str, str], Awaitable[None]]:
    """Writes down each recording that is complete at Twilio."""

    async def note(recording_id: str, call_id: str, sid: str) -> None:
        await due.add(recording_id, Due(sid=sid, call_id=call_id, leg=CALLER, since=utc_now()))

    return note


def _telling(tenures: Tenures) -> Callable[[Signal], Awaitable[None]]:
    """Tells what came of a recording, in the words of storage where it cannot be told now."""

    async def tell(signal: Signal) -> None:
        try:
            await tenures.on_signal(signal)
        except TelephonyError as error:
            raise ValkeyAway(str(error)) from error

    return tell
