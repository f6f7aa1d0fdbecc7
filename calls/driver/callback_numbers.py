"""The numbers of callers who are called back: what the call flow meets in their place, and where they are found.

Owns the two steps between a number and the log: a number that comes becomes a reference, and a reference becomes a
number at the moment of dialling or of reading it back. Every number that is dialled is judged by the site's plan once
more. It must not keep a number, nor log one.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING

import msgspec
import structlog

from calls.call import Call, CallArrived, DialRefused, NumberEntered, Stage
from calls.driver.inbound import arrival_of, destination_of, number_source, plan_of
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
    Signal,
)

if TYPE_CHECKING:
    from storage.encryption.field_cipher import FieldCipher

log = structlog.get_logger(__name__)

References = dict[str, bytes]
"""References of an act, and what each stands for."""


class NumberUnavailable(Exception):
    """What a reference stands for was erased, is unknown, or may not be dialled."""


def fill_number(address: str, number: str | None, plan: DiallingPlan) -> str:
    """Return the address of a number.

    Args:
        address: with ``{number}`` in its place; the address of something else has none, and stays as it is.
        number: what a reference stands for, or None.
        plan: of the site.

    Raises:
        NumberUnavailable: the address wants a number, and this is none, or not in the plan.
    """
    if "{number}" not in address:
        return address
    dialled = judge_number(plan, number or "").dialled
    if not dialled:
        raise NumberUnavailable("there is no number to dial")
    return address.replace("{number}", dialled)


async def no_number(ref: str) -> str | None:
    """Knows nobody: for who calls nobody back."""
    return None


def no_blind_index(e164: str) -> str:
    """Give no print: for who promises no call-backs."""
    return ""


async def same_address(address: str) -> str:
    """An address is called where it says."""
    return address


class CallerNumbers:
    """What stands between callers' numbers and the calls of one driver.

    Args:
        make_person: turns a number into a reference with its salted commitment.
        number_of: the number that a reference stands for, or None.
        blind_index_of: the keyed print of an E.164 number.
        route: where an address of a number really is called.
    """

    def __init__(
        self,
        make_person: Callable[[str], Person],
        number_of: Callable[[str], Awaitable[str | None]],
        blind_index_of: Callable[[str], str],
        route: Callable[[str], Awaitable[str]],
    ) -> None:
        self._make_person = make_person
        self._number_of = number_of
        self._blind_index_of = blind_index_of
        self._route = route

    def to_arrival(
        self, signal: CallOffered, mark: str, supported: Collection[type[Command]], site: Site
    ) -> tuple[CallArrived, References]:
        """Return an offered call with a reference in the place of its caller's number, and what that stands for."""
        caller = self._make_person(signal.caller)
        source = number_source(is_listed=signal.source_listed)
        destination = destination_of(signal.caller, source, site, self._blind_index_of)
        return arrival_of(signal, caller, mark, supported, destination), _references(caller)

    async def replace_numbers(self, call: Call | None, signal: Signal, site: Site) -> tuple[Signal, References]:
        """Return what the call flow is to meet: keyed numbers as references, and no briefing of who may not be dialled.

        Args:
            call: as it is.
            signal: any.
            site: whose plan judges numbers.
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
        """Only a number that may be dialled is kept."""
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
        """Return the command with the number in it, which the log and Valkey's state never hold.

        Raises:
            NumberUnavailable: nobody knows the number any more, or it may not be dialled.
        """
        if isinstance(command, Dial):
            number = await self._number_of(call.caller_ref)
            address = await self._route(fill_number(command.address, number, plan_of(site)))
            return msgspec.structs.replace(command, address=address)
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
    """Return what a command comes to whose number nobody knows."""
    if isinstance(command, Play):
        return PlaybackEnded(call_id=call.id, command_id=command.id, ended="failed")
    return LegFailed(call_id=call.id, leg=command.leg, cause="unreachable")


def _references(person: Person) -> References:
    return {person.ref: person.encoded} if person.ref else {}


def _ends_briefing(call: Call, signal: PlaybackEnded) -> bool:
    return call.stage is Stage.BRIEFING and signal.command_id == call.awaited_command


class NumberLookup:
    """Finds the number that a reference stands for, wherever it lies at this moment.

    Args:
        stream: holds what the recorder has not carried over yet.
        fetch_stored: asks for what the recorder has carried over; None when it is erased or unknown.
        cipher: of personal data.
    """

    def __init__(
        self, stream: Stream, fetch_stored: Callable[[str], Awaitable[str | None]], cipher: "FieldCipher"
    ) -> None:
        self._stream = stream
        self._fetch_stored = fetch_stored
        self._cipher = cipher

    async def find(self, ref: str) -> str | None:
        """The number, or None when nobody knows it (any more), or who knows it is away."""
        try:
            fresh = (await self._stream.read_people([ref])).get(ref)
            return await self._fetch_stored(ref) if fresh is None else decrypt_datum(fresh, ref, self._cipher).value
        except (StorageError, Unreadable) as error:
            log.warning("number_unknown", error=type(error).__name__)
            return None
