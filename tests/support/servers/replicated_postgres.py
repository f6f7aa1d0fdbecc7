"""A PostgreSQL primary and a standby by streaming replication.

Owns the creation of the standby from the primary. Both are real servers; PostgreSQL manual, "Log-Shipping Standby
Servers".
"""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import asyncpg

from storage.embedded.postgres import EmbeddedPostgres

_NODES = {"hot_standby": "on", "synchronous_commit": "remote_apply"}


@dataclass
class ReplicatedPostgres:
    """Two servers.

    Attributes:
        url: with both as hosts, the standby first.
        primary: its address alone.
        follower: its address alone.
    """

    url: str
    primary: str
    follower: str
    _running: dict[str, EmbeddedPostgres] = field(repr=False)

    async def stop_primary(self) -> None:
        """Stop the primary."""
        await self._running.pop(self.primary).__aexit__(None, None, None)

    async def promote(self) -> None:
        """Promote the standby and wait until it accepts writes."""
        connection = await asyncpg.connect(self.follower)
        assert await connection.fetchval("SELECT pg_promote()")
        await connection.close()

    async def close(self) -> None:
        """Stop the running servers."""
        for each in self._running.values():
            await each.__aexit__(None, None, None)


@asynccontextmanager
async def replicated_postgres(folder: Path, options: dict[str, str]) -> AsyncIterator[ReplicatedPostgres]:
    """Run both while the block lasts.

    Args:
        folder: of their data; short, because it contains sockets.
        options: settings of both.
    """
    one, other = folder / "a", folder / "b"
    async with EmbeddedPostgres(one, options):
        pass  # its data folder is created, and copied while the server is stopped
    await asyncio.to_thread(_copy, one, other)
    async with AsyncExitStack() as stack:
        first = EmbeddedPostgres(one, {**options, **_NODES, "synchronous_standby_names": "*"})
        primary = await stack.enter_async_context(first)
        sockets = parse_qs(urlsplit(primary).query)["host"][0]
        second = EmbeddedPostgres(other, {**options, **_NODES, "primary_conninfo": f"host={sockets} user=atencion"})
        follower = await second.__aenter__()
        stack.pop_all()
        pair = ReplicatedPostgres(_both(follower, primary), primary, follower, {primary: first, follower: second})
        stack.push_async_callback(pair.close)
        yield pair


def _copy(one: Path, other: Path) -> None:
    """Copy a server's folder with its owner; the copy follows the original when it starts."""
    subprocess.run(["cp", "-a", str(one), str(other)], check=True)
    (other / "lock").unlink()
    data = other / "cluster" / "data"
    subprocess.run(["cp", "-a", str(data / "PG_VERSION"), str(data / "standby.signal")], check=True)


def _both(*urls: str) -> str:
    """Return one address with the hosts of several, folders of sockets in the authority."""
    hosts = (quote(parse_qs(urlsplit(url).query)["host"][0], safe="") for url in urls)
    return f"postgresql://atencion@{','.join(hosts)}/atencion"
