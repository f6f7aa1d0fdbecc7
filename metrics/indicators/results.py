"""What indicators come to: figures and closing balances, as values that are equal wherever they are computed. Pure.

Owns their shape, their JSON and how a figure is printed. It must not know where counts come from.
"""

from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import msgspec

from config.site.oversight.indicators import Unit
from eventlog.facts import Outcome

SlotKind = Literal["interval", "day", "month", "period"]


class Figure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One indicator of one stretch, as an exact fraction.

    Attributes:
        indicator: id.
        version: of its definition.
        line: id; empty for all lines together.
        queue: id; empty for whole lines.
        kind: what the stretch is: an interval of arrival of 30 minutes, a local day or month, or the whole period.
        starts_at: its start, aware UTC.
        numerator: of a unit in seconds: in milliseconds.
        denominator: 0 where there was nothing to count.
        unit: in which it is printed.
        incomplete: whether data of the stretch are missing; what is missing is marked and never filled.
    """

    indicator: str
    version: str
    line: str
    queue: str
    kind: SlotKind
    starts_at: datetime
    numerator: int
    denominator: int
    unit: Unit
    incomplete: bool = False

    @property
    def value(self) -> Fraction | None:
        """Exact, in percent or seconds; None where there was nothing to count."""
        return exact_value(self.numerator, self.denominator, self.unit)


class BalanceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Whatever entered ended in one way, went on elsewhere or is in progress.

    Attributes:
        line: id; empty for all lines together.
        queue: id: then visits to it are counted; empty for calls of whole lines.
        kind: see Figure; so is the next.
        starts_at: aware UTC.
        entered: ingressed, or of a queue its visits.
        received: came over from another campaign, where they were ingressed.
        outcomes: every outcome of `eventlog.facts.OUTCOMES`, those without a call too.
        moved: of a queue, went on to another one.
        in_progress: counted by themselves.
        difference: what does not close; anything but 0 is an error of ours, to be shown in red.
        incomplete: see Figure.
        anomalous: calls of anomalous traffic, beside the balance: in none of its terms and in no figure. It is not
            written where there was none: such a row has the bytes that it always had. So is the next.
        set_aside: of them, those that had been ingressed; each opens to its call.
        without_talk: of those whose outcome is ``answered``, those that held no conversation.
    """

    line: str
    queue: str
    kind: SlotKind
    starts_at: datetime
    entered: int
    received: int
    outcomes: dict[Outcome, int]
    moved: int
    in_progress: int
    difference: int
    incomplete: bool = False
    anomalous: int | msgspec.UnsetType = msgspec.UNSET
    set_aside: int | msgspec.UnsetType = msgspec.UNSET
    without_talk: int | msgspec.UnsetType = msgspec.UNSET

    @property
    def closes(self) -> bool:
        """Whether nothing is left over."""
        return self.difference == 0


def written_count(written: int | msgspec.UnsetType) -> int:
    """Return a count that is not written where it is 0."""
    return 0 if written is msgspec.UNSET else written


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Every figure and every balance of a period; equal periods give equal results, and equal JSON."""

    figures: tuple[Figure, ...]
    balances: tuple[BalanceRow, ...]


def results_to_json(results: Results) -> bytes:
    """Canonical JSON: equal results give equal bytes."""
    return msgspec.json.encode(results, order="deterministic")


def results_from_json(content: bytes) -> Results:
    """What `results_to_json` wrote.

    Raises:
        msgspec.MsgspecError: it is something else.
    """
    return msgspec.json.decode(content, type=Results)


def exact_value(numerator: int, denominator: int, unit: Unit) -> Fraction | None:
    """A figure in its unit, exact; None where there was nothing to count.

    Args:
        numerator: of a unit in seconds: in milliseconds.
        denominator: at least 0.
        unit: percent or seconds.
    """
    if denominator == 0:
        return None
    return Fraction(numerator * 100, denominator) if unit == "percent" else Fraction(numerator, denominator * 1000)


def format_value(numerator: int, denominator: int, unit: Unit) -> str | None:
    """A figure with two decimals, rounded half up; None where there was nothing to count.

    Integers only: a float would round 82.345 either way.

    Args:
        numerator: see `exact_value`.
        denominator: see `exact_value`.
        unit: see `exact_value`.
    """
    if denominator == 0:
        return None
    dividend, divisor = (numerator * 10_000, denominator) if unit == "percent" else (numerator, denominator * 10)
    hundredths = (2 * dividend + divisor) // (2 * divisor)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@lru_cache(maxsize=65_536)
def slot_start(slot: int) -> datetime:
    """The start of a slot, aware UTC.

    Args:
        slot: s since the Unix epoch.
    """
    return datetime.fromtimestamp(slot, UTC)
