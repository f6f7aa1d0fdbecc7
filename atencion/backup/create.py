"""`atencion backup`: everything that cannot be generated again, in one file, while the system runs.

Owns the order that makes the backup consistent, and its messages. It first reads the facts in Valkey's stream that the
journal does not have yet, with their personal data; then the tables, in one transaction with one snapshot. Facts that
the recorder journaled in between are in the tables; the others are in the tail. So no fact is missing and none is there
twice. The live state (queues, active calls) is not saved: after a restore, recovery ends the calls that the journal has
as open.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from atencion.backup.archive import (
    FORMAT,
    KEY,
    LOG_PREFIX,
    PROBE,
    ArchivePart,
    BackupWriter,
    Chain,
    Manifest,
    Tail,
    create_archive,
)
from atencion.errors import BackupFailed
from atencion.runtime.data_folder import is_demo_data
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.settings import Settings
from config.site.loader import load_site
from eventlog import outbox
from eventlog.facts import Envelope, StreamId
from eventlog.journal.codec import canonical_bytes, read_canonical, read_entry
from eventlog.journal.reader import Journal, read_head
from eventlog.person import person_references
from eventlog.stream import Entry, Stream
from storage.encryption.field_cipher import FieldCipher, load_field_cipher, load_key_ring_text
from storage.postgres.bulk_copy import columns_by_table, copy_out, read_sequences
from storage.postgres.engine import make_engine, snapshot
from storage.postgres.migrate import latest_revision, read_revision_within
from storage.tables import chain_head
from storage.valkey import connect

_PAGE = 5000
EXCLUDED_TABLES = frozenset({"session", "known_browser"})
"""Sessions last one shift, but a backup is kept for years: restoring one would reopen sessions that were closed after
it, so all users sign in again. Drafts are included: they are work in progress, and encrypted."""
_WITHOUT_KEY = (
    "La llave de los datos personales NO va en la copia, que está cifrada con ella: guárdela aparte; sin ella no se "
    "puede restaurar."
)
_WITH_KEY = (
    "Cuidado: la llave de los datos personales va en la copia, que por eso no está cifrada ni firmada: quien la tenga "
    "puede leer los datos, y cambiarlos sin que se note."
)


async def run_backup(settings: Settings, file: Path, *, with_key: bool = False) -> None:
    """Write a backup and print a summary.

    Args:
        settings: of the system.
        file: the backup, which must not exist.
        with_key: include the data key, and leave the backup plain.

    Raises:
        BackupFailed: it cannot be written, or the database is not of this release.
        StorageError: a server is away.
    """
    cipher = load_field_cipher(settings)
    with create_archive(file, None if with_key else cipher) as backup:
        async with attach_servers(settings) as served:
            engine = make_engine(served.database_url or "", name="atencion-backup")
            redis = connect(served.redis_url or "")
            try:
                key = load_key_ring_text(settings) if with_key else ""
                campaign, demo = load_site(settings.site).campaign, is_demo_data(settings)
                manifest = await write_backup(backup, engine, redis, campaign, cipher, key=key, demo=demo)
            finally:
                await redis.aclose()
                await engine.dispose()
    print(_summary(manifest, file))


async def write_backup(
    backup: BackupWriter,
    engine: AsyncEngine,
    redis: Redis,
    campaign: str,
    cipher: FieldCipher,
    *,
    key: str = "",
    demo: bool = False,
) -> Manifest:
    """Write every part and the manifest.

    Args:
        backup: the open archive.
        engine: of the database.
        redis: of Valkey.
        campaign: the site's; its log is included even if its journal is still empty.
        cipher: of the personal data.
        key: the key ring to include; empty to leave it out.
        demo: whether the data belong to a demo.
    """
    tails = [await _read_tail(engine, redis, each, cipher) for each in sorted({campaign, *await _campaigns(engine)})]
    async with snapshot(engine) as connection:
        revision = await _revision(connection)
        parts = await _parts(backup, connection, tails, key)
        manifest = Manifest(
            format=FORMAT,
            release=version("atencion"),
            taken_at=datetime.now(UTC),
            revision=revision,
            chains=await _chains(connection),
            sequences=await read_sequences(connection),
            parts=tuple(parts),
            probe=cipher.encrypt(PROBE, field=KEY, row=PROBE),
            demo=demo,
        )
    backup.write_manifest(manifest)
    return manifest


async def _parts(
    backup: BackupWriter, connection: AsyncConnection, tails: Sequence[Tail], key: str
) -> list[ArchivePart]:
    tables = {name: columns for name, columns in columns_by_table().items() if name not in EXCLUDED_TABLES}
    parts = [await _write_table(backup, connection, *each) for each in tables.items()]
    parts += [await _write_tail(backup, connection, tail) for tail in tails]
    return parts + ([_write_key(backup, key)] if key else [])


async def _campaigns(engine: AsyncEngine) -> list[str]:
    async with snapshot(engine) as connection:
        await _revision(connection)
        return list((await connection.execute(select(chain_head.c.campaign))).scalars())


async def _revision(connection: AsyncConnection) -> str:
    revision = await read_revision_within(connection)
    if revision != latest_revision():
        raise BackupFailed("La base de datos no está en el esquema de esta versión: use antes «atencion migrate».")
    return revision


async def _read_tail(engine: AsyncEngine, redis: Redis, campaign: str, cipher: FieldCipher) -> Tail:
    head, stream = (await Journal(engine, campaign).head()).stream, Stream(redis, campaign)
    entries = await _entries_after(stream, head)
    envelopes = [read_entry(campaign, *entry) for entry in entries]
    people = await stream.read_people(_referenced_people(envelopes))
    return Tail(
        campaign=campaign,
        facts=tuple(map(canonical_bytes, envelopes)),
        carried=tuple(int(fields.get(outbox.STREAM_FIELD, 0)) for _, fields in entries),
        people={ref: cipher.encrypt(data.decode(), field=LOG_PREFIX, row=ref) for ref, data in people.items()},
    )


async def _entries_after(stream: Stream, head: StreamId) -> list[Entry]:
    entries: list[Entry] = []
    last = head
    while page := [each for each in await stream.entries_from(last, _PAGE) if _id(each) > last]:
        entries += page
        last = _id(page[-1])
    return entries


def _id(entry: Entry) -> StreamId:
    return StreamId.parse(entry[0].decode())


def _referenced_people(envelopes: Sequence[Envelope]) -> list[str]:
    return [ref for envelope in envelopes for ref in person_references(envelope.fact)]


async def _write_table(
    backup: BackupWriter, connection: AsyncConnection, table: str, columns: tuple[str, ...]
) -> ArchivePart:
    name = f"tables/{table}"
    with backup.part(name) as sink:
        rows = await copy_out(connection, table, columns, sink.write)
    print(f"  {table:<24} {format_number(rows):>12} filas", flush=True)
    return ArchivePart(name=name, sha256=sink.sha256, rows=rows, table=table, columns=columns)


async def _write_tail(backup: BackupWriter, connection: AsyncConnection, tail: Tail) -> ArchivePart:
    """Write the facts of a tail that the tables still do not have."""
    tail_entries = tail_after(tail, (await read_head(connection, tail.campaign)).stream)
    name = f"{LOG_PREFIX}{tail.campaign}"
    with backup.part(name) as sink:
        sink.write(msgspec.json.encode(tail_entries))
    print(f"  {f'sin registrar ({tail.campaign})':<24} {format_number(len(tail_entries.facts)):>12} hechos", flush=True)
    return ArchivePart(name=name, sha256=sink.sha256, rows=len(tail_entries.facts))


def tail_after(tail: Tail, head: StreamId) -> Tail:
    """Return the facts of a tail after a stream id, and the personal data that they reference."""
    read = [(data, turn, read_canonical(data)) for data, turn in zip(tail.facts, tail.carried, strict=True)]
    remaining = [each for each in read if StreamId.parse(each[2].id) > head]
    named = set(_referenced_people([envelope for *_, envelope in remaining]))
    return Tail(
        campaign=tail.campaign,
        facts=tuple(data for data, *_ in remaining),
        carried=tuple(turn for _, turn, _ in remaining),
        people={ref: value for ref, value in tail.people.items() if ref in named},
    )


def _write_key(backup: BackupWriter, key: str) -> ArchivePart:
    with backup.part(KEY) as sink:
        sink.write(key.encode())
    return ArchivePart(name=KEY, sha256=sink.sha256, rows=1)


async def _chains(connection: AsyncConnection) -> tuple[Chain, ...]:
    rows = await connection.execute(select(chain_head).order_by(chain_head.c.campaign))
    return tuple(Chain(campaign=row.campaign, seq=row.seq, hash=row.hash.hex()) for row in rows)


def _summary(manifest: Manifest, file: Path) -> str:
    heads = [f"  Cadena «{each.campaign}»: hecho {each.seq}, huella {each.hash}" for each in manifest.chains]
    warned = _WITH_KEY if any(part.name == KEY for part in manifest.parts) else _WITHOUT_KEY
    return "\n".join([*heads, warned, f"La copia quedó en {file} ({format_number(file.stat().st_size)} bytes)."])
