"""The visits and findings of the demo's past, and the two reports of findings that the worker makes at the first start.

`finding_plans` owns what was found and done; the state machines of visits and findings decide each act.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.author import Author
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.findings import store
from agent_api.quality.findings.domain.deadline import last_day
from agent_api.quality.findings.domain.state_machine import QualityFinding, take_act
from agent_api.quality.findings.store import FindingRow
from agent_api.quality.visits import store as visits
from agent_api.quality.visits.domain.visit import Attendee, VisitAnswer, digest_of, find_missing, find_visit_faults
from agent_api.quality.visits.store import VisitPlain, VisitRow
from agent_api.reports.findings import store as reports
from agent_api.reports.findings.store import FindingReportRow
from atencion.demo.quality.agenda import ActedFact, Agenda, business_day_before, local_moment, next_business_day
from atencion.demo.quality.evaluation_history import EvaluationHistory
from atencion.demo.quality.finding_plans import FINDER, FINDINGS, PlannedAct, PlannedFinding
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.users import FULL_NAMES, full_names
from config.site.model import Site
from config.site.quality.form_versions import in_force
from config.site.quality.visits import VisitForm
from config.timezone import COLOMBIA
from eventlog.facts import (
    AnyFact,
    Envelope,
    FindingRegistered,
    FindingStepTaken,
    QualityVisitBegun,
    QualityVisitSigned,
)
from metrics.quality.samples.week import Week, week_of
from storage.encryption.field_cipher import FieldCipher

_ORDER_OFFSET: Final = 6_000_000  # so that facts of findings sort after those of calibrations at the same time
_VISITED_BEFORE: Final = (19, 3)  # business days before the last one
_BEGUN_AT, _SIGNED_AT = time(9, 10), time(11, 40)
_ASKED_AT, _LAST_ASKED_AT = time(8, 20), time(17, 15)
_NO_BY_VISIT: Final = ({"papeles", "respaldo"}, {"sistemas"})  # questions that were answered with «no»
_PLACE: Final = "Sala de operación, piso 2"
_NOTE: Final = "Se registró como hallazgo."
_OBSERVATIONS: Final = "El equipo recibió la visita con buena disposición."


class FindingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a finding, with the finding after it; texts are plain."""

    row: FindingRow
    act: str
    at: datetime
    user: str
    text: str = ""


class FindingCase(msgspec.Struct, kw_only=True):
    """A finding with its history; ``action`` is the last one proposed, or empty."""

    row: FindingRow
    description: str
    steps: list[FindingEntry]
    action: str = ""


class FindingHistory:
    """The visits, findings and reports as days go by.

    Args:
        evaluations: which some findings come from.
        today: the local day after the last one.

    Attributes:
        visits: in the order of their numbers.
        cases: all findings, in the order of their numbers.
        reports: queued for the worker.
    """

    def __init__(self, site: Site, evaluations: EvaluationHistory, today: date) -> None:
        self.visits: list[VisitRow] = []
        self.cases: list[FindingCase] = []
        self.reports: list[FindingReportRow] = []
        self._site, self._evaluations, self._today = site, evaluations, today
        self._agenda, self._names = Agenda(_ORDER_OFFSET), full_names(site)
        last = business_day_before(today)
        for index, before in enumerate(_VISITED_BEFORE):
            self._agenda.add(local_moment(business_day_before(last, before), _BEGUN_AT), partial(self._visit, index))
        for plan in FINDINGS:
            found = local_moment(business_day_before(last, plan.before), plan.clock)
            self._agenda.add(found, partial(self._register, plan))
        week = week_of(local_moment(last, _LAST_ASKED_AT))
        asked = min(next_business_day(week.following(-1).last_day), last)
        self._agenda.add(local_moment(asked, _ASKED_AT), partial(self._ask, week.following(-1)))
        self._agenda.add(local_moment(last, _LAST_ASKED_AT), partial(self._ask, week))

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the evaluations know what matters."""

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of visits and findings on a day."""
        return () if self._site.quality is None or day >= self._today else self._agenda.take_until(day)

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store visits, findings and reports, and notify those for whom a finding waits."""
        for visit in self.visits:
            await visits.add(connection, cipher, self._site.campaign, visit)
        for case in self.cases:
            await _store_case(connection, cipher, self._site, case, self._names)
        for report in self.reports:
            await reports.add(connection, self._site.campaign, report)

    # --- visits -------------------------------------------------------------------------------------------------------

    def _visit(self, index: int, at: datetime) -> Iterator[ActedFact]:
        """Begin a visit in person, and plan its signature."""
        assert self._site.quality is not None
        day = at.astimezone(COLOMBIA).date()
        form = in_force(self._site.quality.visits.values(), day)
        assert form is not None, "the sample site has a form for each day of the past"
        row = VisitRow(
            id=_number(day.year, [each.id for each in self.visits]),
            mode="in_person",
            visited_on=day,
            line="",
            channel="",
            site_version=self._site.version,
            form=form.id,
            form_version=form.version,
            begun_at=at,
            visitor=FINDER,
            visitor_name=FULL_NAMES[FINDER],
            state="draft",
            revision=1,
            updated_at=at,
            answers={},
            texts=VisitPlain(),
        )
        self.visits.append(row)
        self._agenda.add(local_moment(day, _SIGNED_AT), partial(self._sign, index, form))
        yield _by(FINDER, at, QualityVisitBegun(visit=row.id, mode=row.mode, visited_on=day.isoformat()))

    def _sign(self, index: int, form: VisitForm, at: datetime) -> Iterator[ActedFact]:
        row, failed = self.visits[index], _NO_BY_VISIT[index]
        texts = VisitPlain(
            place=_PLACE,
            attendees=(Attendee(name=FULL_NAMES["supervisor"], position="Supervisor del turno"),),
            notes={each.question: _NOTE for each in form.questions if each.question in failed},
            observations=_OBSERVATIONS,
        )
        answers: dict[str, VisitAnswer] = {
            each.question: "no" if each.question in failed else "yes" for each in form.questions
        }
        row = msgspec.structs.replace(
            row, channel="phone", answers=answers, texts=texts, revision=row.revision + 2, updated_at=at, signed_at=at
        )
        faults = find_visit_faults(form, row.content, self._site.lines, row.visited_on)
        assert not faults + find_missing(form, row.content)  # the past has only possible visits
        self.visits[index] = row = msgspec.structs.replace(row, state="signed", digest=digest_of(row.content, form))
        counts = Counter(row.answers.values())
        signed = QualityVisitSigned(
            visit=row.id,
            line=row.line,
            channel=row.channel,
            form=row.form,
            form_version=row.form_version,
            yes=counts["yes"],
            no=counts["no"],
            not_applicable=counts["not_applicable"],
            digest=row.digest or "",
        )
        yield _by(FINDER, at, signed)

    # --- findings -----------------------------------------------------------------------------------------------------

    def _register(self, plan: PlannedFinding, at: datetime) -> Iterator[ActedFact]:
        """Register a finding, and plan the acts on it."""
        row = self._new_row(plan, at)
        recorded = FindingEntry(row=row, act="record", at=at, user=FINDER)
        case = FindingCase(row=row, description=plan.text, steps=[recorded])
        self.cases.append(case)
        for act in plan.acts:
            moment = local_moment(next_business_day(row.found_on, act.after), act.clock)
            self._agenda.add(moment, partial(self._act, case, act))
        fact = FindingRegistered(
            finding=row.id,
            source=row.source,
            reference=row.reference,
            kind=row.kind,
            severity=row.severity,
            area=row.area,
            owner=row.owner,
            due_on=row.due_on.isoformat(),
        )
        yield _by(FINDER, at, fact, row.call)

    def _new_row(self, plan: PlannedFinding, at: datetime) -> FindingRow:
        day, reference, call = at.astimezone(COLOMBIA).date(), "", ""
        if plan.source == "visit":
            reference = self.visits[int(plan.origin) - 1].id
        elif plan.source == "evaluation":
            reference, call = self._failed_call(plan.origin, at)
        id_ = _number(day.year, [each.row.id for each in self.cases])
        return FindingRow(
            id=id_,
            source=plan.source if reference or plan.source == "manual" else "manual",
            reference=reference,
            kind=plan.kind,
            severity=plan.severity,
            area=plan.area,
            owner=plan.owner,
            call=call,
            found_at=at,
            found_on=day,
            found_by=FINDER,
            found_by_name=FULL_NAMES[FINDER],
            site_version=self._site.version,
            idempotency_key=f"demo-{id_}",
            request="",
            counted_from=day,
            due_on=self._last_day(plan.severity, day),
            updated_at=at,
            description=b"",
        )

    def _act(self, case: FindingCase, plan: PlannedAct, at: datetime) -> Iterator[ActedFact]:
        row, today = case.row, at.astimezone(COLOMBIA).date()
        due_on = self._last_day(row.severity, today) if plan.act == "reopen" else None
        value = take_act(row.value, plan.act, plan.user, today, due_on=due_on)
        assert isinstance(value, QualityFinding), value  # the past has only possible acts
        case.action = plan.text if plan.act == "propose" else case.action
        case.row = msgspec.structs.replace(
            row,
            state=value.state,
            done_by=value.done_by,
            done_on=value.done_on,
            due_on=value.due_on,
            counted_from=today if plan.act == "reopen" else row.counted_from,
            revision=row.revision + 1,
            updated_at=at,
        )
        case.steps.append(FindingEntry(row=case.row, act=plan.act, at=at, user=plan.user, text=plan.text))
        fact = FindingStepTaken(
            finding=row.id,
            act=plan.act,
            state=value.state,
            late=today > row.due_on,
            due_on=value.due_on.isoformat(),
        )
        yield _by(plan.user, at, fact, row.call)

    def _failed_call(self, criterion: str, at: datetime) -> tuple[str, str]:
        """Return the last evaluation of a call that failed a criterion and has no finding, and the call."""
        taken = {each.row.reference for each in self.cases}
        for case in reversed(self._evaluations.cases):
            row = case.row
            is_fit = (
                row.channel == "phone" and row.seat == "first" and row.answers.get(criterion) == "fails" and case.rounds
            )
            if is_fit and row.id not in taken and case.rounds[0].signed_at < at:
                return row.id, row.item
        return "", ""

    def _last_day(self, severity: str, counted_from: date) -> date:
        found = self._site.quality.findings.find_severity(severity) if self._site.quality else None
        assert found is not None, "the sample site has the severities of the plans"
        return last_day(counted_from, found.days_to_act, self._site.terms)

    # --- reports ------------------------------------------------------------------------------------------------------

    def _ask(self, week: Week, at: datetime) -> Iterator[ActedFact]:
        """Ask for the report of a week, which has no fact before it is made."""
        self.reports.append(
            FindingReportRow(
                id=_number(at.astimezone(COLOMBIA).year, [each.id for each in self.reports]),
                scope="week",
                subject=str(week),
                first_day=week.first_day,
                last_day=week.last_day,
                asked_at=at,
                asked_by=FINDER,
                asked_by_name=FULL_NAMES[FINDER],
                state="queued",
            )
        )
        return iter(())


def _by(user: str, at: datetime, fact: AnyFact, call: str = "") -> ActedFact:
    return at, f"user:{user}", call, fact


def _number(year: int, earlier: Sequence[str]) -> str:
    return f"{year}-{1 + sum(each.startswith(f'{year}-') for each in earlier):04}"


async def _store_case(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, case: FindingCase, names: dict[str, str]
) -> None:
    campaign, row = site.campaign, case.row
    stored = msgspec.structs.replace(
        row,
        request=cipher.blind_index(row.idempotency_key, field=store.REQUEST),
        description=store.encrypt_text(cipher, campaign, row.id, store.DESCRIPTION, case.description) or b"",
        action=store.encrypt_text(cipher, campaign, row.id, store.ACTION, case.action),
    )
    await store.add(connection, campaign, stored)
    for step in case.steps:
        author = Author(
            actor=f"user:{step.user}", at=step.at, site_version=site.version, user=step.user, name=names[step.user]
        )
        await store.add_step(connection, cipher, campaign, step.row, step.act, author=author, note=step.text)
    await _notify(connection, campaign, case)


async def _notify(connection: AsyncConnection, campaign: str, case: FindingCase) -> None:
    """Notify the person for whom a finding waits."""
    row, last = case.row, case.steps[-1]
    waiting: dict[str, tuple[NotificationKind, str]] = {
        "open": ("finding_assigned", row.owner),
        "reopened": ("finding_reviewed", row.owner),
        "in_course": ("finding_reviewed", row.owner),
        "proposed": ("finding_acted", row.found_by),
        "done": ("finding_acted", row.found_by),
        "rejected": ("finding_acted", row.found_by),
    }
    if row.state in waiting:
        kind, user = waiting[row.state]
        event = f"{'assigned' if kind == 'finding_assigned' else last.act} {row.revision}"
        cause = NotificationCause(kind=kind, number=row.id, event=event, by_user=last.user, due_on=row.due_on)
        await notify(connection, campaign, cause, [user], last.at)
