"""Comparison of the journal with anchors and heads that were kept outside of the system. Pure.

Owns what a matching journal must contain, and the sentences for mismatches. A mark is an anchor, a head of a day, or a
head that a person kept by hand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from eventlog.anchors.anchor import Anchor, anchor_digest, is_signed, parse_anchor
from eventlog.errors import BadAnchor
from eventlog.journal.chain import ChainLink


class ExpectedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that the journal must contain.

    Attributes:
        name: for people, in Spanish: «el ancla 7 del 2026-11-29 10:00 UTC».
        link: number of a fact, and hash of the chain up to it.
        counts: facts of each kind up to it; None where the mark does not say.
    """

    name: str
    link: ChainLink
    counts: dict[str, int] | None = None


class ExpectedRows:
    """Marks of a chain in its order, compared in one pass over the rows."""

    def __init__(self, marks: Iterable[ExpectedRow]) -> None:
        self._marks = sorted(marks, key=lambda mark: mark.link.seq)
        self._next = 0
        self._counts: Counter[str] = Counter()
        self._counting = any(mark.counts is not None for mark in self._marks)
        self.wrong: list[tuple[int, str]] = []

    @property
    def total(self) -> int:
        """Number of marks."""
        return len(self._marks)

    def check_row(self, seq: int, hash_: bytes, kind: str) -> None:
        """Compare one row of the journal with its marks, and report marks of missing rows before it."""
        if self._next == len(self._marks):
            return
        if self._counting:
            self._counts[kind] += 1
        while self._next < len(self._marks) and self._marks[self._next].link.seq <= seq:
            self._compare(self._marks[self._next], ChainLink(seq, hash_))
            self._next += 1

    def check_end(self, last: int) -> None:
        """Report the marks after the last row of the journal, whose number is ``last``."""
        for mark in self._marks[self._next :]:
            if mark.link.seq > 0:
                self._report(mark, f"el diario termina en el hecho {last}: faltan los que siguen")
        self._next = len(self._marks)

    def _compare(self, mark: ExpectedRow, link: ChainLink) -> None:
        if mark.link.seq == 0:
            return
        if mark.link.seq != link.seq:
            self._report(mark, "ese hecho no está en el diario")
        elif mark.link.hash != link.hash:
            self._report(mark, "la cadena hasta ese hecho es otra: algo anterior se cambió, se quitó o se agregó")
        elif mark.counts is not None and mark.counts != dict(self._counts):
            self._report(mark, "los conteos de hechos hasta ahí son otros")

    def _report(self, mark: ExpectedRow, problem: str) -> None:
        self.wrong.append((mark.link.seq, f"{mark.name} (hecho {mark.link.seq}) no coincide: {problem}"))


class AnchorAudit(msgspec.Struct, frozen=True, kw_only=True):
    """The result of checking anchors without the journal.

    Attributes:
        expected_rows: from the correctly signed ones.
        faults: in Spanish.
        missing: number of missing anchors between the first and the last.
        last: the latest of them, or None.
    """

    expected_rows: tuple[ExpectedRow, ...]
    faults: tuple[str, ...]
    missing: int = 0
    last: Anchor | None = None


def audit_anchors(lines: Sequence[str], campaign: str, public_key: bytes) -> AnchorAudit:
    """Check the signature (by a 32-byte key), the campaign and the chain of anchors in text form."""
    invalid: list[str] = []
    valid: list[tuple[Anchor, str]] = []
    for word in lines:
        fault = _fault(word, campaign, public_key)
        if fault:
            invalid.append(fault)
        else:
            valid.append((parse_anchor(word), word))
    valid.sort(key=lambda each: each[0].number)
    for (before, word), (after, _) in pairwise(valid):
        if after.number == before.number:
            invalid.append(f"hay dos anclas distintas con el número {after.number}: alguien empezó otra historia")
        elif after.number == before.number + 1 and after.previous != anchor_digest(word):
            invalid.append(f"{anchor_name(after)} no sigue a la anterior: nombra otra")
        elif after.seq < before.seq:
            invalid.append(f"{anchor_name(after)} dice menos hechos que la anterior")
    last = valid[-1][0] if valid else None
    numbers = {anchor.number for anchor, _ in valid}
    missing = max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0
    marks = tuple(ExpectedRow(name=anchor_name(each), link=each.link, counts=each.counts) for each, _ in valid)
    return AnchorAudit(expected_rows=marks, faults=tuple(invalid), missing=missing, last=last)


def anchor_name(anchor: Anchor) -> str:
    """Return the name of an anchor for a sentence."""
    return f"el ancla {anchor.number} del {anchor.taken_at:%Y-%m-%d %H:%M} UTC"


def _fault(word: str, campaign: str, public_key: bytes) -> str:
    try:
        anchor = parse_anchor(word)
    except BadAnchor as error:
        return str(error)
    if not is_signed(word, public_key):
        return f"{anchor_name(anchor)} no está firmada con esta llave"
    return "" if anchor.campaign == campaign else f"{anchor_name(anchor)} es de la campaña «{anchor.campaign}»"
