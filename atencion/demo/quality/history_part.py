"""A part of the demo's history: it adds facts to each day, and stores the rows that those facts give."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts import AnyFact, Envelope
from storage.encryption.field_cipher import FieldCipher

TimedFact = tuple[int, int, str, str, AnyFact]
"""Time in ms; a number that orders facts of the same time; call; actor; fact."""


class HistoryPart(Protocol):
    """The history of one noun. Days come in order, and each fact of a day after its `events`."""

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the part's facts of a local day; `happened` are those of calls, tickets and earlier parts."""

    def observe(self, envelope: Envelope) -> None:
        """Take note of the next fact of the log, of any noun."""

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the rows of the part, in the transaction of its facts."""
