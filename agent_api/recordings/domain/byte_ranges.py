"""Byte ranges that a request asks for (RFC 9110, section 14). Pure.

Reads the header Range with one range, as players send it. Several ranges are ignored and the whole is sent (section
14.2 lets a server ignore the header).
"""

import re

import msgspec

_SINGLE_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """The range begins after the end (section 15.5.17)."""


class ByteRange(msgspec.Struct, frozen=True):
    """Bytes from `begin` up to and excluding `end`."""

    begin: int
    end: int


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """Parse a Range header; return None for the whole, without a header or with an unsupported one.

    Raises:
        Unsatisfiable: the range is outside the ``size`` bytes.
    """
    match = _SINGLE_RANGE.match(header.strip()) if header else None
    if match is None or match[0].endswith("=-"):
        return None
    first, last = match.groups()
    if not first:
        return _suffix_range(int(last), size)
    begin, end = int(first), int(last) + 1 if last else size
    if begin >= end and last:
        return None  # invalid: the end is before the beginning (section 14.1.1)
    if begin >= size:
        raise Unsatisfiable
    return ByteRange(begin, min(end, size))


def _suffix_range(length: int, size: int) -> ByteRange:
    if not length or not size:
        raise Unsatisfiable
    return ByteRange(max(size - length, 0), size)
