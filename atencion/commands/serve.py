"""`atencion serve`: run the real system."""

from collections.abc import Sequence

from atencion.commands.foreground import run_until_stopped, warn_of_gaps, with_drain_limit
from atencion.processes import ROLES
from atencion.runtime.data_folder import check_not_demo
from atencion.runtime.tasks import stop_on_signals
from atencion.runtime.terminal import echo
from atencion.supervisor.system import run_system
from config.settings import Settings
from config.site.loader import load_site

_DRAIN_S = 300  # few conversations are longer


async def run_serve(settings: Settings, roles: Sequence[str] = ROLES) -> None:
    """Run the real system with the site's own hours and without samples: all roles, or this node's.

    Raises:
        ConfigError: a port is in use, the site is not valid, or the servers or the folder belong to a demo.
        StorageError: a server did not start.
    """
    check_not_demo(settings)
    settings = with_drain_limit(settings, _DRAIN_S)
    if set(roles) == set(ROLES):
        await run_until_stopped(settings, load_site(settings.site), ROLES)
        return
    stop = stop_on_signals()
    async with run_system(settings, load_site(settings.site), roles, at_once=stop.at_once) as served:
        echo(f"En servicio: {', '.join(roles)}.")
        await warn_of_gaps(served, roles)
        await stop.wait()
