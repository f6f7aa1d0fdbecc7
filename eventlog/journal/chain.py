"""The chain that makes the journal tamper-evident: each row's hash covers its bytes and the hash before. Pure.

Owns the creation and the verification of links. There is one chain per campaign; rows are numbered from 1 without gaps.
"""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

BreakKind = Literal["missing", "misplaced", "changed"]


class ChainRow(msgspec.Struct, frozen=True):
    """The part of a journal row that the chain covers."""

    seq: int
    data: bytes
    hash: bytes


class ChainedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A journal row with the hash of the row before it, unverified; `genesis` is before row 1."""

    seq: int
    before: bytes
    data: bytes
    hash: bytes

    @property
    def is_linked(self) -> bool:
        """Whether its hash is the one that follows from its bytes and the hash before."""
        return self.hash == hashlib.sha256(self.before + self.data).digest()


class ChainLink(msgspec.Struct, frozen=True):
    """Number and hash of the last row of a chain."""

    seq: int
    hash: bytes


class Break(msgspec.Struct, frozen=True):
    """The first break of a chain, at row ``seq``.

    ``missing``: no such row; ``misplaced``: a row that was already passed is here again; ``changed``: its bytes,
    its hash or the hash before it differ.
    """

    seq: int
    kind: BreakKind


class WalkResult(msgspec.Struct, frozen=True):
    """The last valid link, and the first break or None."""

    link: ChainLink
    first_break: Break | None = None


def genesis(campaign: str) -> ChainLink:
    """Return the beginning of a campaign's chain, before its first row."""
    return ChainLink(0, hashlib.sha256(b"atencion:" + campaign.encode()).digest())


def extend(link: ChainLink, data: bytes) -> ChainLink:
    """Return the next link: SHA-256 over the hash before and the row's bytes."""
    return ChainLink(link.seq + 1, hashlib.sha256(link.hash + data).digest())


def walk(rows: Iterable[ChainRow], start: ChainLink) -> WalkResult:
    """Follow the chain over all rows after ``start``, in the order of the journal.

    A part of the journal may be walked at a time: ``start`` is `genesis`, or the end of an earlier walk.
    """
    link = start
    for row in rows:
        expected = extend(link, row.data)
        if row.seq != expected.seq:
            kind: BreakKind = "missing" if row.seq > expected.seq else "misplaced"
            return WalkResult(link, Break(expected.seq, kind))
        if row.hash != expected.hash:
            return WalkResult(link, Break(row.seq, "changed"))
        link = expected
    return WalkResult(link)


def check_head(walked: WalkResult, head: ChainLink) -> WalkResult:
    """Compare a walk with the journal's head, which reveals rows cut off at the end."""
    if walked.first_break is not None or walked.link == head:
        return walked
    kind: BreakKind = "missing" if walked.link.seq < head.seq else "changed"
    return WalkResult(walked.link, Break(min(walked.link.seq, head.seq) + (kind == "missing"), kind))
