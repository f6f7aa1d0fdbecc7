"""Settings from the environment."""

from pathlib import Path

import pytest

from config.errors import ConfigError, SettingsInvalid
from config.settings import SAMPLE_SITE, SECRET_FIELDS, PortRange, Settings, environment_of, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ATENCION_{name.upper()}", raising=False)


def test_defaults_need_no_server() -> None:
    """By default everything is embedded, local and open."""
    settings = load_settings()
    assert (settings.http_port, settings.sip_port, settings.rtp_ports) == (8000, 5060, (16384, 32767))
    assert str(settings.bind) == "127.0.0.1"
    assert settings.database_url is None
    assert settings.redis_url is None
    assert settings.most_calls == 200
    assert (settings.gateway, settings.demo_hours, settings.demo_traffic) == ("pyvoip", "open", 4)
    assert settings.site == SAMPLE_SITE
    assert (SAMPLE_SITE / "site.yaml").is_file()


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable sets its field, an empty one counts as unset, and overrides have precedence."""
    monkeypatch.setenv("ATENCION_HTTP_PORT", "8081")
    monkeypatch.setenv("ATENCION_SIP_PORT", "")
    monkeypatch.setenv("ATENCION_RTP_PORTS", "20000-20100")
    monkeypatch.setenv("ATENCION_BIND", "::1")
    monkeypatch.setenv("ATENCION_DATABASE_URL", "postgresql://u:p@localhost/atencion")
    monkeypatch.setenv("ATENCION_REDIS_URL", "unix:///run/valkey.sock")
    monkeypatch.setenv("ATENCION_DATA_DIR", "/srv/atencion")
    monkeypatch.setenv("ATENCION_CLAMD", "/run/clamav/clamd.ctl")
    monkeypatch.setenv("ATENCION_DEMO_HOURS", "site")
    monkeypatch.setenv("ATENCION_DEMO_PASSWORD", "muy-secreta")
    settings = load_settings({"http_port": 8082})
    assert (settings.http_port, settings.sip_port) == (8082, 5060)
    assert settings.rtp_ports == PortRange(20000, 20100)
    assert str(settings.bind) == "::1"
    assert settings.data_dir == Path("/srv/atencion")
    assert settings.clamd == "/run/clamav/clamd.ctl"
    assert settings.demo_hours == "site"
    assert settings.demo_password is not None
    assert settings.demo_password.get_secret_value() == "muy-secreta"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("HTTP_PORT", "ochenta", "un puerto de 1 a 65535"),
        ("SIP_PORT", "70000", "un puerto de 1 a 65535"),
        ("RTP_PORTS", "9", "un rango de puertos"),
        ("RTP_PORTS", "30000-20000", "un rango de puertos"),
        ("MOST_CALLS", "0", "cuántas llamadas a la vez"),
        ("BIND", "casa", "una dirección IP"),
        ("CLAMD", "antivirus", "una dirección como 127.0.0.1:3310"),
        ("CLAMD", "run/clamd.ctl", "una dirección como 127.0.0.1:3310, o un socket como /run/clamav/clamd.ctl"),
        ("CLAMD", "127.0.0.1:70000", "una dirección como 127.0.0.1:3310"),
        ("GATEWAY", "paloma", "pyvoip, asterisk o twilio"),
        ("DEMO_TRAFFIC", "-1", "llamadas por minuto"),
        ("DEMO_HOURS", "siempre", "open o site"),
    ],
)
def test_a_bad_value_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    """An invalid value gives one sentence with the variable, its value and what is expected."""
    monkeypatch.setenv(f"ATENCION_{name}", value)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    message = str(caught.value)
    assert isinstance(caught.value, ConfigError)
    assert caught.value.code == "settings_invalid"
    assert message.startswith(f"El valor «{value}» de ATENCION_{name} no sirve: se espera {expected}")
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "mysql://u:clave@h/b"), ("REDIS_URL", "http://clave@h")])
def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The error of a value that may be secret does not repeat it."""
    monkeypatch.setenv(f"ATENCION_{name}", value)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert name in str(caught.value)
    assert value not in str(caught.value)


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed or logged settings hide passwords, and URLs that may contain one."""
    monkeypatch.setenv("ATENCION_DATABASE_URL", "postgresql://u:clave@h/b")
    monkeypatch.setenv("ATENCION_DEMO_PASSWORD", "clave-larga")
    assert "clave" not in repr(load_settings())


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file's content without its final line break is the value; a missing file is named."""
    (tmp_path / "url").write_text("redis://h:6379/0\n")
    monkeypatch.setenv("ATENCION_REDIS_URL_FILE", str(tmp_path / "url"))
    assert load_settings().redis_url == "redis://h:6379/0"
    monkeypatch.setenv("ATENCION_REDIS_URL_FILE", str(tmp_path / "nada"))
    with pytest.raises(SettingsInvalid, match=r"nada \(no existe\): revise ATENCION_REDIS_URL_FILE\."):
        load_settings()


def test_value_together_with_file_is_refused_because_it_would_be_ambiguous(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A value together with a file is refused, because it would be ambiguous."""
    (tmp_path / "url").write_text("redis://h:6379/0")
    monkeypatch.setenv("ATENCION_REDIS_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("ATENCION_REDIS_URL", "redis://otro:6379/0")
    with pytest.raises(SettingsInvalid, match="deje una de las dos"):
        load_settings()


EVERY_SETTING = {
    "http_port": 8081,
    "rtp_ports": PortRange(20000, 20100),
    "drain_s": 0,
    "bind": "::1",
    "database_url": "postgresql://u:p@localhost/atencion",
    "redis_users": {"router": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "api": "1a1b2c3d4e5f60718293a4b5c6d7e8f9"},
    "data_key": "a key",
    "data_dir": Path("/srv/atencion"),
    "seal_key_file": Path("/etc/atencion/seal.key"),
    "anchor_url": "https://anclas.example/",
    "recordings_on_disk": True,
    "metrics_token": "0123456789abcdef",
    "requests_per_s": 12.5,
    "gateway": "asterisk",
    "ari_password": "clave-del-nodo",
    "twilio_calls_per_s": 2.5,
    "smtp_url": "smtp://correo.example:587",
}


@pytest.mark.parametrize("overrides", [{}, EVERY_SETTING], ids=["defaults", "of each kind"])
def test_a_child_process_reads_the_same_settings(overrides: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment derived from the settings gives equal settings in any environment of the parent."""
    settings = load_settings(overrides)
    for name in Settings.model_fields:
        monkeypatch.setenv(f"ATENCION_{name.upper()}", "del padre")
    for name in SECRET_FIELDS:
        monkeypatch.setenv(f"ATENCION_{name.upper()}_FILE", "/archivo/del/padre")
    for variable, value in environment_of(settings).items():
        monkeypatch.setenv(variable, value)
    resolved = {name: getattr(settings, name).resolve() for name in ("data_dir", "site", "recordings_intake")}
    assert load_settings() == settings.model_copy(update=resolved)
