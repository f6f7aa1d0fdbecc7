"""The encrypted form of a backup: its ZIP within authenticated chunks, under a key derived of the data key.

Owns the layout. Nobody without a key of the ring can read, alter, shorten or put together such a file: each chunk is
authenticated with its place and whether it is the last (`storage.recordings.cipher`), and each file has its own key.

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
    """Decide whether a file is an encrypted backup, by its beginning."""
    file.seek(0)
    return file.read(len(MAGIC)) == MAGIC


class EncryptedWriter(io.RawIOBase):
    """Encrypts what is written, and writes it on; `close` writes the last chunk and leaves the file open."""

    def __init__(self, out: IO[bytes], cipher: FieldCipher) -> None:
        """Begin an encrypted file, with the key in force."""
        super().__init__()
        (key_id, key), salt = cipher.backup_key(), os.urandom(_SALT_BYTES)
        self._out, self._rest = out, bytearray()
        self._chunks = ChunkEncryptor(_file_key(key, salt), os.urandom(PREFIX_BYTES))
        out.write(MAGIC + key_id + salt + self._chunks.header)

    def writable(self) -> bool:
        """Say yes; it cannot be sought in."""
        return True

    def write(self, data: Any) -> int:
        """Take all bytes; a whole chunk is written once more follows."""
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
    """The plain bytes of an encrypted backup, from any place on; nothing is given that was not authenticated.

    Reading raises `storage.errors.RecordingBroken` where the bytes are not what was written.
    """

    def __init__(self, file: IO[bytes], cipher: FieldCipher) -> None:
        """Read the beginning.

        Raises:
            DecryptionFailed: its key is not in the ring.
            RecordingBroken: it is cut off.
        """
        super().__init__()
        self._file, self._position = file, 0
        self._sealed_size = file.seek(0, io.SEEK_END) - _HEADER_BYTES
        file.seek(len(MAGIC))
        _, key = cipher.backup_key(file.read(KEY_ID_BYTES))
        self._key = _file_key(key, file.read(_SALT_BYTES))
        self._size = plain_size(self._sealed_size)

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the place, in plain bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, in plain bytes."""
        self._position = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence] + offset
        if self._position < 0:
            raise ValueError("a place before the beginning")
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there are bytes."""
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
