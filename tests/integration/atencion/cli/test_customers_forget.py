"""`atencion customers forget` and `erasures` over real servers, by customer and by number."""

import asyncio
import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from atencion.cli.app import run_cli
from atencion.runtime.schema import prepare_database
from config.settings import Settings
from eventlog import person_data
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import ticket
from tests.support.facts.call_logs import SEALER
from tests.support.known_customers import NewCustomer, add
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
CAMPAIGN = sample_site().campaign
NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)
REQUEST, OTHER = "2026-000001-5", "2026-000002-8"
CALLER = make_person("3001112201", b"a".ljust(32, b"."))
ACT = "Resolución 123 de 2026"


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str, valkey_url: str) -> None:
    """Prepare a database with a customer, a caller without a record, and a petition of each kind."""
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", valkey_url)
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(range(32))).decode())
    asyncio.run(_furnish(postgres_url))


async def _furnish(url: str) -> None:
    engine = make_engine(url)
    await prepare_database(Settings(database_url=url), engine)
    customer = NewCustomer(id="c1", name="Ana Gutiérrez", document="52900101", phones=("+573205556677",))
    async with unit_of_work(engine) as connection:
        await add(connection, SEALER, CAMPAIGN, [customer], NOW)
        await person_data.store(connection, CAMPAIGN, {CALLER.ref: encrypt_person(CALLER, SEALER).encoded}, NOW, SEALER)
        for number, legal_kind in ((REQUEST, "habeas_data_claim"), (OTHER, "general")):
            await connection.execute(ticket.insert().values(_ticket(number, legal_kind)))
    await engine.dispose()


def _ticket(number: str, legal_kind: str) -> dict[str, object]:
    text = SEALER.encrypt("Borren mis datos", field="ticket.text", row=row_key(CAMPAIGN, number))
    return {
        **{"campaign": CAMPAIGN, "number": number, "kind": "solicitud", "theme": "datos_personales"},
        **{"site_version": "s", "text": text, "status": "open"},
        **{"call_id": "", "caller_ref": "", "caller": "", "filed_at": NOW, "filed_by": "elsa", "received_by": "Elsa"},
        **{"idempotency_key": number, "request": "", "received_at": NOW, "due_on": NOW.date()},
        "legal_kind": legal_kind,
    }


def order(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command; return its exit code and its output."""
    code = run_cli(["customers", *words])
    output = capsys.readouterr()
    assert "Traceback" not in output.err
    return code, output.out.strip() or output.err.strip()


def test_a_customer_is_forgotten_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run changes nothing; the erasure prints the answer to the holder; a repeat says that it was done."""
    code, output = order(capsys, "forget", "c1", "--request", REQUEST, "--dry-run")
    assert code == 0
    assert output.startswith("Esto es lo que se haría; no se cambió nada.\n\nSe suprimirían")
    assert order(capsys, "erasures") == (0, "No se han suprimido datos de nadie.")
    code, output = order(capsys, "forget", "c1", "--request", REQUEST, "--act", ACT)
    assert code == 0
    assert f"Se suprimieron por la {ACT}, según su solicitud {REQUEST}: 1 registro de cliente." in output
    assert "1 petición con su respuesta: es la prueba de esta solicitud y de su respuesta." in output
    code, output = order(capsys, "forget", "c1", "--request", REQUEST, "--act", ACT)
    assert (code, output.startswith("Ya se había hecho")) == (0, True)
    code, output = order(capsys, "erasures")
    assert (code, output.split()[2:]) == (0, ["c1", REQUEST, *ACT.split()])


def test_a_caller_is_forgotten_by_number(capsys: pytest.CaptureFixture[str], postgres_url: str) -> None:
    """The number may be written in any form, and a caller without a record is listed without one."""
    code, output = order(capsys, "forget", "--phone", "300 111 2201", "--request", REQUEST, "--act", ACT)
    assert (code, "1 número desde el que llamó" in output) == (0, True)
    assert asyncio.run(_value(postgres_url)) is None
    assert "sin registro" in order(capsys, "erasures")[1]


async def _value(url: str) -> str | None:
    engine = make_engine(url)
    try:
        return await person_data.read_value(engine, CALLER.ref, SEALER)
    finally:
        await engine.dispose()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--request", REQUEST), "Diga de quién son los datos"),
        (("c1", "--phone", "3001112201", "--request", REQUEST), "Diga de quién son los datos"),
        (("--phone", "12", "--request", REQUEST), "no es un teléfono"),
        (("nadie", "--request", REQUEST, "--act", ACT), "No hay un cliente con ese identificador"),
        (("c1", "--request", "2026-000009-9", "--act", ACT), "No hay un radicado"),
        (("c1", "--request", OTHER, "--act", ACT), "no es de datos personales"),
        (("c1", "--request", REQUEST, "--act", "porque sí"), "Cite el acto"),
        (("c1", "--request", REQUEST, "--act", ACT, "--by", "nadie"), "No hay un usuario «nadie»"),
        (("c1", "--request", REQUEST, "--credit", "quizás"), "--credit es uno de"),
        (("--phone", "3109998877", "--request", REQUEST, "--act", ACT), "No hay datos de esa persona"),
    ],
)
def test_invalid_erasure_order_gives_one_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    """The exit code is 1, and nothing is erased."""
    code, output = order(capsys, "forget", *words)
    assert (code, sentence in output) == (1, True), output
    assert order(capsys, "erasures")[1] == "No se han suprimido datos de nadie."
