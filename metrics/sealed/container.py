"""The container of a sealed period: a tar whose every byte follows from its parts. Pure.

Owns the layout: POSIX.1-1988 ustar headers with nothing but name and size, zeros up to the next 512 bytes, two blocks
of zeros at the end. So any ``tar`` opens it, and a change to any byte is detected: the reader compares the file with
what the writer would write. It must not know what the parts mean.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import msgspec

from metrics.sealed.errors import Damaged

BLOCK: Final = 512
CHUNK_BYTES: Final = 1 << 18
"""Bytes of a part that are in memory at once."""
_END: Final = bytes(2 * BLOCK)
_ID: Final = b"0000000\0"
_MAX_SIZE: Final = 8**11 - 1
"""Largest size of a part, bytes: tar writes it in 11 octal digits."""


class Region(msgspec.Struct, frozen=True):
    """A part in a file: the offset and size of its bytes."""

    name: str
    offset: int
    size: int


def header(name: str, size: int) -> bytes:
    """Build the block before a part.

    Raises:
        ValueError: the name exceeds 100 ASCII letters, or the size does not fit.
    """
    written = name.encode("ascii")
    if len(written) > 100 or not 0 <= size <= _MAX_SIZE:
        raise ValueError("the name or the size of the part does not fit a tar header")
    before = written.ljust(100, b"\0") + b"0000444\0" + _ID + _ID + b"%011o\0" % size + b"%011o\0" % 0
    after = b"0" + bytes(100) + b"ustar\x0000" + bytes(64) + _ID + _ID + bytes(155 + 12)
    checksum = sum(before) + 8 * ord(" ") + sum(after)
    return before + b"%06o\0 " % checksum + after


def padding(size: int) -> bytes:
    """Return the zeros after a part."""
    return bytes(-size % BLOCK)


def compose(parts: Iterable[tuple[str, int, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield a container, piece by piece, from the name, size in bytes and content of each part."""
    for name, size, content in parts:
        yield header(name, size)
        yield from content
        yield padding(size)
    yield _END


def read_regions(file: BinaryIO) -> list[Region]:
    """Return the parts of a seekable file, in order, and check every byte of the container.

    Raises:
        Damaged: it is no container, it is cut off, or a byte differs.
    """
    regions: list[Region] = []
    end = file.seek(0, 2)
    offset = 0
    while (block := _read(file, offset, BLOCK)) != bytes(BLOCK):
        region = _region(block, offset, end, number=len(regions) + 1)
        _check_padding(file, region, end)
        regions.append(region)
        offset = region.offset + region.size + -region.size % BLOCK
    if _read(file, offset, BLOCK * 2) != _END or end != offset + BLOCK * 2:
        raise Damaged("El final del archivo está dañado: después de la última parte debe haber 1.024 ceros y nada más.")
    return regions


def read_chunks(file: BinaryIO, region: Region) -> Iterator[bytes]:
    """Yield the bytes of a part, piece by piece; other parts may be read in between."""
    position = 0
    while position < region.size:
        file.seek(region.offset + position)
        piece = file.read(min(CHUNK_BYTES, region.size - position))
        if not piece:
            raise Damaged(_short_name(region.name))
        position += len(piece)
        yield piece


def read_part(file: BinaryIO, region: Region) -> bytes:
    """Read all bytes of a part."""
    return b"".join(read_chunks(file, region))


def _region(block: bytes, offset: int, end: int, *, number: int) -> Region:
    if len(block) < BLOCK:
        ends = f"termina en el byte {offset + len(block)}, antes de su parte {number}"
        raise Damaged(f"El archivo está incompleto: {ends}.")
    name = block[:100].rstrip(b"\0").decode("ascii", "replace")
    try:
        size = int(block[124:135], 8)
        right = header(name, size) == block
    except ValueError:
        size, right = 0, False
    if not right:
        raise Damaged(f"La cabecera de la parte {number} está dañada, o el archivo no es un período sellado.")
    if offset + BLOCK + size > end:
        raise Damaged(_short_name(name))
    return Region(name, offset + BLOCK, size)


def _check_padding(file: BinaryIO, region: Region, end: int) -> None:
    begins = region.offset + region.size
    zeros = padding(region.size)
    if begins + len(zeros) > end:
        raise Damaged(_short_name(region.name))
    if _read(file, begins, len(zeros)) != zeros:
        raise Damaged(f"El relleno después de «{region.name}» está dañado: deben ser ceros.")


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _short_name(name: str) -> str:
    return f"El archivo está incompleto: termina dentro de «{name}»."
