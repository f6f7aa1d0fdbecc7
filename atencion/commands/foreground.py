"""The whole system in the foreground of a terminal, until Ctrl-C.

Owns what the person at the terminal reads. `atencion.supervisor.system` runs the system.
"""

import asyncio
import math
import os
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from atencion.commands.users import has_no_users
from atencion.runtime.health import NO_ANTIVIRUS
from atencion.runtime.schema import OWNER_WARNING, application_owns_journal
from atencion.runtime.servers import SeedData
from atencion.runtime.site.folder import site_in_force
from atencion.runtime.tasks import stop_on_signals
from atencion.runtime.terminal import command_name, echo
from atencion.supervisor.system import run_system
from config.settings import SAMPLE_CALL_S, Settings
from config.site.model import Site
from storage.errors import DatabaseAway

_READY_TIMEOUT_S = 60.0
_POLL_INTERVAL_S = 0.1
FIRST_USER = """  Todavía no hay usuarios. Cree el primero, en otra terminal y con la misma configuración:
    {command} user add USUARIO --role admin --name "Nombre y apellido"
"""
_WIDTH = 80  # of a terminal
_SIP_PORT = 5060  # the default of `atencion call`


async def run_until_stopped(
    settings: Settings,
    site: Site,
    roles: Sequence[str],
    seed: SeedData | None = None,
    describe_samples: Callable[[], Sequence[str]] | None = None,
) -> None:
    """Run the system until Ctrl-C, and print its addresses once it is ready.

    `seed` adds data before the roles start; `describe_samples` returns the lines about a demo's samples.
    """
    stop = stop_on_signals()
    progress = asyncio.create_task(_announce_stop(stop, settings.drain_s or 0))
    async with run_system(settings, site, roles, seed, stop.at_once) as served:
        if await _wait_until_ready(settings, stop):
            samples = describe_samples() if describe_samples else ()
            with suppress(DatabaseAway):  # the folder's names are only a hint
                site = await site_in_force(served, site)
            echo(startup_message(settings, site, _program_age_s(), samples))
            if seed is None:
                await warn_of_gaps(served, roles)
            with suppress(DatabaseAway):  # only a hint: the system goes on without it
                if await has_no_users(served):
                    echo(FIRST_USER.format(command=command_name()))
            await stop.wait()
    await progress
    echo("Listo: todo quedó detenido.")


async def warn_of_gaps(settings: Settings, roles: Sequence[str]) -> None:
    """Print what a real system lacks."""
    if settings.clamd is None and not {"api", "worker"}.isdisjoint(roles):
        echo(f"  Aviso: antivirus: {NO_ANTIVIRUS}\n")
    with suppress(DatabaseAway):
        if await application_owns_journal(settings):
            echo(f"  Aviso: base de datos: {OWNER_WARNING}\n")


def with_drain_limit(settings: Settings, seconds: int) -> Settings:
    """Return the settings with a time limit for active calls at shutdown, unless they have one."""
    return settings if settings.drain_s is not None else settings.model_copy(update={"drain_s": seconds})


async def _announce_stop(stop: asyncio.Event, drain_s: int) -> None:
    """Acknowledge Ctrl-C at once, even if parts that are starting must be up before they can stop."""
    await stop.wait()
    echo("\nDeteniendo… los datos quedan guardados.")
    if drain_s:
        echo(f"Las llamadas en curso tienen hasta {drain_s} s para terminar; con otro Ctrl-C se cortan ya.")


def _program_age_s() -> float:
    """Return the seconds since the program started, loading included (proc(5))."""
    started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


async def _wait_until_ready(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until every part is ready; return False if the system is stopped first.

    A late part is reported and still waited for: the other parts may already serve callers, and one part's delay must
    not end their calls.
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
    folder = f" en {(settings.data_dir / 'logs').resolve()}" if settings.logs == "files" else ""
    return (
        f"El sistema no está listo después de {_READY_TIMEOUT_S:.0f} s, y se sigue esperando: "
        f"revise los registros{folder}.\n"
        "Ctrl-C detiene todo."
    )


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def startup_message(settings: Settings, site: Site, seconds: float, samples: Sequence[str] = ()) -> str:
    """Return the addresses for the person at the terminal; `samples` are the lines about a demo's samples."""
    web, sip = f"http://{settings.bind}:{settings.http_port}", f"{settings.bind}:{settings.sip_port}"
    width = max(len(line.name) for line in site.lines.values())
    lines = [f"    {line.name:<{width}}  sip:{line.numbers[0]}@{sip}" for line in site.lines.values()]
    port = "" if settings.sip_port == _SIP_PORT else f" --port {settings.sip_port}"
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
            f"    {command_name()} call --line {next(iter(site.lines))} --digits 1 --seconds {SAMPLE_CALL_S}{port}",
            "",
            "  Ctrl-C detiene todo; los datos se conservan.",
            "",
        )
    )


def _hours_text(site: Site) -> str:
    always = all(len(calendar.week) == 7 and calendar.holidays == "none" for calendar in site.calendars.values())
    return "abiertas a toda hora" if always else "en el horario del sitio"


def _relative_path(path: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(Path.cwd())) if resolved.is_relative_to(Path.cwd()) else str(resolved)
