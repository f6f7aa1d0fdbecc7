"""The server that the API is compared with: FastAPI, one SELECT and nothing else.

Owns one route that reads one call by its id over asyncpg, served like our API but without authentication. Run it with
``python -m benchmarks.system.bare_server PORT``, with the database's URL in BARE_DATABASE_URL.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvicorn
import uvloop
from fastapi import FastAPI

from atencion.processes.api import uvicorn_config
from benchmarks.system.running_system import HOST

CONNECTIONS = 5  # as many as our API
_ONE_CALL = "SELECT * FROM call WHERE campaign = $1 AND call_id = $2"


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    url = os.environ["BARE_DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as app.state.pool:
        yield


app = FastAPI(lifespan=_lifespan)


@app.get("/calls/{campaign}/{call_id}")
async def read_call(campaign: str, call_id: str) -> dict[str, Any]:
    """Return one call."""
    return dict(await app.state.pool.fetchrow(_ONE_CALL, campaign, call_id))


async def _serve(port: int) -> None:
    await uvicorn.Server(uvicorn_config(app, HOST, port))._serve()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
