"""Results of indicators: figures and closing balances, as values that are equal wherever they are computed. Pure.

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


class EvaluatedSample(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The evaluations behind a figure of quality.

    Attributes:
        evaluations: how many there are.
        total: those that pass, or the sum of their marks; an exact fraction.
        low: of Wilson's 95 % interval, percent, rounded down to two decimals.
        high: of the same interval, rounded up.
        weighted: whether the figure weighs each stratum by its share of the work; then it is not ``total``
            ÷ ``evaluations``.
        replaced: items of the channel's samples that others replaced in the same time; of one line, 0.
    """

    evaluations: int
    total: str
    low: str
    high: str
    weighted: bool
    replaced: int


class Figure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One indicator in one slot, as an exact fraction.

    Attributes:
        version: of its definition.
        line: id; empty for all lines together.
        queue: id; empty for whole lines.
        kind: of the slot: an interval of arrival of 30 minutes, a local day or month, or the whole period.
        starts_at: aware UTC.
        numerator: in milliseconds for a unit in seconds.
        denominator: 0 if there was nothing to count.
        incomplete: whether data of the slot are missing; gaps are marked and never filled.
        sample: of quality; omitted for other indicators.
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
    sample: EvaluatedSample | msgspec.UnsetType = msgspec.UNSET

    @property
    def value(self) -> Fraction | None:
        """Exact value in percent or seconds; None if there was nothing to count."""
        return exact_value(self.numerator, self.denominator, self.unit)


class BalanceRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A closing balance: every call that entered has an outcome, moved on or is in progress.

    Attributes:
        line: id; empty for all lines together.
        queue: id, with the visits to it as calls; empty for calls of whole lines.
        starts_at: aware UTC.
        received: calls that came from another campaign, where they were ingressed.
        outcomes: every outcome of `eventlog.facts.OUTCOMES`, also with 0 calls.
        moved: visits that went on to another queue.
        difference: what does not balance; anything but 0 is our error, shown in red.
        incomplete: as in Figure.
        anomalous: calls of anomalous traffic, outside the balance and every figure. Omitted when 0, as is `set_aside`,
            so
        that older rows keep their bytes.
        set_aside: those of them that had been ingressed.
        without_talk: calls with the outcome ``answered`` but without a conversation.
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
        """Whether the difference is 0."""
        return self.difference == 0


def written_count(written: int | msgspec.UnsetType) -> int:
    """Return a count that is omitted when it is 0."""
    return 0 if written is msgspec.UNSET else written


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Every figure and balance of a period; equal periods give equal results, and equal JSON."""

    figures: tuple[Figure, ...]
    balances: tuple[BalanceRow, ...]


def results_to_json(results: Results) -> bytes:
    """Encode as canonical JSON: equal results give equal bytes."""
    return msgspec.json.encode(results, order="deterministic")


def results_from_json(content: bytes) -> Results:
    """Decode what `results_to_json` wrote.

    Raises:
        msgspec.MsgspecError: invalid content.
    """
    return msgspec.json.decode(content, type=Results)


def exact_value(numerator: int, denominator: int, unit: Unit) -> Fraction | None:
    """Compute a figure in percent or seconds, exactly; None if there was nothing to count.

    The numerator of a unit in seconds is in milliseconds.
    """
    if denominator == 0:
        return None
    return Fraction(numerator * 100, denominator) if unit == "percent" else Fraction(numerator, denominator * 1000)


def format_value(numerator: int, denominator: int, unit: Unit) -> str | None:
    """Format a figure with two decimals, rounded half up; None if there was nothing to count.

    Integers only: a float could round 82.345 either way. The numerator of a unit in seconds is in milliseconds.
    """
    if denominator == 0:
        return None
    dividend, divisor = (numerator * 10_000, denominator) if unit == "percent" else (numerator, denominator * 10)
    hundredths = (2 * dividend + divisor) // (2 * divisor)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@lru_cache(maxsize=65_536)
def slot_start(slot: int) -> datetime:
    """Return the start of a slot as aware UTC, from s since the Unix epoch."""
    return datetime.fromtimestamp(slot, UTC)
