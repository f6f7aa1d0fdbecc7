"""Following the chain through the facts of a sealed period, and folding them on the way. Pure.

Owns the loop that every fact passes: hashed, compared, decoded, folded, many at a time as long as all is well. Where it
stops, `diagnose` says why.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from operator import length_hint
from typing import Final, Literal

import msgspec

from eventlog.facts import Envelope
from eventlog.journal.chain import Link
from metrics.sealed.manifest import LINK_BYTES, Manifest

_decode = msgspec.json.Decoder(Envelope).decode
StopReason = Literal["", "unknown", "uncountable"]
FoldFacts = Callable[[Iterator[Envelope]], None]
_SHORT: Final = tuple(map(str, range(1000)))
_TAILS: Final = tuple(f"{each:03d}" for each in range(1000))


class WalkStop(msgspec.Struct, frozen=True, kw_only=True):
    """Where the walk stopped.

    Attributes:
        seq: of the row that does not agree.
        expected_id: ``epoch-seq`` that its fact should bear, unless an epoch begins there; empty where it bears it.
        line: its bytes.
        reason: empty where its link or its place does not agree; ``unknown`` where they do, and only this release does
            not know what it says; ``uncountable`` where it says what cannot be.
    """

    seq: int
    expected_id: str
    line: bytes
    reason: StopReason = ""


class ChainWalk:
    """How far the facts were followed."""

    def __init__(self, manifest: Manifest, fold: FoldFacts, checkpoints: Sequence[int]) -> None:
        """Begin.

        Args:
            manifest: says where the chain begins.
            fold: folds facts, every one that it is given.
            checkpoints: numbers at which link and fact are to be remembered, ascending, each once.
        """
        before = manifest.before
        self.link = Link(before.seq, bytes.fromhex(before.hash))
        self.remembered: dict[int, tuple[bytes, Envelope | None]] = {before.seq: (self.link.hash, None)}
        self.last: Envelope | None = None
        self._fold = fold
        self._campaign = manifest.campaign
        self._before = before.id
        self._expected_ids = _ids_after(before.id)
        self._unfit: tuple[str, StopReason] | None = None
        self._checkpoints = [seq for seq in checkpoints if seq > before.seq]

    def follow(self, lines: Sequence[bytes], links: bytes | None) -> WalkStop | None:
        """Follow some lines.

        Args:
            lines: of facts, without their line breaks.
            links: the beginnings of their links; None where they are not to be trusted.

        Returns:
            Where it stopped, or None.
        """
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

    def _next_cut(self, start: int, end: int) -> int:
        return min(end, start + self._checkpoints[0] - self.link.seq) if self._checkpoints else end

    def _step(self, lines: Sequence[bytes], links: bytes | None) -> WalkStop | None:
        """Each link hangs from all before it, so the last one speaks for them."""
        hash_ = self.link.hash
        for line in lines:
            hash_ = sha256(hash_ + line).digest()
        if links is not None and (len(links) != len(lines) * LINK_BYTES or links[-LINK_BYTES:] != hash_[:LINK_BYTES]):
            return self._first_mismatch(lines, links)
        stop = self._read(lines, trusted=links is not None)
        if stop is None:
            self.link = Link(self.link.seq + len(lines), hash_)
        return stop

    def _first_mismatch(self, lines: Sequence[bytes], links: bytes) -> WalkStop:
        """The first line that does not make the link that it should."""
        hash_, at = self.link.hash, 0
        for at, line in enumerate(lines):
            hash_ = sha256(hash_ + line).digest()
            if links[at * LINK_BYTES : (at + 1) * LINK_BYTES] != hash_[:LINK_BYTES]:
                break
        before = self.last.id if self.last else self._before
        expected = next(_ids_after(_fact_id_of(lines[at - 1]) if at else before))
        return self._stop(at, expected, lines[at])

    def _read(self, lines: Sequence[bytes], *, trusted: bool) -> WalkStop | None:
        """Decode and fold.

        Args:
            lines: whose links agree.
            trusted: whether those links are the ones that were sealed: then a line that cannot be read is a later
                release's.
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
        """The facts of lines, as long as they follow each other; ten million go through here."""
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
    """Where a line that can be read stands in the stream."""
    return msgspec.json.decode(line, type=_FactId).id


def _ids_after(fact_id: str) -> Iterator[str]:
    """The places that follow one within its epoch."""
    epoch, _, number = fact_id.partition("-")
    return chain.from_iterable(_id_batches(int(epoch), int(number) + 1))


def _id_batches(epoch: int, first: int) -> Iterator[list[str]]:
    """Places from one on, a thousand at a time: to write each number out takes twice as long."""
    thousand, begin = divmod(first, 1000)
    while True:
        head, tails = (f"{epoch}-{thousand}", _TAILS) if thousand else (f"{epoch}-", _SHORT)
        yield [head + tail for tail in tails[begin:]]
        thousand, begin = thousand + 1, 0


def _begins_epoch(id_: str, expected: str) -> bool:
    """Whether a fact that does not stand in its place begins an epoch that is later."""
    begun, _, number = id_.partition("-")
    is_number = begun.isascii() and begun.isdecimal() and len(begun) < 19
    return number == "1" and is_number and int(begun) > int(expected.partition("-")[0])
