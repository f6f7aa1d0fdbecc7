"""The calibrations of the demo's past: one with signed minutes that ask for a change, and one planned for later.

The evaluations of a session are those of `evaluation_history`, which it asks for.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.domain.minutes import CriterionDecision, Minutes, minutes_digest
from agent_api.quality.calibrations.domain.state_machine import Calibration, CalibrationAct, apply_calibration_act
from agent_api.quality.calibrations.minutes.service import minutes_facts
from agent_api.quality.calibrations.plan import plan_facts
from agent_api.quality.calibrations.progress import SessionProgress
from agent_api.quality.calibrations.service import opening_facts
from agent_api.quality.calibrations.store import (
    CalibrationHistoryAct,
    CalibrationItemRow,
    CalibrationRow,
    ComparedRound,
    PersonRow,
    SignedMinutes,
)
from agent_api.quality.evaluations.domain.content import Answers
from atencion.demo.quality.agenda import ActedFact, Agenda, business_day_before, local_moment, next_business_day
from atencion.demo.quality.evaluation_case import EvaluationCase
from atencion.demo.quality.evaluation_history import EvaluationHistory, EvaluationTask
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.quality.sample_history import DrawnSample, SampleHistory
from atencion.demo.users import FULL_NAMES
from config.site.model import Site
from config.site.quality.forms import QualityForm, form_on
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact, Envelope
from eventlog.facts.quality.calibration import CalibrationPart
from storage.encryption.field_cipher import FieldCipher, row_key

PLANNER: Final = "coordinador"
_ORDER_OFFSET: Final = 5_000_000  # so that facts of sessions sort after those of coaching at the same time
_PEOPLE: Final[tuple[tuple[str, CalibrationPart], ...]] = (
    ("calidad2", "master"),
    ("calidad", "evaluator"),
    ("calidad3", "evaluator"),
    ("calidad4", "evaluator"),
    ("supervisor", "observer"),
)
_ITEMS: Final = 3
_HELD_BEFORE: Final = 12  # business days before the last one on which the first session was planned
_PLANNED_AT, _EVALUATED_AT, _OPENED_AT, _SIGNED_AT = time(10), time(13), time(11), time(12, 20)
_NEXT_PLANNED_AT: Final = time(11, 30)
_PAUSE: Final = timedelta(minutes=12)  # between the beginnings of two evaluations
_TITLES: Final = ("Calibración del canal telefónico", "Calibración con llamadas grabadas")
_AGREEMENTS: Final = "Se revisaron las diferencias con la nota maestra.\nSe repite con otras llamadas."
_CHANGED: Final = "La ayuda no dice qué hacer si la persona cuelga antes: se pide cambiarla en el formulario."
_KEPT: Final = "Se evalúa como dice la ayuda del formulario; basta una falta para que no se cumpla."


class CalibrationEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a session, with the session after it."""

    row: CalibrationRow
    act: CalibrationHistoryAct
    at: datetime


class CalibrationCase(msgspec.Struct, kw_only=True):
    """A session with everything that belongs to it."""

    row: CalibrationRow
    title: str
    form: QualityForm
    items: list[CalibrationItemRow]
    people: list[PersonRow]
    steps: list[CalibrationEntry]
    rounds: list[ComparedRound] = []
    minutes: SignedMinutes | None = None


class CalibrationHistory:
    """The sessions as days go by.

    Args:
        samples: whose items the first session has.
        recorded: calls with a recording, of which the second one has those outside the samples.
        today: the local day after the last one.

    Attributes:
        cases: the sessions in the order of their numbers.
    """

    def __init__(
        self, site: Site, samples: SampleHistory, evaluations: EvaluationHistory, today: date, *, recorded: Set[str]
    ) -> None:
        self.cases: list[CalibrationCase] = []
        self._site, self._samples, self._evaluations, self._today = site, samples, evaluations, today
        self._recorded, self._agenda = recorded, Agenda(_ORDER_OFFSET)
        last = business_day_before(today)
        self._agenda.add(local_moment(business_day_before(last, _HELD_BEFORE), _PLANNED_AT), self._plan_first)
        self._agenda.add(local_moment(last, _NEXT_PLANNED_AT), self._plan_next)

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the samples and the evaluations know what matters."""

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of the sessions on a day."""
        return () if self._site.quality is None or day >= self._today else self._agenda.take_until(day)

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the sessions, and notify the people of those to come."""
        for case in self.cases:
            await _store_case(connection, cipher, self._site, case)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _plan_first(self, at: datetime) -> Iterator[ActedFact]:
        """Plan a session about items of the last sample of calls, of different advisors where there are some."""
        drawn = [each for each in self._samples.drawn() if each.row.channel == "phone" and _is_drawn_by(each, at)]
        if not drawn:
            return
        items = [each for each in drawn[-1].items if each.replaced_at is None]
        first = {each.advisor: each for each in reversed(items)}
        chosen = [*first.values(), *(each for each in items if each not in first.values())][:_ITEMS]
        day, week = at.astimezone(COLOMBIA).date(), drawn[-1].row.week
        yield from self._plan([(each.item, week) for each in chosen], at, next_business_day(day, 3), _TITLES[0])
        days = {"calidad2": 1, "calidad": 1, "calidad3": 2, "calidad4": 2}
        for person, after in days.items():
            begins = local_moment(next_business_day(day, after), _EVALUATED_AT)
            begins += 4 * _PAUSE if person in ("calidad", "calidad4") else timedelta()
            for number, each in enumerate(chosen):
                task = EvaluationTask(
                    channel="phone",
                    item=each.item,
                    line=each.line,
                    advisor=each.advisor,
                    week=week,
                    worked_at=self._samples.worked_at[each.item],
                    evaluator=person,
                    kind="calibration",
                    seat="own",
                )
                self._evaluations.request(task, begins + number * _PAUSE)
        self._agenda.add(local_moment(next_business_day(day, 3), _OPENED_AT), partial(self._open, self.cases[-1]))

    def _plan_next(self, at: datetime) -> Iterator[ActedFact]:
        """Plan a session about recorded calls, first those that no sample has."""
        weeks = {each.item: sample.row.week for sample in self._samples.drawn() for each in sample.items}
        calls = sorted(self._recorded, key=lambda each: (each in weeks, each))
        if calls:
            held_on = next_business_day(self._today, 4)
            chosen = [(each, weeks.get(each, "")) for each in calls[:_ITEMS]]
            yield from self._plan(chosen, at, held_on, _TITLES[1])

    def _plan(self, chosen: Sequence[tuple[str, str]], at: datetime, held_on: date, title: str) -> Iterator[ActedFact]:
        quality = self._site.quality
        assert quality is not None
        worked_on = self._samples.worked_at[chosen[0][0]].astimezone(COLOMBIA).date()
        form, year = form_on(quality.forms, "phone", worked_on), at.astimezone(COLOMBIA).year
        assert form is not None, "the sample site has a form for each day of the past"
        number = 1 + sum(each.row.id.startswith(f"{year}-") for each in self.cases)
        row = CalibrationRow(
            id=f"{year}-{number:04}",
            title=b"",
            channel="phone",
            site_version=self._site.version,
            form=form.id,
            form_version=form.version,
            tolerance=f"{quality.calibration.tolerance:g}",
            held_on=held_on,
            planned_at=at,
            planned_by=PLANNER,
            planned_by_name=FULL_NAMES[PLANNER],
        )
        case = CalibrationCase(
            row=row,
            title=title,
            form=form,
            items=[
                CalibrationItemRow(item=item, position=position, week=week)
                for position, (item, week) in enumerate(chosen, start=1)
            ],
            people=[PersonRow(user=user, name=FULL_NAMES[user], part=part) for user, part in _PEOPLE],
            steps=[CalibrationEntry(row=row, act="plan", at=at)],
        )
        self.cases.append(case)
        yield from (_by_planner(at, each) for each in plan_facts(case.row, case.items, case.people))

    def _open(self, case: CalibrationCase, at: datetime) -> Iterator[ActedFact]:
        """Open the results of a session that all have signed."""
        signed = _evaluations_of(case, self._evaluations.cases)
        progress = _progress_of(case, signed)
        case.rounds = progress.rounds
        ready_at = max(each.rounds[-1].signed_at for each in signed) + timedelta(seconds=20)
        self._move(case, "open", at, progress, opened_at=at, ready_at=ready_at)
        case.people = [
            each if each.part == "observer" else msgspec.structs.replace(each, absent=False) for each in case.people
        ]
        yield from (_by_planner(at, each) for each in opening_facts(case.row, progress, []))
        minutes = _minutes_of(case, signed)
        day = at.astimezone(COLOMBIA).date()
        self._agenda.add(local_moment(day, _SIGNED_AT), partial(self._sign, case, progress, minutes))

    def _sign(
        self, case: CalibrationCase, progress: SessionProgress, minutes: Minutes, at: datetime
    ) -> Iterator[ActedFact]:
        """Save the minutes, and sign them."""
        self._move(case, "sign_minutes", at, progress, version=1, revision=case.row.revision + 1)
        case.minutes = SignedMinutes(
            version=1,
            signed_at=at,
            signed_by=PLANNER,
            signed_by_name=FULL_NAMES[PLANNER],
            content=minutes,
            reason="",
            digest=minutes_digest(minutes),
        )
        yield from (_by_planner(at, each) for each in minutes_facts(case.row.id, case.minutes))

    def _move(
        self, case: CalibrationCase, act: CalibrationAct, at: datetime, progress: SessionProgress, **columns: object
    ) -> None:
        session = msgspec.structs.replace(progress, row=case.row).value
        after = apply_calibration_act(session, act)
        assert isinstance(after, Calibration), after  # the past has only possible acts
        case.row = msgspec.structs.replace(case.row, state=after.state, **columns)
        case.steps.append(CalibrationEntry(row=case.row, act=act, at=at))


def _is_drawn_by(sample: DrawnSample, at: datetime) -> bool:
    return sample.row.drawn_at is not None and sample.row.drawn_at < at


def _evaluations_of(case: CalibrationCase, cases: Sequence[EvaluationCase]) -> list[EvaluationCase]:
    items = {each.item for each in case.items}
    return [each for each in cases if each.row.kind == "calibration" and each.row.item in items and each.rounds]


def _progress_of(case: CalibrationCase, signed: Sequence[EvaluationCase]) -> SessionProgress:
    rows = [each.row for each in signed]
    return SessionProgress(row=case.row, items=case.items, people=case.people, evaluations=rows)


def _minutes_of(case: CalibrationCase, signed: Sequence[EvaluationCase]) -> Minutes:
    """Return minutes about the criteria on which most evaluators differ from the master; the first one is to change."""
    master = next(each.user for each in case.people if each.part == "master")
    reference: dict[str, Answers] = {each.row.item: each.row.answers for each in signed if each.row.evaluator == master}
    differing = Counter({each.criterion: 0 for each in case.form.criteria})
    for each in signed:
        own, of_master = each.row.answers, reference[each.row.item]
        differing.update(criterion for criterion, answer in own.items() if answer != of_master[criterion])
    changed, kept = (criterion for criterion, _ in differing.most_common(2))
    decisions = (
        CriterionDecision(criterion=changed, text=_CHANGED, changes=True),
        CriterionDecision(criterion=kept, text=_KEPT),
    )
    attendees = (PLANNER, *(each.user for each in case.people))
    return Minutes(agreements=_AGREEMENTS, decisions=decisions, attendees=attendees)


def _by_planner(at: datetime, fact: AnyFact) -> ActedFact:
    return at, f"user:{PLANNER}", "", fact


async def _store_case(connection: AsyncConnection, cipher: FieldCipher, site: Site, case: CalibrationCase) -> None:
    campaign, row = site.campaign, case.row
    title = cipher.encrypt(case.title, field=store.TITLE, row=row_key(campaign, row.id))
    minutes = store.encrypt_minutes(cipher, campaign, row.id, case.minutes.content) if case.minutes else None
    stored = msgspec.structs.replace(row, title=title, minutes=minutes)
    await store.add(connection, campaign, stored, case.items, case.people)
    for each in case.steps:
        author = Author(
            actor=f"user:{PLANNER}", at=each.at, site_version=site.version, user=PLANNER, name=FULL_NAMES[PLANNER]
        )
        await store.add_step(connection, cipher, campaign, each.row, each.act, author=author)
    await store.add_rounds(connection, campaign, row.id, case.rounds)
    if case.minutes is not None:
        await store.add_minutes(connection, cipher, campaign, row.id, case.minutes)
        wanted = [each.criterion for each in case.minutes.content.decisions if each.changes]
        await store.set_wanted_changes(connection, campaign, row.id, wanted)
    elif row.state == "evaluating":
        cause = NotificationCause(
            kind="calibration_planned",
            number=row.id,
            event=f"calibration_planned {row.version} ",
            by_user=PLANNER,
            due_on=row.held_on,
        )
        await notify(connection, campaign, cause, [each.user for each in case.people], row.planned_at)
