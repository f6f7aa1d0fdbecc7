"""`atencion demo`: run the whole system with sample data, advisors and callers.

Owns what a demo adds to `serve`: its settings, its data, and the lines about its samples.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from textwrap import wrap

from msgspec import structs

from atencion.commands.foreground import run_until_stopped, with_drain_limit
from atencion.demo.administration.moments import accounts_begin_at
from atencion.demo.customers import add_sample_customers
from atencion.demo.external_systems import make_sample_systems, with_sample_systems
from atencion.demo.journal import add_demo_history
from atencion.demo.users import LOGINS, area_logins, demo_password, make_demo_users
from atencion.gateways.parts import supported_commands
from atencion.processes import ROLES, SAMPLE_ADVISORS, SAMPLE_CALLERS, SAMPLE_MAILBOX, SAMPLE_SYSTEMS
from atencion.runtime.data_folder import check_not_real_system
from atencion.runtime.listed_trunks import with_own_callers
from atencion.runtime.second_factor import NO_ROLES
from atencion.worker.mail import with_sample_mailbox
from calls.transitions.supervision import REQUIRED_COMMANDS
from config.settings import Settings
from config.site.loader import load_site, with_open_hours
from config.site.model import Site
from config.timezone import COLOMBIA

_WIDTH = 80  # of a terminal
_LOADED_MEANWHILE = "atencion.demo.administration.past"
"""Module that loads while the servers start: it imports most nouns."""


async def run_demo(settings: Settings) -> None:
    """Run with sample advisors and callers until Ctrl-C; lines are always open unless the settings say otherwise.

    Raises:
        ConfigError: a port is in use, the site is not valid, or the servers or the folder belong to a real system.
        StorageError: a server did not start.
    """
    check_not_real_system(settings)
    await run_demo_system(settings)


async def run_demo_system(settings: Settings) -> None:
    """Run the demo on any servers, without the check for a real system; our tests use it. Raises as `run_demo`."""
    site = load_site(settings.site)
    settings = with_sample_systems(with_drain_limit(settings, 0))
    settings = settings.model_copy(update={"second_factor_roles": settings.second_factor_roles or NO_ROLES})
    opened = with_open_hours(site) if settings.demo_hours == "open" else site
    settings = with_own_callers(with_sample_mailbox(settings))
    callers = (SAMPLE_CALLERS,) if settings.demo_traffic else ()
    mailbox = (SAMPLE_MAILBOX,) if settings.sample_mailbox else ()
    roles = (*ROLES, *mailbox, SAMPLE_ADVISORS, SAMPLE_SYSTEMS, *callers)
    loading = asyncio.create_task(asyncio.to_thread(import_module, _LOADED_MEANWHILE))
    try:
        await run_until_stopped(
            settings, opened, roles, _seed_demo, lambda: sample_lines(settings, opened, demo_password(settings))
        )
    finally:
        await loading


async def _seed_demo(settings: Settings, site: Site) -> None:
    """Create users and customers; with sample traffic, also past calls."""
    now = datetime.now(UTC)
    today = now.astimezone(COLOMBIA).date()
    await make_demo_users(settings, site, accounts_begin_at(site, today) if settings.demo_traffic else now)
    await add_sample_customers(settings, site.campaign, now)
    if settings.demo_traffic:
        own_hours = structs.replace(load_site(settings.site), version=site.version)
        await add_demo_history(settings, own_hours, now)
    await make_sample_systems(settings, site)


def sample_lines(settings: Settings, site: Site, password: str) -> Sequence[str]:
    """Return the terminal lines about advisors, logins and callers of the demo, and how to call it yourself."""
    description = (
        f"  Asesores      {', '.join(each.id for each in site.sample_advisors)}",
        f"  Usuarios      {' '.join(LOGINS[:5])}",
        f"                {' '.join(LOGINS[5:10])}",
        f"                {' '.join(LOGINS[10:])}",
        *_area_lines(site),
        f"  Contraseña    {password}  (la misma para todos)",
        "  Teléfonos     prestados, contestan solos; para hablar y oír registre el suyo",
        f"                en {settings.bind}:{settings.sip_port}, con esa contraseña: docs/guias/telefono.md",
        *_supervision_lines(settings),
        "  Identidad     qué contestan los clientes de ejemplo: docs/guias/titularidad.md",
    )
    if not settings.demo_traffic:
        return (*description, "  Llamadas      ninguna de ejemplo (ATENCION_DEMO_TRAFFIC=0)")
    a_minute = f"{settings.demo_traffic:g}".replace(".", ",", 1)
    return (
        *description,
        f"  Llamadas      de ejemplo, unas {a_minute} por minuto",
        "                (con ATENCION_DEMO_TRAFFIC=0, ninguna)",
        "  Contrato      con llamadas de ejemplo desde el mes pasado",
        f"  Pared         http://{settings.bind}:{settings.http_port}/pared, para un televisor; el código",
        "                lo da supervisor en Pantallas, «Sala de operación»",
    )


def _supervision_lines(settings: Settings) -> tuple[str, ...]:
    """Return how to listen to a call, if the gateway supports it."""
    if not supported_commands(settings) >= REQUIRED_COMMANDS:
        return ()
    return (
        "  Supervisar    entre como supervisor: Tablero, Llamadas en curso, Supervisar;",
        "                se oye en el teléfono que registre como supervisor",
    )


def _area_lines(site: Site) -> list[str]:
    """Return the officials of the areas, wrapped to the terminal."""
    users = " ".join(user for user, _, _ in area_logins(site))
    return wrap(users, _WIDTH, initial_indent="  Áreas         ", subsequent_indent=" " * 16) if users else []
