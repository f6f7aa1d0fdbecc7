"""The log files of the data folder: one for each process, rotated while it runs.

Owns their names, their size limit and the number kept. A process keeps its file open and appends to it, so the content
is copied and the file truncated. Only the supervisor does it, because the folder is its own.
"""

import asyncio
import os
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from storage.periodic import run_periodically

MAX_BYTES: Final = 5_000_000
"""A larger log is rotated."""
KEPT_FILES: Final = 3
"""Rotated files kept for each log: ``api.log.1`` is the latest."""

_CHECK_INTERVAL_S = 5.0
_LOGS: Final = ("logs/*.log", "postgres/cluster/postgres.log", "valkey/data/valkey.log", "asterisk/log/*.log")


def log_file(folder: Path, name: str) -> Path:
    """Return the file of a process's log, and create its folder.

    Raises:
        OSError: the folder cannot be created.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


async def rotate_logs(data_dir: Path) -> None:
    """Rotate the large logs of our processes and servers, until cancelled."""
    rotate_all = partial(asyncio.to_thread, _rotate_all, data_dir)
    await run_periodically(rotate_all, interval_s=_CHECK_INTERVAL_S, catch_all=True, failure_event="logs_not_rotated")


def _rotate_all(data_dir: Path) -> None:
    for pattern in _LOGS:
        for file in data_dir.glob(pattern):
            rotate(file)


def rotate(file: Path, max_bytes: int = MAX_BYTES) -> None:
    """Rotate a log that is larger, and let its process continue in an empty file.

    If the disk has no room for the copy, the oldest rotated files are deleted; if that is not enough, the log stays. A
    line written between the end of the copy and the truncation, some microseconds, is lost.
    """
    size = file.stat().st_size
    if size <= max_bytes or not _has_room(file, size):
        return
    copy = file.with_name(f"{file.name}.copy")
    try:
        with file.open("rb") as source, copy.open("wb") as target:
            os.fchmod(target.fileno(), file.stat().st_mode & 0o777)
            shutil.copyfileobj(source, target)
            for number in range(KEPT_FILES - 1, 0, -1):
                with suppress(FileNotFoundError):
                    _rotated_file(file, number).replace(_rotated_file(file, number + 1))
            copy.replace(_rotated_file(file, 1))
            shutil.copyfileobj(source, target)
            os.truncate(file, 0)
    finally:
        copy.unlink(missing_ok=True)


def _has_room(file: Path, size: int) -> bool:
    for number in range(KEPT_FILES, 0, -1):
        if shutil.disk_usage(file.parent).free > size:
            return True
        _rotated_file(file, number).unlink(missing_ok=True)
    return shutil.disk_usage(file.parent).free > size


def _rotated_file(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}.{number}")
