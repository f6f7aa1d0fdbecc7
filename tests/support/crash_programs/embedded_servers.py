"""A program that runs both servers until a test kills it.

Argument: the folder. It prints the servers' process ids once they serve and hold data.
"""

import asyncio
import sys
from pathlib import Path

import asyncpg
import redis.asyncio as redis

from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from tests.support.servers.worker_servers import FAST


async def main(folder: Path) -> None:
    """Run both servers and wait to be killed."""
    postgres, valkey = EmbeddedPostgres(folder / "postgres", FAST), EmbeddedValkey(folder / "valkey")
    async with postgres as database, valkey as address:
        connection = await asyncpg.connect(database)
        await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        await redis.from_url(address).set("k", "v")
        print(postgres.pid, valkey.pid, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
