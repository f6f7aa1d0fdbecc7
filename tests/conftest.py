"""Fixtures of every test: real servers. No property test has a deadline, and garbage is collected less often."""

import gc
from collections.abc import Generator

import pytest
import structlog
from hypothesis import settings

from tests.support.properties import ARE_RANDOM, examples
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

pytest_plugins = ["tests.support.run.targets", "tests.support.run.groups", "tests.support.run.run_times"]

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

settings.register_profile("atencion", deadline=None, max_examples=examples(100), derandomize=not ARE_RANDOM)
settings.load_profile("atencion")
gc.set_threshold(10_000, 10, 10)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without the garbage collector, and keep their modules and items out of its later runs.

    They live as long as the process. To visit them again and again took half of the collection, in each worker.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


# Schemathesis brings Rich, with which structlog prints the locals of each frame of a logged error: minutes for a site.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
