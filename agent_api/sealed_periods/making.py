"""Making the file of a closed month: its facts stream out of the journal, into the fold and into the file.

Owns which stretch of the chain is sealed. It begins with the first fact of the month and ends with the fact that closed
it, so whatever a figure of the month needs is in it: the calls that arrived in the month, to their end, for a month is
closed only when all of them have ended; and what happened in the month besides. Calls that arrived before are in it
with what they still did, and count in their own month. Never more than some thousand facts are in memory, and between
them the process does its other work.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import BinaryIO, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.sealed_periods import store
from agent_api.sealed_periods.closing import Closed
from agent_api.sealed_periods.store import Row
from config.months import bounds
from eventlog.codec import read_canonical
from eventlog.journal import JournalRow
from eventlog.segments import Place, first_from, place_of, segment
from metrics.sealed.figures import MonthFigures
from metrics.sealed.manifest import Point
from metrics.sealed.writing import About, Segment, seal

PIECE: Final = 1 << 20
"""How long a piece is that is kept in the database, bytes."""
_SPOOL: Final = 1 << 24
"""Up to how many bytes a part stays in memory before it goes to a file without a name."""


class CannotSeal(Exception):
    """A month cannot be sealed; its text is one sentence for people."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was made and kept.

    Attributes:
        before: the row before the first fact.
        after: the last one.
        size: in bytes.
        digest: SHA-256, hex.
    """

    before: Point
    after: Point
    size: int
    digest: str


class Spools:
    """Where the long parts wait until their size is known."""

    def __init__(self) -> None:
        self.facts: BinaryIO = tempfile.SpooledTemporaryFile(_SPOOL)  # type: ignore[assignment]  # noqa: SIM115
        self.links: BinaryIO = tempfile.SpooledTemporaryFile(_SPOOL)  # type: ignore[assignment]  # noqa: SIM115

    def __enter__(self) -> "Spools":
        return self

    def __exit__(self, *_: object) -> None:
        self.facts.close()
        self.links.close()


async def make(
    journal: AsyncConnection,
    keeping: AsyncConnection,
    row: Row,
    closed: Closed,
    *,
    entity: str,
    key: Ed25519PrivateKey,
    now: datetime,
) -> Made:
    """Make the file of a closed month, and keep it.

    Args:
        journal: sees one state of it.
        keeping: within the transaction that seals the month.
        row: of the month.
        closed: how it was closed.
        entity: its name.
        key: signs it.
        now: aware.

    Raises:
        CannotSeal: the chain does not hold, or a call of the month has not ended.
    """
    begins, ends = bounds(row.month)
    first = await first_from(journal, row.campaign, begins)
    before = _point(await place_of(journal, row.campaign, first - 1))
    about = About(
        campaign=row.campaign,
        entity=entity,
        month=row.month,
        begins=begins,
        ends=ends,
        sealed_at=now.astimezone(UTC),
        software=version("atencion"),
    )
    with Spools() as spools:
        figures = MonthFigures(begins, ends, closed.definitions)
        written = Segment(before, spools.facts, spools.links)
        async for rows in segment(journal, row.campaign, first, closed.seq):
            _take(rows, written, figures)
            await asyncio.sleep(0)
        if figures.pending:
            raise CannotSeal(_PENDING.format(figures.pending, row.month))
        after = written.close()
        file = seal(
            about,
            key,
            before=before,
            after=after,
            definitions=closed.definitions,
            results=figures.results(),
            links=spools.links,
            facts=spools.facts,
        )
        size, digest = await _keep(keeping, row, file)
    return Made(before=before, after=after, size=size, digest=digest)


_PENDING = "Hay {0} llamadas del mes {1} que no habían terminado cuando se cerró: así no se puede sellar."
_BROKEN = "La cadena del diario no concuerda en el hecho {0}: revise con «atencion verify» antes de sellar."


def _take(rows: Iterable[JournalRow], written: Segment, figures: MonthFigures) -> None:
    for row in rows:
        if written.add(row.data, row.id).hash != row.hash or written.link.seq != row.seq:
            raise CannotSeal(_BROKEN.format(row.seq))
        figures.add(read_canonical(row.data))


def _point(place: Place) -> Point:
    return Point(seq=place.link.seq, hash=place.link.hash.hex(), id=place.id)


async def _keep(connection: AsyncConnection, row: Row, file: Iterator[bytes]) -> tuple[int, str]:
    """Size and SHA-256 of a file that is kept piece by piece."""
    digest, size = hashlib.sha256(), 0
    for place, piece in enumerate(_cut(file)):
        await store.keep_piece(connection, row, place, piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _cut(file: Iterator[bytes]) -> Iterator[bytes]:
    """A file in pieces of one length."""
    buffer = bytearray()
    for data in file:
        buffer += data
        while len(buffer) >= PIECE:
            yield bytes(buffer[:PIECE])
            del buffer[:PIECE]
    if buffer:
        yield bytes(buffer)
