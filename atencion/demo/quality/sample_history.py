"""The weekly samples of the demo's past: plan, number of the interventoría, draw, replacement.

The draws are the real ones (`metrics.quality.samples`), over the chain of the past's own facts. Randomness is seeded.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.samples import store
from agent_api.quality.samples.domain.plan import plans_of
from agent_api.quality.samples.drawn_rows import drawn_rows
from agent_api.quality.samples.plan_service import ACTOR
from agent_api.quality.samples.store import ItemRow, SampleRow, SeedRow, StratumRow
from atencion.demo.quality.agenda import local_moment
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.users import FULL_NAMES
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    CallIngressed,
    Envelope,
    SampleItemReplaced,
    SamplePlanned,
    SampleSeedCommitted,
    SampleSeedRevealed,
)
from eventlog.facts.quality.sample import SAMPLE_CHANNELS, SampleChannel
from eventlog.facts.tickets.ticket import TicketAnswerReleased
from eventlog.journal.chain import ChainLink, extend, genesis
from eventlog.journal.codec import canonical_bytes
from metrics.quality.samples.frame import FRAME_KINDS, FRAMES, Frame
from metrics.quality.samples.week import Week, week_of
from metrics.quality.samples.weekly_draw import draw_week, facts_of
from metrics.quality.seed import DIGITS, commit, derive_seed
from storage.encryption.field_cipher import FieldCipher

OVERSIGHT: Final = "interventoria"
EVALUATOR, SECOND_EVALUATOR = EVALUATORS = ("calidad", "calidad2")
_ORDER_OFFSET: Final = 2_000_000  # so that facts of samples sort after those of calls and tickets at the same time
_FRIDAY: Final = 4
_COMMITTED_AT, _REVEALED_AT, _REPLACED_AT = time(10, 12), time(7, 30), time(7, 50)
_PLANNED_AFTER, _DRAWN_AFTER = timedelta(seconds=5), timedelta(seconds=40)
_REASON: Final = "prueba"  # of the sample site's reasons; another site's first one stands in


class DrawnSample(msgspec.Struct, kw_only=True):
    """A sample with its rows; without strata before the draw.

    Attributes:
        seed: of the draw, hex; empty before it.
    """

    row: SampleRow
    strata: list[StratumRow] = []
    items: list[ItemRow] = []

    @property
    def seed(self) -> str:
        """The seed of the draw, hex; empty before it."""
        return self.row.seed or ""


class SampleHistory:
    """The samples as days go by.

    Args:
        site: its quality rules; without them there are no samples.
        until: the moment after the last fact.
        seed: of the randomness.

    Attributes:
        samples: by week and channel, in the order of the plans.
        seeds: the numbers of the interventoría, by week.
        worked_at: when each call arrived, and when each answer was released.
    """

    def __init__(self, site: Site, until: datetime, *, seed: int = 1) -> None:
        self.samples: dict[tuple[Week, SampleChannel], DrawnSample] = {}
        self.seeds: dict[Week, SeedRow] = {}
        self.worked_at: dict[str, datetime] = {}
        self._site, self._until, self._seed = site, until, seed
        self._link = genesis(site.campaign)
        self._heads: dict[Week, ChainLink] = {}
        self._frames: dict[tuple[Week, SampleChannel], Frame] = {}
        self._kinds = tuple(kind for kinds in FRAME_KINDS.values() for kind in kinds)
        self._order = count(_ORDER_OFFSET)
        self._plans: dict[tuple[Week, SampleChannel], SamplePlanned] = {}

    def observe(self, envelope: Envelope) -> None:
        """Extend the chain and the frames by a fact."""
        self._link = extend(self._link, canonical_bytes(envelope))
        if not isinstance(envelope.fact, self._kinds):
            return
        if isinstance(envelope.fact, CallIngressed):
            self.worked_at[envelope.call_id] = envelope.at
        elif isinstance(envelope.fact, TicketAnswerReleased):
            self.worked_at[envelope.fact.ticket] = envelope.at
        for frame in self._frames.values():
            frame.add(envelope)

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of the samples on a day."""
        week = week_of(datetime.combine(day, time(12), COLOMBIA))
        if day == week.first_day:
            self._heads[week.following(-1)] = self._link
        acts = (self._plan(week, day), self._commit(week.following(1), day), self._reveal(week.following(-1), day))
        return [*(each for facts in acts for each in facts), *self._draws(day)]

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the samples and the numbers."""
        for seed in self.seeds.values():
            await store.add_commitment(connection, self._site.campaign, seed)
        for sample in self.samples.values():
            await store.add_plan(connection, self._site.campaign, sample.row)
            if sample.items:
                await store.store_draw(connection, self._site.campaign, sample.row, sample.strata, sample.items)
        for sample in list(self.drawn())[-len(SAMPLE_CHANNELS) :]:
            cause = NotificationCause(
                kind="sample_drawn", number=f"{sample.row.week}-{sample.row.channel}", event="drawn"
            )
            await notify(connection, self._site.campaign, cause, EVALUATORS, sample.row.drawn_at or self._until)

    def drawn(self) -> Iterator[DrawnSample]:
        """Yield the drawn samples that have items."""
        return (each for each in self.samples.values() if each.items)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _plan(self, week: Week, day: date) -> Iterator[TimedFact]:
        at = week.begins + _PLANNED_AFTER
        if day != week.first_day or at > self._until:
            return
        for plan in plans_of(self._site, week):
            key = (week, plan.channel)
            self._plans[key], self._frames[key] = plan, FRAMES[plan.channel](week)
            self.samples[key] = DrawnSample(row=_planned_row(self._site, plan, at))
            yield self._fact(at, ACTOR, plan)

    def _commit(self, week: Week, day: date) -> Iterator[TimedFact]:
        """Commit the number of the next week; of a week whose number cannot be revealed in the past, there is none."""
        is_over = local_moment(week.following(1).first_day, _REVEALED_AT) <= self._until
        if self._site.quality is None or day.weekday() != _FRIDAY or not is_over:
            return
        at, commitment = local_moment(day, _COMMITTED_AT), commit(self._number(week))
        self.seeds[week] = SeedRow(
            week=str(week),
            commitment=commitment,
            committed_at=at,
            committed_by=OVERSIGHT,
            committed_by_name=FULL_NAMES[OVERSIGHT],
        )
        yield self._fact(at, f"user:{OVERSIGHT}", SampleSeedCommitted(week=str(week), commitment=commitment))

    def _reveal(self, week: Week, day: date) -> Iterator[TimedFact]:
        seed = self.seeds.get(week)
        if seed is None or day != week.following(1).first_day:
            return
        at, number = local_moment(day, _REVEALED_AT), self._number(week)
        self.seeds[week] = msgspec.structs.replace(
            seed, number=number, revealed_at=at, revealed_by=OVERSIGHT, revealed_by_name=FULL_NAMES[OVERSIGHT]
        )
        yield self._fact(at, f"user:{OVERSIGHT}", SampleSeedRevealed(week=str(week), number=number))

    def _draws(self, day: date) -> Iterator[TimedFact]:
        for key, sample in self.samples.items():
            seed, moments = self.seeds.get(key[0]), [sample.row.draws_at]
            if seed is not None and seed.revealed_at is not None:
                moments.append(seed.revealed_at)
            at = max(moments) + _DRAWN_AFTER
            if not sample.seed and key[0].first_day < day and at.date() == day and at <= self._until:
                yield from self._draw(key, sample, at)

    def _draw(self, key: tuple[Week, SampleChannel], sample: DrawnSample, at: datetime) -> Iterator[TimedFact]:
        frame, head, committed = self._frames.pop(key), self._heads[key[0]], self.seeds.get(key[0])
        assert frame.open_items == 0, "a call of the past lasts over the end of its week"
        seed = derive_seed(
            head.hash.hex(),
            commitment=committed.commitment if committed else "",
            number=(committed.number or "") if committed else "",
        )
        draw = draw_week(self._plans[key], frame.items(), head, seed)
        sample.row, sample.strata, sample.items = drawn_rows(sample.row, draw, at)
        for fact in facts_of(draw):
            yield self._fact(at, ACTOR, fact)
        yield from self._replace(sample, at)

    def _replace(self, sample: DrawnSample, drawn_at: datetime) -> Iterator[TimedFact]:
        """Replace one item of a sample of calls, if a stratum has a reserve."""
        at = local_moment(drawn_at.astimezone(COLOMBIA).date(), _REPLACED_AT)
        reserves = {(each.line, each.advisor): each for each in sample.strata if each.reserve}
        replaceable = [each for each in sample.items if (each.line, each.advisor) in reserves]
        if sample.row.channel != "phone" or not replaceable or not drawn_at < at <= self._until:
            return
        old = random.Random(f"replacement/{self._seed}/{sample.row.week}").choice(replaceable)
        stratum = reserves[old.line, old.advisor]
        fact = SampleItemReplaced(
            week=sample.row.week,
            channel=sample.row.channel,
            item=old.item,
            replacement=stratum.reserve[0],
            position=stratum.size + 1,
            reason=self._reason(),
        )
        name = FULL_NAMES[EVALUATOR]
        marked = msgspec.structs.replace(
            old, reason=fact.reason, replaced_at=at, replaced_by=EVALUATOR, replaced_by_name=name
        )
        new = ItemRow(
            item=fact.replacement, line=old.line, advisor=old.advisor, position=fact.position, replaces=old.item
        )
        sample.items = [*(marked if each is old else each for each in sample.items), new]
        yield self._fact(at, f"user:{EVALUATOR}", fact)

    def _reason(self) -> str:
        assert self._site.quality is not None  # there is a sample
        reasons = self._site.quality.sampling.replacement_reasons
        return _REASON if _REASON in reasons else next(iter(reasons))

    def _number(self, week: Week) -> str:
        chance = random.Random(f"number/{self._seed}/{week}")
        return "".join(chance.choice("0123456789") for _ in range(DIGITS))

    def _fact(self, at: datetime, actor: str, fact: AnyFact) -> TimedFact:
        return to_milliseconds(at), next(self._order), "", actor, fact


def _planned_row(site: Site, plan: SamplePlanned, at: datetime) -> SampleRow:
    return SampleRow(
        week=plan.week,
        channel=plan.channel,
        site_version=site.version,
        planned_at=at,
        confidence=plan.confidence,
        margin=plan.margin,
        expected=plan.expected,
        each_advisor=plan.each_advisor,
        draws_at=datetime.fromisoformat(plan.draws_at),
        reveal_by=datetime.fromisoformat(plan.reveal_by),
    )
