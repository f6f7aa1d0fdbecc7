"""A synthetic month of calls: facts as the journal would hold them, from a seed. Equal arguments give equal facts.

Owns the events of that month and their order. It computes no figures: the code that compares figures derives them
itself. There are transfers, overflows, call-backs, short abandons, waits of exactly the threshold, holidays, a closed
line, calls of another campaign, an outage with missing data, and repeated entries.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import msgspec

from config.milliseconds import from_milliseconds
from config.schema.short_forms import Hours
from config.site.calls.calendars import Calendar, is_open
from eventlog.facts import (
    OVERFLOW,
    TRANSFER,
    AdvisorOffered,
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackPromised,
    CallBackQueued,
    CallEnded,
    CallHeld,
    CallIngressed,
    CallOverflowed,
    CallQueued,
    CallReceived,
    CallRetrieved,
    CallSentOn,
    CallSetAside,
    CallTransferred,
    CallTypified,
    Envelope,
    GatewayLost,
    IdentityVerified,
    MenuSelected,
    OfferEnded,
    Outcome,
    StateRestored,
    StreamId,
    SurveyAnswered,
    TicketFiled,
    TrafficLimitsChanged,
    TrafficRefused,
)
from eventlog.facts.tickets.ticket import TicketClosed, TicketEscalated, TicketTermBegan, TicketTermBreached

CAMPAIGN, SITE_VERSION = "icetex", "5a1e0f2026112600"
FIRST_DAY = date(2026, 11, 1)  # the month has two holidays on Mondays
LINES = ("bogota", "bogota", "bogota", "nacional", "nacional", "quejas")
QUEUES = {"bogota": ("credito", "pagos", "general"), "nacional": ("credito", "general"), "quejas": ("quejas",)}
THRESHOLD_MS = 20_000
CUSTOMERS = 20_000
HOUSEHOLD = 8
"""Number of customers, and of telephones, in a household; sometimes one calls from another's telephone."""
OUTAGE_DAY, OUTAGE_FROM_S, OUTAGE_S = 11, 10 * 3600, 2_700  # Thursday the twelfth, 10:00, 45 minutes
_REASONS = (("solicitud", "credito", ""), ("solicitud", "pagos", "recibos"), ("queja", "atencion", ""))
_MIDNIGHT_S = 5 * 3600  # midnight in Bogotá, in UTC
_DAY_S = 86_400
_WEEK = (Hours(opens=time(7), closes=time(19)),)
CALENDAR = Calendar(
    id="atencion",
    timezone="America/Bogota",
    week=dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), _WEEK),
    holidays="colombia",
)

DatedFact = tuple[int, int, str, str, AnyFact]
"""Time in ms; a number that orders facts of the same time; call; actor; fact."""


def month(calls: int = 6_000, *, seed: int = 8, first: date = FIRST_DAY, days: int = 30) -> Iterator[Envelope]:
    """Yield the facts of a month in the order of the log, each once.

    Args:
        calls: number of calls that enter or come from another campaign; call-backs are additional.
        seed: of the random numbers.
        first: the month's first local day.
        days: length of the month.

    Returns:
        About twelve facts a call. The last calls, and tickets of the month, may end after its last day.
    """
    made = _Month(random.Random(seed), calls, first, days)
    epoch, seq = 1, 0
    for at_ms, _, call_id, actor, fact in made.make_facts():
        if isinstance(fact, StateRestored):
            epoch, seq = epoch + 1, 0
        seq += 1
        yield Envelope(
            id=f"{epoch}-{seq}",
            at=from_milliseconds(at_ms),
            campaign=CAMPAIGN,
            call_id=call_id,
            actor=actor,
            site_version=SITE_VERSION,
            fact=fact,
        )


def with_repetitions(envelopes: Iterable[Envelope], *, seed: int = 8, share: float = 0.002) -> Iterator[Envelope]:
    """Yield the facts as a stream with repetitions: after some facts, the last few come again.

    Args:
        envelopes: in the order of the log.
        seed: of the random numbers.
        share: of facts after which some are repeated.
    """
    chance = random.Random(seed)
    last: list[Envelope] = []
    for envelope in envelopes:
        yield envelope
        last = [*last[-4:], envelope]
        if chance.random() < share:
            yield from last[-chance.randint(1, len(last)) :]


def with_anomalous_traffic(envelopes: Iterable[Envelope], *, seed: int = 8, share: float = 0.01) -> Iterator[Envelope]:
    """Yield the facts mixed with anomalous traffic: rejected calls, refusals, and changed limits.

    Args:
        envelopes: in the order of the log, each once.
        seed: of the random numbers.
        share: of facts that anomalous traffic follows.
    """
    chance, epoch, seq = random.Random(seed), 1, 0
    pending: list[tuple[datetime, str, AnyFact]] = []
    limits, mark = list(LIMITS), ""
    for envelope in envelopes:
        if limits and envelope.at >= from_milliseconds(limits[0][0]):
            pending.insert(0, (envelope.at, "", limits.pop(0)[1]))
        due = [(call_id, fact) for at, call_id, fact in pending if at <= envelope.at]
        pending = [each for each in pending if each[0] > envelope.at]
        for call_id, fact in (*due, (envelope.call_id, envelope.fact)):
            epoch, seq = (epoch + 1, 1) if isinstance(fact, StateRestored) else (epoch, seq + 1)
            yield msgspec.structs.replace(envelope, id=f"{epoch}-{seq}", call_id=call_id, fact=fact)
        if isinstance(envelope.fact, CallIngressed):
            mark = envelope.fact.caller_mark
        if chance.random() < share and isinstance(envelope.fact, CallIngressed | CallQueued | CallEnded):
            pending += _anomalous(chance, envelope.at, f"x{epoch}{seq:07d}", mark)


LIMITS: tuple[tuple[int, TrafficLimitsChanged], ...] = (
    (0, TrafficLimitsChanged(unlisted="allowed", invites_per_s=10, unacknowledged=20, trunks="")),
    (
        int(datetime(2026, 11, 15, tzinfo=UTC).timestamp() * 1000),
        TrafficLimitsChanged(unlisted="allowed", invites_per_s=5, unacknowledged=20, trunks="claro=203.0.113.200:5060"),
    ),
)
"""Limits with the time since which they hold, in ms since the Unix epoch; in order."""


def _anomalous(chance: random.Random, at: datetime, call_id: str, mark: str) -> list[tuple[datetime, str, AnyFact]]:
    line, source = chance.choice(LINES), f"203.0.113.{chance.randint(1, 254)}"
    if chance.random() < 0.3:
        since_ms = int(at.timestamp() * 1000)
        refused = TrafficRefused(
            line=line, source=source, reason="rate", calls=chance.randint(1, 5_000), since_ms=since_ms
        )
        return [(at, "", refused)]
    entered = CallIngressed(
        line=line, gateway="g1", caller_ref="", caller_commitment="", in_hours=True, caller_mark=mark
    )
    queue = chance.choice(QUEUES[line])
    waits = CallQueued(line=line, queue=queue, reason="fallback", threshold_ms=THRESHOLD_MS)
    aside = CallSetAside(line=line, source=source, reason="not_acknowledged")
    ends = CallEnded(line=line, queue=queue, outcome="abandoned_queue", stage="waiting", ended_by="caller")
    facts: list[tuple[int, AnyFact]] = [(0, entered), (20, waits), (32, aside), (32, ends)]
    return [(at + timedelta(seconds=after), call_id, fact) for after, fact in facts]


def without_repetitions(envelopes: Iterable[Envelope]) -> Iterator[Envelope]:
    """Yield the facts that the journal accepts: one that is not after its head is a repetition."""
    head = StreamId(0, 0)
    for envelope in envelopes:
        this = StreamId.parse(envelope.id)
        if this > head:
            head = this
            yield envelope


class _Month:
    def __init__(self, chance: random.Random, calls: int, first: date, days: int) -> None:
        self.chance, self.callers, self.details = chance, random.Random(calls), random.Random(calls + 1)
        self.begins_s = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) + _MIDNIGHT_S
        self.days = days
        self.calls = calls
        self.number, self.order, self.tickets = count(1), count(), count(1)
        self.later: list[DatedFact] = []
        self.free_at: dict[str, int] = {}

    def make_facts(self) -> Iterator[DatedFact]:
        for day, calls in enumerate(self._calls_by_day()):
            self._make_day(day, calls)
            ends_ms = (self.begins_s + (day + 1) * _DAY_S) * 1000
            self.later.sort()
            today = [each for each in self.later if each[0] < ends_ms]
            self.later = self.later[len(today) :]
            yield from today
        yield from sorted(self.later)

    def _calls_by_day(self) -> list[int]:
        """Return the calls of each day: most on business days, a few on the others."""
        weights = [60 if self._is_open(day * _DAY_S + 43_200) else 1 for day in range(self.days)]
        shares = [self.calls * weight // sum(weights) for weight in weights]
        shares[weights.index(60)] += self.calls - sum(shares)
        return shares

    def _is_open(self, second: int) -> bool:
        return is_open(CALENDAR, datetime.fromtimestamp(self.begins_s + second, UTC))

    def _make_day(self, day: int, calls: int) -> None:
        arrivals = sorted(self._arrival(day) for _ in range(calls))
        for arrival_ms in arrivals:
            self._make_call(day, arrival_ms)
        if day == OUTAGE_DAY:
            self._make_outage(day)
        self._go_home()

    def _arrival(self, day: int) -> int:
        """Return an arrival time, mostly in opening hours, at times on an interval's edge, never in the outage."""
        opened = self.chance.random() < 0.97
        second = self.chance.randint(7 * 3600, 19 * 3600 - 1) if opened else self.chance.randint(0, _DAY_S - 1)
        if day == OUTAGE_DAY and OUTAGE_FROM_S - 1200 <= second < OUTAGE_FROM_S + OUTAGE_S:
            second = OUTAGE_FROM_S + OUTAGE_S + second % 600
        edge = self.chance.random() < 0.01
        ms = 0 if edge else self.chance.randint(0, 999)
        return (self.begins_s + day * _DAY_S + (second - second % 1800 if edge else second)) * 1000 + ms

    def add_fact(self, at_ms: int, call_id: str, actor: str, fact: AnyFact) -> None:
        self.later.append((at_ms, next(self.order), call_id, actor, fact))

    def _make_call(self, day: int, at_ms: int) -> None:
        call = _Call(self, f"s{next(self.number):07d}", self.chance.choice(LINES), at_ms)
        second = at_ms // 1000 - self.begins_s
        call.enter(in_hours=self._is_open(second))
        if not self._is_open(second):
            call.after_hours()
        else:
            self.chance.choices(_STORIES, _WEIGHTS)[0](call)

    def advisor(self, at_ms: int) -> str:
        """Return an advisor who is free at a time; if none is, another comes on duty."""
        for name, free_ms in self.free_at.items():
            if free_ms <= at_ms - 15_000:
                return name
        name = f"a{len(self.free_at) + 1:03d}"
        self._change(at_ms - 15_000, name, "available", "offline")
        self.free_at[name] = at_ms - 15_000
        return name

    def _go_home(self) -> None:
        for number, (name, free_ms) in enumerate(self.free_at.items()):
            self._change(free_ms + 60_000, name, "paused", "available", reason=("descanso", "almuerzo")[number % 2])
            self._change(free_ms + 360_000, name, "offline", "paused")
        self.free_at = {}

    def _change(
        self,
        at_ms: int,
        advisor: str,
        state: AdvisorState,
        previous: AdvisorState,
        call_id: str = "",
        *,
        reason: str = "",
    ) -> None:
        fact = AdvisorStateChanged(advisor=advisor, state=state, previous=previous, reason=reason)
        self.add_fact(at_ms, call_id, "router", fact)

    change = _change

    def _make_outage(self, day: int) -> None:
        """Make the outage: the gateway's calls are lost, and the log continues three quarters of an hour later."""
        begins_ms = (self.begins_s + day * _DAY_S + OUTAGE_FROM_S) * 1000
        self.add_fact(begins_ms, "", "router", GatewayLost(gateway="g1", calls=0))
        ends_ms = begins_ms + OUTAGE_S * 1000
        restored = StateRestored(epoch=2, journal_head="1-1", calls_closed=3)
        for index in range(3):
            call = _Call(self, f"s{next(self.number):07d}", "bogota", begins_ms - 60_000 * (index + 1))
            call.enter(in_hours=True)
            call.queue("credito", "menu")
            call.at_ms = ends_ms
            call.end("technical_failure", "waiting", "failure")
        self.add_fact(ends_ms, "", "system", restored)


class _Call:
    """A call under construction; `at_ms` is its current time."""

    def __init__(self, of: _Month, call_id: str, line: str, at_ms: int) -> None:
        self.month, self.id, self.line, self.at_ms = of, call_id, line, at_ms
        self.chance = of.chance
        self.customer = of.callers.randrange(CUSTOMERS)
        self.at_queue = ""
        self.offers = 0
        self.advisor = ""
        self.unescalated: list[str] = []

    def add_fact(self, actor: str, fact: AnyFact) -> None:
        self.month.add_fact(self.at_ms, self.id, actor, fact)

    def enter(self, *, in_hours: bool) -> None:
        if in_hours and self.chance.random() < 0.01:
            received = CallReceived(
                line=self.line,
                gateway="g1",
                campaign_from="cartera",
                first_arrival_ms=self.at_ms - 90_000,
                caller_ref="",
                caller_commitment="",
            )
            self.add_fact("system", received)
            return
        entered = CallIngressed(
            line=self.line,
            gateway="g1",
            caller_ref="",
            caller_commitment="",
            in_hours=in_hours,
            caller_mark=self.mark(),
        )
        self.add_fact("caller", entered)

    def mark(self) -> str:
        """Return the mark of the caller's number, of another one of the household, or none for a hidden number."""
        lot, number = self.month.callers.random(), self.customer
        if lot < 0.1:
            return ""
        return f"{number if lot < 0.8 else self.of_household(number, self.month.callers.randrange(HOUSEHOLD)):032x}"

    def verified(self) -> int:
        """Return the verified customer: the caller, or at times another one of the household."""
        lot = self.chance.randint(1, CUSTOMERS)
        return self.customer if lot % 5 else self.of_household(self.customer, lot)

    @staticmethod
    def of_household(customer: int, member: int) -> int:
        return customer - customer % HOUSEHOLD + member % HOUSEHOLD

    def choose(self) -> None:
        self.at_ms += self.chance.randint(3_000, 25_000)
        self.add_fact("caller", MenuSelected(line=self.line, menu=self.line, option="1"))

    def queue(self, queue: str, reason: str) -> None:
        self.at_queue = queue
        self.add_fact("caller", CallQueued(line=self.line, queue=queue, reason=reason, threshold_ms=THRESHOLD_MS))

    def into_a_queue(self) -> None:
        self.choose()
        self.queue(self.chance.choice(QUEUES[self.line]), "menu")

    def wait(self) -> None:
        """Wait: one call in ten exactly as long as the threshold, a few a millisecond more or less."""
        lot = self.chance.random()
        if lot < 0.10:
            self.at_ms += THRESHOLD_MS
        elif lot < 0.12:
            self.at_ms += THRESHOLD_MS + self.chance.choice((-1, 1))
        else:
            self.at_ms += int(self.chance.expovariate(1 / 14_000))

    def answer(self) -> str:
        """Answer the call; at times another advisor misses an offer before."""
        advisor = self.month.advisor(self.at_ms)
        if self.chance.random() < 0.05:
            self.offers += 1
            offered = {"queue": self.at_queue, "advisor": "a900", "offer": self.offers}
            self.add_fact("router", AdvisorOffered(**offered))
            self.add_fact("router", OfferEnded(**offered, reason="no_answer"))
        self.offers += 1
        self.add_fact("router", AdvisorOffered(queue=self.at_queue, advisor=advisor, offer=self.offers))
        self.month.change(self.at_ms, advisor, "talking", "available", self.id)
        answered = CallAnswered(line=self.line, queue=self.at_queue, advisor=advisor, offer=self.offers)
        self.add_fact(f"advisor:{advisor}", answered)
        self.advisor = advisor
        return advisor

    def talk(self, advisor: str) -> None:
        began_ms = self.at_ms
        self.at_ms += int(self.chance.triangular(20_000, 900_000, 240_000))
        middle = began_ms + (self.at_ms - began_ms) // 2
        self.hold(advisor, began_ms)
        if self.chance.random() < 0.4:
            verified = IdentityVerified(customer_ref=f"u{self.verified()}", check=f"k{self.id}", questions="birth_date")
            self.month.add_fact(middle, self.id, f"advisor:{advisor}", verified)
        if self.chance.random() < 0.3:
            self.file(advisor, middle)

    def hold(self, advisor: str, began_ms: int) -> None:
        """Put one caller in four on hold; one hold in five lasts until the talk ends."""
        chance, fields = self.month.details, {"line": self.line, "queue": self.at_queue, "advisor": advisor}
        if chance.random() < 0.25:
            held_ms = began_ms + chance.randint(1_000, 9_000)
            self.month.add_fact(held_ms, self.id, f"advisor:{advisor}", CallHeld(**fields))
            if chance.random() < 0.8:
                back_ms = held_ms + chance.randint(100, 9_900)
                self.month.add_fact(back_ms, self.id, f"advisor:{advisor}", CallRetrieved(**fields))

    def escalate(self, ticket: str, at_ms: int, after_ms: int, *, area: str = "", again: int = 1) -> None:
        """Escalate a ticket to the written channel, or to a business area."""
        tier, round_ = (3, again) if area else (2, 0)
        fields = {"area": area, "owner": "", "deputy_for": "", "round": round_, "after_call_ms": after_ms}
        self.month.add_fact(at_ms, self.id, "system", TicketEscalated(ticket=ticket, tier=tier, **fields))

    def escalate_after_call(self) -> None:
        """Escalate what the advisor did not escalate during the call; some on to an area, one to a second one."""
        chance = self.month.details
        for ticket in self.unescalated:
            after_ms = chance.choice((0, 300_000, 300_001, 3_600_000, 3_660_001, chance.randint(1, 900_000)))
            self.escalate(ticket, self.at_ms + after_ms, after_ms)
            if chance.random() < 0.5:
                later_ms = after_ms + chance.randint(1, 300_000_000)
                self.escalate(ticket, self.at_ms + later_ms, later_ms, area="cartera")
                self.escalate(ticket, self.at_ms + later_ms + 1, later_ms + 1, area="juridica", again=2)

    def answer_survey(self) -> None:
        """Answer the survey after one answered call in five."""
        chance = self.month.details
        if chance.random() < 0.2:
            fields = {"line": self.line, "queue": self.at_queue, "advisor": self.advisor}
            answer = SurveyAnswered(**fields, question="satisfaccion", answer=chance.choice("12345"))
            self.month.add_fact(self.at_ms + chance.randint(500, 60_000), self.id, "caller", answer)

    def file(self, advisor: str, at_ms: int) -> None:
        """File a petition that is answered on the call, in time, late, or not within the month."""
        ticket = f"2026-{next(self.month.tickets):06d}"
        day = from_milliseconds(at_ms).date()
        due = (day + timedelta(days=self.chance.choice((10, 15)))).isoformat()
        actor = f"advisor:{advisor}"
        self.month.add_fact(at_ms, self.id, actor, TicketFiled(ticket=ticket, kind="solicitud", theme="credito"))
        began = TicketTermBegan(
            ticket=ticket, channel="phone", legal_kind="general", received_on=day.isoformat(), due_on=due, basis="L"
        )
        self.month.add_fact(at_ms, self.id, actor, began)
        lot = self.chance.random()
        if lot >= 0.5 and self.month.details.random() < 0.6:
            self.escalate(ticket, at_ms, 0)
        elif lot >= 0.5:
            self.unescalated.append(ticket)
        if lot < 0.5:
            self._close(ticket, at_ms + 1, self.id, "first_contact", due, late=False)
        elif lot < 0.8:
            self._close(ticket, at_ms + self.chance.randint(1, 8) * _DAY_S * 1000, "", "answered", due, late=False)
        elif lot < 0.83:
            self._close(ticket, at_ms + _DAY_S * 1000, "", "withdrawn", due, late=False)
        elif lot < 0.9:
            breached_ms = (self._midnight_after(due)) * 1000
            tier, area, owner = self._holder()
            breached = TicketTermBreached(ticket=ticket, due_on=due, tier=tier, area=area, owner=owner)
            self.month.add_fact(breached_ms, "", "system", breached)
            self._close(ticket, breached_ms + 2 * _DAY_S * 1000, "", "answered", due, late=True)

    def _midnight_after(self, due: str) -> int:
        after = date.fromisoformat(due) + timedelta(days=1)
        return int(datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp()) + _MIDNIGHT_S + 7

    def _close(self, ticket: str, at_ms: int, call_id: str, outcome: str, due: str, *, late: bool) -> None:
        tier, area, owner = (1, "", self.advisor) if outcome == "first_contact" else self._holder()
        closed = TicketClosed(
            ticket=ticket,
            outcome=outcome,  # type: ignore[arg-type]
            tier=tier,
            area=area,
            round=0,
            due_on=due,
            late=late,
            owner=owner,
        )
        self.month.add_fact(at_ms, call_id, "system", closed)

    def _holder(self) -> tuple[int, str, str]:
        holders = ((2, "", "elsa"), (2, "cartera", "elsa"), (3, "juridica", "flor"), (3, "cartera", ""))
        return self.month.details.choice(holders)

    def end(self, outcome: Outcome, stage: str, by: str) -> None:
        ended = CallEnded(line=self.line, queue=self.at_queue, outcome=outcome, stage=stage, ended_by=by)
        self.add_fact("gateway:g1", ended)
        if outcome == "answered":
            self.escalate_after_call()
            self.answer_survey()

    def wrap_up(self, advisor: str, *, after_ms: int = 0) -> None:
        began_ms = self.at_ms + after_ms
        self.month.change(began_ms, advisor, "wrap_up", "talking", self.id)
        over_ms = began_ms + self.chance.randint(2_000, 45_000)
        if self.chance.random() < 0.92:
            if self.month.details.random() < 0.1:
                self.typify(advisor, over_ms - 1_500)
            self.typify(advisor, over_ms - 1_000)
        self.month.change(over_ms, advisor, "available", "wrap_up", self.id)
        self.month.free_at[advisor] = over_ms

    def typify(self, advisor: str, at_ms: int) -> None:
        kind, theme, subtheme = self.month.details.choice(_REASONS)
        typified = CallTypified(kind=kind, theme=theme, subtheme=subtheme, advisor=advisor)
        self.month.add_fact(at_ms, self.id, f"advisor:{advisor}", typified)

    def after_hours(self) -> None:
        self.at_ms += self.chance.randint(2_000, 30_000)
        if self.chance.random() < 0.3:
            self.end("voice_message", "voice_message", "caller")
        else:
            self.end("after_hours", "closed", "system")


def _answered(call: _Call) -> None:
    call.into_a_queue()
    call.wait()
    advisor = call.answer()
    call.talk(advisor)
    call.end("answered", "talk", call.chance.choice(("caller", "advisor")))
    call.wrap_up(advisor)


def _transferred(call: _Call) -> None:
    """Transfer the call; there it is answered, abandoned, or ends in a failed talk."""
    call.into_a_queue()
    call.wait()
    first = call.answer()
    call.talk(first)
    queue = call.chance.choice(("credito", "pagos", "quejas", "general"))
    handed = CallTransferred(line=call.line, queue=call.at_queue, advisor=first, to=f"queue:{queue}", kind="blind")
    call.add_fact(f"advisor:{first}", handed)
    call.queue(queue, TRANSFER)
    call.wrap_up(first)
    call.wait()
    lot = call.chance.random()
    if lot < 0.7:
        second = call.answer()
        call.talk(second)
        call.end("answered", "talk", "caller")
        call.wrap_up(second)
    else:
        call.end("answered", "waiting", "caller" if lot < 0.9 else "failure")


def _overflowed(call: _Call) -> None:
    """Continue the wait in another queue."""
    call.into_a_queue()
    call.at_ms += call.chance.randint(5_000, 240_000)
    overflowed = CallOverflowed(line=call.line, queue=call.at_queue, reason="max_wait", to="queue:general")
    call.add_fact("router", overflowed)
    call.queue("general", OVERFLOW)
    call.wait()
    if call.chance.random() < 0.2:
        call.end("abandoned_queue", "waiting", "caller")
        return
    advisor = call.answer()
    call.talk(advisor)
    call.end("answered", "talk", "caller")
    call.wrap_up(advisor)


def _abandoned(call: _Call) -> None:
    """Abandon the call, at times before the bound of a short abandon, or exactly at it."""
    call.into_a_queue()
    lot = call.chance.random()
    waited_ms = 5_000 if lot < 0.05 else 4_999 if lot < 0.1 else int(call.chance.expovariate(1 / 30_000))
    call.at_ms += waited_ms
    call.end("abandoned_queue", "waiting", "caller")


def _called_back(call: _Call) -> None:
    call.into_a_queue()
    call.at_ms += 180_000
    overflowed = CallOverflowed(line=call.line, queue=call.at_queue, reason="max_wait", to="call_back")
    call.add_fact("router", overflowed)
    back = f"{call.id}-b"
    call.add_fact("caller", CallBackPromised(line=call.line, queue=call.at_queue, call_back=back))
    call.end("callback", "promising", "system")
    again = _Call(call.month, back, call.line, call.at_ms)
    again.at_queue = call.at_queue
    fields = {"line": call.line, "queue": call.at_queue}
    again.add_fact("system", CallBackQueued(**fields, of_call=call.id, caller_ref="", attempt=0))
    again.at_ms += call.chance.randint(60_000, 1_800_000)
    again.add_fact("router", CallBackDialled(**fields, advisor="a901", attempt=1))
    if call.chance.random() < 0.7:
        again.at_ms += 9_000
        again.add_fact("caller", CallBackAnswered(**fields, advisor="a901", attempt=1))
        again.at_ms += 200_000
        if call.chance.random() < 0.1:  # transferred: only then does it visit a queue
            again.queue("general", TRANSFER)
            again.at_ms += 15_000
        again.add_fact("system", CallBackEnded(**fields, result="talked", attempts=1))
    else:
        again.at_ms += 30_000
        again.add_fact("system", CallBackEnded(**fields, result="not_reached", attempts=1))


def _in_the_menu(outcome: Outcome, stage: str, by: str) -> Callable[[_Call], None]:
    def story(call: _Call) -> None:
        call.at_ms += call.chance.randint(1_000, 60_000)
        call.end(outcome, stage, by)

    return story


def _from_the_queue(outcome: Outcome, by: str) -> Callable[[_Call], None]:
    def story(call: _Call) -> None:
        call.into_a_queue()
        call.at_ms += call.chance.randint(0, 120_000)
        call.end(outcome, "waiting", by)

    return story


def _transferred_to_campaign(call: _Call) -> None:
    """Transfer an answered call to another campaign, where it is answered or not."""
    call.into_a_queue()
    call.wait()
    advisor = call.answer()
    call.talk(advisor)
    call.add_fact(
        f"advisor:{advisor}",
        CallSentOn(line=call.line, queue=call.at_queue, advisor=advisor, campaign_to="cartera"),
    )
    call.end("answered", "sending_on", "sent_on")
    call.wrap_up(advisor)


_STORIES_AND_WEIGHTS: tuple[tuple[Callable[[_Call], None], float], ...] = (
    (_answered, 0.66),
    (_transferred, 0.05),
    (_overflowed, 0.04),
    (_abandoned, 0.07),
    (_called_back, 0.02),
    (_transferred_to_campaign, 0.01),
    (_in_the_menu("abandoned_ivr", "menu", "caller"), 0.05),
    (_in_the_menu("self_served", "information", "system"), 0.05),
    (_in_the_menu("capacity_rejected", "arrival", "system"), 0.01),
    (_in_the_menu("technical_failure", "menu", "failure"), 0.01),
    (_from_the_queue("message", "system"), 0.01),
    (_from_the_queue("overflowed_out", "system"), 0.01),
    (_from_the_queue("technical_failure", "failure"), 0.01),
)
_STORIES, _WEIGHTS = zip(*_STORIES_AND_WEIGHTS, strict=True)
