"""The numbers of call-backs and an advisor's keys: references for the call flow, and the lookup behind them.

Owns the conversions at the edge of the log: an incoming number becomes a reference, a reference becomes a number when
it is dialled or read back, and encrypted keys become keys when they are sent. The site's plan checks every number again
before it is dialled. It must not store a number or keys, nor log them.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

import msgspec
import structlog

from calls.call import Call, CallArrived, DialRefused, NumberEntered, RequestRefused, Stage
from calls.driver.inbound import arrival_of, destination_of, number_source, plan_of
from calls.keys_cipher import no_keys
from calls.transitions.callback_offers import NUMBER_PLACEHOLDER, awaits_number
from config.site.calls.dialling import DiallingPlan, judge_number
from config.site.model import Site
from eventlog.errors import Unreadable
from eventlog.person import NO_PERSON, Person
from eventlog.person_cipher import decrypt_datum
from eventlog.stream import Stream
from ivr.phrases import digit_sounds
from storage.errors import StorageError
from telephony.port import (
    AnyCommand,
    CallOffered,
    Command,
    Dial,
    DigitsCollected,
    LegFailed,
    Play,
    PlaybackEnded,
    SendDigits,
    Signal,
)

if TYPE_CHECKING:
    from storage.encryption.field_cipher import FieldCipher

log = structlog.get_logger(__name__)

References = dict[str, bytes]
"""References in an act's facts, and the value behind each."""


class NumberUnavailable(Exception):
    """The number of a reference was erased, is unknown, or may not be dialled; or the keys cannot be decrypted."""


def fill_number(address: str, number: str | None, plan: DiallingPlan) -> str:
    """Replace ``{number}`` in an address; an address without it stays as it is.

    Raises:
        NumberUnavailable: the number is missing or not in the plan.
    """
    if "{number}" not in address:
        return address
    dialled = judge_number(plan, number or "").dialled
    if not dialled:
        raise NumberUnavailable("there is no number to dial")
    return address.replace("{number}", dialled)


async def no_number(ref: str) -> str | None:
    """Return None, for a driver without call-backs."""
    return None


def no_blind_index(e164: str) -> str:
    """Return an empty index, for a driver that promises no call-backs."""
    return ""


async def same_address(address: str) -> str:
    """Return the address unchanged."""
    return address


class CallerNumbers:
    """Converts callers' numbers for the calls of one driver.

    Args:
        make_person: turns a number into a reference with its salted commitment.
        number_of: returns the number of a reference, or None.
        blind_index_of: returns the blind index of an E.164 number.
        route: returns the real address of a number's address.
        decrypt_keys: returns the keys of a request's target in a call, or None.
    """

    def __init__(
        self,
        make_person: Callable[[str], Person],
        number_of: Callable[[str], Awaitable[str | None]],
        blind_index_of: Callable[[str], str],
        route: Callable[[str], Awaitable[str]],
        decrypt_keys: Callable[[str, str], str | None] = no_keys,
    ) -> None:
        self._make_person = make_person
        self._number_of = number_of
        self._blind_index_of = blind_index_of
        self._route = route
        self._decrypt_keys = decrypt_keys

    def to_arrival(
        self, signal: CallOffered, mark: str, supported: Collection[type[Command]], site: Site
    ) -> tuple[CallArrived, References]:
        """Replace the number of an offered call with a reference; return the reference's content too."""
        caller = self._make_person(signal.caller)
        source = number_source(is_listed=signal.source_listed)
        destination = destination_of(signal.caller, source, site, self._blind_index_of)
        return arrival_of(signal, caller, mark, supported, destination), _references(caller)

    async def replace_numbers(self, call: Call | None, signal: Signal, site: Site) -> tuple[Signal, References]:
        """Replace a keyed number with a reference, and the end of a briefing with a refusal for a forbidden number.

        The plan of `site` checks the numbers.
        """
        match signal:
            case DigitsCollected() if call is not None and awaits_number(call, signal.command_id):
                return self._entered(signal, site)
            case PlaybackEnded() if call is not None and _ends_briefing(call, signal):
                number = await self._number_of(call.caller_ref)
                refused = judge_number(plan_of(site), number).refused if number else ""
                if refused:
                    return DialRefused(call_id=call.id, command_id=signal.command_id, reason=refused), {}
        return signal, {}

    def _entered(self, signal: DigitsCollected, site: Site) -> tuple[NumberEntered, References]:
        """Build the signal; only a number that may be dialled is kept."""
        entered = NumberEntered(call_id=signal.call_id, command_id=signal.command_id)
        if not signal.digits:
            return entered, {}
        destination = destination_of(signal.digits, "keyed", site, self._blind_index_of)
        person = NO_PERSON if destination.refused else self._make_person(signal.digits)
        return msgspec.structs.replace(
            entered,
            caller_ref=person.ref,
            caller_commitment=person.commitment,
            destination=msgspec.structs.replace(destination, ref=person.ref),
        ), _references(person)

    async def fill_command(self, call: Call, command: AnyCommand, site: Site) -> AnyCommand:
        """Fill the number or the keys into a command, because neither the log nor Valkey's state contains it.

        Raises:
            NumberUnavailable: the number is unknown now, or may not be dialled.
        """
        if isinstance(command, Dial):
            number = await self._number_of(call.caller_ref)
            address = await self._route(fill_number(command.address, number, plan_of(site)))
            return msgspec.structs.replace(command, address=address)
        if isinstance(command, SendDigits):
            keys = self._decrypt_keys(command.digits, call.id)
            if keys is None:
                raise NumberUnavailable("there are no keys to send")
            return msgspec.structs.replace(command, digits=keys)
        if isinstance(command, Play) and NUMBER_PLACEHOLDER in command.sounds:
            destination = call.number_entry.destination if call.number_entry else None
            number = await self._number_of(destination.ref) if destination else None
            if not number:
                raise NumberUnavailable("there is no number to read back")
            sounds = (
                each
                for sound in command.sounds
                for each in (digit_sounds(number) if sound == NUMBER_PLACEHOLDER else (sound,))
            )
            return msgspec.structs.replace(command, sounds=tuple(sounds))
        return command


def command_failure(call: Call, command: AnyCommand) -> Signal:
    """Return the signal for a command whose number or keys are unavailable."""
    if isinstance(command, SendDigits):
        return RequestRefused(call_id=call.id, advisor=call.advisor, action="send_keys", reason="failed")
    if isinstance(command, Play):
        return PlaybackEnded(call_id=call.id, command_id=command.id, ended="failed")
    return LegFailed(call_id=call.id, leg=command.leg, cause="unreachable")


def _references(person: Person) -> References:
    return {person.ref: person.encoded} if person.ref else {}


def _ends_briefing(call: Call, signal: PlaybackEnded) -> bool:
    return call.stage is Stage.BRIEFING and signal.command_id == call.awaited_command


class NumberLookup:
    """Finds the number of a reference in the stream or in the database.

    Args:
        stream: has what the recorder has not stored yet.
        fetch_stored: reads what the recorder has stored; None if erased or unknown.
        cipher: of personal data.
    """

    def __init__(
        self, stream: Stream, fetch_stored: Callable[[str], Awaitable[str | None]], cipher: "FieldCipher"
    ) -> None:
        self._stream = stream
        self._fetch_stored = fetch_stored
        self._cipher = cipher

    async def find(self, ref: str) -> str | None:
        """Return the number, or None if it is unknown or its store is unavailable."""
        try:
            fresh = (await self._stream.read_people([ref])).get(ref)
            return await self._fetch_stored(ref) if fresh is None else decrypt_datum(fresh, ref, self._cipher).value
        except (StorageError, Unreadable) as error:
            log.warning("number_unknown", error=type(error).__name__)
            return None
