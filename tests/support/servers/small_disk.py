"""A disk so small that a test can fill it: a file system in memory, of a fixed size.

Owns its mounting, filling and emptying. It must not know its users.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SIZE_MIB = 330
_PIECE = bytes(1_048_576)
_LEAST_PIECE = 4096


class SmallDisk:
    """A mounted disk.

    Attributes:
        folder: its mount point.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Fill all free space, including what was freed since the last time."""
        handle = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            piece = len(_PIECE)
            while piece >= _LEAST_PIECE:
                try:
                    os.write(handle, _PIECE[:piece])
                except OSError:
                    piece //= 2
        finally:
            os.close(handle)

    def make_room(self) -> None:
        """Free the filled space."""
        self._ballast.unlink(missing_ok=True)

    @property
    def free(self) -> int:
        """Free space, in bytes."""
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize


@contextmanager
def small_disk(folder: Path, mib: int = SIZE_MIB) -> Iterator[SmallDisk]:
    """Mount a small disk on a new folder while the block lasts; skip the test where that is not allowed.

    Args:
        folder: created, and removed at the end.
        mib: size of the disk.
    """
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=755", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"this machine does not let us mount a small disk: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        with suppress(OSError):
            folder.rmdir()
