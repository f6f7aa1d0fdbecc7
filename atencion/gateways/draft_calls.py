"""The test number of this gateway: the draft that is open there, its sounds, and the calls to it.

Owns when the sounds are made ready, which signals belong to a call of a draft, and the record that the screen reads. No
call here has a campaign: neither the router nor the log knows it. `calls.draft_call.session` owns the sounds for the
caller.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
import structlog

from calls.draft_call.openings import DRAFT_SOUNDS, MOST_CALLS, MOST_WRONG_CODES, DraftOpening, SoundsReport
from calls.draft_call.session import DraftCallSession, PreparedDraft
from calls.draft_call.store import DraftCallStore
from calls.peers.port import CAMPAIGN_SEPARATOR
from calls.peers.sounds import SharedSounds
from config.errors import ConfigError
from config.site.loader import site_from_json
from config.site.model import Site
from config.site.oversight.publication_rules import DRAFT_LINE
from ivr.errors import IvrError
from storage.errors import StorageError
from storage.periodic import run_periodically
from telephony.background_tasks import BackgroundTasks
from telephony.port import (
    AnyCommand,
    AnySignal,
    CallOffered,
    Gateway,
    Reject,
    Signal,
    SignalHandler,
    Sounds,
    TelephonyError,
    UnknownLeg,
)

log = structlog.get_logger(__name__)

_TICK_S: Final = 0.2
_REFRESH_TICKS: Final = 3
_BUSY: Final = 486  # RFC 3261 §21.4.24


class DraftSounds(NamedTuple):
    """The sounds of a draft, their keys, and how long each takes, by key."""

    sounds: Sounds
    keys: frozenset[str]
    durations_ms: dict[str, int]


@dataclass
class _Running:
    """A call, its order of signals, and its last record."""

    session: DraftCallSession
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    recorded: tuple[object, ...] = ()
    wrong_codes: int = 0


class DraftCalls:
    """The calls to the draft that is open at the test number.

    Args:
        gateway: of this process; it has the legs of the calls.
        store: of the opening, and of the record that the screen reads.
        load_sounds: makes the sounds of a draft; raises IvrError, StorageError or OSError.
        sounds: those of the gateway.
        add_sounds: makes added sounds playable, by key.
        has_number: whether the site in force has a test number.
        has_room: whether the gateway has room for a call that no real caller needs.
        now: the clock, aware UTC.
    """

    def __init__(
        self,
        gateway: Gateway,
        store: DraftCallStore,
        load_sounds: Callable[[Site], Awaitable[DraftSounds]],
        sounds: SharedSounds,
        add_sounds: Callable[[Iterable[str]], Awaitable[None]],
        *,
        has_number: Callable[[], bool],
        has_room: Callable[[], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._gateway, self._store, self._load_sounds = gateway, store, load_sounds
        self._sounds, self._add_sounds = sounds, add_sounds
        self._has_number, self._has_room, self._now = has_number, has_room, now
        self._opening: DraftOpening | None = None
        self._prepared: PreparedDraft | None = None
        self._running: dict[str, _Running] = {}
        self._preparing = BackgroundTasks()

    async def run(self) -> None:
        """Follow the opening and the calls until cancelled."""
        rounds = 0

        async def follow() -> None:
            nonlocal rounds
            if rounds % _REFRESH_TICKS == 0 and self._has_number():
                await self.refresh()
            rounds += 1
            await self._tick()

        try:
            await run_periodically(
                follow,
                interval_s=_TICK_S,
                retryable_errors=(StorageError,),
                catch_all=True,  # a call to a draft must not end real calls
                failure_event="draft_calls_wait",
            )
        finally:
            await self._preparing.cancel()

    def beside(self, others: SignalHandler) -> SignalHandler:
        """Return a handler of the gateway's signals that keeps those of drafts from the others."""

        async def handle(signal: AnySignal) -> None:
            is_offer = isinstance(signal, CallOffered) and signal.line == DRAFT_LINE
            await (self.on_signal(signal) if is_offer or signal.call_id in self._running else others(signal))

        return handle

    async def on_signal(self, signal: Signal) -> None:
        """Take a signal of a call to the test number."""
        if isinstance(signal, CallOffered):
            await self._offer(signal)
            return
        running = self._running[signal.call_id]
        async with running.lock:
            await self._send(running, lambda session: session.take(signal, self._now()))

    # The draft

    async def refresh(self) -> None:
        """Read the opening; make a new one ready, and end the calls of one that is over. Raises as the store."""
        opening = await self._store.find()
        if opening is not None and not opening.is_open(self._now()):
            opening = None
        known, self._opening = self._opening, opening
        if (known.id if known else "") == (opening.id if opening else ""):
            return
        self._prepared = None
        await self._preparing.cancel()
        await self._close_all()
        if opening is None:
            self._sounds.remove(DRAFT_SOUNDS)
        else:
            self._preparing.start(self._prepare(opening), "sounds of a draft")

    async def _prepare(self, opening: DraftOpening) -> None:
        """Make the sounds of a draft playable, and report it; an error is reported in Spanish."""
        name = self._gateway.name
        try:
            await self._store.report(opening.id, name, SoundsReport(phase="preparing"))
            content = await self._store.find_site(opening.id)
            if content is None:
                return
            site = await asyncio.to_thread(site_from_json, content)
            loaded = await self._load_sounds(site)
            self._sounds.put(DRAFT_SOUNDS, loaded.sounds)
            await self._add_sounds(f"{DRAFT_SOUNDS}{CAMPAIGN_SEPARATOR}{key}" for key in loaded.keys)
            self._prepared = PreparedDraft(site=site, durations_ms=loaded.durations_ms)
            await self._store.report(opening.id, name, SoundsReport(phase="ready"))
            log.info("draft_ready", draft=opening.draft, revision=opening.revision)
        except (IvrError, StorageError, ConfigError, TelephonyError, OSError) as error:
            log.warning("draft_not_ready", draft=opening.draft, error=repr(error))
            detail = str(error) if isinstance(error, IvrError | ConfigError) else ""
            with suppress(StorageError):
                await self._store.report(opening.id, name, SoundsReport(phase="failed", detail=detail))

    # Calls

    async def _offer(self, offered: CallOffered) -> None:
        """Answer a call to the test number; one that the gateway has refused is not taken."""
        if offered.refused is not None:
            return
        if len(self._running) >= MOST_CALLS or not self._has_room():
            await self._gateway.send(Reject(id=f"{offered.call_id}/borrador.0", call_id=offered.call_id, status=_BUSY))
            return
        with suppress(StorageError):  # then the draft that is known is served
            await self.refresh()
        session = DraftCallSession(offered.call_id, self._opening, self._prepared, self._now())
        running = self._running[offered.call_id] = _Running(session)
        async with running.lock:
            await self._send(running, lambda session: session.start())

    async def _tick(self) -> None:
        for call_id, running in list(self._running.items()):
            async with running.lock:
                if not self._gateway.holds(call_id):
                    running.session.forget(self._now())
                    del self._running[call_id]
                await self._send(running, lambda session: session.tick(self._now()))

    async def _close_all(self) -> None:
        for running in list(self._running.values()):
            async with running.lock:
                await self._send(running, lambda session: session.close())

    async def _send(self, running: _Running, step: Callable[[DraftCallSession], Sequence[AnyCommand]]) -> None:
        """Take a step of a call, send its commands, and record the step; after any error the caller hears so."""
        session = running.session
        try:
            await self._send_all(step(session))
        except Exception:
            log.exception("draft_call_failed", call=session.call_id)
            with suppress(TelephonyError):
                await self._send_all(session.fail())
        await self._count_codes(running)
        await self._record(running)

    async def _send_all(self, commands: Sequence[AnyCommand]) -> None:
        for command in commands:
            with suppress(UnknownLeg):
                await self._gateway.send(command)

    async def _count_codes(self, running: _Running) -> None:
        """Count wrong codes of all calls; too many of them end the opening."""
        opening = running.session.opening
        if opening is None or running.session.wrong_codes == running.wrong_codes:
            return
        running.wrong_codes = running.session.wrong_codes
        with suppress(StorageError):
            if await self._store.count_wrong_code(opening.id) >= MOST_WRONG_CODES:
                log.warning("draft_closed_for_codes", draft=opening.draft)
                ended = msgspec.structs.replace(opening, expires_at=self._now(), closed="codes")
                await self._store.replace(ended)

    async def _record(self, running: _Running) -> None:
        """Record a call whose caller knows the code, where something has changed."""
        opening = running.session.opening
        progress = running.session.progress()
        if opening is None:
            return
        transcript = progress.transcript
        changed: tuple[object, ...] = (progress.phase,)
        if transcript is not None:
            changed += (
                len(transcript.heard),
                len(transcript.pressed),
                len(transcript.facts),
                transcript.steps,
                transcript.state.meets,
            )
        if changed == running.recorded:
            return
        running.recorded = changed
        try:
            await self._store.record(opening.id, progress)
        except StorageError as error:
            log.warning("draft_call_not_shown", call=running.session.call_id, error=repr(error))
