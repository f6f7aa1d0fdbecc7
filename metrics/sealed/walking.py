"""Following the chain through the facts of a sealed period, and folding them on the way. Pure.

Owns the loop that every fact passes: hashed, compared, decoded, folded, many at a time as long as all is well. Where it
stops, `diagnosing` says why.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Literal

import msgspec

from eventlog.chain import Link
from eventlog.facts import Envelope
from metrics.sealed.manifest import LINK_BYTES, Manifest

_decode = msgspec.json.Decoder(Envelope).decode
Why = Literal["", "unknown", "uncountable"]
Take = Callable[[Envelope], None]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Where the walk stopped.

    Attributes:
        seq: of the row that does not agree.
        expected_id: ``epoch-seq`` that its fact should bear, unless an epoch begins there.
        line: its bytes.
        why: empty where its link or its place does not agree; ``unknown`` where they do, and only this release does
            not know what it says; ``uncountable`` where it says what cannot be.
    """

    seq: int
    expected_id: str
    line: bytes
    why: Why = ""


class Walk:
    """How far the facts were followed."""

    def __init__(self, manifest: Manifest, take: Take, wanted: Sequence[int]) -> None:
        """Begin.

        Args:
            manifest: says where the chain begins.
            take: folds a fact.
            wanted: numbers at which link and fact are to be remembered, ascending, each once.
        """
        before = manifest.before
        self.link = Link(before.seq, bytes.fromhex(before.hash))
        self.remembered: dict[int, tuple[bytes, Envelope | None]] = {before.seq: (self.link.hash, None)}
        self.last: Envelope | None = None
        self._take = take
        self._campaign = manifest.campaign
        self._epoch, self._number = map(int, before.id.split("-"))
        self._wanted = [seq for seq in wanted if seq > before.seq]

    def follow(self, lines: Sequence[bytes], links: bytes | None) -> Stop | None:
        """Follow some lines.

        Args:
            lines: of facts, without their line breaks.
            links: the beginnings of their links; None where they are not to be trusted.

        Returns:
            Where it stopped, or None.
        """
        done = 0
        while done < len(lines):
            upto = self._next_cut(done, len(lines))
            stop = self._step(lines[done:upto], None if links is None else links[done * LINK_BYTES : upto * LINK_BYTES])
            if stop is not None:
                return stop
            if self._wanted and self._wanted[0] == self.link.seq:
                self.remembered[self._wanted.pop(0)] = self.link.hash, self.last
            done = upto
        return None

    def _next_cut(self, done: int, end: int) -> int:
        return min(end, done + self._wanted[0] - self.link.seq) if self._wanted else end

    def _step(self, lines: Sequence[bytes], links: bytes | None) -> Stop | None:
        """Each link hangs from all before it, so the last one speaks for them."""
        hash_ = self.link.hash
        for line in lines:
            hash_ = sha256(hash_ + line).digest()
        if links is not None and (len(links) != len(lines) * LINK_BYTES or links[-LINK_BYTES:] != hash_[:LINK_BYTES]):
            return self._strayed(lines, links)
        stop = self._read(lines, trusted=links is not None)
        if stop is None:
            self.link = Link(self.link.seq + len(lines), hash_)
        return stop

    def _strayed(self, lines: Sequence[bytes], links: bytes) -> Stop:
        """The first line that does not make the link that it should."""
        hash_, at = self.link.hash, 0
        for at, line in enumerate(lines):
            hash_ = sha256(hash_ + line).digest()
            if links[at * LINK_BYTES : (at + 1) * LINK_BYTES] != hash_[:LINK_BYTES]:
                break
        before = _place_of(lines[at - 1]) if at else (self._epoch, self._number)
        return Stop(seq=self.link.seq + at + 1, expected_id=f"{before[0]}-{before[1] + 1}", line=lines[at])

    def _read(self, lines: Sequence[bytes], *, trusted: bool) -> Stop | None:
        """Decode and fold; all names local, for this is gone through ten million times.

        Args:
            lines: whose links agree.
            trusted: whether those links are the ones that were sealed: then a line that cannot be read is a later
                release's.
        """
        decode, take, campaign, epoch, number = _decode, self._take, self._campaign, self._epoch, self._number
        at, read = 0, self.last
        for at, line in enumerate(lines):
            number += 1
            try:
                read = decode(line)
            except (ValueError, msgspec.MsgspecError):
                return self._stop(at, f"{epoch}-{number}", line, why="unknown" if trusted else "")
            if read.id != f"{epoch}-{number}" or read.campaign != campaign:
                begun = _first_of_epoch(read.id, epoch)
                if not begun or read.campaign != campaign:
                    return self._stop(at, f"{epoch}-{number}", line)
                epoch, number = begun, 1
            try:
                take(read)
            except (ValueError, TypeError, LookupError, ArithmeticError):
                return self._stop(at, read.id, line, why="uncountable")
        self.last, self._epoch, self._number = read, epoch, number
        return None

    def _stop(self, at: int, expected_id: str, line: bytes, *, why: Why = "") -> Stop:
        return Stop(seq=self.link.seq + at + 1, expected_id=expected_id, line=line, why=why)


class _Place(msgspec.Struct):
    id: str


def _place_of(line: bytes) -> tuple[int, int]:
    """Epoch and number of a line whose link agrees."""
    epoch, _, number = msgspec.json.decode(line, type=_Place).id.partition("-")
    return int(epoch), int(number)


def _first_of_epoch(id_: str, epoch: int) -> int:
    """The epoch that a fact begins, or 0 if it begins none."""
    begun, _, number = id_.partition("-")
    is_number = begun.isascii() and begun.isdecimal() and len(begun) < 19
    return int(begun) if number == "1" and is_number and int(begun) > epoch else 0
