"""The API process: HTTP over the log's folds."""

import asyncio
from functools import partial

import uvicorn

from agent_api.app import create_app
from agent_api.deps import Deps
from agent_api.system.readiness import NotReady
from atencion.house import House
from atencion.second_factor import FOR_REAL, second_factor_roles


async def run(house: House, stop: asyncio.Event) -> None:
    """Serve HTTP until told to stop."""
    settings = house.settings
    deps = Deps(
        engine=house.database.engine,
        redis=house.redis,
        router=house.router,
        site=house.sites.current,
        site_of=house.sites.of,
        sip_address=f"{settings.bind}:{settings.sip_port}",
        sealer=house.sealer,
        second_factor_roles=second_factor_roles(settings.second_factor_roles or FOR_REAL),
        probes={"gateway": partial(_gateway_answers, house)},
    )
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(deps),
            host=str(settings.bind),
            port=settings.http_port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
        )
    )
    serving = asyncio.create_task(server._serve())  # serve() would take the signals that are ours
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    stopping.cancel()


async def _gateway_answers(house: House) -> None:
    """Some gateway holds a lease: calls can come in.

    Raises:
        NotReady: none does.
    """
    if not await house.router.gateways():
        raise NotReady("Ninguna pasarela telefónica está en servicio.")
