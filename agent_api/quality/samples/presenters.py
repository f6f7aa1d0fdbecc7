"""Weekly samples as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from agent_api.quality.samples.schemas import (
    ReplacementReason,
    Sample,
    SampleItem,
    SamplePlan,
    SampleStratum,
    SampleSummary,
)
from agent_api.quality.samples.seed_service import present_seed
from agent_api.quality.samples.store import ItemRow, SampleCounts, SampleRow, StratumRow
from config.site.model import Site
from eventlog.facts.quality.sample import SeedCase
from metrics.quality.samples.week import parse_week

_PROOFS: Final[dict[SeedCase, str]] = {
    "committed": "La semilla une la cabeza de la cadena y el número que la interventoría comprometió antes de la "
    "semana: ni quien escribe los últimos hechos ni la interventoría pudo escoger la muestra.",
    "unrevealed": "La interventoría comprometió un número y no lo reveló en el plazo: la semilla es la cabeza de la "
    "cadena sola. Quien escribe los últimos hechos de la semana pudo influir en la muestra, y la interventoría pudo "
    "escoger entre dos.",
    "head": "No hubo un número comprometido: la semilla es la cabeza de la cadena sola, y quien escribe los últimos "
    "hechos de la semana pudo influir en la muestra.",
}
_UNDRAWN: Final = "La muestra no se ha sorteado todavía."


def present_sample(
    site: Site,
    counts: SampleCounts,
    strata: Sequence[StratumRow],
    items: Sequence[ItemRow],
    now: datetime,
    *,
    names: Mapping[str, str] | None = None,
) -> Sample:
    """Return a sample with its strata and items.

    ``site`` has the names of the reasons, ``names`` those of the advisors by login; None if the reader may not know
    whose work an item is.
    """
    row = counts.sample
    return Sample(
        summary=present_summary(counts, now),
        head_seq=row.head_seq,
        head=row.head,
        seed=row.seed,
        frame=row.frame,
        proof=_PROOFS[row.seed_case] if row.seed_case else _UNDRAWN,
        strata=_strata_by_line(strata) if names is None else [_present_stratum(each, names) for each in strata],
        items=[_present_item(site, each, names) for each in items],
        reasons=[ReplacementReason(id=id_, name=name) for id_, name in _reasons_of(site).items()],
    )


def present_summary(counts: SampleCounts, now: datetime) -> SampleSummary:
    """Return a week and channel with its plan and counts."""
    row = counts.sample
    week = parse_week(row.week)
    return SampleSummary(
        id=f"{row.week}-{row.channel}",
        week=row.week,
        channel=row.channel,
        first_day=week.first_day,
        last_day=week.last_day,
        state=_state_of(counts, now),
        plan=_present_plan(row),
        seed_case=row.seed_case,
        population=row.population,
        size=row.size,
        replaced=counts.replaced,
        drawn_at=row.drawn_at,
        number=present_seed(counts.seed) if counts.seed else None,
    )


def _state_of(counts: SampleCounts, now: datetime) -> Literal["planned", "awaiting_number", "due", "drawn"]:
    row = counts.sample
    if row.drawn_at is not None:
        return "drawn"
    if now < row.draws_at:
        return "planned"
    waits = counts.seed is not None and counts.seed.number is None and now < row.reveal_by
    return "awaiting_number" if waits else "due"


def _present_plan(row: SampleRow) -> SamplePlan:
    return SamplePlan(
        site_version=row.site_version,
        planned_at=row.planned_at,
        confidence=row.confidence,
        margin=row.margin,
        expected=row.expected,
        each_advisor=row.each_advisor,
        draws_at=row.draws_at,
        reveal_by=row.reveal_by,
    )


def _present_stratum(row: StratumRow, names: Mapping[str, str]) -> SampleStratum:
    return SampleStratum(
        line=row.line,
        advisor=row.advisor,
        advisor_name=names.get(row.advisor, row.advisor),
        population=row.population,
        size=row.size,
    )


def _strata_by_line(rows: Sequence[StratumRow]) -> list[SampleStratum]:
    """Return the strata of each line as one."""
    lines = dict.fromkeys(each.line for each in rows)
    return [
        SampleStratum(
            line=line,
            advisor=None,
            advisor_name=None,
            population=sum(each.population for each in rows if each.line == line),
            size=sum(each.size for each in rows if each.line == line),
        )
        for line in lines
    ]


def _present_item(site: Site, row: ItemRow, names: Mapping[str, str] | None) -> SampleItem:
    return SampleItem(
        item=row.item,
        line=row.line,
        advisor=row.advisor if names is not None else None,
        advisor_name=names.get(row.advisor, row.advisor) if names is not None else None,
        position=row.position,
        state="in_sample" if row.replaced_at is None else "replaced",
        replaces=row.replaces or None,
        reason=row.reason,
        reason_name=_reasons_of(site).get(row.reason, row.reason) if row.reason else None,
        replaced_at=row.replaced_at,
        replaced_by_name=row.replaced_by_name,
    )


def _reasons_of(site: Site) -> Mapping[str, str]:
    return site.quality.sampling.replacement_reasons if site.quality else {}
