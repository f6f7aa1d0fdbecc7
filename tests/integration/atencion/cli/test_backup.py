"""A backup holds all data that cannot be made again, and is restored completely or not at all."""
# ruff: noqa: ASYNC240 - nothing else waits for this loop

import base64
import zipfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import redis.asyncio as redis
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import sessions, users
from agent_api.access.credentials.passwords import verify_password
from agent_api.access.credentials.sip_credentials import find_ha1, ha1
from agent_api.access.user_admin import UserAdmin
from agent_api.customers import queries as customers
from agent_api.drafts import store as drafts
from agent_api.tickets import store as tickets
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.queries.calls import count_open_by_caller
from atencion.backup import archive
from atencion.backup.archive import Manifest, create_archive, open_archive
from atencion.backup.create import write_backup
from atencion.backup.restore import check_key, cipher_for, restore, run_restore
from atencion.errors import BackupFailed, BackupUnusable, RestoreRefused
from config.settings import Settings
from eventlog import outbox
from eventlog.journal.reader import Journal
from eventlog.journal.verify import verify
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.encryption.key_ring import KeyRing
from storage.postgres.bulk_copy import columns_by_table, list_tables
from storage.postgres.engine import make_engine, snapshot, unit_of_work
from storage.tables import metadata
from tests.support.facts.call_logs import CAMPAIGN, SEALER, append_to_stream, entry_of, mixed_log
from tests.support.facts.recorder_rig import read_journal, record_all
from tests.support.known_customers import NewCustomer
from tests.support.known_customers import add as add_customers

pytestmark = pytest.mark.integration
LOG = mixed_log(12)
JOURNALED = len(LOG) - 15
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
PASSWORD = "guadua-y-laguna"


@pytest_asyncio.fixture
async def empty_engine(empty_postgres_url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a database without a table."""
    made = make_engine(empty_postgres_url)
    yield made
    await made.dispose()


@pytest_asyncio.fixture
async def file(valkey: redis.Redis, engine: AsyncEngine, tmp_path: Path) -> Path:
    """Make a backup of a campaign whose last facts are not journaled yet."""
    await append_to_stream(valkey, LOG[:JOURNALED])
    await record_all(valkey, engine, LOG[:JOURNALED])
    await append_to_stream(valkey, LOG[JOURNALED:])
    await _written(tmp_path / "copia.zip", engine, valkey)
    return tmp_path / "copia.zip"


async def _written(file: Path, engine: AsyncEngine, valkey: redis.Redis, *, encrypted: bool = True) -> Manifest:
    with create_archive(file, SEALER if encrypted else None) as backup:
        return await write_backup(backup, engine, valkey, CAMPAIGN, SEALER)


async def _counts(engine: AsyncEngine) -> dict[str, int]:
    async with snapshot(engine) as connection:
        return {
            table.name: int(await connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in metadata.sorted_tables
        }


def _offsets(size: int) -> Iterator[int]:
    yield from range(7, size, max(size // 60, 1))


async def test_every_fact_comes_back_and_the_chain_holds(file: Path, empty_engine: AsyncEngine) -> None:
    """Journaled or still in Valkey, each fact is in the restored journal once, in order, with its person."""
    with open_archive(file, SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    assert await read_journal(empty_engine) == LOG
    report = await verify(empty_engine, CAMPAIGN, SEALER)
    assert report.is_sound
    assert {item.name: item.checked for item in report.items}["person_data"] == 12


async def test_every_row_comes_back(
    file: Path, engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine
) -> None:
    """After the origin has journaled the backup's unjournaled facts, both have as many rows in each table."""
    await record_all(valkey, engine, LOG)
    with open_archive(file, SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    assert await _counts(empty_engine) == await _counts(engine)


async def test_no_table_is_forgotten(engine: AsyncEngine) -> None:
    """The copied tables are those that the migrations make."""
    async with snapshot(engine) as connection:
        assert await list_tables(connection) == set(columns_by_table())


async def test_facts_moved_between_reads_are_not_doubled(
    valkey: redis.Redis, engine: AsyncEngine, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """Facts that the recorder moves between the reads of Valkey and of the tables are not doubled."""
    await append_to_stream(valkey, LOG)

    class Overtaken(redis.Redis):
        """A Valkey whose facts are all journaled right after the backup has read it."""

        done = False

        async def hmget(self, *args: object, **kwargs: object) -> object:
            reply = await super().hmget(*args, **kwargs)  # type: ignore[arg-type, misc]
            if not self.done:
                Overtaken.done = True
                await record_all(valkey, engine, LOG)
            return reply

    overtaken = Overtaken.from_pool(valkey.connection_pool)
    manifest = await _written(tmp_path / "copia.zip", engine, overtaken)
    assert [part.rows for part in manifest.parts if part.name == f"log/{CAMPAIGN}"] == [0]
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    assert await read_journal(empty_engine) == LOG
    assert (await verify(empty_engine, CAMPAIGN, SEALER)).is_sound


async def test_a_backup_without_a_checkpoint_comes_back_with_one(
    file: Path, engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """The restore folds a backup that was made by a release without checkpoints."""
    async with unit_of_work(engine) as connection:
        for table in ("checkpoint", "checkpoint_total", "checkpoint_advisor"):
            await connection.execute(text(f"DELETE FROM {table}"))
    await _written(tmp_path / "antigua.zip", engine, valkey)
    with open_archive(tmp_path / "antigua.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    report = await verify(empty_engine, CAMPAIGN, SEALER)
    assert report.is_sound
    assert {item.name: item.checked for item in report.items}["checkpoint"] > 0


async def test_only_an_empty_database_is_restored_into(file: Path, engine: AsyncEngine) -> None:
    """A database with a row refuses the restore, and stays unchanged."""
    before = await _counts(engine)
    with open_archive(file, SEALER) as backup, pytest.raises(RestoreRefused, match="ya tiene datos"):
        await restore(engine, backup, SEALER)
    assert await _counts(engine) == before


async def test_a_restore_that_dies_leaves_nothing(
    file: Path, empty_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restore that is cut off at its last part has made no table, and can be repeated."""

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with open_archive(file, SEALER) as backup:
        with monkeypatch.context() as patch:
            patch.setattr("atencion.backup.restore._journal", dies)
            with pytest.raises(KeyboardInterrupt):
                await restore(empty_engine, backup, SEALER)
        async with unit_of_work(empty_engine) as connection:
            assert await list_tables(connection) == set()
        await restore(empty_engine, backup, SEALER)
    assert await read_journal(empty_engine) == LOG


def test_a_flipped_byte_is_refused(file: Path) -> None:
    """A flipped bit at any position, the beginning included, makes the restore refuse the backup."""
    content, altered = file.read_bytes(), file.with_name("alterada.zip")
    for offset in (0, 9, 20, *_offsets(len(content))):
        altered.write_bytes(content[:offset] + bytes([content[offset] ^ 0x10]) + content[offset + 1 :])
        with pytest.raises(BackupUnusable, match=r"No se escribió nada|alterado"), open_archive(altered, SEALER):
            pass


async def test_an_altered_part_of_a_plain_one_is_named(
    engine: AsyncEngine, valkey: redis.Redis, tmp_path: Path
) -> None:
    """A part with other bytes is named, even if it is packed correctly."""
    file, altered = tmp_path / "copia.zip", tmp_path / "alterada.zip"
    await append_to_stream(valkey, LOG)
    await record_all(valkey, engine, LOG)
    await _written(file, engine, valkey, encrypted=False)
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"bogota", b"bogotb") if name == "tables/call" else data)
    with pytest.raises(BackupUnusable, match="la parte «tables/call»"), open_archive(altered, None, unsigned=True):
        pass


def test_a_truncated_backup_is_refused(file: Path) -> None:
    """A file without its end is refused, and so is a file of another kind."""
    cut = file.with_name("cortada.zip")
    for data in (file.read_bytes()[:-200], b"", b"hola"):
        cut.write_bytes(data)
        with pytest.raises(BackupUnusable, match="cortado"), open_archive(cut, SEALER):
            pass
    with pytest.raises(BackupUnusable, match="No existe"), open_archive(file.with_name("nada.zip"), SEALER):
        pass


async def test_a_backup_is_for_its_owner_and_writes_over_nothing(
    file: Path, engine: AsyncEngine, valkey: redis.Redis
) -> None:
    """Only its owner can read the file; a second one under its name is refused and leaves the first."""
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(BackupFailed, match="ya existe"):
        await _written(file, engine, valkey)
    assert file.read_bytes() == before


async def test_a_full_disk_leaves_nothing(
    engine: AsyncEngine, valkey: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk (/dev/full) one sentence gives the reason, and no file is left."""

    def full(**_: object) -> tuple[int, str]:
        name = tmp_path / ".copia.zip.x"
        name.symlink_to("/dev/full")
        return archive.os.open(name, archive.os.O_WRONLY), str(name)

    monkeypatch.setattr(archive.tempfile, "mkstemp", full)
    with pytest.raises(BackupFailed, match="no queda espacio en el disco"):
        await _written(tmp_path / "copia.zip", engine, valkey)
    assert list(tmp_path.iterdir()) == []


async def test_a_journal_without_facts_is_backed_up(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """A system without a call restores to a system without a call."""
    await _written(tmp_path / "copia.zip", engine, valkey)
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    assert (await Journal(empty_engine, CAMPAIGN).head()).link.seq == 0


def test_another_key_is_refused(file: Path) -> None:
    """A key that did not encrypt the backup's contents is noticed before anything is written."""
    with open_archive(file, SEALER) as backup:
        check_key(SEALER, backup.manifest)
        with pytest.raises(RestoreRefused, match="no es la de esta copia"):
            check_key(FieldCipher(bytes(32)), backup.manifest)
    for other in (FieldCipher(bytes(32)), None):
        with pytest.raises(BackupUnusable, match="no es la de esta copia"), open_archive(file, other):
            pass


def test_a_rotated_key_opens_older_backups_as_long_as_it_is_in_the_ring(file: Path) -> None:
    """A new key in force leaves last night's backup readable; without the old key no backup of its time opens."""
    old, new = bytes(range(32)), bytes(range(1, 33))
    ring = KeyRing(data_keys=(new, old), lone_key=old)
    with open_archive(file, FieldCipher(ring)) as backup:
        check_key(FieldCipher(ring), backup.manifest)
        assert len(backup.manifest.parts) > 5
    without = FieldCipher(KeyRing(data_keys=(new,), lone_key=new))
    with pytest.raises(BackupUnusable, match="no es la de esta copia"), open_archive(file, without):
        pass


def test_nothing_lies_open_in_the_file(file: Path) -> None:
    """Without the key the file is unreadable, and inside it callers' numbers are encrypted once more."""
    content = file.read_bytes()
    assert not any(each in content for each in (b"PK\x03\x04", b"bogota", b"manifest", b"300555"))
    with open_archive(file, SEALER) as backup:
        assert len(backup.manifest.parts) > 5
        for part in backup.manifest.parts:
            assert b"300555" not in b"".join(backup.read_part(part.name))


async def test_a_key_in_the_backup_goes_where_the_system_looks(
    engine: AsyncEngine, valkey: redis.Redis, tmp_path: Path
) -> None:
    """An empty folder gets the key, readable by its owner alone; a folder with another key refuses the restore."""
    key = base64.b64encode(bytes(range(32))).decode()
    with create_archive(tmp_path / "copia.zip", None) as backup:
        await write_backup(backup, engine, valkey, CAMPAIGN, SEALER, key=key)
    empty, other = tmp_path / "empty", tmp_path / "other"
    other.mkdir()
    (other / "data.key").write_text(base64.b64encode(bytes(32)).decode())
    with open_archive(tmp_path / "copia.zip", None, unsigned=True) as backup:
        cipher_for(Settings(data_dir=empty), backup)
        with pytest.raises(RestoreRefused, match="no es la de esta copia"):
            cipher_for(Settings(data_dir=other), backup)
    assert (empty / "data.key").read_text() == key
    assert (empty / "data.key").stat().st_mode & 0o777 == 0o600


async def test_without_a_key_at_hand_nothing_is_restored(
    file: Path, engine: AsyncEngine, valkey: redis.Redis, tmp_path: Path
) -> None:
    """A backup without its key, encrypted or plain, needs the key as input; the restore makes no new one."""
    settings = Settings(data_dir=tmp_path / "empty")
    with pytest.raises(RestoreRefused, match="Falta la llave"):
        await run_restore(settings, file)
    await _written(tmp_path / "plana.zip", engine, valkey, encrypted=False)
    plain = open_archive(tmp_path / "plana.zip", None, unsigned=True)
    with plain as backup, pytest.raises(RestoreRefused, match="Falta la llave"):
        cipher_for(settings, backup)
    assert not (tmp_path / "empty").exists()


async def test_a_plain_backup_is_restored_only_when_it_is_asked_for(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """A plain backup could be altered together with its digests, so a restore needs an explicit confirmation."""
    await append_to_stream(valkey, LOG)
    await _written(tmp_path / "plana.zip", engine, valkey, encrypted=False)
    with pytest.raises(BackupUnusable, match="--unsigned"), open_archive(tmp_path / "plana.zip", SEALER):
        pass
    with open_archive(tmp_path / "plana.zip", None, unsigned=True) as backup:
        await restore(empty_engine, backup, SEALER)
    assert await read_journal(empty_engine) == LOG


async def test_facts_on_their_way_come_back_and_numbers_go_on(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """A fact of the outbox is there after the restore, and the next one gets an unused number."""
    async with unit_of_work(engine) as connection:
        await outbox.put(connection, CAMPAIGN, [LOG[0].fact], actor="user:ana", site_version="s-1")
        await outbox.assign_turns(connection, CAMPAIGN, 10)
    await _written(tmp_path / "copia.zip", engine, valkey)
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        assert backup.manifest.sequences
        await restore(empty_engine, backup, SEALER)
    async with unit_of_work(empty_engine) as connection:
        (row,) = await outbox.read_waiting(connection, CAMPAIGN, 0, 10)
        assert row.fact == LOG[0].fact
        for sequence, last in backup.manifest.sequences.items():
            assert await connection.scalar(text("SELECT nextval(CAST(:name AS text))"), {"name": sequence}) == last + 1


async def test_a_fact_carried_from_the_outbox_is_recorded_once(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """A fact in the stream that is still in the outbox is in the journal alone after the restore."""
    async with unit_of_work(engine) as connection:
        await outbox.put(connection, CAMPAIGN, [LOG[0].fact], actor="user:ana", site_version="s-1")
        await outbox.assign_turns(connection, CAMPAIGN, 10)
    async with unit_of_work(engine) as connection:
        (row,) = await outbox.read_waiting(connection, CAMPAIGN, 0, 10)
    await valkey.xadd(f"{{{CAMPAIGN}}}:log", {**entry_of(LOG[0]), outbox.STREAM_FIELD: row.turn}, id=LOG[0].id)  # type: ignore[dict-item]
    await _written(tmp_path / "copia.zip", engine, valkey)
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    assert await read_journal(empty_engine) == [LOG[0]]
    async with unit_of_work(empty_engine) as connection:
        assert await outbox.read_waiting(connection, CAMPAIGN, 0, 10) == []


async def test_restore_keeps_accounts_and_no_sessions(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """Password, role, second factor and phone are unchanged, encrypted with the same key; no session is in the copy."""
    staff = UserAdmin(engine, SEALER, CAMPAIGN, "s-1", "system")
    await staff.create("ana", "Rosalba", PASSWORD, [{"role": "asesor"}], NOON)
    await staff.set_phone_password("ana", "clave-del-telefono")
    async with unit_of_work(engine) as connection:
        sealed = users.encrypt_otp_secret("ana", "JBSWY3DPEHPK3PXP", SEALER)
        await users.update_columns(connection, "ana", otp_secret=sealed, otp_since=NOON)
        token, _ = await sessions.begin(connection, "ana", NOON)
    await _written(tmp_path / "copia.zip", engine, valkey)
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        names = [part.name for part in backup.manifest.parts]
        content = b"".join(piece for name in names for piece in backup.read_part(name))
    assert "tables/session" not in names
    for secret in (sessions.token_digest(token).hex().encode(), b"Rosalba", b"JBSWY3DPEHPK3PXP", PASSWORD.encode()):
        assert secret not in content
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    restored = UserAdmin(empty_engine, SEALER, CAMPAIGN, "s-1", "system")
    assert await verify_password(await restored.find_password_hash("ana"), PASSWORD)
    (ana,) = await restored.list_users(NOON)
    assert (ana["name"], ana["roles"], ana["second_factor"]) == ("Rosalba", ["asesor"], True)
    assert await find_ha1(empty_engine, SEALER, "ana") == ha1("ana", "clave-del-telefono")
    assert (await _counts(empty_engine))["session"] == 0


async def test_customers_tickets_and_unfinished_forms_open_with_same_key(
    engine: AsyncEngine, valkey: redis.Redis, empty_engine: AsyncEngine, tmp_path: Path
) -> None:
    """Customers, tickets and unfinished forms open with the same key, and the next ticket has the next number."""
    draft_key = drafts.DraftKey(CAMPAIGN, "a", "ana")
    async with unit_of_work(engine) as connection:
        new_customer = NewCustomer(id="c1", name="Rosalba", document="52900101", phones=("+573001112201",))
        await add_customers(connection, SEALER, CAMPAIGN, [new_customer], NOON)
        await tickets.add(connection, CAMPAIGN, await _ticket(connection))
        await drafts.write(connection, SEALER, draft_key, 0, '{"text":"a medias"}', now=NOON)
    await _written(tmp_path / "copia.zip", engine, valkey)
    with open_archive(tmp_path / "copia.zip", SEALER) as backup:
        await restore(empty_engine, backup, SEALER)
    (customer,) = await customers.find_by_phone(empty_engine, SEALER, CAMPAIGN, "+573001112201")
    assert (customer.id, customer.name) == ("c1", "Rosalba")
    assert await count_open_by_caller(empty_engine, SEALER, CAMPAIGN, "+573001112201") == 1
    async with unit_of_work(empty_engine) as connection:
        draft = await drafts.read(connection, SEALER, draft_key, NOON)
        assert draft is not None
        assert draft.form == '{"text":"a medias"}'
        assert await tickets.next_sequence(connection, CAMPAIGN, NOON.year) == 2


async def _ticket(connection: AsyncConnection) -> tickets.FiledTicket:
    sequence = await tickets.next_sequence(connection, CAMPAIGN, NOON.year)
    number = str(FilingNumber(NOON.year, sequence))
    return tickets.FiledTicket(
        number=number,
        kind="queja",
        theme="trato",
        site_version="s-1",
        text=SEALER.encrypt("Me colgaron.", field=tickets.TEXT, row=row_key(CAMPAIGN, number)),
        call_id="a",
        caller_ref="r",
        caller=SEALER.blind_index("+573001112201", field=tickets.CALLER),
        filed_at=NOON,
        received_at=NOON,
        due_on=NOON.date(),
        filed_by="ana",
        received_by="Ana",
        idempotency_key="k",
        request="",
    )
