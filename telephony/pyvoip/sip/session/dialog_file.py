"""The confirmed dialogs of a gateway, in a file that outlives its process.

Owns the file: slots of one size, each with a length and a checksum, allocated in full when the file is opened and
mapped into memory. Writing a slot is a copy into shared memory: it takes microseconds and cannot fail on a full disk.
The kernel keeps the pages when the process is killed; they are not for a crash of the machine.

A dialog names a caller. The file is readable by our user only, and a slot is overwritten with zeros when its dialog
ends. It must not know calls or sockets: ``predecessor`` ends the dialogs.
"""

import fcntl
import mmap
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import msgspec

from telephony.port import TelephonyError
from telephony.pyvoip.sip.dialog import Dialog
from telephony.pyvoip.sip.messages import Address

SLOT_BYTES = 2048
"""Size of a slot: a dialog takes 400 to 700 bytes, more with long routes of proxies."""
_HEAD = struct.Struct("<4sII")
_MAGIC = b"ATD1"
_ZEROS = bytes(SLOT_BYTES)


class DialogFileUnusable(TelephonyError):
    """The file cannot be used: no space, another process has it, or it belongs to another user."""

    code = "dialogs_not_kept"


class StoredDialog(msgspec.Struct, frozen=True, array_like=True):
    """A dialog, and the destination of its requests."""

    dialog: Dialog
    hop: Address


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(StoredDialog)


def encode_slot(dialog: StoredDialog) -> bytes:
    """Return the bytes of a slot, or no bytes if the dialog is too long for one."""
    payload = _ENCODER.encode(dialog)
    if _HEAD.size + len(payload) > SLOT_BYTES:
        return b""
    return _HEAD.pack(_MAGIC, len(payload), crc32(payload)) + payload


def decode_slot(slot: bytes) -> StoredDialog | None:
    """Return the dialog of a slot, or None if the slot is empty, torn, or of another format."""
    magic, length, checksum = _HEAD.unpack_from(slot)
    payload = slot[_HEAD.size : _HEAD.size + length]
    if magic != _MAGIC or len(payload) != length or crc32(payload) != checksum:
        return None
    try:
        return _DECODER.decode(payload)
    except msgspec.DecodeError:
        return None


class DialogFile:
    """The file of one gateway, preferably in memory; dialogs beyond its slots are not stored."""

    def __init__(self, path: Path, slots: int) -> None:
        self._path, self._size = path, slots * SLOT_BYTES
        self._descriptor = -1
        self._map: mmap.mmap | None = None
        self._slots: dict[str, int] = {}
        self._free_slots: list[int] = []

    def open(self) -> list[tuple[str, StoredDialog]]:
        """Open the file, and return the dialogs of an earlier process with their tags.

        Raises:
            DialogFileUnusable: the file cannot be used.
        """
        try:
            self._descriptor = _locked(self._path)
            size = max(self._size, os.fstat(self._descriptor).st_size // SLOT_BYTES * SLOT_BYTES)
            os.posix_fallocate(self._descriptor, 0, size)  # a hole would cause SIGBUS when space runs out
            self._map = mmap.mmap(self._descriptor, size)
        except OSError as error:
            self._release()
            raise DialogFileUnusable(f"the file of dialogs cannot be used: {error.strerror}") from error
        return list(self._read(size // SLOT_BYTES))

    def close(self) -> None:
        """Wipe the remaining dialogs and remove the file."""
        if self._map is None:
            return
        for tag in list(self._slots):
            self.wipe(tag)
        self._map.close()
        self._map = None
        self._path.unlink(missing_ok=True)
        self._release()

    @property
    def dialog_count(self) -> int:
        """The number of stored dialogs."""
        return len(self._slots)

    def add(self, tag: str, dialog: StoredDialog) -> None:
        """Store a dialog; without a free slot, or if it is too long, it is not stored."""
        slot = encode_slot(dialog)
        if self._map is None or not slot or (tag not in self._slots and not self._free_slots):
            return
        offset = self._slots[tag] if tag in self._slots else self._slots.setdefault(tag, self._free_slots.pop())
        self._map[offset : offset + len(slot)] = slot

    def update(self, tag: str, dialog: StoredDialog) -> None:
        """Update a dialog that is stored."""
        if tag in self._slots:
            self.add(tag, dialog)

    def wipe(self, tag: str) -> None:
        """Remove a dialog, and overwrite its slot."""
        offset = self._slots.pop(tag, None)
        if offset is not None and self._map is not None:
            self._map[offset : offset + SLOT_BYTES] = _ZEROS
            self._free_slots.append(offset)

    def _read(self, slots: int) -> Iterator[tuple[str, StoredDialog]]:
        assert self._map is not None
        for offset in range(0, slots * SLOT_BYTES, SLOT_BYTES):
            dialog = decode_slot(self._map[offset : offset + SLOT_BYTES])
            if dialog is None:
                self._map[offset : offset + SLOT_BYTES] = _ZEROS
                self._free_slots.append(offset)
            else:
                self._slots[dialog.dialog.local_tag] = offset
                yield dialog.dialog.local_tag, dialog

    def _release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _locked(path: Path) -> int:
    """Open the file with an exclusive lock.

    Raises:
        OSError: another process or user has it.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            status = os.fstat(descriptor)
            if status.st_uid != os.geteuid() or not stat.S_ISREG(status.st_mode):
                raise PermissionError(1, "the file belongs to another user")
            os.fchmod(descriptor, 0o600)
            if path.exists() and os.stat(path).st_ino == status.st_ino:
                return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its former owner has just removed it
