"""What each process of the system does; one module a role."""

import asyncio
from collections.abc import Awaitable, Callable

from atencion.house import House, open_house
from atencion.roles.api import run_api
from atencion.roles.gateway import run_gateway
from atencion.roles.recorder import run_recorder
from atencion.roles.router import run_router
from atencion.roles.sample_advisors import run_sample_advisors
from atencion.side_tasks import stop_on_signals
from config.settings import Settings

ROLES: dict[str, Callable[[House, asyncio.Event], Awaitable[None]]] = {
    "recorder": run_recorder,
    "router": run_router,
    "api": run_api,
    "gateway": run_gateway,
    "sample-advisors": run_sample_advisors,
}


async def run_role(settings: Settings, role: str, site_version: str) -> None:
    """Be one process of the system until told to stop.

    Args:
        settings: with the addresses of the servers.
        role: a key of ROLES.
        site_version: the site in force.
    """
    stop = stop_on_signals()
    async with open_house(settings, site_version, role=role) as house:
        await ROLES[role](house, stop)
