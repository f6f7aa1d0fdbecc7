"""The encrypted form of a backup: its ZIP in authenticated chunks, under a key derived from the data key.

Owns the layout. Without a key of the ring, such a file cannot be read, altered, shortened or forged: each chunk is
authenticated with its position and with whether it is the last (`storage.recordings.cipher`), and each file has its own
key.

    file = magic (8), id of the data key (4), salt (32), then the encrypted ZIP
"""

import io
import os
from typing import IO, Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.encryption.field_cipher import KEY_ID_BYTES, FieldCipher
from storage.recordings.cipher import CHUNK_BYTES, KEY_BYTES, PREFIX_BYTES, ChunkEncryptor, decrypt_range, plain_size

MAGIC: Final = b"ATNBAK\x00\x02"
_SALT_BYTES: Final = 32
_HEADER_BYTES: Final = len(MAGIC) + KEY_ID_BYTES + _SALT_BYTES


def is_encrypted(file: IO[bytes]) -> bool:
    """Return whether a file is an encrypted backup, by its first bytes."""
    file.seek(0)
    return file.read(len(MAGIC)) == MAGIC


class EncryptedWriter(io.RawIOBase):
    """A file that encrypts what is written to it; `close` writes the last chunk and leaves the underlying file open."""

    def __init__(self, out: IO[bytes], cipher: FieldCipher) -> None:
        """Write the header, with the current key."""
        super().__init__()
        (key_id, key), salt = cipher.backup_key(), os.urandom(_SALT_BYTES)
        self._out, self._rest = out, bytearray()
        self._chunks = ChunkEncryptor(_file_key(key, salt), os.urandom(PREFIX_BYTES))
        out.write(MAGIC + key_id + salt + self._chunks.header)

    def writable(self) -> bool:
        """Return True; the file is not seekable."""
        return True

    def write(self, data: Any) -> int:
        """Accept all bytes; a full chunk is written when more bytes follow it."""
        self._rest += data
        while len(self._rest) > CHUNK_BYTES:
            self._out.write(self._chunks.encrypt(bytes(self._rest[:CHUNK_BYTES])))
            del self._rest[:CHUNK_BYTES]
        return len(data)

    def close(self) -> None:
        """Write the last chunk, once."""
        if not self.closed:
            self._out.write(self._chunks.encrypt(bytes(self._rest), last=True))
        super().close()


class EncryptedReader(io.RawIOBase):
    """The plain bytes of an encrypted backup, seekable; only authenticated bytes are returned.

    Reading raises `storage.errors.RecordingBroken` where bytes were altered.
    """

    def __init__(self, file: IO[bytes], cipher: FieldCipher) -> None:
        """Read the header.

        Raises:
            DecryptionFailed: its key is not in the ring.
            RecordingBroken: the file is truncated.
        """
        super().__init__()
        self._file, self._position = file, 0
        self._sealed_size = file.seek(0, io.SEEK_END) - _HEADER_BYTES
        file.seek(len(MAGIC))
        _, key = cipher.backup_key(file.read(KEY_ID_BYTES))
        self._key = _file_key(key, file.read(_SALT_BYTES))
        self._size = plain_size(self._sealed_size)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position, in plain bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the position, in plain bytes."""
        self._position = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence] + offset
        if self._position < 0:
            raise ValueError("a negative position")
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with as many bytes as are left."""
        end = min(self._position + len(buffer), self._size)
        if end <= self._position:
            return 0
        plain = b"".join(decrypt_range(self._key, self._sealed_size, self._read_at, self._position, end))
        buffer[: len(plain)] = plain
        self._position += len(plain)
        return len(plain)

    def _read_at(self, offset: int, size: int) -> bytes:
        self._file.seek(_HEADER_BYTES + offset)
        return self._file.read(size)


def _file_key(key: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=b"atencion:backup-file").derive(key)
