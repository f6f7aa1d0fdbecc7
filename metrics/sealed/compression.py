"""zstd (RFC 8878) as a sealed period uses it. Pure.

Owns level, checksum and bounds. Decompression holds only a small part of a stream in memory, even if the stream
declares more. The interface is that of Python 3.14's standard library, which the browser's Python has too.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ZstdError = zstd.ZstdError
_LEVEL: Final = 6
"""A higher level takes twice as long and hardly reduces a month of facts."""
_WINDOW_LOG: Final = 27
"""Memory limit of decompression, as a power of two in bytes; our own files need less."""
_CHUNK_BYTES: Final = 1 << 18
"""Bytes decompressed at a time; this much fits into the processor's cache."""


def new_compressor() -> zstd.ZstdCompressor:
    """Return a compressor of one stream, which ends with a checksum."""
    return zstd.ZstdCompressor(
        options={zstd.CompressionParameter.compression_level: _LEVEL, zstd.CompressionParameter.checksum_flag: 1}
    )


def compress(content: bytes) -> bytes:
    """Compress a content as one stream."""
    return new_compressor().compress(content, zstd.ZstdCompressor.FLUSH_FRAME)


def decompress(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of compressed pieces, of one stream or of several, one after the other.

    Raises:
        zstd.ZstdError: the rest is no zstd, or needs too much memory.
        EOFError: a stream does not end.
    """
    stream = _new_decompressor()
    for piece in pieces:
        rest = piece
        while rest or not (stream.needs_input or stream.eof):
            if stream.eof:
                stream = _new_decompressor()
            if text := stream.decompress(rest, _CHUNK_BYTES):
                yield text
            rest = stream.unused_data if stream.eof else b""
    if not stream.eof:
        raise EOFError("the compressed stream does not end")


def _new_decompressor() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
