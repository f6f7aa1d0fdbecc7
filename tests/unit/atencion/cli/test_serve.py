"""The text that the demo prints, and the report of a call."""

import asyncio
from pathlib import Path

import pytest

from atencion.cli.call import call_summary
from atencion.commands import foreground
from atencion.commands.demo import sample_lines
from atencion.commands.foreground import startup_message
from atencion.demo.users import LOGINS, area_logins
from config.settings import Settings
from config.site.loader import with_open_hours
from config.site.model import Site
from telephony.softphone.trace import CallReport, TraceEvent
from tests.support.site_folders import sample_site

SITE: Site = sample_site()


def printed(settings: Settings, site: Site = SITE, password: str | None = "colibri-ruana-tinto-42") -> str:
    """Return the printed block of a demo that started in 3.21 s."""
    return startup_message(settings, site, 3.21, sample_lines(settings, site, password) if password else ())


def test_block_lists_addresses_and_advisors() -> None:
    """The block has the start time, the numbers, the addresses and the advisors, and every line fits a terminal."""
    output = printed(Settings(http_port=8123, sip_port=5060, bind="127.0.0.9", data_dir=Path("/srv/datos")))
    assert "lista (3.2 s)" in output
    for line in SITE.lines.values():
        assert f"{line.name} " in output
        assert f"sip:{line.numbers[0]}@127.0.0.9:5060\n" in output
    for path in ("/", "/api/openapi.json", "/metrics"):
        assert f"http://127.0.0.9:8123{path}\n" in output
    assert all(advisor.id in output for advisor in SITE.sample_advisors)
    assert all(login in output for login in LOGINS)
    assert all(login in output for login, _, _ in area_logins(SITE))
    assert "colibri-ruana-tinto-42" in output
    assert "http://127.0.0.9:8123/pared, " in output
    assert "/srv/datos/logs" in output
    assert max(map(len, output.splitlines())) <= 80


def test_each_area_of_the_site_can_sign_in() -> None:
    """Each person whom the matrix may put in charge can sign in: officials as such, the written channel as advisors."""
    logins = {*LOGINS, *(login for login, _, _ in area_logins(SITE))}
    assert all(user in logins for area in SITE.areas.values() for user in area.officials)
    roles = {login: role for login, _, role in area_logins(SITE)}
    assert (roles["escrita2"], roles["juridica1"]) == ("asesor_escrita", "funcionario")


@pytest.mark.parametrize(("port", "ends"), [(5060, "--seconds 30"), (15060, "--seconds 30 --port 15060")])
def test_the_sample_call_dials_where_the_lines_are(port: int, ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The port is in the sample call only if `atencion call` would not find it by itself."""
    monkeypatch.setattr("sys.argv", [".venv/bin/atencion", "demo"])
    (sample,) = (line for line in printed(Settings(sip_port=port)).splitlines() if "atencion call" in line)
    assert sample.strip().startswith(".venv/bin/atencion call --line bogota --digits 1")
    assert sample.endswith(ends)


def test_it_says_when_the_lines_are_open() -> None:
    """Lines opened for the demo are marked; the others keep the site's hours."""
    assert "abiertas a toda hora" in printed(Settings(), with_open_hours(SITE))
    assert "en el horario del sitio" in printed(Settings())


@pytest.mark.parametrize(("gateway", "is_offered"), [("asterisk", True), ("pyvoip", False)])
def test_it_says_how_to_listen_to_a_talk_where_that_can_be_done(gateway: str, is_offered: bool) -> None:
    """The embedded gateway offers no listening, because it mixes nothing; both gateways mention one's own phones."""
    output = printed(Settings(gateway=gateway, sip_port=15060, bind="127.0.0.9"))
    assert ("Supervisar" in output) is is_offered
    assert "en 127.0.0.9:15060, con esa contraseña" in output
    assert max(map(len, output.splitlines())) <= 80


def test_the_real_run_has_no_samples() -> None:
    """`atencion serve` prints no sample advisors and no sample callers."""
    output = printed(Settings(), password=None)
    assert "Asesores" not in output
    assert "de ejemplo" not in output.replace("(sitio de ejemplo)", "")


@pytest.mark.parametrize(
    ("a_minute", "phrase"), [(4, "unas 4 por minuto"), (0.5, "unas 0,5 por minuto"), (0, "ninguna")]
)
def test_it_says_how_many_call_and_how_to_have_none(a_minute: float, phrase: str) -> None:
    """The block says that the calls are samples, how many come, and which setting stops them."""
    output = printed(Settings(demo_traffic=a_minute))
    assert "  Llamadas      " in output
    assert phrase in output
    assert "ATENCION_DEMO_TRAFFIC=0" in output


def report(status: int, *happened: tuple[str, float]) -> CallReport:
    """Return the report of a call with these events."""
    events = tuple(TraceEvent(kind=kind, at_s=at_s) for kind, at_s in happened)
    return CallReport(uri="sip:bogota@127.0.0.1", status=status, events=events)


def test_a_call_that_was_answered_says_how_long_it_was() -> None:
    """The duration runs from the answer to the end."""
    assert (
        call_summary(report(200, ("dialled", 0.0), ("answered", 0.5), ("hung_up", 20.75))) == "La llamada duró 20,2 s."
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "no conoce ese número"), (503, "no recibe más llamadas"), (0, "no respondió"), (488, "488")],
)
def test_a_call_that_was_not_answered_says_why(status: int, reason: str) -> None:
    """Each reason for an unanswered call has its sentence; an unusual one shows its status."""
    assert reason in call_summary(report(status, ("dialled", 0.0), ("failed", 0.1)))


async def test_slow_database_is_reported_once_and_does_not_stop_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slow database is reported once and does not stop the system, because gateways may be serving callers."""
    answers = iter([False, False, False, True])
    monkeypatch.setattr(foreground, "_READY_TIMEOUT_S", -1.0)
    monkeypatch.setattr(foreground, "_POLL_INTERVAL_S", 0.0)
    monkeypatch.setattr(foreground, "_is_ready", lambda url: next(answers))
    assert await foreground._wait_until_ready(Settings(data_dir=Path("/srv/datos")), asyncio.Event())
    output = capsys.readouterr().out
    assert output.count("se sigue esperando") == 1
    assert "/srv/datos/logs" in output
