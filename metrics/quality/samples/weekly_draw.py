"""The draw of a week: from plan, frame and seed to the facts that report it. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import cast

import msgspec

from config.site.quality.vocabulary import Confidence
from eventlog.facts import AnyFact, SampleDrawn, SampleItemDrawn, SamplePlanned, SampleStratumDrawn
from eventlog.journal.chain import ChainLink
from metrics.quality.allocation import allocate
from metrics.quality.draw import draw_order, frame_hash
from metrics.quality.sample_size import SampleRequirement, sample_size
from metrics.quality.samples.frame import FrameItem
from metrics.quality.seed import Seed


class StratumKey(msgspec.Struct, frozen=True, order=True):
    """Line and advisor of a stratum."""

    line: str
    advisor: str

    def __str__(self) -> str:
        return f"{self.line}|{self.advisor}"


class DrawnStratum(msgspec.Struct, frozen=True, kw_only=True):
    """A stratum: all its items in the order of the draw, of which the first ``size`` are the sample."""

    key: StratumKey
    order: tuple[str, ...]
    size: int


class WeeklyDraw(msgspec.Struct, frozen=True, kw_only=True):
    """A sample with everything that it follows from; ``head`` is the link of the week's last fact."""

    plan: SamplePlanned
    head: ChainLink
    seed: Seed
    frame: str
    strata: tuple[DrawnStratum, ...]

    @property
    def population(self) -> int:
        """Number of items in the frame."""
        return sum(len(each.order) for each in self.strata)

    @property
    def size(self) -> int:
        """Number of items drawn."""
        return sum(each.size for each in self.strata)


def draw_week(plan: SamplePlanned, items: Sequence[FrameItem], head: ChainLink, seed: Seed) -> WeeklyDraw:
    """Draw a sample; with one item for each advisor, the sample may be larger than its precision needs.

    Raises:
        ValueError: the plan has values that no plan has.
    """
    by_stratum: dict[StratumKey, list[str]] = {}
    for item in items:
        by_stratum.setdefault(StratumKey(item.line, item.advisor), []).append(item.id)
    size = sample_size(len(items), requirement_of(plan))
    if plan.each_advisor:
        size = max(size, len(by_stratum))
    members = {str(key): len(ids) for key, ids in by_stratum.items()}
    shares = allocate(size, members, at_least_one=plan.each_advisor).shares
    strata = [
        DrawnStratum(key=key, order=tuple(draw_order(seed.value, by_stratum[key])), size=shares[str(key)])
        for key in sorted(by_stratum)
    ]
    return WeeklyDraw(
        plan=plan, head=head, seed=seed, frame=frame_hash([each.id for each in items]), strata=tuple(strata)
    )


def requirement_of(plan: SamplePlanned) -> SampleRequirement:
    """Return the precision that a plan asks for.

    Raises:
        ValueError: a value is not a level of confidence or a fraction between 0 and 1.
    """
    return SampleRequirement(
        confidence=cast(Confidence, plan.confidence),  # which SampleRequirement checks
        margin=Fraction(plan.margin),
        proportion=Fraction(plan.expected),
    )


def facts_of(draw: WeeklyDraw) -> list[AnyFact]:
    """Return the facts of a draw, in their order."""
    return [_drawn(draw), *_strata(draw), *_items(draw)]


def _drawn(draw: WeeklyDraw) -> SampleDrawn:
    return SampleDrawn(
        week=draw.plan.week,
        channel=draw.plan.channel,
        population=draw.population,
        size=draw.size,
        strata=len(draw.strata),
        frame=draw.frame,
        head_seq=draw.head.seq,
        head=draw.head.hash.hex(),
        seed=draw.seed.value,
        seed_case=draw.seed.case,
    )


def _strata(draw: WeeklyDraw) -> Iterable[SampleStratumDrawn]:
    for stratum in draw.strata:
        yield SampleStratumDrawn(
            week=draw.plan.week,
            channel=draw.plan.channel,
            line=stratum.key.line,
            advisor=stratum.key.advisor,
            population=len(stratum.order),
            size=stratum.size,
        )


def _items(draw: WeeklyDraw) -> Iterable[SampleItemDrawn]:
    for stratum in draw.strata:
        for position, item in enumerate(stratum.order[: stratum.size], start=1):
            yield SampleItemDrawn(
                week=draw.plan.week,
                channel=draw.plan.channel,
                line=stratum.key.line,
                advisor=stratum.key.advisor,
                position=position,
                item=item,
            )
