"""The start of a uvicorn server in a process that handles its own signals."""

import asyncio

import uvicorn


def start_server(server: uvicorn.Server) -> asyncio.Task[None]:
    """Start a server; it ends when its ``should_exit`` is set.

    The public ``serve`` would install handlers for SIGTERM and SIGINT, which belong to the process.
    """
    return asyncio.create_task(server._serve(), name="http server")
