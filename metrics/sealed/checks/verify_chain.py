"""Walk along the chain of a sealed period's facts, which folds them on the way. Pure.

Owns the loop for every fact: hash, compare, decode and fold, in batches. Where it stops, `diagnose` says why.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from operator import length_hint
from typing import Final, Literal

import msgspec

from eventlog.facts import Envelope
from eventlog.journal.chain import ChainLink
from metrics.sealed.manifest import LINK_BYTES, Manifest

_decode = msgspec.json.Decoder(Envelope).decode
StopReason = Literal["", "unknown", "uncountable"]
FoldFacts = Callable[[Iterator[Envelope]], None]
_SHORT: Final = tuple(map(str, range(1000)))
_TAILS: Final = tuple(f"{each:03d}" for each in range(1000))


class WalkStop(msgspec.Struct, frozen=True, kw_only=True):
    """Where the walk stopped.

    Attributes:
        seq: of the row that does not match.
        expected_id: the fact's expected ``epoch-seq``, unless an epoch begins there; empty if it matches.
        line: its bytes.
        reason: empty for a wrong link or position; ``unknown`` if both match but this release cannot decode the fact;
        ``uncountable`` for impossible content.
    """

    seq: int
    expected_id: str
    line: bytes
    reason: StopReason = ""


class ChainWalk:
    """The progress of a walk."""

    def __init__(self, manifest: Manifest, fold: FoldFacts, checkpoints: Sequence[int]) -> None:
        """Start at the row before the first fact; remember link and fact at the ascending numbers in `checkpoints`."""
        before = manifest.before
        self.link = ChainLink(before.seq, bytes.fromhex(before.hash))
        self.remembered: dict[int, tuple[bytes, Envelope | None]] = {before.seq: (self.link.hash, None)}
        self.last: Envelope | None = None
        self._fold = fold
        self._campaign = manifest.campaign
        self._before = before.id
        self._expected_ids = _ids_after(before.id)
        self._unfit: tuple[str, StopReason] | None = None
        self._lines: Sequence[bytes] = ()
        self._checkpoints = [seq for seq in checkpoints if seq > before.seq]

    def follow(self, lines: Sequence[bytes], links: bytes | None) -> WalkStop | None:
        """Follow lines of facts and return where the walk stopped, or None; `links` is None if they are not trusted."""
        start = 0
        while start < len(lines):
            end = self._next_cut(start, len(lines))
            stop = self._step(lines[start:end], None if links is None else links[start * LINK_BYTES : end * LINK_BYTES])
            if stop is not None:
                return stop
            if self._checkpoints and self._checkpoints[0] == self.link.seq:
                self.remembered[self._checkpoints.pop(0)] = self.link.hash, self.last
            start = end
        return None

    def link_at(self, seq: int) -> ChainLink:
        """Return the link of a fact of the lines that the fold reads now, or of the fact before them."""
        hash_ = self.link.hash
        for line in self._lines[: seq - self.link.seq]:
            hash_ = sha256(hash_ + line).digest()
        return ChainLink(seq, hash_)

    def _next_cut(self, start: int, end: int) -> int:
        return min(end, start + self._checkpoints[0] - self.link.seq) if self._checkpoints else end

    def _step(self, lines: Sequence[bytes], links: bytes | None) -> WalkStop | None:
        """Check only the last link: each link depends on all before it."""
        hash_ = self.link.hash
        for line in lines:
            hash_ = sha256(hash_ + line).digest()
        if links is not None and (len(links) != len(lines) * LINK_BYTES or links[-LINK_BYTES:] != hash_[:LINK_BYTES]):
            return self._first_mismatch(lines, links)
        self._lines = lines
        stop = self._read(lines, trusted=links is not None)
        if stop is None:
            self.link = ChainLink(self.link.seq + len(lines), hash_)
        return stop

    def _first_mismatch(self, lines: Sequence[bytes], links: bytes) -> WalkStop:
        """Find the first line whose link differs."""
        hash_, at = self.link.hash, 0
        for at, line in enumerate(lines):
            hash_ = sha256(hash_ + line).digest()
            if links[at * LINK_BYTES : (at + 1) * LINK_BYTES] != hash_[:LINK_BYTES]:
                break
        before = self.last.id if self.last else self._before
        expected = next(_ids_after(_fact_id_of(lines[at - 1]) if at else before))
        return self._stop(at, expected, lines[at])

    def _read(self, lines: Sequence[bytes], *, trusted: bool) -> WalkStop | None:
        """Decode and fold lines whose links match.

        If the links are `trusted`, an unreadable line is a fact of a later release.
        """
        remaining = iter(lines)
        try:
            self._fold(self._facts(remaining, unreadable="unknown" if trusted else ""))
        except (ValueError, TypeError, LookupError, ArithmeticError):
            self._unfit = "", "uncountable"
        if self._unfit is None:
            return None
        expected, reason = self._unfit
        at = len(lines) - length_hint(remaining) - 1
        return self._stop(at, expected, lines[at], reason=reason)

    def _facts(self, lines: Iterator[bytes], *, unreadable: StopReason) -> Iterator[Envelope]:
        """Yield the facts of lines while their positions are consecutive; must be fast for ten million facts."""
        decode, campaign, read = _decode, self._campaign, self.last
        while True:
            for line, expected_id in zip(lines, self._expected_ids, strict=False):
                try:
                    read = decode(line)
                except (ValueError, msgspec.MsgspecError):
                    self._unfit = expected_id, unreadable
                    return
                if read.id != expected_id or read.campaign != campaign:
                    if not _begins_epoch(read.id, expected_id) or read.campaign != campaign:
                        self._unfit = expected_id, ""
                        return
                    self._expected_ids = _ids_after(read.id)
                    yield read
                    break
                yield read
            else:
                self.last = read
                return

    def _stop(self, at: int, expected_id: str, line: bytes, *, reason: StopReason = "") -> WalkStop:
        return WalkStop(seq=self.link.seq + at + 1, expected_id=expected_id, line=line, reason=reason)


class _FactId(msgspec.Struct):
    id: str


def _fact_id_of(line: bytes) -> str:
    """Return the stream position of a readable line."""
    return msgspec.json.decode(line, type=_FactId).id


def _ids_after(fact_id: str) -> Iterator[str]:
    """Yield the positions after one, within its epoch."""
    epoch, _, number = fact_id.partition("-")
    return chain.from_iterable(_id_batches(int(epoch), int(number) + 1))


def _id_batches(epoch: int, first: int) -> Iterator[list[str]]:
    """Yield positions from `first` on, a thousand at a time, which halves the time to format them."""
    thousand, begin = divmod(first, 1000)
    while True:
        head, tails = (f"{epoch}-{thousand}", _TAILS) if thousand else (f"{epoch}-", _SHORT)
        yield [head + tail for tail in tails[begin:]]
        thousand, begin = thousand + 1, 0


def _begins_epoch(id_: str, expected: str) -> bool:
    """Return whether an unexpected fact begins a later epoch."""
    begun, _, number = id_.partition("-")
    is_number = begun.isascii() and begun.isdecimal() and len(begun) < 19
    return number == "1" and is_number and int(begun) > int(expected.partition("-")[0])
