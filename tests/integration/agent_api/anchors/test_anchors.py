"""An anchor is taken once an hour, mailed once, and reaches a file and an address in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.anchors.destinations import file_destination, url_destination
from agent_api.anchors.hourly_service import create_anchor, deliver_anchors
from agent_api.kit.job_context import JobContext
from agent_api.mail.domain import stored_message as mails
from config.site.oversight.mailboxes import Oversight
from eventlog.anchors.anchor import find_anchors, is_signed, parse_anchor
from eventlog.journal.reader import Journal
from eventlog.journal.writer import write
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import mail
from tests.support.facts.call_logs import CAMPAIGN, NOON_IN_BOGOTA, SEALER, mixed_log
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
TO = "interventoria@entidad.example"
SITE = msgspec.structs.replace(sample_site(), campaign=CAMPAIGN, oversight=Oversight(mail=(TO,)))
LOG = mixed_log(6)
HOUR = timedelta(hours=1)


async def journal(engine: AsyncEngine) -> None:
    """Journal six calls."""
    async with unit_of_work(engine) as connection:
        await write(connection, CAMPAIGN, LOG, {}, cipher=SEALER)


async def take(engine: AsyncEngine, hours: int, takers: int = 1) -> int:
    """Let some workers run at the same time; return how many anchors they took."""
    desk = JobContext(engine, SEALER, SITE)
    return sum(
        await asyncio.gather(*(create_anchor(desk, lambda: KEY, NOON_IN_BOGOTA + hours * HOUR) for _ in range(takers)))
    )


async def mailed(engine: AsyncEngine) -> list[str]:
    """Return the waiting messages in their saved form."""
    async with read_connection(engine) as connection:
        rows = (await connection.execute(select(mail).order_by(mail.c.posted_at))).all()
    return [SEALER.decrypt(row.content, field=mails.CONTENT, row=row.id) for row in rows]


async def test_three_workers_write_one_anchor_and_one_mail(engine: AsyncEngine) -> None:
    """Three workers run at the same time: one row and one mail, in which the anchor is whole and signed."""
    assert await take(engine, 0) == 0  # before the first fact there is nothing to sign
    await journal(engine)
    assert await take(engine, 0, takers=3) == 1
    assert await take(engine, 1, takers=3) == 1
    first, second = [find_anchors(each)[0] for each in await mailed(engine)]
    [file] = message_from_string((await mailed(engine))[0], policy=default).iter_attachments()  # type: ignore[attr-defined]
    assert find_anchors(file.get_content()) == (first,)
    assert all(is_signed(each, PUBLIC) for each in (first, second))
    head = (await Journal(engine, CAMPAIGN).head()).link
    assert [parse_anchor(each).number for each in (first, second)] == [1, 2]
    assert parse_anchor(second).link == head
    assert sum(parse_anchor(second).counts.values()) == head.seq


async def test_an_address_and_a_file_get_each_of_them_in_order(engine: AsyncEngine, tmp_path: Path) -> None:
    """An address that refuses gets them when it accepts them again, and the file does not wait for it."""
    await journal(engine)
    desk, file = JobContext(engine, SEALER, SITE), tmp_path / "anclas.txt"
    async with house_of_the_oversight() as (url, refusing, got):
        places = {"url": url_destination(url), "file": file_destination(file)}
        await take(engine, 0)
        refusing.set()
        assert await deliver_anchors(desk, places, NOON_IN_BOGOTA) == 1
        await take(engine, 1)
        refusing.clear()
        assert await deliver_anchors(desk, places, NOON_IN_BOGOTA + HOUR) == 3
    assert (
        await deliver_anchors(desk, {"url": url_destination(url)}, NOON_IN_BOGOTA + HOUR) == 0
    )  # nothing is missing, so no request is sent
    assert [parse_anchor(each).number for each in find_anchors("\n".join(got))] == [1, 2]
    assert find_anchors("\n".join(got)) == find_anchors(await asyncio.to_thread(file.read_text))


async def test_an_address_that_is_nobodys_is_no_error_of_ours(engine: AsyncEngine) -> None:
    """An unreachable address is tried again: no error is raised, and nothing counts as delivered."""
    await journal(engine)
    await take(engine, 0)
    assert (
        await deliver_anchors(
            JobContext(engine, SEALER, SITE), {"url": url_destination("http://127.0.0.1:1/")}, NOON_IN_BOGOTA
        )
        == 0
    )


@asynccontextmanager
async def house_of_the_oversight() -> AsyncIterator[tuple[str, asyncio.Event, list[str]]]:
    """Run an HTTP server that takes anchors; yield its address, the event that makes it refuse, and what it took."""
    refusing, got = asyncio.Event(), list[str]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split()[0])
        body = (await reader.readexactly(length)).decode()
        if not refusing.is_set():
            got.append(body)
        status = "503 Service Unavailable" if refusing.is_set() else "201 Created"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/anclas", refusing, got
