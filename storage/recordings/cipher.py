"""The format of an encrypted recording: chunks of AES-256-GCM in the STREAM construction. Pure.

Owns the bytes; other modules own their place and the key. The construction is STREAM of Hoang, Reyhanitabar, Rogaway
and Vizár («Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance», CRYPTO 2015, section 7), laid out as
in Tink's streaming AEAD: the nonce of a chunk is a random prefix of the file, the chunk's number, and whether it is the
last. So a chunk that was changed, moved, repeated or copied from another file fails authentication, and so does a file
that was truncated or extended. Each chunk can be decrypted alone, so a seek does not read what comes before.

    file   = header, chunk 0, chunk 1, … last chunk
    header = magic (8), plain bytes of a chunk (4), nonce prefix (7); authenticated with every chunk
    chunk  = ciphertext of CHUNK_BYTES plain bytes (the last of fewer, or none), tag (16)
    nonce  = prefix (7), number of the chunk (4), 1 for the last and 0 for others (1): 96 bits, NIST SP 800-38D 8.2.1
"""

from collections.abc import Callable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import RecordingBroken

KEY_BYTES: Final = 32
PREFIX_BYTES: Final = 7
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
ENCRYPTED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
_MAGIC: Final = b"ATNREC\x00\x01"
HEADER_BYTES: Final = len(_MAGIC) + 4 + PREFIX_BYTES


def encrypt_file(key: bytes, prefix: bytes, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield the encrypted file: the header, then each chunk.

    Args:
        key: KEY_BYTES at random, only for this recording.
        prefix: PREFIX_BYTES at random.
        read: returns as many plain bytes as requested, fewer at the end and then none.
    """
    ciphertext = ChunkEncryptor(key, prefix)
    yield ciphertext.header
    chunk = _read_chunk(read)
    while len(chunk) == CHUNK_BYTES and (following := _read_chunk(read)):
        yield ciphertext.encrypt(chunk)
        chunk = following
    yield ciphertext.encrypt(chunk, last=True)


class ChunkEncryptor:
    """Encrypts the chunks of one file, in order."""

    def __init__(self, key: bytes, prefix: bytes) -> None:
        """Start a file; see `encrypt_file`."""
        self._cipher, self._prefix, self._number = AESGCM(key), prefix, 0
        self.header = _MAGIC + CHUNK_BYTES.to_bytes(4, "big") + prefix
        """First bytes of the file."""

    def encrypt(self, chunk: bytes, *, last: bool = False) -> bytes:
        """Encrypt the next chunk: CHUNK_BYTES of plain text, or fewer in the last one."""
        nonce, self._number = _nonce(self._prefix, self._number, last=last), self._number + 1
        return self._cipher.encrypt(nonce, chunk, self.header)


def _read_chunk(read: Callable[[int], bytes]) -> bytes:
    """Read a whole chunk, or the rest."""
    pieces: list[bytes] = []
    missing = CHUNK_BYTES
    while missing and (piece := read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def plain_size(encrypted_size: int) -> int:
    """Return the plain size of a file from its encrypted size.

    Raises:
        RecordingBroken: no file has that size.
    """
    body = encrypted_size - HEADER_BYTES
    chunks = -(-body // ENCRYPTED_CHUNK_BYTES)
    if body < TAG_BYTES or body - (chunks - 1) * ENCRYPTED_CHUNK_BYTES < TAG_BYTES:
        raise RecordingBroken("the file ends within a chunk")
    return body - chunks * TAG_BYTES


def decrypt_range(key: bytes, size: int, read_at: Callable[[int, int], bytes], begin: int, end: int) -> Iterator[bytes]:
    """Yield authenticated plain bytes of a file, a chunk at a time.

    Args:
        key: of the recording.
        size: of the encrypted file.
        read_at: returns encrypted bytes from an offset, as many as requested or until the end.
        begin: the first plain byte.
        end: the end, excluded; not beyond `plain_size`.

    Raises:
        RecordingBroken: the bytes are not what was written, or the key is another.
    """
    cipher, header = AESGCM(key), read_at(0, HEADER_BYTES)
    if len(header) != HEADER_BYTES or header[:-PREFIX_BYTES] != _MAGIC + CHUNK_BYTES.to_bytes(4, "big"):
        raise RecordingBroken("the file has no header of a recording")
    last = (max(plain_size(size), 1) - 1) // CHUNK_BYTES
    for number in range(begin // CHUNK_BYTES, min(last, max(end - 1, begin) // CHUNK_BYTES) + 1):
        ciphertext = read_at(HEADER_BYTES + number * ENCRYPTED_CHUNK_BYTES, ENCRYPTED_CHUNK_BYTES)
        chunk = _decrypt_chunk(cipher, _nonce(header[-PREFIX_BYTES:], number, last=number == last), ciphertext, header)
        offset = number * CHUNK_BYTES
        yield chunk[max(begin - offset, 0) : max(end - offset, 0)]


def _decrypt_chunk(cipher: AESGCM, nonce: bytes, ciphertext: bytes, header: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, ciphertext, header)
    except (InvalidTag, ValueError):
        raise RecordingBroken("a chunk has been altered") from None


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
