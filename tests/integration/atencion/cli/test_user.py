"""`atencion user …`: each command over real servers, its output and its effects."""

import asyncio
import base64
import io
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import users
from agent_api.access.credentials import passwords, sip_credentials
from agent_api.access.limits.lockout import FREE_ATTEMPTS, Attempts, LockedOut, unknown_browser_subjects
from atencion.cli import users as user_orders
from atencion.cli.app import run_cli
from eventlog.facts import (
    AnyFact,
    EnrolmentCodeGiven,
    PasswordChanged,
    PasswordReset,
    PhonePasswordChanged,
    RoleGranted,
    SecondFactorChanged,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
from eventlog.journal.codec import read_fact
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import outbox
from storage.valkey import connect
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
KEY = bytes(range(32))
SEALER = FieldCipher(KEY)
TEMPORARY = "La contraseña es temporal: debe cambiarla cuando entre."
PASSWORD, OTHER = "guadua-y-laguna", "sabana-y-tinto-7"
Say = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str, valkey_url: str) -> None:
    """Start separate servers, and set the key."""
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_REDIS_URL", valkey_url)
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(KEY).decode())


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command with this standard input; return its exit code and its output."""

    def order(words: str, stdin: str | bytes = "") -> tuple[int, str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        code = run_cli(["user", *words.split()])
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return code, (output.out + output.err).strip()

    return order


@pytest.fixture
def ana(say: Say) -> None:
    """Create an advisor."""
    assert say("add ana --role asesor --permanent --password-stdin", PASSWORD + "\n")[0] == 0


def row_of(url: str, user: str) -> Any:
    """Return a user's row."""

    async def read(engine: AsyncEngine) -> Any:
        async with unit_of_work(engine) as connection:
            return await users.find(connection, user)

    return _asked(url, read)


def facts_of(url: str) -> list[AnyFact]:
    """Return the facts that wait for the journal."""

    async def read(engine: AsyncEngine) -> list[AnyFact]:
        async with unit_of_work(engine) as connection:
            result = await connection.execute(select(outbox.c.fact).order_by(outbox.c.id))
            return [read_fact(each) for each in result.scalars()]

    return list(_asked(url, read))


def _asked(url: str, read: Callable[[AsyncEngine], Coroutine[Any, Any, Any]]) -> Any:
    async def asking() -> Any:
        engine = make_engine(url)
        try:
            return await read(engine)
        finally:
            await engine.dispose()

    return asyncio.run(asking())


def is_right(row: Any, password: str) -> bool:
    """Return whether a password matches the row."""
    return asyncio.run(passwords.verify_password(row.password, password))


def test_a_user_is_made(say: Say, postgres_url: str) -> None:
    """The user has password, role and name, the name encrypted; is listed; and appears in facts without a name."""
    assert say("list") == (0, "Todavía no hay usuarios: cree el primero con «atencion user add».")
    made = say("add ana --role admin --name Rosalba --password-stdin", PASSWORD + "\r\n")
    first, code = made[1].splitlines()
    assert (made[0], first) == (0, f"Listo: se creó el usuario ana con el rol admin. {TEMPORARY}")
    assert code.startswith("Código para activar el segundo factor de ana (una vez, siete días): ")
    row = row_of(postgres_url, "ana")
    assert is_right(row, PASSWORD)
    assert users.decrypt_name(row.name, row.full_name, SEALER) == "Rosalba"
    assert b"Rosalba" not in row.full_name
    code, output = say("list")
    assert (code, output.split()) == (0, ["ana", "Rosalba", "admin", "·", "contraseña", "temporal"])
    created, granted, enrolled = facts_of(postgres_url)
    assert enrolled == EnrolmentCodeGiven(user="ana")
    assert created == UserCreated(user="ana")
    assert isinstance(granted, RoleGranted)
    assert granted.role == "admin"


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        ("add eva --role asesor --password-stdin", "corta", "La contraseña debe tener al menos 12 caracteres."),
        ("add eva --role asesor --password-stdin", "", "La contraseña debe tener al menos 12 caracteres."),
        ("add eva --role asesor --password-stdin", "x" * 257, "La contraseña debe tener a lo sumo 256 caracteres."),
        ("add eva --role asesor --password-stdin", b"\xff\xfe" * 9, "La contraseña debe ser texto en UTF-8."),
        ("add eva --role jefe --password-stdin", PASSWORD, "No existe el rol «jefe»: escoja uno de asesor, "),
        ("add Eva --role admin --password-stdin", PASSWORD, "El nombre de usuario lleva minúsculas, "),
        ("add e' --role admin --password-stdin", PASSWORD, "El nombre de usuario lleva minúsculas, "),
        ("add eva --role asesor --name \udcff --password-stdin", PASSWORD, "El nombre de la persona debe ser texto"),
        ("add ana --role asesor --password-stdin", PASSWORD, "Ya hay un usuario «ana»."),
        ("passwd ana --password-stdin", "corta", "La contraseña debe tener al menos 12 caracteres."),
        (
            "add eva --role asesor --password-stdin",
            "xxxxxxxxxxxx",
            "Es una contraseña muy conocida o fácil de adivinar.",
        ),
        ("passwd ana --password-stdin", "password1234", "Es una contraseña muy conocida o fácil de adivinar."),
        ("enrolment-code nadie", "", "No hay ningún usuario «nadie»."),
        ("approve 0123456789ab", "", "No hay ninguna solicitud así."),
        ("refuse 0123456789ab", "", "No hay ninguna solicitud así."),
        ("passwd nadie --password-stdin", PASSWORD, "No hay ningún usuario «nadie»."),
        ("grant nadie --role asesor", "", "No hay ningún usuario «nadie»."),
        ("grant ana --role jefe", "", "No existe el rol «jefe»: escoja uno de asesor, "),
        ("disable nadie", "", "No hay ningún usuario «nadie»."),
        ("enable ana", "", "El usuario «ana» no está inhabilitado."),
        ("enable nadie", "", "No hay ningún usuario «nadie»."),
        ("phone nadie", "", "No hay ningún usuario «nadie»."),
        ("reset-factor ana", "", "El usuario «ana» no tiene segundo factor."),
        ("reset-factor nadie", "", "No hay ningún usuario «nadie»."),
    ],
)
@pytest.mark.usefixtures("ana")
def test_invalid_user_command_changes_nothing(
    words: str, stdin: str | bytes, sentence: str, *, say: Say, postgres_url: str
) -> None:
    """The output is one Spanish sentence with exit code 1, and there is no new user or fact."""
    before = facts_of(postgres_url)
    code, output = say(words, stdin)
    assert code == 1
    assert output.startswith(sentence)
    assert len(output.splitlines()) == 1
    assert facts_of(postgres_url) == before
    assert row_of(postgres_url, "eva") is None


def test_no_prompt_without_terminal(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal that hides the input, the output says how to pass the password."""

    def seen(prompt: str) -> str:
        user_orders.warnings.warn("Can not control echo on the terminal.", user_orders.GetPassWarning, stacklevel=2)
        return "visible"

    monkeypatch.setattr(user_orders, "getpass", seen)
    code, output = say("add eva --role asesor")
    assert code == 1
    assert (
        output
        == "No hay una terminal en la que escribir la contraseña: désela a la entrada estándar, con --password-stdin."
    )


def test_a_password_is_typed_twice(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Different passwords create no user, Ctrl-C ends without a message, and equal ones create the user."""
    typed = iter([PASSWORD, OTHER, PASSWORD, PASSWORD])
    monkeypatch.setattr(user_orders, "getpass", lambda prompt: next(typed))
    assert say("add eva --role asesor") == (1, "Las dos contraseñas no son iguales.")
    assert say("add eva --role asesor") == (
        0,
        f"Listo: se creó el usuario eva con el rol asesor. {TEMPORARY}",
    )

    def interrupted(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(user_orders, "getpass", interrupted)
    assert say("passwd eva") == (130, "")


@pytest.mark.usefixtures("ana")
def test_a_new_password_takes_the_place_of_the_old(say: Say, postgres_url: str) -> None:
    """The old password stops working; the new one is temporary, as the list shows, unless it is declared permanent."""
    sentence = "Listo: ana tiene una contraseña nueva."
    assert say("passwd ana --password-stdin", OTHER) == (0, f"{sentence} {TEMPORARY}")
    row = row_of(postgres_url, "ana")
    assert (is_right(row, OTHER), is_right(row, PASSWORD), row.must_change_password) == (True, False, True)
    assert say("list")[1].endswith("asesor · contraseña temporal")
    assert facts_of(postgres_url)[-1] == PasswordReset(user="ana")
    assert say("passwd ana --permanent --password-stdin", PASSWORD) == (0, sentence)
    assert row_of(postgres_url, "ana").must_change_password is False
    assert facts_of(postgres_url)[-1] == PasswordChanged(user="ana")


@pytest.mark.usefixtures("ana")
def test_password_reset_clears_lockout(say: Say, valkey_url: str) -> None:
    """The count of failures in Valkey is deleted."""

    async def fail() -> bool:
        async with connect(valkey_url) as redis:
            subjects = unknown_browser_subjects("ana", "192.0.2.1")
            attempts = Attempts(redis, sample_site().campaign, SEALER, subjects)
            try:
                for _ in range(FREE_ATTEMPTS["user"] + 1):
                    await attempts.begin()
            except LockedOut:
                return True
            return False

    assert asyncio.run(fail())
    assert say("passwd ana --password-stdin", OTHER)[0] == 0

    async def is_free() -> bool:
        async with connect(valkey_url) as redis:
            subjects = unknown_browser_subjects("ana", "192.0.2.1")
            return await Attempts(redis, sample_site().campaign, SEALER, subjects).begin() == 0

    assert asyncio.run(is_free())


@pytest.mark.usefixtures("ana")
def test_disabled_user_can_be_enabled(say: Say, postgres_url: str) -> None:
    """The list shows the state, and enabling the user again keeps the password."""
    assert say("disable ana") == (0, "Listo: ana ya no puede entrar.")
    assert say("list")[1].endswith("asesor · inhabilitado")
    assert say("enable ana") == (0, "Listo: ana puede entrar otra vez.")
    assert say("list")[1].endswith("asesor")
    assert is_right(row_of(postgres_url, "ana"), PASSWORD)
    assert facts_of(postgres_url)[-2:] == [UserDisabled(user="ana"), UserEnabled(user="ana")]


@pytest.mark.usefixtures("ana")
def test_a_role_may_be_added_twice(say: Say) -> None:
    """The second time changes nothing."""
    for _ in range(2):
        assert say("grant ana --role calidad") == (0, "Listo: ana tiene el rol calidad.")
    assert say("list")[1].endswith("asesor, calidad")


@pytest.mark.usefixtures("ana")
def test_a_phone_gets_a_password_of_its_own(say: Say, postgres_url: str) -> None:
    """The registrar checks against the password shown, and a second one replaces it."""
    new_passwords = [say("phone ana")[1].rpartition(" ")[2] for _ in range(2)]

    async def kept(engine: AsyncEngine) -> Any:
        return await sip_credentials.find_ha1(engine, SEALER, "ana")

    assert len(set(new_passwords)) == 2
    assert _asked(postgres_url, kept) == sip_credentials.ha1("ana", new_passwords[1])
    assert facts_of(postgres_url)[-1] == PhonePasswordChanged(user="ana")


@pytest.mark.usefixtures("ana")
def test_list_shows_users_with_second_factor(say: Say, postgres_url: str) -> None:
    """The list shows who has a second factor; a reset deletes its secret, and writes a fact."""

    async def set_up(engine: AsyncEngine) -> None:
        async with unit_of_work(engine) as connection:
            row = await users.find(connection, "ana")
            assert row is not None
            sealed = users.encrypt_otp_secret("ana", "JBSWY3DPEHPK3PXP", SEALER)
            await users.update_columns(connection, "ana", otp_secret=sealed, otp_since=row.created_at)

    _asked(postgres_url, set_up)
    assert say("list")[1].endswith("asesor · segundo factor")
    code, output = say("reset-factor ana")
    assert (code, output.partition(";")[0]) == (0, "Listo: ana ya no tiene segundo factor")
    assert output.splitlines()[1].startswith("Código para activar el segundo factor de ana")
    row = row_of(postgres_url, "ana")
    assert (row.otp_secret, row.otp_since) == (None, None)
    assert facts_of(postgres_url)[-2:] == [
        SecondFactorChanged(user="ana", active=False),
        EnrolmentCodeGiven(user="ana"),
    ]


def test_by_default_facts_belong_to_site_campaign(say: Say, postgres_url: str) -> None:
    """By default facts belong to the site's campaign; an option names another one, which has roles of its own."""
    assert say("add eva --role admin --campaign otra --password-stdin", PASSWORD)[0] == 0
    assert say("list")[1].endswith("sin rol hoy · contraseña temporal")

    async def campaigns(engine: AsyncEngine) -> set[str]:
        async with unit_of_work(engine) as connection:
            return set((await connection.execute(select(outbox.c.campaign))).scalars())

    assert _asked(postgres_url, campaigns) == {"otra"}
    assert sample_site().campaign != "otra"


def test_the_terminal_alone_makes_no_second_administrator(say: Say, postgres_url: str) -> None:
    """The first administrator is created; the second waits for the first one's approval, and is listed as waiting."""
    assert say("requests") == (0, "Nada espera la aprobación de otra persona.")
    assert say("add jefe --role admin --permanent --password-stdin", PASSWORD)[0] == 0
    code, output = say("add eva --role admin --password-stdin", OTHER)
    assert (code, "Falta que un administrador apruebe la solicitud" in output) == (0, True)
    assert say("list")[1].splitlines()[0].split()[2:5] == ["sin", "rol", "hoy"]
    listed = say("requests")[1]
    assert "dar a eva: admin · lo pidió la terminal · vence " in listed
    request = listed.split()[0]
    assert say(f"approve {request}") == (1, "Usted hizo esta solicitud: la aprueba otra persona.")
    assert say("add ana --role asesor --permanent --password-stdin", PASSWORD)[0] == 0
    assert "Falta que un administrador apruebe" in say("grant ana --role admin")[1]
    assert say(f"refuse {request}") == (0, f"Listo: se rechazó la solicitud {request} sobre eva.")
    assert say("disable jefe")[0] == 0
    assert say("enable jefe") == (0, "Listo: jefe puede entrar otra vez.")  # no other person could approve it
    code, output = say("enrolment-code ana")
    assert (code, output.rpartition(": ")[2].count("-")) == (0, 2)
    assert facts_of(postgres_url)[-1] == EnrolmentCodeGiven(user="ana")
