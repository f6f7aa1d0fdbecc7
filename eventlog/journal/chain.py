"""The chain that makes the journal tamper-evident: each row's hash covers its bytes and the hash before. Pure.

Owns how a link is made and how a chain is walked. One chain a campaign; rows are numbered from 1 without gaps.
"""

import hashlib
from collections.abc import Iterable
from typing import Literal

import msgspec

BreakKind = Literal["missing", "misplaced", "changed"]


class ChainRow(msgspec.Struct, frozen=True):
    """A row of the journal as far as the chain knows it."""

    seq: int
    data: bytes
    hash: bytes


class Link(msgspec.Struct, frozen=True):
    """How far a chain has come: the number and the hash of its last row."""

    seq: int
    hash: bytes


class Break(msgspec.Struct, frozen=True):
    """Where a chain breaks first.

    Attributes:
        seq: the number of the row.
        kind: ``missing`` (no such row), ``misplaced`` (a row that was already passed stands here again) or ``changed``
            (its bytes, its hash or the hash before it are not what they were).
    """

    seq: int
    kind: BreakKind


class WalkResult(msgspec.Struct, frozen=True):
    """What walking found.

    Attributes:
        link: how far the chain holds.
        first_break: the first break, or None.
    """

    link: Link
    first_break: Break | None = None


def genesis(campaign: str) -> Link:
    """Where a campaign's chain begins, before its first row."""
    return Link(0, hashlib.sha256(b"atencion:" + campaign.encode()).digest())


def extend(link: Link, data: bytes) -> Link:
    """The next link: SHA-256 over the hash before and the row's bytes."""
    return Link(link.seq + 1, hashlib.sha256(link.hash + data).digest())


def walk(rows: Iterable[ChainRow], start: Link) -> WalkResult:
    """Follow the chain over rows in the order in which the journal gives them.

    Args:
        rows: all rows after ``start``; a part of the journal may be walked at a time.
        start: `genesis`, or where an earlier walk ended.
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


def check_head(walked: WalkResult, head: Link) -> WalkResult:
    """The walk, held against the head that the journal claims: rows cut off at the end show here."""
    if walked.first_break is not None or walked.link == head:
        return walked
    kind: BreakKind = "missing" if walked.link.seq < head.seq else "changed"
    return WalkResult(walked.link, Break(min(walked.link.seq, head.seq) + (kind == "missing"), kind))
