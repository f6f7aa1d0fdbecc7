"""The demo's accounting service: HTTP and JSON, like an entity's own service; and the recordings of its past.

Owns a free port of this machine and the file with its URL. Like any external service, it shares only a token with our
system.
"""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from atencion.demo.external_systems import SERVICE, TOKEN, systems_folder, write_secret
from atencion.demo.lookup_records import Record, payments_of
from atencion.demo.quality.recording_files import store_sample_recordings
from atencion.gateways.call_wiring import render_sounds
from atencion.runtime.context import Context
from atencion.runtime.http_server import start_server
from atencion.runtime.tasks import run_until
from config.site.loader import load_sample_customers, load_sample_dialogues
from ivr.errors import RenderingFailed
from storage.errors import StorageError

_GLANCE_S = 0.05
_CONVERSATIONS = "conversations"
log = structlog.get_logger(__name__)


async def run(context: Context, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    await run_until(stop, {"accounting": _account(context, stop), "recordings": _record(context, stop)})


async def _record(context: Context, stop: asyncio.Event) -> None:
    """Store the recordings of the past that are missing; without them the demo goes on.

    The sounds of the lines come first, because callers wait for them. A folder of its own has its own lock.
    """
    site, dialogues = context.sites.current, load_sample_dialogues(context.settings.site)
    sounds = context.sounds_folder / _CONVERSATIONS
    try:
        await render_sounds(site, context)
        await store_sample_recordings(context.database.engine, context.vault, site, dialogues, sounds)
    except (StorageError, RenderingFailed, OSError) as error:
        log.warning("sample_recordings_missing", error=str(error))
    await stop.wait()


async def _account(context: Context, stop: asyncio.Event) -> None:
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
