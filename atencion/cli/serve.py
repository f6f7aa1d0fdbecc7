"""`atencion demo` and `atencion serve`: run the whole system, and say what is where.

Owns what the person at the terminal reads. What runs is `serve`'s.
"""

import asyncio
import math
import os
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from textwrap import wrap

from msgspec import structs

from atencion.commands.users import has_no_users
from atencion.demo.customers import add_sample_customers
from atencion.demo.external_systems import make_sample_systems, with_sample_systems
from atencion.demo.journal import add_demo_history
from atencion.demo.users import LOGINS, area_logins, demo_password, make_demo_users
from atencion.gateways.parts import supported_commands
from atencion.processes import ROLES, SAMPLE_ADVISORS, SAMPLE_CALLERS, SAMPLE_MAILBOX, SAMPLE_SYSTEMS
from atencion.runtime.data_folder import check_not_demo, check_not_real_system
from atencion.runtime.health import NO_ANTIVIRUS
from atencion.runtime.listed_trunks import with_own_callers
from atencion.runtime.schema import OWNER_WARNING, application_owns_journal
from atencion.runtime.second_factor import NO_ROLES
from atencion.runtime.tasks import stop_on_signals
from atencion.runtime.terminal import echo
from atencion.supervisor.system import SeedData, run_system
from atencion.worker.mail import with_sample_mailbox
from calls.transitions.supervision import REQUIRED_COMMANDS
from config.settings import SAMPLE_CALL_S, Settings
from config.site.loader import load_site, with_open_hours
from config.site.model import Site
from storage.errors import DatabaseAway

_READY_TIMEOUT_S = 60.0
_POLL_INTERVAL_S = 0.1
FIRST_USER = """  Todavía no hay usuarios. Cree el primero, en otra terminal y con la misma configuración:
    .venv/bin/atencion user add USUARIO --role admin --name "Nombre y apellido"
"""
_WIDTH = 80  # of a terminal
_DRAIN_S = 300  # a talk is seldom longer
_SIP_PORT = 5060  # the one that `atencion call` dials unless told otherwise


async def run_demo(settings: Settings) -> None:
    """Run with sample advisors and callers until Ctrl-C, open at any hour unless the settings ask for the site's own.

    Raises:
        ConfigError: a port is in use, the site is not valid, or servers or folder are those of a real system.
        StorageError: a server did not start.
    """
    check_not_real_system(settings)
    await run_demo_system(settings)


async def run_demo_system(settings: Settings) -> None:
    """Run the demo over whatever servers the settings name, which only tests of ours do. Raises as `run_demo`."""
    site = load_site(settings.site)
    settings = with_sample_systems(_with_drain_limit(settings, 0))
    settings = settings.model_copy(update={"second_factor_roles": settings.second_factor_roles or NO_ROLES})
    opened = with_open_hours(site) if settings.demo_hours == "open" else site
    settings = with_own_callers(with_sample_mailbox(settings))
    callers = (SAMPLE_CALLERS,) if settings.demo_traffic else ()
    mailbox = (SAMPLE_MAILBOX,) if settings.sample_mailbox else ()
    await _run(settings, opened, (*ROLES, *mailbox, SAMPLE_ADVISORS, SAMPLE_SYSTEMS, *callers), _seed_demo)


async def run_serve(settings: Settings, roles: Sequence[str] = ROLES) -> None:
    """Run for real: the site's own hours, no samples; all roles, or this node's. Raises as `run_demo`."""
    check_not_demo(settings)
    settings = _with_drain_limit(settings, _DRAIN_S)
    if set(roles) == set(ROLES):
        await _run(settings, load_site(settings.site), ROLES)
        return
    stop = stop_on_signals()
    async with run_system(settings, load_site(settings.site), roles, at_once=stop.at_once) as served:
        echo(f"En servicio: {', '.join(roles)}.")
        await _warn(served, roles)
        await stop.wait()


async def _warn(settings: Settings, roles: Sequence[str]) -> None:
    """Say what a real system lacks."""
    if settings.clamd is None and not {"api", "worker"}.isdisjoint(roles):
        echo(f"  Aviso: antivirus: {NO_ANTIVIRUS}\n")
    with suppress(DatabaseAway):
        if await application_owns_journal(settings):
            echo(f"  Aviso: base de datos: {OWNER_WARNING}\n")


def _with_drain_limit(settings: Settings, seconds: int) -> Settings:
    """The settings with a bound for the calls that go on when it is stopped, unless they have one."""
    return settings if settings.drain_s is not None else settings.model_copy(update={"drain_s": seconds})


async def _seed_demo(settings: Settings, site: Site) -> None:
    """People who sign in, and people who call; and, unless nobody is to call by themselves, those who called before."""
    if settings.demo_traffic:
        own_hours = structs.replace(load_site(settings.site), version=site.version)
        await add_demo_history(settings, own_hours, datetime.now(UTC))
    await make_demo_users(settings, site)
    await add_sample_customers(settings, site.campaign, datetime.now(UTC))
    await make_sample_systems(settings, site)


async def _run(settings: Settings, site: Site, roles: Sequence[str], furnish: SeedData | None = None) -> None:
    stop = stop_on_signals()
    telling = asyncio.create_task(_announce_stop(stop, settings.drain_s or 0))
    async with run_system(settings, site, roles, furnish, stop.at_once) as served:
        if await _wait_until_ready(settings, stop):
            password = demo_password(settings) if furnish is not None else None
            echo(startup_message(settings, site, _program_age_s(), password))
            if furnish is None:
                await _warn(served, roles)
            with suppress(DatabaseAway):  # it went away as it was ready: that ends nothing, and this is but a hint
                if await has_no_users(served):
                    echo(FIRST_USER)
            await stop.wait()
    await telling
    echo("Listo: todo quedó detenido.")


async def _announce_stop(stop: asyncio.Event, drain_s: int) -> None:
    """Answer Ctrl-C at once, even where what is starting has to come up before it can be stopped."""
    await stop.wait()
    echo("\nDeteniendo… los datos quedan guardados.")
    if drain_s:
        echo(f"Las llamadas en curso tienen hasta {drain_s} s para terminar; con otro Ctrl-C se cortan ya.")


def _program_age_s() -> float:
    """How long this program has been running: what the person has waited, loading included (proc(5))."""
    started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


async def _wait_until_ready(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until every part says that it works; False when told to stop before.

    What is not ready in time is told and waited for: the parts that do work may be serving callers, and nobody hangs
    up on them because a database is away.
    """
    late_at = time.monotonic() + _READY_TIMEOUT_S
    while not stop.is_set():
        if await asyncio.to_thread(_is_ready, f"http://{settings.bind}:{settings.http_port}/readyz"):
            return True
        if time.monotonic() > late_at:
            echo(_late_message(settings))
            late_at = math.inf
        await asyncio.sleep(_POLL_INTERVAL_S)
    return False


def _late_message(settings: Settings) -> str:
    place = f" en {(settings.data_dir / 'logs').resolve()}" if settings.logs == "files" else ""
    return (
        f"El sistema no está listo después de {_READY_TIMEOUT_S:.0f} s, y se sigue esperando: "
        f"revise los registros{place}.\n"
        "Ctrl-C detiene todo."
    )


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def startup_message(settings: Settings, site: Site, seconds: float, password: str | None = None) -> str:
    """What is where, for the person at the terminal; with the password of the demo's logins, if it is the demo."""
    web, sip = f"http://{settings.bind}:{settings.http_port}", f"{settings.bind}:{settings.sip_port}"
    width = max(len(line.name) for line in site.lines.values())
    lines = [f"    {line.name:<{width}}  sip:{line.numbers[0]}@{sip}" for line in site.lines.values()]
    port = "" if settings.sip_port == _SIP_PORT else f" --port {settings.sip_port}"
    samples = _demo_lines(settings, site, password) if password is not None else ()
    return "\n".join(
        (
            "",
            f"  Atención está lista ({seconds:.1f} s) — {site.entity}",
            "",
            f"  Líneas ({_hours_text(site)}; marque 1 para hablar con un asesor)",
            *lines,
            "",
            f"  Estado        {web}/",
            f"  API           {web}/api/openapi.json",
            f"  Métricas      {web}/metrics",
            *(
                (f"  Correo        {web}/api/v1/demo/mail/page  (con sesión iniciada)",)
                if settings.sample_mailbox
                else ()
            ),
            *samples,
            *((f"  Registros     {_relative_path(settings.data_dir / 'logs')}",) if settings.logs == "files" else ()),
            "",
            "  Llamada de prueba, en otra terminal:",
            f"    .venv/bin/atencion call --line {next(iter(site.lines))} --digits 1 --seconds {SAMPLE_CALL_S}{port}",
            "",
            "  Ctrl-C detiene todo; los datos se conservan.",
            "",
        )
    )


def _demo_lines(settings: Settings, site: Site, password: str) -> tuple[str, ...]:
    """Who advises, who calls and who may sign in to the demo, and how to have the lines for oneself."""
    who = (
        f"  Asesores      {', '.join(each.id for each in site.sample_advisors)}",
        f"  Usuarios      {' '.join(LOGINS[:5])}",
        f"                {' '.join(LOGINS[5:])}",
        *_area_lines(site),
        f"  Contraseña    {password}  (la misma para todos)",
        "  Teléfonos     prestados, contestan solos; para hablar y oír registre el suyo",
        f"                en {settings.bind}:{settings.sip_port}, con esa contraseña: docs/guias/telefono.md",
        *_supervision_lines(settings),
        "  Titularidad   qué contestan los clientes de ejemplo: docs/guias/titularidad.md",
    )
    if not settings.demo_traffic:
        return (*who, "  Llamadas      ninguna de ejemplo (ATENCION_DEMO_TRAFFIC=0)")
    a_minute = f"{settings.demo_traffic:g}".replace(".", ",", 1)
    return (
        *who,
        f"  Llamadas      de ejemplo, unas {a_minute} por minuto",
        "                (ATENCION_DEMO_TRAFFIC=0 make demo: ninguna)",
        "  Contrato      con llamadas de ejemplo desde el mes pasado",
    )


def _supervision_lines(settings: Settings) -> tuple[str, ...]:
    """How to listen to a talk, where the gateway lets anybody."""
    if not supported_commands(settings) >= REQUIRED_COMMANDS:
        return ()
    return (
        "  Supervisar    entre como supervisor: Tablero, Llamadas en curso, Supervisar;",
        "                se oye en el teléfono que registre como supervisor",
    )


def _area_lines(site: Site) -> list[str]:
    """The officials of the areas, as many to a line as a terminal has room for."""
    users = " ".join(user for user, _, _ in area_logins(site))
    return wrap(users, _WIDTH, initial_indent="  Áreas         ", subsequent_indent=" " * 16) if users else []


def _hours_text(site: Site) -> str:
    always = all(len(calendar.week) == 7 and calendar.holidays == "none" for calendar in site.calendars.values())
    return "abiertas a toda hora" if always else "en el horario del sitio"


def _relative_path(path: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(Path.cwd())) if resolved.is_relative_to(Path.cwd()) else str(resolved)
