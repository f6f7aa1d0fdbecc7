"""The training of the demo's past: courses with versions, sessions held and to come, marks, and proposals.

Every advisor has the courses that gated queues require, so the demo's queues stay served.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from agent_api.training import own, sessions, topics
from agent_api.training.proposals import service as proposals
from agent_api.training.schemas import (
    CourseForm,
    MaterialForm,
    ProposalDecisionForm,
    ProposalForm,
    RegisterForm,
    TrainingSessionForm,
)
from atencion.demo.administration.office import PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment, next_business_day
from config.calendar_months import add_months

_COORDINATOR: Final = "coordinador"
_TRAINER, _ROOM = "Adriana Cárdenas Mora", "Sala de capacitación, piso 3"
_LINK: Final = "https://capacitacion.example/ley-1755"
_PETITIONS, _RENEWAL, _NEWS, _PRIVACY = (
    "Derecho de petición (Ley 1755 de 2015)",
    "Renovación de créditos",
    "Novedades del mes",
    "Protección de datos personales",
)
_DAYS_LEFT: Final = 5
"""Days until the news of the month expire."""


class PastTraining:
    """The training, act by act."""

    def __init__(self, office: PastOffice) -> None:
        self._office, self._today = office, office.today
        self._courses: dict[str, str] = {}
        self._sessions: dict[str, str] = {}

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        news_on = business_day_before(add_months(self._today, -1) + timedelta(days=_DAYS_LEFT + 1))
        return [*self._topics(), *self._held(news_on), *self._coming()]

    def _topics(self) -> list[PastAct]:
        first = business_day_before(self._today, 24)
        required = {"required_from": first}
        courses = [
            fill(CourseForm, **each)
            for each in (
                {"title": _PETITIONS, "required_queues": ["quejas"], **required},
                {"title": _RENEWAL, "pass_mark": 70, "required_queues": ["credito"], **required},
                {"title": _NEWS, "validity_months": 1, "required_queues": ["general"], **required},
                {"title": _PRIVACY, "attempts": 3, "validity_months": 24},
            )
        ]
        acts = [
            PastAct(local_moment(first, time(8, 10 + 5 * number)), partial(self._create, each))
            for number, each in enumerate(courses)
        ]
        newer = local_moment(business_day_before(self._today, 12), time(9))
        return [*acts, PastAct(newer, partial(self._add_version, _PETITIONS, "Con los plazos de 2026"))]

    def _held(self, news_on: date) -> list[PastAct]:
        everyone = ["asesor1", "asesor2", "asesor3"]
        return [
            *self._session("peticion", _PETITIONS, 18, {"asesor1": "95", "asesor2": "88.5", "asesor3": "72"}),
            *self._session("renovacion", _RENEWAL, 15, {"asesor1": "92", "asesor2": "78", "asesor3": "84"}),
            *self._session("peticion2", _PETITIONS, 9, {"asesor3": "86"}),
            *self._session_on("novedades", _NEWS, news_on, dict(zip(everyone, ("100", "90", ""), strict=True))),
            PastAct(
                local_moment(business_day_before(self._today, 16), time(11)),
                partial(self._acknowledge, "asesor1", "peticion"),
            ),
        ]

    def _coming(self) -> list[PastAct]:
        planned = local_moment(business_day_before(self._today, 3), time(10))
        renewed, new, repeated = (next_business_day(self._today, days) for days in (2, 4, 6))
        everyone = ["asesor1", "asesor2", "asesor3"]
        acts = [
            PastAct(planned, partial(self._plan, "novedades2", _NEWS, renewed, everyone)),
            PastAct(planned + timedelta(minutes=5), partial(self._plan, "datos", _PRIVACY, new, everyone[:1])),
            PastAct(
                planned + timedelta(minutes=9), partial(self._plan, "peticion3", _PETITIONS, repeated, ["escrita1"])
            ),
        ]
        asked, decided = (local_moment(business_day_before(self._today, days), time(15)) for days in (5, 2))
        by_error = {"source": "error", "reference": "compliance", "advisor": "asesor3"}
        return [
            *acts,
            PastAct(asked, partial(self._propose, _PRIVACY, advisor="asesor2")),
            PastAct(decided, partial(self._accept, "datos")),
            PastAct(decided + timedelta(hours=1), partial(self._propose, _PETITIONS, **by_error)),
        ]

    def _session(self, key: str, course: str, days: int, marks: dict[str, str]) -> list[PastAct]:
        return self._session_on(key, course, business_day_before(self._today, days), marks)

    def _session_on(self, key: str, course: str, day: date, marks: dict[str, str]) -> list[PastAct]:
        """Plan a session, and register it in the evening; a person without a mark was absent."""
        planned = local_moment(business_day_before(day, 3), time(9, 30))
        held = local_moment(day, time(17))
        return [
            PastAct(planned, partial(self._plan, key, course, day, list(marks))),
            PastAct(held, partial(self._register, key, marks)),
        ]

    # --- one act ------------------------------------------------------------------------------------------------------

    async def _create(self, form: CourseForm) -> None:
        office = self._office
        id_ = await topics.create_course(office.context, office.principal(_COORDINATOR), form)
        self._courses[form.title] = id_
        await self._add_version(form.title, "Presentación y guía")

    async def _add_version(self, course: str, title: str) -> None:
        office, day = self._office, business_day_before(self._today, 26)
        form = fill(MaterialForm, title=title, address=_LINK if course == _PETITIONS else "", dated_on=day, minutes=90)
        await topics.add_material(office.context, office.principal(_COORDINATOR), self._courses[course], form)

    async def _plan(self, key: str, course: str, day: date, advisors: list[str]) -> None:
        office = self._office
        form = fill(
            TrainingSessionForm,
            course=self._courses[course],
            trainer=_TRAINER,
            place=_ROOM,
            starts_at=_morning(day),
            minutes=90,
            advisors=advisors,
        )
        self._sessions[key] = await sessions.plan_session(office.context, office.principal(_COORDINATOR), form)

    async def _register(self, key: str, marks: dict[str, str]) -> None:
        office = self._office
        rows = [
            {"advisor": advisor, "attendance": "attended", "mark": mark}
            if mark
            else {"advisor": advisor, "attendance": "absent", "reason": "incapacidad"}
            for advisor, mark in marks.items()
        ]
        form = fill(RegisterForm, revision=1, rows=rows)
        await sessions.take_register(office.context, office.principal(_COORDINATOR), self._sessions[key], form)

    async def _acknowledge(self, advisor: str, key: str) -> None:
        await own.acknowledge_record(self._office.context, self._office.principal(advisor), self._sessions[key])

    async def _propose(self, course: str, **fields: str) -> None:
        office = self._office
        form = fill(ProposalForm, course=self._courses[course], **fields)
        id_, _ = await proposals.propose(office.context, office.principal("calidad"), form)
        self._courses["propuesto"] = id_

    async def _accept(self, key: str) -> None:
        """Accept the latest proposal for a session."""
        office = self._office
        form = fill(ProposalDecisionForm, accepted=True, session=self._sessions[key])
        principal = office.principal(_COORDINATOR)
        await proposals.decide_proposal(office.context, principal, self._courses["propuesto"], form)


def _morning(day: date) -> datetime:
    return local_moment(day, time(8))
