"""The texts of requests, and where they can be read."""

import json
import re
from collections.abc import Iterator
from typing import Any

import redis.asyncio as redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.postgres.engine import read_connection
from storage.tables import metadata

PERSONAL = re.compile(r" |@|\.$")
"""A sentence of one word ends with a full stop."""


def texts_of(body: Any) -> Iterator[str]:
    """Yield the texts of a body that are sentences, names, addresses, telephone numbers or documents."""
    if isinstance(body, dict):
        for each in body.values():
            yield from texts_of(each)
    elif isinstance(body, list):
        for each in body:
            yield from texts_of(each)
    elif isinstance(body, str) and len(body) > 3 and (PERSONAL.search(body) or (body.isdecimal() and len(body) > 6)):
        yield from (body, body.removeprefix("CC ").replace(".", "")) if body.startswith("CC ") else (body,)


async def readable_places(engine: AsyncEngine, client: redis.Redis, texts: set[str]) -> dict[str, list[str]]:
    """Return the columns of the database and the keys of Valkey in which texts can be read, with these texts."""
    found = {}
    async with read_connection(engine) as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            for number, column in enumerate(table.columns):
                found[f"{table.name}.{column.name}"] = b"\n".join(_bytes(row[number]) for row in rows)
    async for key in client.scan_iter("*"):
        found[_bytes(key).decode()] = await client.dump(key) or b""
    read = {place: sorted(text for text in texts if text.encode() in content) for place, content in found.items()}
    return {place: each for place, each in read.items() if each}


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)).encode()
