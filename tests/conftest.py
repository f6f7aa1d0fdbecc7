"""Fixtures for every test: real servers; and that no property test depends on how fast the machine is."""

import structlog
from hypothesis import settings

from tests.support.properties import examples
from tests.support.servers.worker_servers import (
    empty_postgres_url,
    engine,
    postgres_server,
    postgres_url,
    schema,
    servers_folder,
    valkey,
    valkey_cluster,
    valkey_cluster_url,
    valkey_server,
    valkey_url,
)

__all__ = [
    "empty_postgres_url",
    "engine",
    "postgres_server",
    "postgres_url",
    "schema",
    "servers_folder",
    "valkey",
    "valkey_cluster",
    "valkey_cluster_url",
    "valkey_server",
    "valkey_url",
]

settings.register_profile("atencion", deadline=None, max_examples=examples(100))
settings.load_profile("atencion")

# Schemathesis brings Rich, with which structlog prints the locals of each frame of a logged error: minutes for a site.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
