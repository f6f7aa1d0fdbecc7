"""Which bytes of a recording a request asks for (RFC 9110, section 14). Pure.

Owns the reading of the header Range: one range of bytes, as players ask. Several at once are answered as none, with the
whole (section 14.2 lets a server ignore the header).
"""

import re

import msgspec

_SINGLE_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range begins behind the end (section 15.5.17)."""


class ByteRange(msgspec.Struct, frozen=True):
    """Bytes from `begin` up to, and without, `end`."""

    begin: int
    end: int


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """What a Range header asks for.

    Args:
        header: as it was sent.
        size: how many bytes there are.

    Returns:
        None for all of it: there is no header, or none that we understand.

    Raises:
        Unsatisfiable: there is no such byte.
    """
    match = _SINGLE_RANGE.match(header.strip()) if header else None
    if match is None or match[0].endswith("=-"):
        return None
    first, last = match.groups()
    if not first:
        return _suffix_range(int(last), size)
    begin, end = int(first), int(last) + 1 if last else size
    if begin >= end and last:
        return None  # the end before the beginning is no range (section 14.1.1)
    if begin >= size:
        raise Unsatisfiable
    return ByteRange(begin, min(end, size))


def _suffix_range(length: int, size: int) -> ByteRange:
    if not length or not size:
        raise Unsatisfiable
    return ByteRange(max(size - length, 0), size)
