"""Runs the look-ups of the calls of one driver, and keeps what callers key in encrypted.

Owns the time limit, and the constant time after which a refusal comes. It must not decide where an
outcome leads; `calls.transitions.menus` does. A look-up that a dead process left is made again by the next one, because
the call still waits for it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Literal, Protocol

import msgspec
import structlog

from calls.call import Call, EntryCollected, LookupAnswered, SelfService
from calls.driver.callback_numbers import NumberUnavailable, no_number
from calls.driver.menu_lookups.guesses import Guesses
from calls.driver.menu_lookups.port import (
    NO_MATCH,
    LookupSources,
    LookupUnavailable,
    MenuAnswer,
    MenuLookupSource,
    MenuQuery,
    NoLookups,
)
from calls.transitions.menus import ANSWER_PLACEHOLDER
from config.site.calls.menu_steps.lookup_shapes import LOCKED
from config.site.calls.menu_steps.steps import MenuLookup
from config.site.customers.identity import GuessLimits
from config.site.model import Site
from eventlog.facts.calls.menu import MenuLookupReason
from ivr import menu_steps
from ivr.menu_steps import FAILED, SpokenValue
from storage.errors import DecryptionFailed, StorageError
from storage.timeouts import hard_timeout
from telephony.background_tasks import BackgroundTasks
from telephony.port import AnyCommand, DigitsCollected, Play, Signal

log = structlog.get_logger(__name__)
REFUSAL_S: Final = 1.0
"""Time after which a refusal is given, so that it does not reveal whether something exists."""
MaybeReason = MenuLookupReason | Literal[""]
_VALUES: Final = msgspec.json.Decoder(dict[str, SpokenValue])


class EntryCipher(Protocol):
    """Encrypts what belongs to one call."""

    def encrypt(self, text: str, call_id: str) -> bytes:
        """Encrypt a text."""
        ...

    def decrypt(self, encrypted: bytes, call_id: str) -> str:
        """Decrypt a text.

        Raises:
            DecryptionFailed: it belongs to another call, or its key is unknown.
        """
        ...


class NoCipher:
    """A cipher without a key: what a caller keys in is lost, and the look-up that needs it fails."""

    def encrypt(self, text: str, call_id: str) -> bytes:
        """Return nothing."""
        return b""

    def decrypt(self, encrypted: bytes, call_id: str) -> str:
        """Raise DecryptionFailed."""
        raise DecryptionFailed("no hay llave para lo que se marcó")


class MenuLookups:
    """The look-ups of the calls of one driver; without sources each fails.

    Args:
        number_of: returns the number of a caller's reference, or None.
    """

    def __init__(
        self,
        sources: LookupSources | None = None,
        guesses: Guesses | None = None,
        cipher: EntryCipher | None = None,
        number_of: Callable[[str], Awaitable[str | None]] = no_number,
    ) -> None:
        self._sources = sources or NoLookups()
        self._guesses = guesses
        self._cipher = cipher or NoCipher()
        self._number_of = number_of
        self._running: set[tuple[str, int]] = set()
        self._tasks = BackgroundTasks()

    def seal_entry(self, call: Call, signal: DigitsCollected, site: Site) -> EntryCollected:
        """Judge what a caller keyed in, and encrypt it."""
        service = call.self_service or SelfService()
        entry = site.steps[service.step].collect
        assert entry is not None, "the step collects nothing"
        verdict = menu_steps.judge_entry(entry, signal.digits)
        value = self._cipher.encrypt(signal.digits, call.id) if verdict == "ok" else b""
        return EntryCollected(call_id=call.id, command_id=signal.command_id, verdict=verdict, value=value)

    def fill_answer(self, call: Call, command: AnyCommand, site: Site) -> AnyCommand:
        """Fill the answer of a look-up into a Play.

        Raises:
            NumberUnavailable: its key is gone.
        """
        if not isinstance(command, Play) or ANSWER_PLACEHOLDER not in command.sounds:
            return command
        service = call.self_service or SelfService()
        answer = site.steps[service.step].say
        assert answer is not None, "the step says nothing"
        try:
            values = self._values(call, service.values.get(answer.lookup or "", b""))
            sounds = menu_steps.answer_sounds(answer, values)
        except (DecryptionFailed, msgspec.MsgspecError, ValueError):
            raise NumberUnavailable("the answer cannot be read") from None
        return msgspec.structs.replace(command, sounds=sounds)

    def begin(self, call: Call, site: Site, post: Callable[[Signal], object]) -> None:
        """Run the look-up for which a call waits, unless it runs here already; post its outcome."""
        key = (call.id, call.self_service.lookup if call.self_service else 0)
        if key[1] and key not in self._running:
            self._running.add(key)
            self._tasks.start(self._run(call, site, post, key), "menu look-up")

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        """The look-ups that run."""
        return self._tasks.running

    async def _run(self, call: Call, site: Site, post: Callable[[Signal], object], key: tuple[str, int]) -> None:
        began = time.monotonic()
        try:
            answer, reason = await self._answer(call, site, "/".join(map(str, key)))
            if answer.outcome in (NO_MATCH, LOCKED):
                await asyncio.sleep(max(0.0, REFUSAL_S - (time.monotonic() - began)))
            value = msgspec.json.encode(answer.values).decode() if answer.values else ""
            post(
                LookupAnswered(
                    call_id=call.id,
                    lookup=key[1],
                    outcome=answer.outcome,
                    reason=reason,
                    duration_ms=round((time.monotonic() - began) * 1000),
                    value=self._cipher.encrypt(value, call.id) if value else b"",
                    ticket=answer.ticket,
                )
            )
        finally:
            self._running.discard(key)

    async def _answer(self, call: Call, site: Site, lookup_id: str) -> tuple[MenuAnswer, MaybeReason]:
        """Return the answer, or a failure with its reason; no error of a look-up reaches the call."""
        service = call.self_service or SelfService()
        step = site.steps[service.step].lookup
        assert step is not None, "the step looks nothing up"
        reason: MenuLookupReason
        try:
            return await hard_timeout(step.limit_s, self._look_up(call, site, step, lookup_id)), ""
        except LookupUnavailable as error:
            reason = error.reason
        except TimeoutError:
            reason = "timeout"
        except StorageError:
            reason = "unreachable"
        except Exception as error:
            reason = "failed"
            log.error("menu_lookup_failed", name=step.name, kind=type(error).__name__)  # its text may be personal data
        log.warning("menu_lookup_unanswered", call=call.id, name=step.name, reason=reason)
        return MenuAnswer(outcome=FAILED), reason

    async def _look_up(self, call: Call, site: Site, step: MenuLookup, lookup_id: str) -> MenuAnswer:
        source = self._sources.find(step.name, site)
        service = call.self_service or SelfService()
        entries = {datum: service.entries.get(each, b"") for datum, each in step.inputs.items()}
        inputs = {datum: self._cipher.decrypt(value, call.id) for datum, value in entries.items()}
        number = await self._number_of(call.caller_ref) if call.caller_ref and call.source_listed else ""
        query = MenuQuery(
            name=step.name,
            call_id=call.id,
            inputs=inputs,
            line=call.line,
            caller=number or "",
            large_client=call.large_client,
        )
        if source.guarded:
            return await self._guarded(call, site, source, query, lookup_id)
        return await source.look_up(query, site)

    async def _guarded(
        self, call: Call, site: Site, source: MenuLookupSource, query: MenuQuery, lookup_id: str
    ) -> MenuAnswer:
        machine = site.identity.machine if site.identity else None
        limits = machine.guesses if machine else GuessLimits()
        if self._guesses is None:
            raise LookupUnavailable("not_configured")
        subjects = {
            "call": call.id,
            "number": call.destination.blind_index if call.destination else "",
            "document": query.inputs.get("document", ""),
        }
        if not await self._guesses.admit(lookup_id, limits, **subjects):
            return MenuAnswer(outcome=LOCKED)
        answer = await source.look_up(query, site)
        if answer.outcome != NO_MATCH:
            await self._guesses.take_back(lookup_id, limits, **subjects)
        return answer

    def _values(self, call: Call, encrypted: bytes) -> Mapping[str, SpokenValue]:
        return _VALUES.decode(self._cipher.decrypt(encrypted, call.id)) if encrypted else {}
