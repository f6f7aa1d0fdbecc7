"""Requests to clamd and its answers, as bytes. Pure.

Owns the used part of the protocol of clamd(8): a command that ends with a zero byte, a stream in chunks that each begin
with their length, and an answer that ends with a zero byte.
"""

from collections.abc import Iterator
from typing import Final

VERSION: Final = b"zVERSION\0"
INSTREAM: Final = b"zINSTREAM\0"
TERMINATOR: Final = b"\0"
ANSWER_BYTES_LIMIT: Final = 4096
"""An answer is one line."""
CHUNK_BYTES: Final = 64 * 1024
_STREAM: Final = "stream: "
_FOUND: Final = " FOUND"
_ERROR: Final = " ERROR"


class MalformedAnswer(Exception):
    """The bytes are not an answer of clamd."""


class ClamdError(Exception):
    """Clamd reports that it cannot scan the stream; the text is its message."""


def instream_chunks(content: bytes) -> Iterator[bytes]:
    """Yield an INSTREAM request: each chunk after its length of four bytes, big-endian; length zero ends it."""
    yield INSTREAM
    view = memoryview(content)
    for begin in range(0, len(content), CHUNK_BYTES):
        piece = view[begin : begin + CHUNK_BYTES]
        yield b"".join((len(piece).to_bytes(4, "big"), piece))
    yield bytes(4)


def decode_answer(answer: bytes) -> str:
    """Decode an answer: all bytes received until its end, or until the connection closed.

    Raises:
        MalformedAnswer: it is incomplete or not ASCII.
    """
    line, end, rest = answer.partition(TERMINATOR)
    if not line or not end or rest or not line.isascii():
        raise MalformedAnswer
    return line.decode().strip()


def parse_finding(answer: str) -> str:
    """Return the finding in a stream, from the answer line; empty for none.

    Raises:
        ClamdError: the stream was not scanned.
        MalformedAnswer: the line is not an answer to a stream.
    """
    if answer.endswith(_ERROR):  # without «stream: » if the stream is longer than StreamMaxLength
        raise ClamdError(answer.removeprefix(_STREAM).removesuffix(_ERROR))
    result = answer.removeprefix(_STREAM)
    if answer == result or not (result == "OK" or (result.endswith(_FOUND) and result != _FOUND)):
        raise MalformedAnswer
    return "" if result == "OK" else result.removesuffix(_FOUND)
