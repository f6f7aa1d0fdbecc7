"""What is said to clamd and what it answers, as bytes. Pure.

Owns the protocol of clamd(8), as far as it is needed: a command that ends with a zero byte, a stream in pieces that
each bear their length, and an answer that ends with a zero byte.
"""

from collections.abc import Iterator
from typing import Final

VERSION: Final = b"zVERSION\0"
INSTREAM: Final = b"zINSTREAM\0"
END: Final = b"\0"
MOST_ANSWERED: Final = 4096
"""Bytes; an answer is one line."""
PIECE: Final = 64 * 1024
_STREAM: Final = "stream: "
_FOUND: Final = " FOUND"
_ERROR: Final = " ERROR"


class Garbled(Exception):
    """That is no answer of clamd."""


class Declined(Exception):
    """Clamd says that it cannot examine this; its text is what it says."""


def streamed(content: bytes) -> Iterator[bytes]:
    """INSTREAM with a content: each piece behind its length of four bytes, the highest first; length zero ends it."""
    yield INSTREAM
    view = memoryview(content)
    for begin in range(0, len(content), PIECE):
        piece = view[begin : begin + PIECE]
        yield b"".join((len(piece).to_bytes(4, "big"), piece))
    yield bytes(4)


def line(answer: bytes) -> str:
    """The text of an answer.

    Args:
        answer: all that came until the end, or until nothing more came.

    Raises:
        Garbled: it does not end as one, or is no text.
    """
    said, end, rest = answer.partition(END)
    if not said or not end or rest or not said.isascii():
        raise Garbled
    return said.decode().strip()


def finding(said: str) -> str:
    """What was found in a stream, empty for nothing.

    Args:
        said: the line that came for it.

    Raises:
        Declined: the stream was not examined.
        Garbled: that is no answer to a stream.
    """
    if said.endswith(_ERROR):  # also without «stream: », where the stream is longer than StreamMaxLength
        raise Declined(said.removeprefix(_STREAM).removesuffix(_ERROR))
    told = said.removeprefix(_STREAM)
    if said == told or not (told == "OK" or (told.endswith(_FOUND) and told != _FOUND)):
        raise Garbled
    return "" if told == "OK" else told.removesuffix(_FOUND)
