"""What is said to clamd and what it answers, as bytes. Pure.

Owns the protocol of clamd(8), as far as it is needed: a command that ends with a zero byte, a stream in pieces that
each bear their length, and an answer that ends with a zero byte.
"""

from collections.abc import Iterator
from typing import Final

VERSION: Final = b"zVERSION\0"
INSTREAM: Final = b"zINSTREAM\0"
TERMINATOR: Final = b"\0"
ANSWER_BYTES_LIMIT: Final = 4096
"""Bytes; an answer is one line."""
CHUNK_BYTES: Final = 64 * 1024
_STREAM: Final = "stream: "
_FOUND: Final = " FOUND"
_ERROR: Final = " ERROR"


class MalformedAnswer(Exception):
    """That is no answer of clamd."""


class ClamdError(Exception):
    """Clamd says that it cannot examine this; its text is what it says."""


def instream_chunks(content: bytes) -> Iterator[bytes]:
    """INSTREAM with a content: each piece behind its length of four bytes, the highest first; length zero ends it."""
    yield INSTREAM
    view = memoryview(content)
    for begin in range(0, len(content), CHUNK_BYTES):
        piece = view[begin : begin + CHUNK_BYTES]
        yield b"".join((len(piece).to_bytes(4, "big"), piece))
    yield bytes(4)


def decode_answer(answer: bytes) -> str:
    """The text of an answer.

    Args:
        answer: all that came until the end, or until nothing more came.

    Raises:
        MalformedAnswer: it does not end as one, or is no text.
    """
    line, end, rest = answer.partition(TERMINATOR)
    if not line or not end or rest or not line.isascii():
        raise MalformedAnswer
    return line.decode().strip()


def parse_finding(answer: str) -> str:
    """What was found in a stream, empty for nothing.

    Args:
        answer: the line that came for it.

    Raises:
        ClamdError: the stream was not examined.
        MalformedAnswer: that is no answer to a stream.
    """
    if answer.endswith(_ERROR):  # also without «stream: », where the stream is longer than StreamMaxLength
        raise ClamdError(answer.removeprefix(_STREAM).removesuffix(_ERROR))
    result = answer.removeprefix(_STREAM)
    if answer == result or not (result == "OK" or (result.endswith(_FOUND) and result != _FOUND)):
        raise MalformedAnswer
    return "" if result == "OK" else result.removesuffix(_FOUND)
