"""The demo's calls and petitions before its first start, from a seed, so that reports have months to show.

Owns what those days were like; `ticket_history` owns the outcome of petitions. Calls, menus and hours are the site's;
waiting times result from busy advisors. These calls never took place: each names the gateway `GATEWAY`. Randomness is
seeded, so equal arguments give equal facts.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec.structs import astuple

from atencion.demo.quality.history_part import HistoryPart, TimedFact
from atencion.demo.quality.recorded_calls import RecordedCalls, spoken_ms
from atencion.demo.ticket_history import Petitions, customer_of
from atencion.demo.traffic import SampleCall, next_call
from calls.call import Stage
from config.milliseconds import from_milliseconds, to_milliseconds
from config.site.calls.calendars import open_ranges
from config.site.calls.lines import Line
from config.site.calls.pauses import NO_ANSWER
from config.site.model import Site
from config.site.samples import SampleDialogue
from config.site.tickets.typology import Leaf, leaf_topics
from config.timezone import COLOMBIA
from eventlog.facts import (
    AdvisorOffered,
    AdvisorState,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    CallTypified,
    Envelope,
    IdentityAsked,
    IdentityVerified,
    InformationGiven,
    MenuEntered,
    MenuInputRejected,
    MenuSelected,
    NoticePlayed,
    Outcome,
)
from eventlog.person import number_mark
from ivr import menus

GATEWAY = "ejemplo"
EPOCH = 0
"""Epoch in stream ids. The system's own epochs begin at 1, so the past sorts before them."""

_CALLS_PER_HOUR = 1.4  # per line
_TALK_FACTOR = 11  # the demo's live conversations are short
_RING_MS = (1_500, 5_000)
_WRAP_UP_MS = (4_000, 40_000)
_PEAK = 0.3  # position of the busiest time between opening and closing
_AFTER_HOURS_SHARE, _AFTER_HOURS_DELAY_MS = (
    0.5,
    (300_000, 5_400_000),
)  # share of lines and days with a call after closing, and its delay
_FAILURE_SHARE, _TYPIFIED_SHARE, _KNOWS_MENU_SHARE = (
    0.004,
    0.98,
    0.8,
)  # shares of calls; of conversations; of callers replanned because they would not reach a queue
_VERIFIED_SHARE, _VERIFICATION_DELAY_MS = 0.5, (20_000, 90_000)  # share of conversations, and time after the answer
_CUSTOMERS = 900  # with an identity that may be verified
_HIDDEN_NUMBER_SHARE, _OWN_NUMBER_SHARE = 0.05, 0.8  # of calls without a number; of the others, from a customer's
_RECENT_CALLERS, _REPEAT_CALL_SHARE = (
    60,
    0.12,
)  # latest customers of a line, and the share of calls that repeat one of them
_PETITION_SHARE = 0.15  # share of conversations
_BREAK_SHARE, _BREAK_MS = 0.05, (300_000, 1_500_000)  # share of conversations followed by a pause, and its duration
_EXTRA_ADVISORS = (1, 2, 2, 2, 3)  # least number of advisors of a day; more if a queue would have none


def generate_history(
    site: Site,
    first: date,
    end: date,
    *,
    seed: int = 1,
    petitions: Petitions | None = None,
    recorded: RecordedCalls | None = None,
    parts: Sequence[HistoryPart] = (),
) -> Iterator[Envelope]:
    """Yield the facts of some days in the order of the log, one day after the other.

    Args:
        site: its lines, hours, menus and sample advisors; each fact has its version.
        first: the first local day.
        end: the local day after the last one.
        seed: of the randomness.
        petitions: collects the petitions; None to discard them.
        recorded: gives some calls a conversation that is recorded.
        parts: they add facts to each day, and to ``end`` itself, on which there are no calls.
    """
    number, people = count(1), _Callers(seed)
    petitions = petitions or Petitions(site, end, seed=seed)
    drawn = _DayContext(site, random.Random(seed), people, petitions, recorded or RecordedCalls((), None))
    for days in range((end - first).days + bool(parts)):
        day = first + timedelta(days=days)
        events = [*_Day(drawn, day).events(), *petitions.events(day)] if day < end else []
        for part in parts:
            events += part.events(day, events)
        for envelope in _envelopes(site, number, events):
            for part in parts:
                part.observe(envelope)
            yield envelope


def _envelopes(site: Site, number: Iterator[int], events: Sequence[TimedFact]) -> Iterator[Envelope]:
    for at_ms, _, call_id, actor, fact in sorted(events, key=lambda each: each[:2]):
        yield Envelope(
            id=f"{EPOCH}-{next(number)}",
            at=from_milliseconds(at_ms),
            campaign=site.campaign,
            call_id=call_id,
            actor=actor,
            site_version=site.version,
            fact=fact,
        )


class _QueuedCall(msgspec.Struct, frozen=True):
    """A call that reaches a queue."""

    since_ms: int
    call_id: str
    call: SampleCall


class _Callers:
    """The callers, from a seed: customers with a number of their own, others, and hidden numbers."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"{GATEWAY}/{seed}")
        self._calls = count(1)
        self._customers: dict[str, int] = {}
        self._recent: dict[str, list[int]] = {}

    def call(self, line: str, month: str) -> tuple[str, str]:
        """Return the id of a new call, and the mark of its number in that month."""
        number = next(self._calls)
        call_id = uuid5(NAMESPACE_URL, f"{GATEWAY}/{number}").hex
        lot = self._chance.random()
        if lot < _HIDDEN_NUMBER_SHARE:
            return call_id, ""
        if self._chance.random() >= _OWN_NUMBER_SHARE:
            return call_id, _mark_of(month, f"otro/{number}")
        recent = self._recent.setdefault(line, [])
        is_repeat = bool(recent) and self._chance.random() < _REPEAT_CALL_SHARE
        customer = self._chance.choice(recent) if is_repeat else self._chance.randrange(_CUSTOMERS)
        self._customers[call_id] = customer
        self._recent[line] = [*recent, customer][-_RECENT_CALLERS:]
        return call_id, _mark_of(month, f"cliente/{customer}")

    def customer(self, call_id: str, other: int) -> str:
        """Return the customer to verify on a call: the number's owner, or else `other`."""
        return customer_of(self._customers.get(call_id, other))


def _mark_of(month: str, number: str) -> str:
    return number_mark(number, f"{GATEWAY}/{month}".encode())


class _DayContext(NamedTuple):
    """The values that all days of a history use."""

    site: Site
    chance: random.Random
    callers: _Callers
    petitions: Petitions
    recorded: RecordedCalls


class _Day:
    """One day of history under construction."""

    def __init__(self, drawn: _DayContext, day: date) -> None:
        self._site, self._chance, self._callers, self._petitions, self._recorded = drawn
        self._begins = datetime.combine(day, time(), COLOMBIA)
        self._topics = [leaf for leaf in leaf_topics(self._site.typology) if leaf.is_valid(day)]
        self._last_at: list[TimedFact] = []
        self._waits: list[_QueuedCall] = []
        self._free_ms: dict[str, int] = {}

    def events(self) -> Sequence[TimedFact]:
        """Return the day's calls and the advisors' states; empty if no line opens."""
        stretches = [(line, *each) for line in self._site.lines.values() for each in self._stretches(line)]
        if not stretches:
            return ()
        self._come_on_duty(to_milliseconds(min(opens for _, opens, _ in stretches)) - 60_000)
        for line, opens, closes in stretches:
            self._call(line, to_milliseconds(opens), to_milliseconds(closes))
        for each in sorted(self._waits, key=lambda waits: (waits.since_ms, waits.call_id)):
            self._serve(each)
        self._go_home(to_milliseconds(max(closes for *_, closes in stretches)))
        return self._last_at

    def _stretches(self, line: Line) -> Iterator[tuple[datetime, datetime]]:
        return open_ranges(self._site.calendars[line.calendar], self._begins, self._begins + timedelta(days=1))

    def _emit(self, at_ms: int, call_id: str, actor: str, fact: AnyFact) -> None:
        self._last_at.append((at_ms, len(self._last_at), call_id, actor, fact))

    # --- callers ------------------------------------------------------------------------------------------------------

    def _call(self, line: Line, opens_ms: int, closes_ms: int) -> None:
        busiest_ms = opens_ms + int((closes_ms - opens_ms) * _PEAK)
        for _ in range(round(_CALLS_PER_HOUR * (closes_ms - opens_ms) / 3_600_000)):
            self._enter(line, int(self._chance.triangular(opens_ms, closes_ms - 1, busiest_ms)))
        if self._chance.random() < _AFTER_HOURS_SHARE:
            self._enter_late(line, closes_ms + self._chance.randint(*_AFTER_HOURS_DELAY_MS))

    def _ingress(self, line: Line, at_ms: int, *, in_hours: bool) -> str:
        call_id, mark = self._callers.call(line.id, f"{self._begins:%Y-%m}")
        entered = CallIngressed(
            line=line.id,
            gateway=GATEWAY,
            caller_ref="",
            caller_commitment="",
            in_hours=in_hours,
            caller_mark=mark,
        )
        self._emit(at_ms, call_id, "caller", entered)
        return call_id

    def _enter_late(self, line: Line, at_ms: int) -> None:
        call_id = self._ingress(line, at_ms, in_hours=False)
        self._end(at_ms + self._chance.randint(6_000, 14_000), call_id, line.id, "after_hours", Stage.AFTER_HOURS)

    def _enter(self, line: Line, at_ms: int) -> None:
        call_id = self._ingress(line, at_ms, in_hours=True)
        if self._chance.random() < _FAILURE_SHARE:
            self._end(at_ms + 900, call_id, line.id, "technical_failure", Stage.WELCOMING, ended_by="failure")
            return
        call = self._plan_call(line)
        if not call.presses:
            self._end(
                at_ms + int(call.patience_s * 1000),
                call_id,
                line.id,
                "abandoned_ivr",
                Stage.WELCOMING,
                ended_by="caller",
            )
            return
        heard_ms = at_ms + min(12_000, int(call.presses[0].delay_s * 500))
        self._emit(heard_ms, call_id, "system", NoticePlayed(notice=line.notice_version))
        self._emit(heard_ms, call_id, "system", MenuEntered(line=line.id, menu=line.menu))
        self._choose(line, at_ms, call_id, call)

    def _plan_call(self, line: Line) -> SampleCall:
        """Plan a call as the demo's live callers do, on this line; more of these reach a queue."""
        alone = msgspec.structs.replace(self._site, lines={line.id: line})
        while True:
            call = next_call(self._chance.random, alone, at_s=0, a_minute=1)[1]
            if call.end == "queue" or self._chance.random() >= _KNOWS_MENU_SHARE:
                return call

    def _choose(self, line: Line, at_ms: int, call_id: str, call: SampleCall) -> None:
        """Go through the menus as planned, like `calls.flow` does with real keys."""
        menu, misses, sound = line.menu, 0, ""
        for press in call.presses:
            at_ms += int(press.delay_s * 1000)
            choice = menus.choose_option(self._site, menu, misses, press.digits)
            self._emit(at_ms, call_id, "caller", _pressed(line.id, menu, press.digits, choice))
            match choice:
                case menus.RetryMenu():
                    misses += 1
                case menus.GoToMenu(menu=menu):
                    misses = 0
                    self._emit(at_ms, call_id, "caller", MenuEntered(line=line.id, menu=menu))
                case menus.GoToQueue(queue=queue, reason=reason):
                    self._queue(at_ms, call_id, call, queue, reason)
                case menus.PlayInformation(sound=sound):
                    pass
        if call.end == "information":
            self._inform(at_ms, call_id, call, sound)
        elif call.end == "leaves":
            self._end(
                at_ms + int(call.patience_s * 1000),
                call_id,
                line.id,
                "abandoned_ivr",
                Stage.CHOOSING,
                ended_by="caller",
            )

    def _inform(self, at_ms: int, call_id: str, call: SampleCall, sound: str) -> None:
        if call.patience_s < 10:
            self._end(
                at_ms + int(call.patience_s * 1000),
                call_id,
                call.line,
                "abandoned_ivr",
                Stage.INFORMING,
                ended_by="caller",
            )
            return
        heard_ms = at_ms + self._chance.randint(9_000, 22_000)
        self._emit(heard_ms, call_id, "system", InformationGiven(line=call.line, sound=sound))
        self._end(heard_ms + 2_900, call_id, call.line, "self_served", Stage.PARTING)

    def _queue(self, at_ms: int, call_id: str, call: SampleCall, queue: str, reason: str) -> None:
        threshold_ms = int(self._site.queues[queue].threshold_s * 1000)
        waits = CallQueued(line=call.line, queue=queue, reason=reason, threshold_ms=threshold_ms)
        self._emit(at_ms, call_id, "caller", waits)
        self._waits.append(_QueuedCall(at_ms, call_id, msgspec.structs.replace(call, queue=queue)))

    def _end(
        self,
        at_ms: int,
        call_id: str,
        line: str,
        outcome: Outcome,
        stage: Stage,
        *,
        ended_by: str = "system",
        queue: str = "",
    ) -> None:
        ended = CallEnded(line=line, queue=queue, outcome=outcome, stage=stage.value, ended_by=ended_by)
        self._emit(at_ms, call_id, ended_by if ended_by in ("caller", "system") else "gateway", ended)

    # --- advisors -----------------------------------------------------------------------------------------------------

    def _come_on_duty(self, at_ms: int) -> None:
        """Start a random number of advisors, and those without whom a queue would have none."""
        advisors = list(self._site.sample_advisors)
        self._chance.shuffle(advisors)
        most, served = self._chance.choice(_EXTRA_ADVISORS), set[str]()
        for index, advisor in enumerate(advisors):
            if index < most or not served >= set(advisor.queues):
                served |= set(advisor.queues)
                self._free_ms[advisor.id] = at_ms
                self._change(at_ms, advisor.id, "available", "offline")

    def _serve(self, waits: _QueuedCall) -> None:
        """Let the advisor who is free first answer, unless the caller has hung up by then."""
        call, gone_ms = waits.call, waits.since_ms + int(waits.call.patience_s * 1000)
        serve = {each.id for each in self._site.sample_advisors if call.queue in each.queues}
        free = {name: ms for name, ms in self._free_ms.items() if name in serve}
        name = min(free, key=lambda each: (max(free[each], waits.since_ms), free[each])) if free else ""
        offered_ms = max(free.get(name, gone_ms), waits.since_ms)
        answered_ms = offered_ms + self._chance.randint(*_RING_MS)
        if answered_ms >= gone_ms:
            self._end(
                gone_ms, waits.call_id, call.line, "abandoned_queue", Stage.WAITING, ended_by="caller", queue=call.queue
            )
            return
        self._talk(waits, name, offered_ms, answered_ms)

    def _talk(self, waits: _QueuedCall, name: str, offered_ms: int, answered_ms: int) -> None:
        call, call_id, actor = waits.call, waits.call_id, f"advisor:{name}"
        self._emit(offered_ms, call_id, "router", AdvisorOffered(queue=call.queue, advisor=name, offer=1))
        self._change(offered_ms, name, "offered", "available", call_id)
        answered = CallAnswered(line=call.line, queue=call.queue, advisor=name, offer=1)
        self._emit(answered_ms, call_id, actor, answered)
        self._change(answered_ms, name, "talking", "offered", call_id)
        dialogue = self._recorded.pick(call.queue, answered_ms)
        talk_ms = spoken_ms(dialogue) if dialogue else int(call.talk_s * _TALK_FACTOR * 1000)
        over_ms = answered_ms + talk_ms
        if dialogue:
            self._emit(answered_ms, call_id, "system", self._recorded.begin(dialogue, call_id, answered))
        self._change(over_ms, name, "wrap_up", "talking", call_id)
        by = self._chance.choice(("caller", "caller", "advisor"))
        self._end(over_ms, call_id, call.line, "answered", Stage.TALKING, ended_by=by, queue=call.queue)
        typed_ms = over_ms + self._chance.randint(*_WRAP_UP_MS)
        is_verified, is_typified, is_filed = self._ends_of(dialogue)
        if is_verified:
            self._verify(answered_ms, over_ms, call_id, actor)
        if is_typified:
            leaf = self._leaf_of(dialogue) if dialogue else self._chance.choice(self._topics)
            self._emit(typed_ms, call_id, actor, _typified(leaf, name))
            if is_filed:
                self._petitions.file(
                    from_milliseconds(typed_ms), call_id, name, leaf, ended_at=from_milliseconds(over_ms)
                )
        self._change(typed_ms, name, "available", "wrap_up", call_id)
        self._free_ms[name] = self._rest(name, typed_ms) if self._chance.random() < _BREAK_SHARE else typed_ms

    def _ends_of(self, dialogue: SampleDialogue | None) -> tuple[bool, bool, bool]:
        """Return whether the identity is verified, the call is classified, and a petition is filed."""
        shares = (_VERIFIED_SHARE, _TYPIFIED_SHARE, _PETITION_SHARE)
        verified, typified, filed = (self._chance.random() < share for share in shares)
        return (dialogue.verified, True, dialogue.filed) if dialogue else (verified, typified, filed)

    def _leaf_of(self, dialogue: SampleDialogue) -> Leaf:
        return next(each for each in self._topics if "/".join(filter(None, astuple(each.topic))) == dialogue.topic)

    def _verify(self, answered_ms: int, over_ms: int, call_id: str, actor: str) -> None:
        """Verify the caller's identity with questions of the site."""
        customer = self._callers.customer(call_id, self._chance.randrange(_CUSTOMERS))
        check = uuid5(NAMESPACE_URL, call_id).hex
        questions = ",".join(list(self._site.identity.questions)[:3]) if self._site.identity else ""
        fact = IdentityAsked(customer_ref=customer, check=check, questions=questions, attempt=1)
        verified = IdentityVerified(customer_ref=customer, check=check, questions=questions)
        verified_ms = min(answered_ms + self._chance.randint(*_VERIFICATION_DELAY_MS), over_ms - 1)
        self._emit(max(answered_ms + 1, verified_ms - 15_000), call_id, actor, fact)
        self._emit(verified_ms, call_id, actor, verified)

    def _rest(self, name: str, from_ms: int) -> int:
        """Pause an advisor for a random reason, and return when the pause ends."""
        reason = self._chance.choice([each for each in self._site.pauses if each != NO_ANSWER])
        over_ms = from_ms + self._chance.randint(*_BREAK_MS)
        self._change(from_ms, name, "paused", "available", reason=reason)
        self._change(over_ms, name, "available", "paused")
        return over_ms

    def _go_home(self, closed_ms: int) -> None:
        for name, free_ms in self._free_ms.items():
            self._change(max(free_ms, closed_ms) + 30_000, name, "offline", "available")

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
        changed = AdvisorStateChanged(advisor=advisor, state=state, previous=previous, reason=reason)
        self._emit(at_ms, call_id, "router", changed)


def _pressed(line: str, menu: str, digits: str, choice: menus.MenuOutcome) -> AnyFact:
    if isinstance(choice, menus.RetryMenu) or (isinstance(choice, menus.GoToQueue) and choice.option is None):
        return MenuInputRejected(line=line, menu=menu, kind="wrong_key" if digits else "silence")
    return MenuSelected(line=line, menu=menu, option=digits)


def _typified(leaf: Leaf, advisor: str) -> CallTypified:
    topic = leaf.topic
    return CallTypified(kind=topic.kind, theme=topic.theme, subtheme=topic.subtheme, advisor=advisor)


def first_day(today: date) -> date:
    """Return the first day of the demo's history: that of last month."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
