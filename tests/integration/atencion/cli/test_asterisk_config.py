"""`atencion asterisk config`: one command writes all that a node needs, and Asterisk starts on it."""

import stat
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from atencion.asterisk.config_files import media_folder, render_site_files, routes_of, write_node
from atencion.cli.app import app
from config.settings import load_settings
from config.site.calls.sources import Sources, Trunk
from config.site.loader import load_site
from config.site.oversight.publication_rules import DRAFT_LINE
from config.site.practice_campaign import practice_site

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "sounds").symlink_to(pytestconfig.cache.mkdir("sounds"))
    monkeypatch.setenv("ATENCION_DATA_DIR", str(data))


def test_the_command_writes_configuration_sounds_and_password(tmp_path: Path) -> None:
    """The command writes each line, each sound in both laws, and a private ARI password that later runs keep."""
    folder = tmp_path / "nodo"
    result = CliRunner().invoke(app, ["asterisk", "config", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    assert "ATENCION_ARI_PASSWORD_FILE=" in result.output
    dialplan = (folder / "etc" / "lines.conf").read_text()
    site = load_site(load_settings().site)
    assert all(f"Stasis(atencion,{line})" in dialplan for line in site.lines)
    assert {path.name for path in media_folder(folder).iterdir()} >= {*site.prompts, "classes.conf"}
    assert (media_folder(folder) / "saludo_bogota" / "saludo_bogota.ulaw").stat().st_size > 8000
    password = (folder / "ari.password").read_text()
    assert password in (folder / "etc" / "ari.conf").read_text()
    assert password not in result.output
    assert stat.S_IMODE((folder / "ari.password").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "etc" / "ari.conf").stat().st_mode) == 0o600
    write_node(load_settings(), site, folder)
    assert (folder / "ari.password").read_text() == password


def test_command_prints_settings_of_gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The output has the form of an env file, with each value that the node and the gateway must share."""
    folder = tmp_path / "nodo"
    intake = "/dev/shm/otra"
    for name, value in (("NODE", "nodo7"), ("SIP_TRUNK", "operador.example:5060"), ("RECORDINGS_INTAKE", intake)):
        monkeypatch.setenv(f"ATENCION_{name}", value)
    result = CliRunner().invoke(app, ["asterisk", "config", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    settings = dict(
        line.strip().split("=", 1) for line in result.output.splitlines() if line.strip().startswith("ATENCION_")
    )
    assert settings == {
        "ATENCION_GATEWAY": "asterisk",
        "ATENCION_NODE": "nodo7",
        "ATENCION_ARI": "127.0.0.1:8088",
        "ATENCION_ARI_PASSWORD_FILE": str(folder / "ari.password"),
        "ATENCION_ASTERISK_FOLDER": str(folder),
        "ATENCION_SIP_TRUNK": "operador.example:5060",
        "ATENCION_AMI_PORT": "5038",
        "ATENCION_RECORDINGS_INTAKE": intake,
    }


def test_node_check_prints_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """The output says it in words, besides the exit code."""
    monkeypatch.setenv("ATENCION_ARI", "127.0.0.1:9")
    monkeypatch.setenv("ATENCION_ARI_PASSWORD", "clave-de-prueba")
    result = CliRunner().invoke(app, ["asterisk", "health"])
    assert result.exit_code == 1
    assert "127.0.0.1:9: no responde" in result.output


def test_node_dials_gateway_or_proxy_before_it_and_output_names_gateway_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node dials the gateway or a proxy before it, and the output names the gateway's settings."""
    folder = tmp_path / "nodo"
    monkeypatch.setenv("ATENCION_ARI_LISTEN", "192.0.2.9:8090")
    result = CliRunner().invoke(app, ["asterisk", "config", "--folder", str(folder)])
    assert result.exit_code == 0, result.output
    assert "ATENCION_ARI_LISTEN=192.0.2.9:8090" in result.output
    assert "ATENCION_ARI=" not in result.output
    client = folder / "etc" / "websocket_client.conf"
    assert "uri = ws://192.0.2.9:8090/ari/nodo1\n" in client.read_text()
    assert stat.S_IMODE(client.stat().st_mode) == 0o600
    monkeypatch.setenv("ATENCION_ARI_URI", "wss://proxy.example")
    write_node(load_settings(), load_site(load_settings().site), folder)
    assert "uri = wss://proxy.example/ari/nodo1\n" in client.read_text()


def test_each_line_of_the_site_is_a_route() -> None:
    """Each route has the line's numbers, its apology and its last resort; the test number of drafts is one, too."""
    site = load_site(load_settings().site)
    routes = {route.line: route for route in routes_of(site)}
    practice = practice_site(site)
    assert practice is not None
    assert set(routes) == {*site.lines, *practice.lines, DRAFT_LINE}
    assert routes["bogota"].numbers == site.lines["bogota"].numbers
    assert routes["bogota"].apology == site.lines["bogota"].apology_prompt


def test_gateway_renders_the_files_that_the_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node whose gateway has the same settings is written by both alike, so a start changes no file."""
    monkeypatch.setenv("ATENCION_ASTERISK_FOLDER", str(tmp_path / "nodo"))
    monkeypatch.setenv("ATENCION_ARI_PASSWORD", "clave-de-prueba")
    settings = load_settings()
    site = load_site(settings.site)
    write_node(settings, site, tmp_path / "nodo")
    files = render_site_files(settings, site)
    assert files.keys() == {"lines.conf", "sources.conf"}
    assert all((tmp_path / "nodo" / "etc" / name).read_text() == text for name, text in files.items())


def test_sources_stay_where_the_password_of_a_trunk_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The numbers of the version take effect, and the log says what to do."""
    monkeypatch.setenv("ATENCION_ASTERISK_FOLDER", str(tmp_path))
    monkeypatch.setenv("ATENCION_ARI_PASSWORD", "clave-de-prueba")
    settings = load_settings()
    trunk = Trunk(id="sede", name="Sede", user="sede-cali")
    site = msgspec.structs.replace(load_site(settings.site), sources=Sources(trunks={"sede": trunk}))
    assert render_site_files(settings, site).keys() == {"lines.conf"}
    logged = capsys.readouterr().out
    assert "ATENCION_TRUNK_SEDE_PASSWORD" in logged
    assert "Dé la contraseña a la pasarela y reiníciela" in logged
    monkeypatch.setenv("ATENCION_TRUNK_SEDE_PASSWORD", "quimbaya-77")
    assert "password = quimbaya-77" in render_site_files(settings, site)["sources.conf"]
