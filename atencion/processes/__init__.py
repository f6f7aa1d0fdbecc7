"""Processes of the system: one module for each role, with the name of the role and a function `run`.

Imports `gateways`, `phones`, `runtime`, `twilio` and `worker`, and no other package of `atencion`. It may import
any room below `atencion`. Read `gateway` first: it runs the telephony gateway and the call driver.

A process loads only the module of its own role, because loading all of them takes longer than the rest of its start. A
supervisor starts several processes: it has all roles loaded once, and forked for each process
(`atencion.processes.zygote`).
"""

from collections.abc import Awaitable, Callable
from importlib import import_module

from atencion.runtime.context import Context, open_context
from atencion.runtime.liveness.heartbeats import send_heartbeats
from atencion.runtime.logging.configuration import configure_process_logging
from atencion.runtime.tasks import StopEvent, stop_on_signals
from config.settings import Settings

ROLES = ("recorder", "worker", "router", "api", "gateway")
"""In the order of their start; they stop in the reverse order, so that the journal holds the last fact."""
DEMO_ROLES = ("sample_advisors", "sample_callers", "sample_systems", "sample_mailbox")
SAMPLE_ADVISORS, SAMPLE_CALLERS, SAMPLE_SYSTEMS, SAMPLE_MAILBOX = DEMO_ROLES
"""The roles that only the demo has."""

SITE_VERSION = "ATENCION_SITE_VERSION"
"""Variable that names the current site version for a role's process."""

ROLES_WITH_SOUNDS = frozenset({"gateway", SAMPLE_ADVISORS})
"""The roles that need the rendered sounds."""

Run = Callable[[Context, StopEvent], Awaitable[None]]


def module_of(role: str) -> str:
    """Return the name of the module with a role's function ``run``."""
    demo = role.removeprefix("sample_")
    return f"{__name__}.{role}" if demo == role else f"atencion.demo.processes.{demo}"


async def run_role(settings: Settings, role: str, site_version: str) -> None:
    """Run one process of the system until it is signalled to stop.

    Args:
        settings: with the addresses of the servers.
        role: one of ROLES, or of DEMO_ROLES.
        site_version: of the current site.
    """
    configure_process_logging(settings, role)
    run: Run = import_module(module_of(role)).run
    stop = stop_on_signals()
    with send_heartbeats():
        async with open_context(settings, site_version, role=role) as context:
            await run(context, stop)
