"""Making the file of a closed month: its facts stream out of the journal, into the fold and into the file.

Owns which stretch of the chain is sealed. It begins with the first fact of the month. It ends with the first fact, from
the one that closed the month on, after which nothing can change a figure: every call that arrived in the month has
ended, and what may still be said of it has been said, or its time is over. So whatever a figure of the month needs is
in it. Calls that arrived before are in it with what they still did, and those that came after with what they did up to
there; each counts in its own month. Never more than a thousand facts are in memory; they are taken in a thread, and the
process does its other work meanwhile.
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
from agent_api.sealed_periods.store import Row
from agent_api.sealed_periods.traffic_limits import limits_in_force
from config.spanish_dates import month_in_words
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import Place, at_of, first_from, place_of, segment
from eventlog.journal.reader import JournalRow, read_head
from metrics.indicators.ledger import LINGERS
from metrics.indicators.periods import bounds_of
from metrics.sealed.figures import MonthFigures
from metrics.sealed.manifest import Point
from metrics.sealed.writer import About, Segment, seal
from storage.tables import call

PIECE: Final = 1 << 20
"""How long a piece is that is kept in the database, bytes."""
_SPOOL: Final = 1 << 24
"""Up to how many bytes a part stays in memory before it goes to a file without a name."""


class CannotSeal(Exception):
    """A month cannot be sealed; its text is one sentence for people."""


class NotYet(Exception):
    """A month can be sealed later; its text is one sentence for people."""


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sealed.

    Attributes:
        row: of the month.
        closed_by: number of the fact that closed it.
        definitions: those that were fixed then.
    """

    row: Row
    closed_by: int
    definitions: bytes


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
    month: Month,
    *,
    entity: str,
    key: Ed25519PrivateKey,
    now: datetime,
) -> Made:
    """Make the file of a closed month, and keep it.

    Args:
        journal: sees one state of it.
        keeping: within the transaction that seals the month.
        month: which.
        entity: its name.
        key: signs it.
        now: aware.

    Raises:
        CannotSeal: the chain does not hold.
        NotYet: something may still change a figure of the month.
    """
    row = month.row
    await _check_ended(journal, row)
    first = await first_from(journal, row.campaign, bounds_of(row.month)[0])
    before = _point(await place_of(journal, row.campaign, first - 1))
    with Spools() as spools:
        figures = MonthFigures(*bounds_of(row.month), month.definitions)
        after = await _stream(journal, month, first, Segment(before, spools.facts, spools.links), figures)
        content = await asyncio.to_thread(_content, month, figures, spools)
        content["limits"] = await limits_in_force(journal, row.campaign, before.seq, after.seq)
        file = await asyncio.to_thread(seal, _about(row, entity, now), key, before=before, after=after, **content)
        size, digest = await _keep(keeping, row, file)
    return Made(before=before, after=after, size=size, digest=digest)


def _content(month: Month, figures: MonthFigures, spools: Spools) -> dict[str, Any]:
    return {
        "closed_by": month.closed_by,
        "definitions": month.definitions,
        "results": figures.results(),
        "links": spools.links,
        "facts": spools.facts,
    }


_GO_ON = "Todavía puede cambiar alguna cifra de {0}: se sella cuando pasen dos horas de su última llamada."
_BROKEN = "La cadena del diario no concuerda en el hecho {0}: revise con «atencion verify» antes de sellar."


async def _check_ended(journal: AsyncConnection, row: Row) -> None:
    """Before a month is read whole: whether its calls have ended long enough ago.

    Raises:
        NotYet: they have not.
    """
    begins, ends = bounds_of(row.month)
    head = (await read_head(journal, row.campaign)).link.seq
    last = await at_of(journal, row.campaign, head) if head else None
    if last is None or last < ends or await _goes_on(journal, row.campaign, begins, ends, last - LINGERS):
        raise NotYet(_GO_ON.format(month_in_words(row.month)))


async def _goes_on(journal: AsyncConnection, campaign: str, begins: datetime, ends: datetime, since: datetime) -> bool:
    """Whether a call that arrived within a stretch has not ended, or ended after a moment."""
    late = or_(call.c.ended_at.is_(None), call.c.ended_at >= since)
    wanted = select(call.c.call_id).where(
        call.c.campaign == campaign, call.c.arrived_at >= begins, call.c.arrived_at < ends, late
    )
    return (await journal.execute(wanted.limit(1))).first() is not None


async def _stream(journal: AsyncConnection, month: Month, first: int, written: Segment, figures: MonthFigures) -> Point:
    """Every fact of the segment, folded and written; its last row.

    Raises:
        CannotSeal: the chain does not hold.
        NotYet: the journal ends before the segment does.
    """
    row = month.row
    head = (await read_head(journal, row.campaign)).link.seq
    async for rows in segment(journal, row.campaign, first, head):
        if await asyncio.to_thread(_take_until_settled, rows, month.closed_by, written, figures):
            return written.close()
    raise NotYet(_GO_ON.format(month_in_words(row.month)))


def _take_until_settled(rows: Iterable[JournalRow], closed_by: int, written: Segment, figures: MonthFigures) -> bool:
    """Take rows up to the one after which no figure can change; whether it is among them."""
    for each in rows:
        _take(each, written, figures)
        if each.seq >= closed_by and figures.is_settled(each.at):
            return True
    return False


def _take(row: JournalRow, written: Segment, figures: MonthFigures) -> None:
    if written.add(row.data, row.id).hash != row.hash or written.link.seq != row.seq:
        raise CannotSeal(_BROKEN.format(row.seq))
    figures.add(read_canonical(row.data))


def _about(row: Row, entity: str, now: datetime) -> About:
    begins, ends = bounds_of(row.month)
    return About(
        campaign=row.campaign,
        entity=entity,
        month=row.month,
        begins=begins.astimezone(UTC),
        ends=ends.astimezone(UTC),
        sealed_at=now.astimezone(UTC),
        software=version("atencion"),
    )


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
