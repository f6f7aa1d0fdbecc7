"""Following the chain through the facts of a sealed period, and folding them on the way. Pure.

Owns the loop that every fact passes once: hashed, compared, decoded, folded. Where it stops, `diagnosing` says why.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from eventlog.chain import Link
from eventlog.facts import Envelope
from metrics.sealed.manifest import LINK_BYTES, Manifest

_decode = msgspec.json.Decoder(Envelope).decode
Take = Callable[[Envelope], None]


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Where the walk stopped.

    Attributes:
        seq: of the row that does not agree.
        expected_id: ``epoch-seq`` that its fact should bear, unless an epoch begins there.
        line: its bytes.
        unreadable: whether its hash agrees, and only this release does not know what it says.
    """

    seq: int
    expected_id: str
    line: bytes
    unreadable: bool = False


class Walk:
    """How far the facts were followed."""

    def __init__(self, manifest: Manifest, take: Take, wanted: Sequence[int]) -> None:
        """Begin.

        Args:
            manifest: says where the chain begins.
            take: folds a fact.
            wanted: numbers at which the link is to be remembered, ascending.
        """
        before = manifest.before
        self.link = Link(before.seq, bytes.fromhex(before.hash))
        self.remembered: dict[int, bytes] = {before.seq: self.link.hash}
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
            stop = self._follow(lines, done, upto, links)
            if stop is not None:
                return stop
            if self._wanted and self._wanted[0] == self.link.seq:
                self.remembered[self._wanted.pop(0)] = self.link.hash
            done = upto
        return None

    def _next_cut(self, done: int, end: int) -> int:
        return min(end, done + self._wanted[0] - self.link.seq) if self._wanted else end

    def _follow(self, lines: Sequence[bytes], begin: int, end: int, links: bytes | None) -> Stop | None:
        """The loop itself, all names local: it is gone through ten million times."""
        hash_, epoch, number, take, campaign = self.link.hash, self._epoch, self._number, self._take, self._campaign
        at, stop, envelope = begin, None, self.last
        for at in range(begin, end):
            line = lines[at]
            extended = sha256(hash_ + line).digest()
            if links is not None and links[at * LINK_BYTES : (at + 1) * LINK_BYTES] != extended[:LINK_BYTES]:
                stop = Stop(seq=self.link.seq + at - begin + 1, expected_id=f"{epoch}-{number + 1}", line=line)
                break
            try:
                read = _decode(line)
            except (ValueError, msgspec.MsgspecError):
                stop = self._unread(at - begin, f"{epoch}-{number + 1}", line, links)
                break
            number += 1
            if read.id != f"{epoch}-{number}" or read.campaign != campaign:
                begun = _first_of_epoch(read.id, epoch)
                if not begun or read.campaign != campaign:
                    stop = Stop(seq=self.link.seq + at - begin + 1, expected_id=f"{epoch}-{number}", line=line)
                    number -= 1
                    break
                epoch, number = begun, 1
            envelope, hash_ = read, extended
            take(read)
        else:
            at = end
        self.link, self._epoch, self._number = Link(self.link.seq + at - begin, hash_), epoch, number
        self.last = envelope
        return stop

    def _unread(self, ahead: int, expected_id: str, line: bytes, links: bytes | None) -> Stop:
        """With links, the bytes are those that were sealed: a later release wrote them."""
        return Stop(seq=self.link.seq + ahead + 1, expected_id=expected_id, line=line, unreadable=links is not None)


def _first_of_epoch(id_: str, epoch: int) -> int:
    """The epoch that a fact begins, or 0 if it begins none."""
    begun, _, number = id_.partition("-")
    return int(begun) if number == "1" and begun.isdigit() and int(begun) > epoch else 0
