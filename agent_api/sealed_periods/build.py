"""Build the file of a closed month: stream its facts from the journal into the fold and the file.

Owns which segment of the chain is sealed. It begins with the first fact of the month. It ends at or after the closing
fact, at the first fact after which no figure can change: every call that arrived in the month has ended, and its later
facts are present or their deadline has passed. The segment therefore has all facts that the month's figures need. Other
months' calls are in it with their facts of the segment; each counts in its own month. At most a thousand facts are in
memory; a thread processes them without blocking the process.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, BinaryIO, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.sealed_periods import store
from agent_api.sealed_periods.store import SealedPeriodRow
from agent_api.sealed_periods.traffic_limits import limits_in_force
from config.spanish_dates import spoken_month
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import Position, first_row_from, read_position, read_range, read_row_time
from eventlog.journal.reader import JournalRow, read_head
from metrics.indicators.ledger import LINGER_LIMIT
from metrics.indicators.periods import bounds_of
from metrics.sealed.figures import MonthFigures
from metrics.sealed.manifest import Point
from metrics.sealed.writer import SealedPeriodInfo, SegmentWriter, build_sealed_period
from storage.tables import call

CHUNK_BYTES: Final = 1 << 20
"""Bytes of a chunk in the database."""
_SPOOL_BYTES: Final = 1 << 24
"""Bytes of a part in memory before it moves to an unnamed file."""


class CannotSeal(Exception):
    """A month cannot be sealed; the text is a sentence for users."""


class NotReadyToSeal(Exception):
    """A month can be sealed later; the text is a sentence for users."""


class MonthToSeal(msgspec.Struct, frozen=True, kw_only=True):
    """A month to seal.

    Attributes:
        closed_by: number of the closing fact.
        definitions: fixed at the closing.
    """

    row: SealedPeriodRow
    closed_by: int
    definitions: bytes


class SealedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file.

    Attributes:
        before: row before the first fact.
        after: last row.
        size: in bytes.
        digest: SHA-256, hex.
    """

    before: Point
    after: Point
    size: int
    digest: str


class SpoolFiles:
    """Temporary files of the long parts until their size is known."""

    def __init__(self) -> None:
        self.facts: BinaryIO = tempfile.SpooledTemporaryFile(_SPOOL_BYTES)  # type: ignore[assignment]  # noqa: SIM115
        self.links: BinaryIO = tempfile.SpooledTemporaryFile(_SPOOL_BYTES)  # type: ignore[assignment]  # noqa: SIM115

    def __enter__(self) -> "SpoolFiles":
        return self

    def __exit__(self, *_: object) -> None:
        self.facts.close()
        self.links.close()


async def build_file(
    journal: AsyncConnection,
    connection: AsyncConnection,
    month: MonthToSeal,
    *,
    entity: str,
    key: Ed25519PrivateKey,
    now: datetime,
) -> SealedFile:
    """Build and store the file of a closed month.

    Args:
        journal: connection that reads one snapshot.
        connection: within the transaction that seals the month.
        month: to seal.
        entity: name of the entity.
        key: signs the file.
        now: aware.

    Raises:
        CannotSeal: the chain does not hold.
        NotReadyToSeal: a figure of the month may still change.
    """
    row = month.row
    await _check_ended(journal, row)
    first = await first_row_from(journal, row.campaign, bounds_of(row.month)[0])
    before = _point(await read_position(journal, row.campaign, first - 1))
    with SpoolFiles() as spools:
        figures = MonthFigures(*bounds_of(row.month), month.definitions)
        after = await _stream(journal, month, first, SegmentWriter(before, spools.facts, spools.links), figures)
        content = await asyncio.to_thread(_content, month, figures, spools)
        content["limits"] = await limits_in_force(journal, row.campaign, before.seq, after.seq)
        file = await asyncio.to_thread(
            build_sealed_period, _about(row, entity, now), key, before=before, after=after, **content
        )
        size, digest = await _store_chunks(connection, row, file)
    return SealedFile(before=before, after=after, size=size, digest=digest)


def _content(month: MonthToSeal, figures: MonthFigures, spools: SpoolFiles) -> dict[str, Any]:
    return {
        "closed_by": month.closed_by,
        "definitions": month.definitions,
        "results": figures.results(),
        "links": spools.links,
        "facts": spools.facts,
    }


_NOT_SETTLED = "Todavía puede cambiar alguna cifra de {0}: se sella cuando pasen dos horas de su última llamada."
_CHAIN_BROKEN = "La cadena del diario no concuerda en el hecho {0}: revise con «atencion verify» antes de sellar."


async def _check_ended(journal: AsyncConnection, row: SealedPeriodRow) -> None:
    """Check that the month's calls ended long enough ago, before the whole month is read.

    Raises:
        NotReadyToSeal: they did not.
    """
    begins, ends = bounds_of(row.month)
    head = (await read_head(journal, row.campaign)).link.seq
    last = await read_row_time(journal, row.campaign, head) if head else None
    if last is None or last < ends or await _has_open_calls(journal, row.campaign, begins, ends, last - LINGER_LIMIT):
        raise NotReadyToSeal(_NOT_SETTLED.format(spoken_month(row.month)))


async def _has_open_calls(
    journal: AsyncConnection, campaign: str, begins: datetime, ends: datetime, since: datetime
) -> bool:
    """Return whether a call of a period has not ended, or ended after ``since``."""
    late = or_(call.c.ended_at.is_(None), call.c.ended_at >= since)
    query = select(call.c.call_id).where(
        call.c.campaign == campaign, call.c.arrived_at >= begins, call.c.arrived_at < ends, late
    )
    return (await journal.execute(query.limit(1))).first() is not None


async def _stream(
    journal: AsyncConnection, month: MonthToSeal, first: int, writer: SegmentWriter, figures: MonthFigures
) -> Point:
    """Fold and write the facts of the segment; return its last row.

    Raises:
        CannotSeal: the chain does not hold.
        NotReadyToSeal: the journal ends before the segment does.
    """
    row = month.row
    head = (await read_head(journal, row.campaign)).link.seq
    async for rows in read_range(journal, row.campaign, first, head):
        if await asyncio.to_thread(_add_until_settled, rows, month.closed_by, writer, figures):
            return writer.close()
    raise NotReadyToSeal(_NOT_SETTLED.format(spoken_month(row.month)))


def _add_until_settled(
    rows: Iterable[JournalRow], closed_by: int, writer: SegmentWriter, figures: MonthFigures
) -> bool:
    """Add rows until no figure can change; return whether that row is among them."""
    for each in rows:
        _add_row(each, writer, figures)
        if each.seq >= closed_by and figures.is_settled(each.at):
            return True
    return False


def _add_row(row: JournalRow, writer: SegmentWriter, figures: MonthFigures) -> None:
    if writer.add(row.data, row.id).hash != row.hash or writer.link.seq != row.seq:
        raise CannotSeal(_CHAIN_BROKEN.format(row.seq))
    figures.add(read_canonical(row.data))


def _about(row: SealedPeriodRow, entity: str, now: datetime) -> SealedPeriodInfo:
    begins, ends = bounds_of(row.month)
    return SealedPeriodInfo(
        campaign=row.campaign,
        entity=entity,
        month=row.month,
        begins=begins.astimezone(UTC),
        ends=ends.astimezone(UTC),
        sealed_at=now.astimezone(UTC),
        software=version("atencion"),
    )


def _point(position: Position) -> Point:
    return Point(seq=position.link.seq, hash=position.link.hash.hex(), id=position.id)


async def _store_chunks(connection: AsyncConnection, row: SealedPeriodRow, file: Iterator[bytes]) -> tuple[int, str]:
    """Store a file in chunks; return its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    for position, piece in enumerate(_chunks(file)):
        await store.add_piece(connection, row, position, piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _chunks(file: Iterator[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for data in file:
        buffer += data
        while len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
    if buffer:
        yield bytes(buffer)
