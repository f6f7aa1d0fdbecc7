"""Attacks on personal data: on the disk of Valkey, between the rows of PostgreSQL, in logs and in backups."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import users
from agent_api.customers import store as customers
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import CustomerRecord
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.kit.errors import BODY_ONLY_PARAMETERS
from atencion.backup.archive import create_archive, open_archive
from atencion.backup.create import write_backup
from atencion.errors import BackupUnusable
from calls.driver.callback_numbers import NumberLookup
from eventlog.errors import Unreadable
from eventlog.person import make_person
from eventlog.person_cipher import decrypt_datum, encrypt_person
from eventlog.stream import Stream
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed
from storage.postgres.engine import unit_of_work
from storage.recordings.cipher import ENCRYPTED_CHUNK_BYTES, HEADER_BYTES
from storage.tables import ticket
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import Leg
from telephony.twilio.call_store import CallStore
from tests.support.api.api_rig import PASSWORD, ApiRig, api_document
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.facts.call_logs import CAMPAIGN, SEALER

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]
NUMBER = "3001234567"
CALLER = make_person(NUMBER, bytes(range(32)))


async def test_no_number_that_is_called_lies_in_a_call_of_twilio(valkey: Redis) -> None:
    """The number that Twilio calls in a call-back's leg is encrypted in Valkey, bound to its call."""
    calls = CallStore(valkey, CAMPAIGN, SEALER)
    call = HeldCall(id="CA1", legs={"caller": Leg(name="caller", to=f"+57{NUMBER}", state="up")})
    await calls.change("CA1", lambda _: (call, None))
    key = f"{{{CAMPAIGN}}}:twilio:call:CA1"
    stored = await valkey.get(key)
    assert NUMBER.encode() not in stored
    read = await CallStore(valkey, CAMPAIGN, SEALER).load("CA1")
    assert read is not None
    assert read.legs["caller"].to == f"+57{NUMBER}"


async def test_a_waiting_number_opens_for_its_reference_and_key_alone() -> None:
    """Write access to Valkey does not allow giving a caller another caller's number."""
    waiting = encrypt_person(CALLER, SEALER)
    assert NUMBER.encode() not in waiting.encoded
    assert decrypt_datum(waiting.encoded, CALLER.ref, SEALER).value == NUMBER
    for ref, cipher in (("another", SEALER), (CALLER.ref, FieldCipher(bytes(32)))):
        with pytest.raises(Unreadable):
            decrypt_datum(waiting.encoded, ref, cipher)


async def test_a_plain_number_that_waits_is_nobodys(valkey: Redis) -> None:
    """Write access to Valkey without the key does not allow giving a caller a number."""

    async def nowhere(ref: str) -> str | None:
        return None

    await valkey.hset(f"{{{CAMPAIGN}}}:person", CALLER.ref, CALLER.encoded)
    assert await NumberLookup(Stream(valkey, CAMPAIGN), nowhere, SEALER).find(CALLER.ref) is None


# --- encrypted values -------------------------------------------------------------------------------------------------


async def test_a_text_that_is_moved_to_another_row_does_not_open(rig: ApiRig, engine: AsyncEngine) -> None:
    """With write access to PostgreSQL, swapped texts of two petitions are refused, and never shown as the other's."""
    desk = AdvisorDesk(rig)
    filed = [await desk.file("asesor_escrita:elsa", f"clave-000{n}", text=f"Texto {n}") for n in (1, 2)]
    one, other = [each.json()["number"] for each in filed]
    row = ticket.c
    async with unit_of_work(engine) as connection:
        texts = {each.number: each.text for each in await connection.execute(select(row.number, row.text))}
        for number, taken_from in ((one, other), (other, one)):
            moved = update(ticket).where(row.number == number).values(text=texts[taken_from])
            await connection.execute(moved)
    for number in (one, other):
        answer = await desk.ask("asesor_escrita:elsa", "GET", f"/tickets/{number}")
        assert answer.status_code >= 500
        assert "Texto" not in answer.text


async def test_a_second_factor_that_is_copied_to_another_user_is_none(rig: ApiRig, engine: AsyncEngine) -> None:
    """With write access to PostgreSQL, an attacker's own secret does not decrypt as an administrator's."""
    async with unit_of_work(engine) as connection:
        sealed = users.encrypt_otp_secret("ana", "JBSWY3DPEHPK3PXP", SEALER)
        with pytest.raises(DecryptionFailed):
            users.decrypt_otp_secret("admin", sealed, SEALER)
        await connection.rollback()


# --- HTTP answers -----------------------------------------------------------------------------------------------------


async def test_no_answer_of_the_api_is_kept_on_the_way(rig: ApiRig) -> None:
    """Customers, tickets, the session and refusals forbid caching, and cacheable answers say so explicitly."""
    token = await rig.hire("elsa", "asesor_escrita")
    bearer = {"Authorization": f"Bearer {token}"}
    requests = (("GET", "/api/v1/me"), ("GET", "/api/v1/tickets"), ("GET", "/api/v1/customers?number=1"))
    for method, path in (*requests, ("GET", "/api/v1/calls/nada"), ("GET", "/api/v1/users")):
        answer = await rig.client.request(method, path, headers=bearer)
        assert answer.headers["cache-control"] == "no-store", path
    entered = await rig.client.post("/api/v1/session", json={"username": "elsa", "password": PASSWORD})
    assert (entered.status_code, entered.headers["cache-control"]) == (201, "no-store")
    allowed = await rig.client.get("/api/v1/municipalities", headers=bearer)
    assert "max-age" in allowed.headers["cache-control"]


@pytest.mark.parametrize("name", ["document", "name", "phone", "code", "email", "password", "token"])
async def test_nothing_personal_and_no_secret_is_taken_in_an_address(rig: ApiRig, name: str) -> None:
    """The request is refused without repeating the value, because addresses appear in logs and histories."""
    bearer = {"Authorization": f"Bearer {await rig.hire('elsa', 'asesor_escrita')}"}
    for method, path in (("GET", "/customers"), ("DELETE", "/me/second-factor"), ("GET", "/tickets")):
        answer = await rig.client.request(method, f"/api/v1{path}?{name}=1020000010", headers=bearer)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_in_address")
        assert "1020000010" not in answer.text


def test_no_parameter_of_an_address_is_personal() -> None:
    """The API's document has no personal parameter, so no client built from it can leak one."""
    document = api_document()
    offered = {
        parameter["name"]
        for methods in document["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }
    assert offered
    assert offered.isdisjoint(BODY_ONLY_PARAMETERS)


# --- filing for another advisor's customer ----------------------------------------------------------------------------


async def test_advisor_files_only_for_customers_verified_on_own_calls(rig: ApiRig) -> None:
    """Without a call, or on another customer's or a colleague's call, filing is refused and nothing is stored."""
    desk = AdvisorDesk(rig)
    async with unit_of_work(rig.engine) as connection:
        for id_, number in (("yuliana", "1098900107"), ("pedro", "1098900108")):
            record = CustomerRecord(name=id_.title(), document=Document("CC", number))
            await customers.add_records(
                connection, CustomerCipher(SEALER, rig.campaign_rig.campaign), {id_: record}, rig.now
            )
    await desk.talk("a")
    await desk.talk("b", "asesor2")
    verified = {"a": "pedro", "b": "yuliana"}

    async def verified_customer(call_id: str, advisor: str) -> str | None:
        return verified.get(call_id)

    rig.app.state.context = replace(rig.app.state.context, verified_customer=verified_customer)
    tries: tuple[dict[str, object], ...] = ({}, {"call_id": "a"}, {"call_id": "b"})
    for number, fields in enumerate(tries):
        answer = await desk.file("asesor1", f"clave-001{number}", customer_id="yuliana", **fields)
        assert answer.status_code in (403, 404, 409), answer.text
        assert answer.json()["code"] in ("identity_required", "call_not_yours"), answer.text
    assert await desk.rows("ticket") == 0
    assert (await desk.file("asesor1", "clave-0020", call_id="a", customer_id="pedro")).status_code == 201
    assert (await desk.file("asesor_escrita:elsa", "clave-0021", customer_id="yuliana")).status_code == 201


# --- backups ----------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def backups(engine: AsyncEngine, valkey: Redis, tmp_path: Path) -> tuple[Path, Path]:
    """Make two backups of one system in sequence."""
    files = tmp_path / "una.copia", tmp_path / "otra.copia"
    for file in files:
        with create_archive(file, SEALER) as backup:
            await write_backup(backup, engine, valkey, CAMPAIGN, SEALER)
    return files


def pieces_of(file: Path) -> list[bytes]:
    """Return header and encrypted chunks of a backup."""
    content, header = file.read_bytes(), 44 + HEADER_BYTES
    chunks = range(header, len(content), ENCRYPTED_CHUNK_BYTES)
    return [content[:header], *(content[at : at + ENCRYPTED_CHUNK_BYTES] for at in chunks)]


async def test_backup_with_foreign_parts_is_refused(backups: tuple[Path, Path], tmp_path: Path) -> None:
    """A cut, extended, combined or unencrypted backup, or one of another key, is refused with one Spanish sentence."""
    one, other = (pieces_of(file) for file in backups)
    assert len(one) == len(other) > 1
    original = b"".join(one)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("manifest.json", "{}")
    forged = {
        "cut": original[: len(original) // 2],
        "without its last byte": original[:-1],
        "lengthened": original + original[-100:],
        "the chunks of another": b"".join([one[0], *other[1:]]),
        "plain": plain.getvalue(),
        "nothing": b"",
    }
    for name, content in forged.items():
        file = tmp_path / f"{name}.copia"
        file.write_bytes(content)
        with pytest.raises(BackupUnusable) as refused, open_archive(file, SEALER):
            pass
        assert str(refused.value).endswith("."), name
    with (
        pytest.raises(BackupUnusable, match="no es la de esta copia"),
        open_archive(backups[0], FieldCipher(bytes(32))),
    ):
        pass
    with open_archive(backups[0], SEALER) as backup:
        assert backup.manifest.parts
