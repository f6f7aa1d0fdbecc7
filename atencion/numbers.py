"""The numbers of callers who are called back: which can be dialled, and where they are found by reference.

Owns the last step from a reference to a number, at the moment of dialling. It must not keep a number, nor log one.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

from atencion.errors import AtencionError
from atencion.house import House
from eventlog.errors import Unreadable
from eventlog.person_cipher import decrypted
from eventlog.stream import Stream
from storage.errors import StorageError

if TYPE_CHECKING:
    from storage.sealing import Sealer

log = structlog.get_logger(__name__)

_DIALABLE = re.compile(r"\+?[0-9]{3,15}", re.ASCII)


class NobodyToDial(AtencionError):
    """What a reference stands for was erased, is unknown, or is no number."""

    code = "nobody_to_dial"


def is_dialable(number: str) -> bool:
    """Whether what the network says of a caller is a number that can be called: digits, perhaps a plus before them."""
    return _DIALABLE.fullmatch(number) is not None


def with_number(address: str, number: str | None) -> str:
    """The address of a number.

    Args:
        address: with ``{number}`` in its place; the address of something else has none, and stays as it is.
        number: what a reference stands for, or None.

    Raises:
        NobodyToDial: the address wants a number, and this is none.
    """
    if "{number}" not in address:
        return address
    if number is None or not is_dialable(number):
        raise NobodyToDial("there is no number to dial")
    return address.replace("{number}", number)


async def unknown(ref: str) -> str | None:
    """Knows nobody: for who calls nobody back."""
    return None


async def as_it_is(address: str) -> str:
    """An address is called where it says."""
    return address


class Numbers:
    """Finds the number that a reference stands for, wherever it lies at this moment.

    Args:
        waiting: holds what the recorder has not carried over yet.
        stored: asks for what the recorder has carried over; None when it is erased or unknown.
        sealer: of personal data.
    """

    def __init__(self, waiting: Stream, stored: Callable[[str], Awaitable[str | None]], sealer: "Sealer") -> None:
        self._waiting = waiting
        self._stored = stored
        self._sealer = sealer

    async def of(self, ref: str) -> str | None:
        """The number, or None when nobody knows it (any more), or who knows it is away."""
        try:
            fresh = (await self._waiting.people([ref])).get(ref)
            return await self._stored(ref) if fresh is None else decrypted(fresh, ref, self._sealer).value
        except (StorageError, Unreadable) as error:
            log.warning("number_unknown", error=type(error).__name__)
            return None


def numbers_of(house: House, campaign: str = "") -> Numbers:
    """The numbers of a campaign's callers, the house's own unless said otherwise.

    While PostgreSQL is away, only those of the last moments are known.
    """

    async def stored(ref: str) -> str | None:
        from eventlog.person_data import value_of  # the database's library is loaded when the first one is asked for

        return await value_of(house.database.engine, ref, house.sealer)

    return Numbers(Stream(house.redis, campaign or house.campaign), stored, house.sealer)
