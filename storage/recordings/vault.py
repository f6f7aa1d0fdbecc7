"""A folder of encrypted files: recordings, and attachments of tickets in a folder of their own.

Owns its files: each is written whole or not at all, and is on the disk before its place is told. It must not know the
database: who stores a recording writes down what `Vault.store` answers, and gives it back to read.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from config.settings import Settings
from storage.errors import RecordingBroken
from storage.recordings import cipher
from storage.recordings.master_keys import MasterKeys, WrappedKey, load_master_keys

_PARTIAL_SUFFIX = ".part"


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recording lies, and what opens it.

    Attributes:
        recording: its id.
        path: within the folder.
        size: of the encrypted file, bytes.
        plain_size: of what was encrypted, bytes.
        digest: SHA-256 of the encrypted file, hex.
        key: of the recording, wrapped.
    """

    recording: str
    path: str
    size: int
    plain_size: int
    digest: str
    key: WrappedKey


class Vault:
    """Encrypted recordings in a folder. Every method blocks: callers give it a thread.

    Args:
        folder: made when the first recording is stored.
        keys: the master keys; asked for each time, so that no process goes on with a key that was taken away.
    """

    def __init__(self, folder: Path, keys: Callable[[], MasterKeys]) -> None:
        self.folder = folder
        self._ask_keys = keys

    @property
    def keys(self) -> MasterKeys:
        """The master keys.

        Raises:
            SettingsInvalid: they are missing, or one is none.
        """
        return self._ask_keys()

    def store(self, recording: str, path: str, plain: BinaryIO) -> StoredFile:
        """Encrypt a recording into its place, under a key of its own. Doing it again puts a new file there.

        Args:
            recording: its id.
            path: where, within the folder.
            plain: from here to its end.

        Returns:
            What must be written down; the file is on the disk.
        """
        key = os.urandom(cipher.KEY_BYTES)
        target = self.folder / path
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
        return StoredFile(
            recording=recording,
            path=path,
            size=size,
            plain_size=cipher.plain_size(size),
            digest=digest.hexdigest(),
            key=self.keys.wrap(key, recording),
        )

    def read(self, stored: StoredFile, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Plain bytes of a recording, a chunk at a time.

        Args:
            stored: which.
            begin: the first byte that is wanted.
            end: the one behind the last; None for all.

        Raises:
            RecordingBroken: the file is gone, or not what was written.
            MasterKeyUnknown: its master key is not here.
        """
        key = self.keys.unwrap(stored.key, stored.recording)
        try:
            with (self.folder / stored.path).open("rb") as file:
                if os.fstat(file.fileno()).st_size != stored.size:
                    raise RecordingBroken(f"the file of {stored.recording} has another size than was written")
                last = stored.plain_size if end is None else min(end, stored.plain_size)
                yield from cipher.decrypt_range(key, stored.size, _reader(file), begin, last)
        except FileNotFoundError as error:
            raise RecordingBroken(f"the file of {stored.recording} is gone") from error

    def rewrap(self, stored: StoredFile) -> WrappedKey:
        """The recording's key, wrapped with the master key in force; the file stays as it is."""
        return self.keys.wrap(self.keys.unwrap(stored.key, stored.recording), stored.recording)

    def remove(self, path: str) -> None:
        """Delete a file, and what was left of writing it; it may be gone already."""
        target = self.folder / path
        for file in (target, target.with_name(target.name + _PARTIAL_SUFFIX)):
            file.unlink(missing_ok=True)
        if target.parent.is_dir():
            _sync(target.parent)

    def files(self, subfolder: str, *, before: datetime) -> Iterator[str]:
        """Every file of a folder of this one that was last written before a moment, finished or not.

        Args:
            subfolder: path of the folder.
            before: aware.

        Returns:
            Paths as `store` was given them; of an unfinished file, the path that it was to have.
        """
        for file in (self.folder / subfolder).rglob("*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                if file.is_file() and file.stat().st_mtime < before.timestamp():
                    yield str(file.relative_to(self.folder)).removesuffix(_PARTIAL_SUFFIX)

    def free_disk_share(self) -> float:
        """How much of the disk is free, from 0 to 1."""
        free, size = self.disk_space()
        return free / size

    def disk_space(self) -> tuple[int, int]:
        """How many bytes of the disk are free for us, and how many it has."""
        folder = self.folder
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        return usage.free, usage.total


def open_recording_vault(settings: Settings) -> Vault:
    """The folder of the settings."""
    folder = settings.recordings_dir or settings.data_dir / "recordings"
    return Vault(folder, lambda: load_master_keys(settings))


def open_attachment_vault(settings: Settings) -> Vault:
    """The folder of attachments; the master keys are those of recordings, each name is bound to its own key."""
    folder = settings.attachments_dir or settings.data_dir / "attachments"
    return Vault(folder, lambda: load_master_keys(settings))


def _reader(file: BinaryIO) -> Callable[[int, int], bytes]:
    def read_at(offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(count)

    return read_at


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each on the disk before what lies in it."""
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
