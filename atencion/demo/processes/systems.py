"""The demo's accounting service: HTTP and JSON, like an entity's own service.

Owns a free port of this machine and the file with its URL. Like any external service, it shares only a token with our
system.
"""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from atencion.demo.external_systems import SERVICE, TOKEN, systems_folder, write_secret
from atencion.demo.lookup_records import Record, payments_of
from atencion.runtime.context import Context
from atencion.runtime.http_server import start_server
from config.site.loader import load_sample_customers

_GLANCE_S = 0.05


async def run(context: Context, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    folder = systems_folder(context.settings)
    if context.settings.lookups_dir != folder.resolve():
        await stop.wait()  # the settings name other systems
        return
    payments = payments_of(load_sample_customers(context.settings.site))
    await serve(accounting(payments, (folder / TOKEN).read_text()), folder / SERVICE, stop)


def accounting(payments: Mapping[str, list[Record]], token: str) -> Starlette:
    """Build the service; `token` is the expected Authorization header.

    `payments` are by document of the third party.
    """

    async def list_payments(request: Request) -> JSONResponse:
        if not secrets.compare_digest(request.headers.get("authorization", "").encode(), token.encode()):
            return JSONResponse({"error": "token"}, 401)
        transfers = payments.get(request.path_params["third_party"])
        return JSONResponse({"error": "tercero"}, 404) if transfers is None else JSONResponse({"giros": transfers})

    return Starlette(routes=[Route("/terceros/{third_party}/giros", list_payments)])


async def serve(app: Starlette, address: Path, stop: asyncio.Event) -> None:
    """Serve on a free port of this machine until `stop` is set; write the URL to the `address` file."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    serving = start_server(server)
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(_GLANCE_S)
    if server.started:
        write_secret(address, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
        await stop.wait()
    server.should_exit = True
    await serving
