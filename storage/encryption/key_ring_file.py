"""The file of the data keys, read again when it changes, so that a new key needs no restart.

Owns when the file is checked. Its content belongs to `storage.encryption.key_ring`.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from config.errors import SettingsInvalid
from storage.encryption.key_ring import KeyRing

_CHECK_INTERVAL_S: Final = 1.0
log = structlog.get_logger(__name__)


class KeyRingFile:
    """A file with a ring."""

    def __init__(self, path: Path, read_key_ring: Callable[[], KeyRing]) -> None:
        """Remember the file's current state as known.

        Args:
            path: of the file.
            read_key_ring: reads the ring; raises `SettingsInvalid` if it is not one.
        """
        self._path, self._read_key_ring = path, read_key_ring
        self._known, self._next = self._file_stamp(), 0.0

    def read_if_changed(self, *, now: bool = False) -> KeyRing | None:
        """Return the ring if the file changed; check at most once a second, or at once if `now`.

        An unreadable file is logged, and the known keys stay.
        """
        if not now and time.monotonic() < self._next:
            return None
        self._next = time.monotonic() + _CHECK_INTERVAL_S
        stamp = self._file_stamp()
        if stamp is None or stamp == self._known:
            return None
        try:
            ring = self._read_key_ring()
        except SettingsInvalid as error:
            log.error("data_keys_unreadable", error=str(error))
            return None
        self._known = stamp
        return ring

    def _file_stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size
