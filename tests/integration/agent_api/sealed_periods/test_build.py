"""A month is sealed once, completely or not at all, from the journal's own bytes."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.sealed_periods import store
from agent_api.sealed_periods.build import CannotSeal
from agent_api.sealed_periods.service import SealContext, seal_month, seal_next
from config.errors import SettingsInvalid
from eventlog.facts import CallIngressed, Envelope
from eventlog.facts.oversight.seal import PeriodSealed
from eventlog.journal.codec import read_fact
from eventlog.journal.ranges import first_row_from
from eventlog.journal.reader import Journal
from metrics.sealed.figures import figures_of
from metrics.sealed.report import VerificationReport
from metrics.sealed.verifier import verify
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import call, outbox, sealed_piece
from tests.support.facts.closed_month import CLOSED_AT, MONTH, SITE, close_month, closing_fact, write_facts
from tests.support.facts.synthetic_month import CAMPAIGN
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration
NOW = CLOSED_AT + timedelta(days=1)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def desk_of(engine: AsyncEngine) -> SealContext:
    """Return the context for sealing."""
    return SealContext(engine, SITE, lambda: KEY)


async def file_of(engine: AsyncEngine) -> bytes:
    """Return the file of November."""
    return b"".join([piece async for piece in await store.pieces(engine, CAMPAIGN, MONTH)])


async def checked(engine: AsyncEngine, **options: object) -> VerificationReport:
    """Return the verifier's report on it."""
    return verify(io.BytesIO(await file_of(engine)), recount=figures_of, **options)  # type: ignore[arg-type]


async def update_arrival(engine: AsyncEngine, call_id: str, at: datetime) -> None:
    """Set another arrival in a call's row."""
    async with unit_of_work(engine) as connection:
        await connection.execute(update(call).where(call.c.call_id == call_id).values(arrived_at=at))


async def sealed_facts(engine: AsyncEngine) -> list[PeriodSealed]:
    """Return the facts that wait in the outbox."""
    async with read_connection(engine) as connection:
        facts = [read_fact(each) for each in (await connection.execute(select(outbox.c.fact))).scalars()]
    return [each for each in facts if isinstance(each, PeriodSealed)]


async def test_a_sealed_month_can_be_checked_from_its_file(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """The file has each fact from the month's first to the one that closed it, and a stored head proves it."""
    row = await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)
    head = (await Journal(engine, CAMPAIGN).head()).link
    report = await checked(engine, key=KEY.public_key().public_bytes_raw(), anchors=[head])
    assert report.sound, report.findings
    assert (row.first_seq, row.last_seq, row.head) == (1, len(envelopes), head.hash)
    assert row.size == len(await file_of(engine))
    [fact] = await sealed_facts(engine)
    assert (fact.digest, fact.last) == (row.digest, len(envelopes))


async def test_sealed_file_has_month_and_its_context_only(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """Earlier facts are left out, and the chain begins with the link before the month's first fact."""
    later = [
        msgspec.structs.replace(each, id=f"9-{number}", at=each.at + timedelta(days=30), call_id=f"x{each.call_id}")
        for number, each in enumerate(envelopes[:-1], 1)
    ]
    last = closing_fact(later[-1], "2026-12", NOW + timedelta(days=30))
    await write_facts(engine, [*later, last])
    await close_month(engine, "2026-12")
    await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)
    row = await seal_month(desk_of(engine), "2026-12", by="coordinador", now=NOW)
    async with read_connection(engine) as connection:
        first = await first_row_from(connection, CAMPAIGN, datetime(2026, 12, 1, 5, tzinfo=UTC))
    assert 1 < first == row.first_seq
    for month in (MONTH, "2026-12"):
        file = b"".join([piece async for piece in await store.pieces(engine, CAMPAIGN, month)])
        report = verify(io.BytesIO(file), recount=figures_of)
        assert report.sound, report.findings


async def test_of_several_that_seal_one_does(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """The others find nothing to do, and a second request leaves it unchanged."""
    async with unit_of_work(engine) as connection:
        await store.request(connection, CAMPAIGN, MONTH, by="coordinador", now=NOW)
    rows = await asyncio.gather(*(seal_next(desk_of(engine), NOW) for _ in range(2)))
    assert [row.state for row in rows if row is not None] == ["sealed"]
    before = await file_of(engine)
    again = await seal_month(desk_of(engine), MONTH, by="otra", now=NOW + timedelta(days=1))
    assert (again.asked_by, again.sealed_at) == ("coordinador", NOW)
    assert await file_of(engine) == before
    assert len(await sealed_facts(engine)) == 1


async def test_a_month_that_is_not_closed_is_not_sealed(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """The request is not stored either."""
    with pytest.raises(CannotSeal, match="no está cerrado"):
        await seal_month(desk_of(engine), "2026-10", by="coordinador", now=NOW)
    async with read_connection(engine) as connection:
        assert await store.list_all(connection, CAMPAIGN) == []


async def test_calls_that_go_on_are_waited_for(engine: AsyncEngine, november: list[Envelope]) -> None:
    """A file has whole calls: one that spans the month's end is included to its end plus two hours."""
    fact = next(each for each in november if isinstance(each.fact, CallIngressed))
    late = CLOSED_AT - timedelta(hours=1)
    open_ = msgspec.structs.replace(fact, id="9-1", call_id="abierta", at=november[-1].at)
    await write_facts(engine, [open_])
    await write_facts(engine, [msgspec.structs.replace(closing_fact(open_), at=late)])
    await close_month(engine)
    await update_arrival(engine, "abierta", datetime(2026, 12, 1, 4, 59, tzinfo=UTC))
    with pytest.raises(CannotSeal, match="Todavía puede cambiar alguna cifra de noviembre de 2026"):
        await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)
    async with read_connection(engine) as connection:
        [row] = await store.list_all(connection, CAMPAIGN)
    assert row.state == "asked"


async def test_a_closing_that_is_not_journaled_yet_is_waited_for(engine: AsyncEngine, november: list[Envelope]) -> None:
    """The row says that the month is closed before the journal does; it is sealed after that."""
    await close_month(engine)
    with pytest.raises(CannotSeal, match="todavía no ha llegado al diario"):
        await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)
    await write_facts(engine, [closing_fact(november[-1])])
    row = await seal_next(desk_of(engine), NOW)
    assert row is not None
    assert (row.state, row.why) == ("sealed", "")


async def test_a_broken_chain_is_not_sealed(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """The requester sees the fact where it breaks, no partial file stays, and a repaired chain can be sealed."""
    async with owner_transaction(engine) as connection:
        await connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        await connection.execute(text("UPDATE journal SET hash = bytes WHERE seq = 100"))
    with pytest.raises(CannotSeal, match="no concuerda en el hecho 100"):
        await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)
    async with read_connection(engine) as connection:
        [row] = await store.list_all(connection, CAMPAIGN)
        assert (await connection.execute(select(sealed_piece))).all() == []
    assert (row.state, row.sealed_at) == ("failed", None)


async def test_without_a_key_nothing_is_sealed(engine: AsyncEngine, envelopes: list[Envelope]) -> None:
    """The requester sees what is missing, and with the key the month is sealed."""

    def no_key() -> Ed25519PrivateKey:
        raise SettingsInvalid("Falta la llave.")

    with pytest.raises(CannotSeal, match=r"Falta la llave\."):
        await seal_month(SealContext(engine, SITE, no_key), MONTH, by="coordinador", now=NOW)
    assert (await seal_month(desk_of(engine), MONTH, by="coordinador", now=NOW)).state == "sealed"
