"""An HTTP server of uvicorn beside the process's own handling of signals."""

import asyncio

import uvicorn


def start_server(server: uvicorn.Server) -> asyncio.Task[None]:
    """Start a server; it ends when its ``should_exit`` is set.

    The public ``serve`` would take SIGTERM and SIGINT, which are the process's own.
    """
    return asyncio.create_task(server._serve(), name="http server")
