"""The coaching of the demo's past: proposed by the site's rule, held by the supervisor, confirmed and followed up.

One coaching of an advisor is prepared at a time; the leader dismisses what the rule proposes meanwhile. The last
business day leaves proposals, a session to come and a commitment to confirm. Randomness is seeded.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.coaching import store
from agent_api.quality.coaching.domain.proposal import effect_of
from agent_api.quality.coaching.domain.state_machine import OPEN_STATES, Act, Coaching, apply_act
from agent_api.quality.coaching.store import CoachingRow, HistoryAct
from agent_api.quality.evaluations.domain.result import RoundResult, calls_for
from agent_api.quality.evaluations.store import RoundRow
from atencion.demo.quality.agenda import ActedFact, Agenda, business_day_before, local_moment, next_business_day
from atencion.demo.quality.evaluation_case import EvaluationCase
from atencion.demo.quality.evaluation_history import EvaluationHistory, EvaluationTask
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.users import full_names
from config.milliseconds import from_milliseconds
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallIngressed,
    CoachingAnnulled,
    CoachingConfirmed,
    CoachingDismissed,
    CoachingFollowedUp,
    CoachingHeld,
    CoachingProposed,
    CoachingScheduled,
    Envelope,
)
from eventlog.facts.quality.coaching import CoachingCause
from eventlog.facts.quality.evaluation import EvaluationChannel
from eventlog.facts.tickets.ticket import TicketAnswerReleased
from metrics.quality.samples.week import week_of
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import coaching, coaching_step

LEADER: Final = "supervisor"
_LEADERS: Final = (LEADER, "coordinador")
_ORDER_OFFSET: Final = 4_000_000  # so that facts of coaching sort after those of evaluations at the same time
_DECIDED_AT, _SESSION_AT, _CONFIRMED_AT, _FOLLOWED_AT = time(9, 20), time(15), time(10, 5), time(14, 10)
_OPENED_AT: Final = time(16, 10)
_SESSION: Final = timedelta(minutes=35)
_DAYS_TO_FULFIL: Final = 5
_AGENDA: Final = "Oír juntos la llamada y revisar los criterios que no se cumplieron."
_COMMITMENTS: Final = (
    "Hacer las preguntas de verificación antes del primer dato de un cliente.",
    "Repetir con mis palabras lo que la persona pide antes de contestar.",
    "Consultar el sistema antes de contestar, y decir el plazo al radicar.",
)
_CONFIRMED: Final = "De acuerdo con el compromiso."
_FULFILLED, _NOT_FULFILLED = "Se cumplió el compromiso.", "Todavía no se cumple; se sigue trabajando."


class CoachingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a coaching, with the coaching after it; the acts of the system have no name."""

    row: CoachingRow
    act: HistoryAct
    at: datetime
    user: str = ""
    name: str = ""
    text: str = ""


class CoachingCase(msgspec.Struct, kw_only=True):
    """A coaching with its history and its texts."""

    row: CoachingRow
    proposed_by: str
    steps: list[CoachingEntry]
    agenda: str = ""
    commitment: str = ""


class _Work(msgspec.Struct, frozen=True, kw_only=True):
    """A call or an answer of an advisor that can be evaluated."""

    channel: EvaluationChannel
    item: str
    line: str
    at: datetime


class CoachingHistory:
    """The coaching as days go by.

    Args:
        evaluations: whose rounds propose, annul and follow up.
        today: the local day after the last one.

    Attributes:
        cases: all coaching, in the order of their numbers.
    """

    def __init__(self, site: Site, evaluations: EvaluationHistory, today: date, *, seed: int = 1) -> None:
        self.cases: list[CoachingCase] = []
        self._site, self._evaluations, self._today = site, evaluations, today
        self._chance, self._agenda = random.Random(f"coaching/{seed}"), Agenda(_ORDER_OFFSET)
        self._names, self._last_day = full_names(site), business_day_before(today)
        self._seen: dict[str, int] = {}
        self._numbers: dict[int, int] = {}
        self._open: dict[str, CoachingCase] = {}
        self._to_check: list[CoachingCase] = []

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the evaluations know what matters."""

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of coaching on a day."""
        if self._site.quality is None or day >= self._today:
            return ()
        for case in self._evaluations.cases:
            seen = self._seen.get(case.row.id, 0)
            for index in range(seen, len(case.rounds)):
                self._agenda.add(case.rounds[index].signed_at, partial(self._read_round, case, index))
            self._seen[case.row.id] = len(case.rounds)
        if day == business_day_before(self._last_day):
            self._agenda.add(local_moment(day, _OPENED_AT), self._open_by_hand)
        facts = self._agenda.take_until(day)
        self._plan_checks(day, happened)
        return facts

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the coaching with its history, and notify those for whom it waits."""
        campaign = self._site.campaign
        rows = [_columns(cipher, campaign, each) for each in self.cases]
        steps = [
            _step_columns(cipher, campaign, number, step)
            for each in self.cases
            for number, step in enumerate(each.steps, start=1)
        ]
        for table, values in ((coaching, rows), (coaching_step, steps)):
            if values:
                await connection.execute(insert(table), values)
        for case in self.cases:
            await _notify(connection, campaign, case)

    # --- acts of the rule ---------------------------------------------------------------------------------------------

    def _read_round(self, case: EvaluationCase, index: int, at: datetime) -> Iterator[ActedFact]:
        """Open, annul or replace as a signed round demands, and close a coaching with its follow-up."""
        assert self._site.quality is not None  # there is an evaluation
        row, signed = case.row, case.rounds[index]
        if not row.value.has_feedback:
            return
        trigger, current = self._site.quality.evaluations.coaching_when, self._open.get(row.id)
        before = _result(case.rounds[index - 1]) if index else None
        effect = effect_of(trigger, _result(signed), before=before, has_open=current is not None)
        if current is not None and effect in ("annul", "replace"):
            annulled = CoachingAnnulled(coaching=current.row.id, evaluation=row.id, round=signed.round)
            yield self._take(current, "annul", at, signed.signed_by, fact=annulled)
        if effect in ("propose", "replace"):
            replaced = current.row.id if current is not None else ""
            yield self._propose(case, signed.round, at, signed.signed_by, cause="rule", replaces=replaced)
        followed = self._open.get(row.follows)
        if followed is not None and index == 0:
            fulfilled = not calls_for(trigger, _result(signed))
            self._agenda.add(at + timedelta(hours=1), partial(self._follow, followed, row.id, fulfilled))

    def _propose(
        self, case: EvaluationCase, round_: int, at: datetime, user: str, *, cause: CoachingCause, replaces: str = ""
    ) -> ActedFact:
        year = at.astimezone(COLOMBIA).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        row = CoachingRow(
            id=f"{year}-{self._numbers[year]:04}",
            evaluation=case.row.id,
            round=round_,
            cause=cause,
            advisor=case.row.advisor,
            replaces=replaces,
            opened_at=at,
            updated_at=at,
        )
        proposed = CoachingEntry(row=row, act="propose", at=at, user=user, name=self._names[user])
        self._open[row.evaluation] = added = CoachingCase(row=row, proposed_by=user, steps=[proposed])
        self.cases.append(added)
        decided = local_moment(next_business_day(at.astimezone(COLOMBIA).date()), _DECIDED_AT)
        self._agenda.add(decided, partial(self._decide, added))
        fact = CoachingProposed(
            coaching=row.id,
            evaluation=row.evaluation,
            round=round_,
            advisor=row.advisor,
            cause=cause,
            replaces=replaces,
        )
        return at, f"user:{user}", "", fact

    # --- acts of people -----------------------------------------------------------------------------------------------

    def _open_by_hand(self, at: datetime) -> Iterator[ActedFact]:
        """Open a coaching with an advisor of whom none is prepared, so that the last day has a session."""
        for case in reversed(self._evaluations.cases):
            row = case.row
            is_free = row.id not in self._open and self._prepared(row.advisor) is None
            if row.channel == "phone" and row.round and row.value.has_feedback and is_free:
                yield self._propose(case, row.round, at, LEADER, cause="person")
                yield self._schedule(self.cases[-1], at + timedelta(minutes=2), self._last_day)
                return

    def _decide(self, case: CoachingCase, at: datetime) -> Iterator[ActedFact]:
        """Set the session of a proposal, or dismiss it for another one; the last proposals are left."""
        day = at.astimezone(COLOMBIA).date()
        prepared = self._prepared(case.row.advisor)
        if case.row.state != "proposed":
            return
        if prepared is None:
            yield self._schedule(case, at, next_business_day(day, self._chance.randint(1, 2)))
        elif day < self._last_day:
            reason = f"Se trabaja en el acompañamiento {prepared.row.id}, con el mismo asesor."
            yield self._take(case, "dismiss", at, LEADER, reason, fact=CoachingDismissed(coaching=case.row.id))

    def _schedule(self, case: CoachingCase, at: datetime, day: date) -> ActedFact:
        starts_at = local_moment(day, _SESSION_AT)
        case.agenda = _AGENDA
        self._agenda.add(starts_at + _SESSION, partial(self._hold, case))
        fact = CoachingScheduled(coaching=case.row.id, starts_at=starts_at.isoformat())
        leader = {"leader": LEADER, "leader_name": self._names[LEADER]}
        return self._take(case, "schedule", at, LEADER, _AGENDA, fact=fact, starts_at=starts_at, **leader)

    def _hold(self, case: CoachingCase, at: datetime) -> Iterator[ActedFact]:
        if case.row.state != "scheduled":
            return
        day = at.astimezone(COLOMBIA).date()
        due_on, case.commitment = next_business_day(day, _DAYS_TO_FULFIL), self._chance.choice(_COMMITMENTS)
        self._agenda.add(local_moment(next_business_day(day), _CONFIRMED_AT), partial(self._confirm, case))
        fact = CoachingHeld(coaching=case.row.id, due_on=due_on.isoformat())
        yield self._take(case, "hold", at, LEADER, case.commitment, fact=fact, due_on=due_on)

    def _confirm(self, case: CoachingCase, at: datetime) -> Iterator[ActedFact]:
        if case.row.state != "held":
            return
        self._to_check.append(case)
        fact = CoachingConfirmed(coaching=case.row.id, late=False)
        yield self._take(case, "confirm", at, case.row.advisor, _CONFIRMED, fact=fact)

    def _follow(self, case: CoachingCase, evaluation: str, fulfilled: bool, at: datetime) -> Iterator[ActedFact]:
        if case.row.state != "confirmed":
            return
        text = _FULFILLED if fulfilled else _NOT_FULFILLED
        fact = CoachingFollowedUp(coaching=case.row.id, evaluation=evaluation, fulfilled=fulfilled)
        yield self._take(case, "follow", at, LEADER, text, fact=fact, follow_up=evaluation, fulfilled=fulfilled)

    def _plan_checks(self, day: date, happened: Sequence[TimedFact]) -> None:
        """Ask for a follow-up of each confirmed commitment about work of the day, for the next business day."""
        arrived = {each[2]: each[0] for each in happened if isinstance(each[4], CallIngressed)}
        begins = local_moment(next_business_day(day), _FOLLOWED_AT)
        for at_ms, _, call_id, actor, fact in sorted(happened, key=lambda each: each[:2]):
            advisor = fact.advisor if isinstance(fact, CallAnswered) else actor.partition(":")[2]
            coached = next((each for each in self._to_check if each.row.advisor == advisor), None)
            if coached is None:
                continue
            match fact:
                case CallAnswered(line=line):
                    worked = _Work(channel="phone", item=call_id, line=line, at=from_milliseconds(arrived[call_id]))
                case TicketAnswerReleased(ticket=ticket, channel=channel):
                    worked = _Work(channel="written", item=ticket, line=channel, at=from_milliseconds(at_ms))
                case _:
                    continue
            self._to_check.remove(coached)
            task = EvaluationTask(
                channel=worked.channel,
                item=worked.item,
                line=worked.line,
                advisor=advisor,
                week=str(week_of(worked.at)),
                worked_at=worked.at,
                kind="follow_up",
                follows=coached.row.evaluation,
            )
            self._evaluations.request(task, begins)

    # --- one coaching -------------------------------------------------------------------------------------------------

    def _prepared(self, advisor: str) -> CoachingCase | None:
        """Return the coaching of an advisor whose session or confirmation is to come."""
        coached = (each for each in self._open.values() if each.row.advisor == advisor)
        return next((each for each in coached if each.row.state in ("scheduled", "held")), None)

    def _take(
        self,
        case: CoachingCase,
        act: Act,
        at: datetime,
        user: str,
        text: str = "",
        *,
        fact: AnyFact,
        **columns: object,
    ) -> ActedFact:
        """Take an act; that of the system is caused by a user's signature."""
        row, by_system = case.row, act == "annul"
        after = apply_act(row.value, act, None if by_system else user)
        assert isinstance(after, Coaching), after  # the past has only possible acts
        case.row = msgspec.structs.replace(row, state=after.state, revision=row.revision + 1, updated_at=at, **columns)
        case.steps.append(CoachingEntry(row=case.row, act=act, at=at, user=user, name=self._names[user], text=text))
        if after.state not in OPEN_STATES:
            del self._open[row.evaluation]
        return at, f"user:{user}", "", fact


def _result(signed: RoundRow) -> RoundResult:
    return RoundResult(score=Fraction(signed.score) if signed.score else None, families=signed.families)


def _columns(cipher: FieldCipher, campaign: str, case: CoachingCase) -> dict[str, object]:
    texts = {"agenda": (store.AGENDA, case.agenda), "commitment": (store.COMMITMENT, case.commitment)}
    encrypted = {
        name: store.encrypt_text(cipher, campaign, case.row.id, field, text) if text else None
        for name, (field, text) in texts.items()
    }
    return {"campaign": campaign, **msgspec.structs.asdict(case.row), **encrypted}


def _step_columns(cipher: FieldCipher, campaign: str, number: int, step: CoachingEntry) -> dict[str, object]:
    bound = row_key(campaign, step.row.id, number)
    return {
        "campaign": campaign,
        "coaching": step.row.id,
        "number": number,
        "at": step.at,
        "who": step.user,
        "who_name": step.name,
        "act": step.act,
        "state": step.row.state,
        "text": cipher.encrypt(step.text, field=store.STEP_TEXT, row=bound) if step.text else None,
    }


async def _notify(connection: AsyncConnection, campaign: str, case: CoachingCase) -> None:
    """Notify the persons for whom a coaching waits."""
    row, last = case.row, case.steps[-1]
    waiting: dict[str, tuple[NotificationKind, Sequence[str], date | None]] = {
        "proposed": ("coaching_proposed", _LEADERS, None),
        "scheduled": ("coaching_scheduled", [row.advisor], row.starts_at.date() if row.starts_at else None),
        "held": ("coaching_held", [row.advisor], row.due_on),
        "confirmed": ("coaching_confirmed", [row.leader], None),
    }
    if row.state in waiting:
        kind, users, due_on = waiting[row.state]
        event = "proposed" if row.state == "proposed" else f"{last.act} {row.revision}"
        cause = NotificationCause(kind=kind, number=row.id, event=event, by_user=last.user, due_on=due_on)
        await notify(connection, campaign, cause, users, last.at)
