"""A folder of encrypted files: recordings, and attachments of tickets in a separate folder.

Owns its files: each is written completely or not at all, and is on the disk before `Vault.store` returns. It must not
know the database: the caller stores the result of `Vault.store`, and passes it back to read the file.
"""

import hashlib
import hmac
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from config.settings import Settings
from storage.errors import RecordingBroken
from storage.recordings import cipher
from storage.recordings.master_keys import MasterKeys, WrappedKey, load_master_keys

_PARTIAL_SUFFIX = ".part"
_BESIDE_SUFFIX: Final = ".wave"


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """The place and the key of a stored file.

    Attributes:
        recording: its id.
        path: relative to the folder.
        size: of the encrypted file, bytes.
        plain_size: of the plain content, bytes.
        digest: SHA-256 of the encrypted file, hex.
        key: wrapped.
    """

    recording: str
    path: str
    size: int
    plain_size: int
    digest: str
    key: WrappedKey


class Vault:
    """Encrypted recordings in a folder. Every method blocks, so call it in a thread.

    Args:
        folder: created when the first recording is stored.
        keys: returns the master keys; called each time, so that no process keeps a key that was removed.
    """

    def __init__(self, folder: Path, keys: Callable[[], MasterKeys]) -> None:
        self.folder = folder
        self._ask_keys = keys

    @property
    def keys(self) -> MasterKeys:
        """The master keys.

        Raises:
            SettingsInvalid: they are missing, or one is invalid.
        """
        return self._ask_keys()

    def store(self, recording: str, path: str, plain: BinaryIO) -> StoredFile:
        """Encrypt a recording with a new key and write it durably to `path`, relative to the folder.

        An older file is replaced. `plain` is read from its position to the end.
        """
        key = os.urandom(cipher.KEY_BYTES)
        size, digest = _write(self.folder / path, key, plain)
        return StoredFile(
            recording=recording,
            path=path,
            size=size,
            plain_size=cipher.plain_size(size),
            digest=digest,
            key=self.keys.wrap(key, recording),
        )

    def store_beside(self, stored: StoredFile, content: bytes) -> None:
        """Encrypt what was computed from a recording with a key derived from its own, and write it beside the file.

        Without the recording's key it cannot be read; `remove` deletes both files.
        """
        _write(self._beside(stored.path), self._derived_key(stored), BytesIO(content))

    def read_beside(self, stored: StoredFile) -> bytes | None:
        """Return the content that `store_beside` wrote; None if there is none.

        Raises:
            RecordingBroken: the file is not what was written.
            MasterKeyUnknown: the recording's master key is not here.
        """
        key = self._derived_key(stored)
        try:
            with self._beside(stored.path).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                return b"".join(cipher.decrypt_range(key, size, _reader(file), 0, cipher.plain_size(size)))
        except FileNotFoundError:
            return None

    def _beside(self, path: str) -> Path:
        target = self.folder / path
        return target.with_name(target.name + _BESIDE_SUFFIX)

    def _derived_key(self, stored: StoredFile) -> bytes:
        return hmac.digest(self.keys.unwrap(stored.key, stored.recording), _BESIDE_SUFFIX.encode(), "sha256")

    def read(self, stored: StoredFile, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield plain bytes of a recording, a chunk at a time, from `begin` to `end` (excluded; None for all).

        Raises:
            RecordingBroken: the file is missing, or not what was written.
            MasterKeyUnknown: its master key is not here.
        """
        key = self.keys.unwrap(stored.key, stored.recording)
        try:
            with (self.folder / stored.path).open("rb") as file:
                if os.fstat(file.fileno()).st_size != stored.size:
                    raise RecordingBroken(f"the file of {stored.recording} does not have its stored size")
                last = stored.plain_size if end is None else min(end, stored.plain_size)
                yield from cipher.decrypt_range(key, stored.size, _reader(file), begin, last)
        except FileNotFoundError as error:
            raise RecordingBroken(f"the file of {stored.recording} is missing") from error

    def rewrap(self, stored: StoredFile) -> WrappedKey:
        """Wrap the recording's key with the current master key; the file stays as it is."""
        return self.keys.wrap(self.keys.unwrap(stored.key, stored.recording), stored.recording)

    def remove(self, path: str) -> None:
        """Delete a file, the one beside it, and what an interrupted write left; each may be missing."""
        target = self.folder / path
        for file in (target, self._beside(path)):
            file.unlink(missing_ok=True)
            file.with_name(file.name + _PARTIAL_SUFFIX).unlink(missing_ok=True)
        if target.parent.is_dir():
            _sync(target.parent)

    def files(self, subfolder: str, *, before: datetime) -> Iterator[str]:
        """Yield the paths of files below a subfolder last written before an aware datetime.

        The path of an unfinished file is the one that it was meant to have.
        """
        for file in (self.folder / subfolder).rglob("*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                if file.is_file() and file.stat().st_mtime < before.timestamp():
                    yield str(file.relative_to(self.folder)).removesuffix(_PARTIAL_SUFFIX)

    def free_disk_share(self) -> float:
        """Return the free share of the disk, from 0 to 1."""
        free, size = self.disk_space()
        return free / size

    def disk_space(self) -> tuple[int, int]:
        """Return the bytes of the disk that are free for us, and its size."""
        folder = self.folder
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        return usage.free, usage.total


def open_recording_vault(settings: Settings) -> Vault:
    """Open the vault of recordings."""
    folder = settings.recordings_dir or settings.data_dir / "recordings"
    return Vault(folder, lambda: load_master_keys(settings))


def open_attachment_vault(settings: Settings) -> Vault:
    """Open the vault of attachments; it shares the master keys of recordings, and each file is bound to its own key."""
    folder = settings.attachments_dir or settings.data_dir / "attachments"
    return Vault(folder, lambda: load_master_keys(settings))


def _write(target: Path, key: bytes, plain: BinaryIO) -> tuple[int, str]:
    """Encrypt and write a file completely or not at all; return its size and its SHA-256 in hex."""
    _make_folders(target.parent)
    unfinished = target.with_name(target.name + _PARTIAL_SUFFIX)
    digest = hashlib.sha256()
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in cipher.encrypt_file(key, os.urandom(cipher.PREFIX_BYTES), plain.read):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
    unfinished.rename(target)
    _sync(target.parent)
    return size, digest.hexdigest()


def _reader(file: BinaryIO) -> Callable[[int, int], bytes]:
    def read_at(offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(count)

    return read_at


def _make_folders(folder: Path) -> None:
    """Create a folder and its parents, each on the disk before its content."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
