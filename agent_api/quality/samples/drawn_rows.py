"""The rows of a drawn sample, and the plan that a row holds."""

from datetime import datetime
from typing import Final

import msgspec

from agent_api.quality.samples.store import ItemRow, SampleRow, StratumRow
from eventlog.facts import SamplePlanned
from metrics.quality.samples.weekly_draw import DrawnStratum, WeeklyDraw

MAX_RESERVE: Final = 100
"""Largest number of ids that a stratum keeps for replacements."""


def plan_of(row: SampleRow) -> SamplePlanned:
    """Return the plan of a sample, as its fact has it."""
    return SamplePlanned(
        week=row.week,
        channel=row.channel,
        confidence=row.confidence,
        margin=row.margin,
        expected=row.expected,
        each_advisor=row.each_advisor,
        draws_at=row.draws_at.isoformat(),
        reveal_by=row.reveal_by.isoformat(),
    )


def drawn_rows(sample: SampleRow, draw: WeeklyDraw, now: datetime) -> tuple[SampleRow, list[StratumRow], list[ItemRow]]:
    """Return the rows of a sample, its strata and its items after the draw."""
    drawn = msgspec.structs.replace(
        sample,
        drawn_at=now,
        population=draw.population,
        size=draw.size,
        strata=len(draw.strata),
        frame=draw.frame,
        head_seq=draw.head.seq,
        head=draw.head.hash.hex(),
        seed=draw.seed.value,
        seed_case=draw.seed.case,
    )
    items = [item for stratum in draw.strata for item in _items_of(stratum)]
    return drawn, [_stratum_row(each) for each in draw.strata], items


def _stratum_row(stratum: DrawnStratum) -> StratumRow:
    return StratumRow(
        line=stratum.key.line,
        advisor=stratum.key.advisor,
        population=len(stratum.order),
        size=stratum.size,
        reserve=stratum.order[stratum.size : stratum.size + MAX_RESERVE],
    )


def _items_of(stratum: DrawnStratum) -> list[ItemRow]:
    return [
        ItemRow(item=item, line=stratum.key.line, advisor=stratum.key.advisor, position=position)
        for position, item in enumerate(stratum.order[: stratum.size], start=1)
    ]
