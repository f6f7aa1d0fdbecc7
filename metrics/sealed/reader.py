"""Reader of a sealed period's facts, links and figures. Pure.

Owns the bounds of what it reads: only a small part of the file is in memory at once, even if the file declares more.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from metrics.sealed.compression import ZstdError, decompress
from metrics.sealed.container import Region, read_chunks
from metrics.sealed.errors import Damaged
from metrics.sealed.manifest import LINK_BYTES

_MAX_LINE: Final = 1 << 20
"""Longest line of a fact, bytes."""
_MAX_FIGURES: Final = 1 << 30
"""Largest text of a month's figures, bytes."""
_UNREADABLE: Final = "Los hechos están dañados: los datos comprimidos no se pueden leer."
NO_FIGURES: Final = "Las cifras del archivo no se pueden leer."


class FactsReader:
    """The facts of a file, in order.

    Attributes:
        digest: SHA-256 of the compressed bytes that were read.
    """

    def __init__(self, file: BinaryIO, region: Region) -> None:
        self.digest = hashlib.sha256()
        self._file, self._region = file, region

    def batches(self) -> Iterator[list[bytes]]:
        """Yield lines in batches; text after the last line break is a line too, whose hash then does not match.

        Raises:
            Damaged: the rest is unreadable.
        """
        rest = b""
        for text in self._text():
            *lines, rest = (rest + text).split(b"\n")
            if len(rest) > _MAX_LINE:
                raise Damaged(_UNREADABLE)
            if lines:
                yield lines
        if rest:
            yield [rest]

    def _text(self) -> Iterator[bytes]:
        return _decompress(self._pieces(), _UNREADABLE)

    def _pieces(self) -> Iterator[bytes]:
        for piece in read_chunks(self._file, self._region):
            self.digest.update(piece)
            yield piece


def read_figures(content: bytes) -> bytes:
    """Decompress the figures of a file, from its part `RESULTS`.

    Raises:
        Damaged: they are unreadable, or larger than any month's.
    """
    text = bytearray()
    for piece in _decompress([content], NO_FIGURES):
        text += piece
        if len(text) > _MAX_FIGURES:
            raise Damaged(NO_FIGURES)
    return bytes(text)


def _decompress(pieces: Iterable[bytes], unreadable: str) -> Iterator[bytes]:
    try:
        yield from decompress(pieces)
    except (ZstdError, EOFError) as error:
        raise Damaged(unreadable) from error


class LinksReader:
    """The truncated links of a file, in order."""

    def __init__(self, file: BinaryIO, region: Region) -> None:
        self._pieces = read_chunks(file, region)
        self._buffer = b""

    def read(self, number: int) -> bytes:
        """Read the links of the next `number` facts; fewer bytes at the end of the file."""
        size = number * LINK_BYTES
        while len(self._buffer) < size and (piece := next(self._pieces, b"")):
            self._buffer += piece
        links, self._buffer = self._buffer[:size], self._buffer[size:]
        return links


def readable_lines(batches: Iterator[list[bytes]]) -> Iterator[bytes]:
    """Yield the lines of batches, until the end or until they are unreadable."""
    try:
        for lines in batches:
            yield from lines
    except Damaged:
        return
