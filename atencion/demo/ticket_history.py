"""The demo's petitions before its first start: when callers filed them, and when and by whom they were answered.

Owns the outcome of each. Steps, last days, alarms and facts come from `agent_api.tickets`, so a sample ticket has a
real history; its texts and petitioners are invented. Randomness is seeded: equal arguments give equal petitions.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from agent_api.tickets import store
from agent_api.tickets.domain import legal_term, state_machine, steps, transitions
from agent_api.tickets.domain.legal_term import TermPolicy
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.steps import AnyStep
from agent_api.tickets.domain.ticket import Actor, TransitionResult
from agent_api.tickets.notifications import alarms
from agent_api.tickets.store import FiledTicket
from atencion.demo.quality.history_part import TimedFact
from config.law.loader import load_law
from config.milliseconds import to_milliseconds
from config.site.calls.calendars import is_business_day
from config.site.model import Site
from config.site.tickets.escalation import assignee
from config.site.tickets.typology import Leaf
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, TicketFiled

_FIRST_CONTACT_SHARE: Final = 0.45  # share of petitions answered on the call
_AREA_SHARE: Final = 0.4  # share of the others that an area answers, not only the written channel
_LATE_EVERY: Final = 8  # one of this many answers of areas is late
_ORDER_OFFSET: Final = 1_000_000  # so that facts of petitions sort after those of the call at the same time
_MORNING: Final = time(6, 30)  # when alarms are raised
_EARLIEST_ALARM: Final = timedelta(days=12)  # before the last day; no alarm of the sample site is earlier
_FIRST_NAMES: Final = (
    "Luisa",
    "Andrés",
    "Marcela",
    "Jorge",
    "Yolanda",
    "Felipe",
    "Edilma",
    "Hernán",
    "Tatiana",
    "Álvaro",
)
_SURNAMES: Final = ("Peña Ñustes", "Gómez Arias", "Muñoz Ibáñez", "Rincón Duarte", "Córdoba Mena", "Salazar Ortiz")
_RESPONSES: Final = ("accede", "informa", "no_accede", "accede_parcial")


class PetitionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a petition: the ticket after it, the step, its author and its time."""

    filed: FiledTicket
    step: AnyStep
    user: str
    user_name: str
    at: datetime
    note: str = ""


class SamplePetition(msgspec.Struct, kw_only=True):
    """A petition with its history, up to the day before the demo began.

    Attributes:
        filed: its row; the fields that are encrypted in it are below, in plain text.
        entries: its steps in order.
        text: the petition.
        petitioner: name and document.
        email: address for the answer.
        answer: the latest text of the answer, or empty.
    """

    filed: FiledTicket
    entries: list[PetitionEntry]
    text: str
    petitioner: tuple[str, str]
    email: str
    answer: str = ""


class Petitions:
    """Petitions as days go by.

    Args:
        site: its typology, matrix and people.
        until: the local day after the last one; no step is taken on it or later.
        seed: of the randomness.
    """

    def __init__(self, site: Site, until: date, *, seed: int = 1) -> None:
        self.all: list[SamplePetition] = []
        self._site, self._until = site, until
        self._chance = random.Random(f"petitions/{seed}")
        self._by = TermPolicy(load_law(), site.terms)
        self._sequences: dict[int, int] = {}
        self._new: list[tuple[datetime, str, str, Leaf, datetime]] = []
        self._ahead: list[TimedFact] = []
        self._order = count(_ORDER_OFFSET)
        self._at_areas = count(1)

    def file(self, at: datetime, call_id: str, advisor: str, leaf: Leaf, *, ended_at: datetime) -> None:
        """File a petition for an advisor on a call; it gets its number at the end of the day."""
        self._new.append((at, call_id, advisor, leaf, ended_at))

    def events(self, day: date) -> Sequence[TimedFact]:
        """Return the facts of a day's petitions, including those filed on it; call it with days in order."""
        for at, call_id, advisor, leaf, ended_at in sorted(self._new, key=lambda new: new[:2]):
            self._generate(at, call_id, advisor, leaf, ended_at=ended_at)
        self._new.clear()
        ends_ms = to_milliseconds(datetime.combine(day + timedelta(days=1), time(), COLOMBIA))
        now = [each for each in self._ahead if each[0] < ends_ms]
        self._ahead = [each for each in self._ahead if each[0] >= ends_ms]
        return sorted(now, key=lambda timed_fact: timed_fact[:2])

    # --- one petition -------------------------------------------------------------------------------------------------

    def _generate(self, at: datetime, call_id: str, advisor: str, leaf: Leaf, *, ended_at: datetime) -> None:
        """Generate the history of a petition, up to the end of the past."""
        year = at.astimezone(COLOMBIA).year
        self._sequences[year] = self._sequences.get(year, 0) + 1
        petition = self._begin(str(FilingNumber(year, self._sequences[year])), at, call_id, advisor, leaf)
        self.all.append(petition)
        ends = datetime.combine(self._until, time(), COLOMBIA)
        for planned, actor, moment in self._plan(petition, at, advisor, leaf):
            self._raise_alarms(petition, min(moment, ends))
            if moment >= ends:
                return
            step = planned
            if isinstance(planned, steps.Escalate):
                after_ms = (moment - ended_at) // timedelta(milliseconds=1)
                step = msgspec.structs.replace(planned, after_call_ms=after_ms)
            self._apply(petition, step, actor, moment)

    def _begin(self, number: str, at: datetime, call_id: str, advisor: str, leaf: Leaf) -> SamplePetition:
        at_once = self._chance.random() < _FIRST_CONTACT_SHARE
        term = legal_term.term_of(self._by, at, leaf.legal_kind)
        step = steps.File(
            number=number,
            channel="phone",
            legal_kind=leaf.legal_kind,
            received_at=at,
            due_on=term.due.last_day,
            basis=legal_term.citation(term.due.basis),
            tier=1,
            owner=advisor,
            answered=at_once,
        )
        moved = transitions.file(step, at)
        name, topic = self._name_of(advisor), leaf.topic
        filed = self._row(number, at, call_id, advisor, leaf, due_on=term.due.last_day).with_ticket(moved.ticket)
        answer = f"Se le explicó lo que debe saber sobre «{leaf.name}»." if at_once else ""
        entry = PetitionEntry(filed=filed, step=step, user=advisor, user_name=name, at=at, note=answer)
        full_name = f"{self._chance.choice(_FIRST_NAMES)} {self._chance.choice(_SURNAMES)}"
        petition = SamplePetition(
            filed=filed,
            entries=[entry],
            text=f"{leaf.kind.name}: {leaf.name}. Petición inventada para el ejemplo.",
            petitioner=(full_name, f"CC {self._chance.randrange(20_000_000, 1_200_000_000)}"),
            email=f"{number}@ejemplo.com",
            answer=answer,
        )
        fact = TicketFiled(ticket=number, kind=topic.kind, theme=topic.theme, subtheme=topic.subtheme)
        self._emit(petition, at, f"advisor:{advisor}", (fact, *moved.facts))
        return petition

    def _row(self, number: str, at: datetime, call_id: str, advisor: str, leaf: Leaf, *, due_on: date) -> FiledTicket:
        return FiledTicket(
            number=number,
            kind=leaf.topic.kind,
            theme=leaf.topic.theme,
            subtheme=leaf.topic.subtheme,
            site_version=self._site.version,
            text=b"",
            call_id=call_id,
            caller_ref="",
            caller="",
            filed_at=at,
            filed_by=advisor,
            received_by=self._name_of(advisor),
            idempotency_key=f"ejemplo/{number}",
            request="",
            received_at=at,
            due_on=due_on,
        )

    def _plan(
        self, petition: SamplePetition, at: datetime, advisor: str, leaf: Leaf
    ) -> Iterator[tuple[AnyStep, Actor, datetime]]:
        """Plan the steps of a petition that was not answered on the call (M5-1-05, A10 to A20)."""
        if not petition.filed.ticket.is_open:
            return
        written = self._written()
        yield steps.Escalate(), Actor(user=advisor, roles=frozenset({"asesor"})), at + timedelta(seconds=1)
        taken_at = self._later(at, self._chance.randint(0, 1))
        yield steps.Take(), written, taken_at
        if self._chance.random() < _AREA_SHARE:
            answered_at = taken_at
            for step, actor, answered_at in self._area(petition, leaf, taken_at):
                yield step, actor, answered_at
            response_at = self._later(answered_at, self._chance.randint(0, 1))
            yield steps.Accept(response=self._response()), written, response_at
        else:
            response_at = self._later(taken_at, self._chance.randint(1, 4))
            yield steps.Answer(response=self._response()), written, response_at
        yield steps.Send(), written, response_at + timedelta(minutes=4)
        yield steps.MailAccepted(), state_machine.SYSTEM_ACTOR, response_at + timedelta(minutes=5)

    def _area(self, petition: SamplePetition, leaf: Leaf, at: datetime) -> Iterator[tuple[AnyStep, Actor, datetime]]:
        sent_at = at + timedelta(minutes=self._chance.randint(5, 40))
        chosen = assignee(self._site, leaf.topic, sent_at.astimezone(COLOMBIA).date())
        yield (
            steps.Escalate(area=chosen.area, owner=chosen.user, deputy_for=chosen.deputy_for or ""),
            self._written(),
            sent_at,
        )
        official = Actor(
            user=chosen.user, roles=frozenset({state_machine.OFFICIAL_ROLE}), areas=frozenset({chosen.area})
        )
        late = next(self._at_areas) % _LATE_EVERY == 0
        given_at = (
            self._after(petition.filed.ticket.due_on) if late else self._later(sent_at, self._chance.randint(2, 5))
        )
        yield steps.GiveBack(), official, max(given_at, sent_at + timedelta(hours=1))

    def _apply(self, petition: SamplePetition, step: AnyStep, author: Actor, at: datetime) -> None:
        moved = state_machine.apply_step(petition.filed.ticket, step, author, at)
        assert isinstance(moved, TransitionResult), moved  # the table accepts every planned step
        petition.filed = petition.filed.with_ticket(moved.ticket)
        note = ""
        if isinstance(step, steps.Answer | steps.GiveBack):
            note = petition.answer = "Respuesta inventada para el ejemplo."
        entry = PetitionEntry(
            filed=petition.filed, step=step, user=author.user, user_name=self._name_of(author.user), at=at, note=note
        )
        petition.entries.append(entry)
        actor = (
            author.user
            if author == state_machine.SYSTEM_ACTOR
            else f"{'advisor' if 'asesor' in author.roles else 'user'}:{author.user}"
        )
        self._emit(petition, at, actor, moved.facts)

    def _raise_alarms(self, petition: SamplePetition, until: datetime) -> None:
        """Raise each alarm of an open ticket once, on the mornings before `until`."""
        filed = petition.filed
        day = max(petition.entries[-1].at.astimezone(COLOMBIA).date(), filed.ticket.due_on - _EARLIEST_ALARM)
        while (morning := datetime.combine(day, _MORNING, COLOMBIA)) < until:
            if morning > petition.entries[-1].at:
                self._raise_alarms_on(petition, morning)
            day += timedelta(days=1)

    def _raise_alarms_on(self, petition: SamplePetition, morning: datetime) -> None:
        for alarm in alarms.alarms_of(self._by, [petition.filed], morning):
            day_field = {"breach_of": alarm.day} if alarm.kind == "breach" else {"warned_on": alarm.day}
            petition.filed = store.with_columns(petition.filed, **day_field)
            self._emit(petition, morning, alarms.ACTOR, alarms.facts_of(alarm))

    def _emit(self, petition: SamplePetition, at: datetime, actor: str, facts: Sequence[AnyFact]) -> None:
        for fact in facts:
            self._ahead.append((to_milliseconds(at), next(self._order), petition.filed.call_id, actor, fact))

    # --- people, times ------------------------------------------------------------------------------------------------

    def _written(self) -> Actor:
        group = self._site.areas[self._site.matrix.written] if self._site.matrix else None
        return Actor(user=group.responsible if group else "escrita1", roles=frozenset({state_machine.WRITTEN_ROLE}))

    def _name_of(self, user: str) -> str:
        named = {each.id: each.name for each in self._site.sample_advisors}
        for area in self._site.areas.values():
            named |= {each: official.name for each, official in area.officials.items()}
        return named.get(user, user)

    def _response(self) -> str:
        types = self._site.answers.types if self._site.answers else {}
        return self._chance.choice([each for each in _RESPONSES if each in types] or list(_RESPONSES))

    def _later(self, at: datetime, days: int) -> datetime:
        """Return a time in office hours, `days` business days later; with 0, later that day or on the next one."""
        day = at.astimezone(COLOMBIA).date()
        moment = self._in_office(day)
        while days > 0 or not is_business_day(day) or moment <= at:
            day += timedelta(days=1)
            days -= is_business_day(day)
            moment = self._in_office(day)
        return moment

    def _after(self, last_day: date) -> datetime:
        """Return a time after a petition's last day."""
        return self._later(datetime.combine(last_day, time(18), COLOMBIA), self._chance.randint(1, 3))

    def _in_office(self, day: date) -> datetime:
        return datetime.combine(day, time(8, 30), COLOMBIA) + timedelta(minutes=self._chance.randint(0, 480))


def customer_of(number: int) -> str:
    """Return the opaque id of an invented caller whose identity was verified."""
    return uuid5(NAMESPACE_URL, f"ejemplo/cliente/{number}").hex
