"""External destinations of anchors: an append-only file, and an HTTPS address.

Owns the delivery; a function returns only after the destination stored the anchor. It must not know which anchors are
missing.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

import httpx2

from agent_api.anchors.hourly_service import Destination

_POST_TIMEOUT_S: Final = 20.0


def file_destination(file: Path) -> Destination:
    """Return a destination that appends each anchor as a line and syncs it to disk."""

    async def send(written: str) -> None:
        await asyncio.to_thread(_append, file, f"{written}\n".encode())

    return send


def url_destination(url: str) -> Destination:
    """Return a destination that posts each anchor to a URL; only a 2xx answer counts as delivered."""

    async def send(written: str) -> None:
        try:
            async with httpx2.AsyncClient(timeout=_POST_TIMEOUT_S) as client:
                answer = await client.post(url, content=f"{written}\n", headers={"Content-Type": "text/plain"})
        except httpx2.HTTPError as error:
            raise ConnectionError(type(error).__name__) from error
        if not answer.is_success:
            raise ConnectionError(f"HTTP {answer.status_code}")

    return send


def _append(file: Path, line: bytes) -> None:
    """Append in one write, so that processes do not mix lines; O_APPEND works with chattr +a."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        if os.write(handle, line) != len(line):
            raise OSError("the disk is full")
        os.fsync(handle)
    finally:
        os.close(handle)
