"""The file of a backup: parts, and a manifest that names each part with its digest.

Owns the format: a ZIP file, so that a truncated file is detected at once and each part can be read separately, inside
the encryption of `atencion.backup.cipher`. It must not know PostgreSQL or Valkey. All checks run before a single byte
is used.
"""

import hashlib
import io
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from atencion.backup.cipher import EncryptedReader, EncryptedWriter, is_encrypted
from atencion.errors import BackupFailed, BackupUnusable
from config.os_errors import describe_os_error
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed, RecordingBroken

FORMAT = 1
MANIFEST = "manifest.json"
LOG_PREFIX = "log/"
"""Prefix of the name of a campaign's log tail; the campaign follows."""
KEY = "data.key"
PROBE = "atencion"
_PIECE = 1 << 20  # bytes read at a time
_READ_AHEAD = 1 << 18
_NO_KEY = "La llave de los datos personales no es la de esta copia. No se escribió nada."
_UNSIGNED = (
    "La copia no está cifrada ni firmada: no se puede saber si alguien la alteró, y no se escribió nada. Si se hizo "
    "con --with-key y sabe de dónde viene, repita la orden con --unsigned."
)
# Exceptions that zipfile raises on altered bytes.
_ALTERED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OverflowError,
    OSError,
    RecordingBroken,
)


class ArchivePart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a backup.

    Attributes:
        sha256: of its bytes, hex.
        rows: its number of rows or facts.
        table: empty for a part that is not a table.
        columns: of the table, in order.
    """

    name: str
    sha256: str
    rows: int
    table: str = ""
    columns: tuple[str, ...] = ()


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a campaign's chain in the backup's tables.

    Attributes:
        seq: the number of its last row.
        hash: of that row, hex.
    """

    campaign: str
    seq: int
    hash: str


class Tail(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a campaign's log that its journal does not have yet.

    Attributes:
        facts: canonical bytes, in order.
        carried: for each fact, its row number in the outbox; 0 if it does not come from there.
        people: reference in a fact -> `Person.encoded`, encrypted.
    """

    campaign: str
    facts: tuple[bytes, ...]
    carried: tuple[int, ...]
    people: dict[str, bytes]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of a backup.

    Attributes:
        release: of Atención.
        taken_at: aware.
        revision: of the schema.
        sequences: the last number of each sequence.
        parts: in the order in which they are restored.
        probe: a known value, encrypted with the data key, to check the key with.
        demo: whether it belongs to a demo, whose users share a printed password.
    """

    format: int
    release: str
    taken_at: datetime
    revision: str
    chains: tuple[Chain, ...]
    sequences: dict[str, int]
    parts: tuple[ArchivePart, ...]
    probe: bytes
    demo: bool = False


class PartWriter:
    """A sink for the bytes of one part, which computes their digest."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        """Write a piece."""
        self._digest.update(piece)
        self._out.write(piece)

    @property
    def sha256(self) -> str:
        """Digest of the bytes written so far, hex."""
        return self._digest.hexdigest()


class BackupWriter:
    """An open backup to write parts into."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def part(self, name: str) -> Iterator[PartWriter]:
        """Open a part; one at a time."""
        with self._archive.open(name, "w", force_zip64=True) as out:
            yield PartWriter(out)

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest, after the last part."""
        self._archive.writestr(MANIFEST, msgspec.json.encode(manifest))


@contextmanager
def create_archive(file: Path, cipher: FieldCipher | None) -> Iterator[BackupWriter]:
    """Write a backup under a temporary name, and rename it when it is complete and on the disk.

    `cipher` encrypts it with its current key; None leaves it plain.

    Raises:
        BackupFailed: the file exists, or cannot be written; nothing is left of it.
    """
    if file.exists():
        raise BackupFailed(f"El archivo {file} ya existe: escoja otro nombre.")
    with _report_write_errors(file):
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # readable only by our user
    unfinished = Path(name)
    try:
        with _report_write_errors(file):
            with os.fdopen(handle, "wb") as out:
                with _encrypting(out, cipher) as plain, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
                    yield BackupWriter(archive)
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(file)
            _sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _encrypting(out: IO[bytes], cipher: FieldCipher | None) -> Iterator[IO[bytes]]:
    """Yield a file for plain bytes; the last encrypted chunk is written when the block ends."""
    if cipher is None:
        yield out
        return
    writer = EncryptedWriter(out, cipher)
    yield writer  # type: ignore[misc]
    writer.close()


@contextmanager
def _report_write_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupFailed(
            f"No se puede escribir la copia en {file} ({describe_os_error(error)}): no quedó nada de ella."
        ) from error


def _sync_folder(folder: Path) -> None:
    """Flush the folder, so that the new name survives a power loss."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BackupReader:
    """A verified backup."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def read_part(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part."""
        with self._archive.open(name) as part:
            while piece := part.read(_PIECE):
                yield piece


def is_plain(file: Path) -> bool:
    """Return whether a file is not encrypted, as is a backup that holds its key.

    Raises:
        BackupUnusable: it cannot be read.
    """
    with _open_file(file) as source:
        return not is_encrypted(source)


@contextmanager
def open_archive(file: Path, cipher: FieldCipher | None, *, unsigned: bool = False) -> Iterator[BackupReader]:
    """Open a backup after checking every part against its digest.

    Args:
        file: the backup.
        cipher: has its key; None if the file is plain.
        unsigned: whether a plain file is accepted.

    Raises:
        BackupUnusable: it cannot be read, is not a backup, is plain, has another key, is truncated, or was altered.
    """
    with _open_file(file) as source:
        try:
            archive = zipfile.ZipFile(_decrypted(source, cipher))
        except _ALTERED:
            raise BackupUnusable(f"El archivo {file} no es una copia de Atención, o está cortado o alterado.") from None
        if not is_encrypted(source) and not unsigned:
            raise BackupUnusable(_UNSIGNED)
        yield from _check_archive(archive)


@contextmanager
def _open_file(file: Path) -> Iterator[IO[bytes]]:
    try:
        source = file.open("rb")
    except FileNotFoundError:
        raise BackupUnusable(f"No existe el archivo {file}.") from None
    except OSError as error:
        raise BackupUnusable(f"No se puede leer el archivo {file}: {describe_os_error(error)}.") from error
    with source:
        yield source


def _decrypted(source: IO[bytes], cipher: FieldCipher | None) -> IO[bytes]:
    if not is_encrypted(source):
        return source
    try:
        if cipher is None:
            raise BackupUnusable(_NO_KEY)
        return io.BufferedReader(EncryptedReader(source, cipher), _READ_AHEAD)
    except DecryptionFailed:
        raise BackupUnusable(_NO_KEY) from None


def _check_archive(archive: zipfile.ZipFile) -> Iterator[BackupReader]:
    with archive:
        backup = BackupReader(archive, _manifest_of(archive))
        _check(backup, archive.namelist())
        yield backup


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    written: bytes | None = None
    with suppress(*_ALTERED):
        written = archive.read(MANIFEST)
    if written is None:
        raise BackupUnusable(_altered_sentence(MANIFEST))
    try:
        manifest = msgspec.json.decode(written, type=Manifest)
    except (ValueError, msgspec.MsgspecError):
        raise BackupUnusable("La copia es de un formato que esta versión no conoce.") from None
    if manifest.format != FORMAT:
        raise BackupUnusable(f"La copia es del formato {manifest.format}; esta versión lee el {FORMAT}.")
    return manifest


def _check(backup: BackupReader, names: Sequence[str]) -> None:
    for part in backup.manifest.parts:
        if _digest_of(backup, part.name) != part.sha256:
            raise BackupUnusable(_altered_sentence(part.name))
    unknown = set(names) - {part.name for part in backup.manifest.parts} - {MANIFEST}
    if unknown:
        raise BackupUnusable(f"La copia está alterada: tiene una parte de más, «{min(unknown)}». No se escribió nada.")


def _digest_of(backup: BackupReader, name: str) -> str:
    """Return the digest of a part's actual bytes; empty if it cannot be read."""
    digest = hashlib.sha256()
    with suppress(*_ALTERED):
        for piece in backup.read_part(name):
            digest.update(piece)
        return digest.hexdigest()
    return ""


def _altered_sentence(name: str) -> str:
    return f"La copia está alterada: la parte «{name}» no es la que se guardó. No se escribió nada."
