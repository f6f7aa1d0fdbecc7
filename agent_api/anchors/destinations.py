"""Places outside that hold anchors: a file that is only appended to, and an HTTPS address.

Owns how a written anchor gets there, and that it is there when this returns. It must not know which are missing.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

import httpx2

from agent_api.anchors.hourly_service import Destination

_POST_TIMEOUT_S: Final = 20.0


def file_destination(file: Path) -> Destination:
    """Return what appends an anchor as a line of a file, and waits until the disk has it."""

    async def send(written: str) -> None:
        await asyncio.to_thread(_append, file, f"{written}\n".encode())

    return send


def url_destination(url: str) -> Destination:
    """Return what posts an anchor to an address, which takes it with an answer of 2xx."""

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
    """One write, so that lines of two processes do not mix; O_APPEND lets a file system forbid all else (chattr +a)."""
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        if os.write(handle, line) != len(line):
            raise OSError("the disk is full")
        os.fsync(handle)
    finally:
        os.close(handle)
