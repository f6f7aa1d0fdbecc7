"""The staff and the roster of the demo's past: entries, a move, an exit, seats, absences and a deputy."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from agent_api.roster import service as roster
from agent_api.roster.schemas import AbsenceForm, SeatForm
from agent_api.staff import service as staff
from agent_api.staff.schemas import ExitForm, MoveForm, NewStaffPerson, StaffCorrectionForm
from agent_api.staff.upkeep import ADVISOR_POSITION, register_advisors
from atencion.demo.administration.office import LEAVER, NEWCOMER, PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment, next_business_day

_ADMIN, _COORDINATOR, _SUPERVISOR = "admin", "coordinador", "supervisor"
_ENTITY, _OPERATOR = "Icetex", "Operador de Ejemplo S. A. S."
_PLACES: Final = {
    "asesor1": ("nacional", "52100200"),
    "asesor2": ("bogota", "80100300"),
    "asesor3": ("quejas", "1010400500"),
}
"""Line and document of each advisor."""
_SEATS: Final = {"A-01": "asesor1", "A-02": "asesor2", "A-03": "asesor3", "B-01": ""}


class PastPeople:
    """The staff and the roster, act by act."""

    def __init__(self, office: PastOffice, began_at: datetime) -> None:
        self._office, self._today, self._began_at = office, office.today, began_at

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        return [*self._staff(), *self._roster()]

    def _staff(self) -> list[PastAct]:
        """Return the acts on the register; the advisors of the site's file come first."""
        began = self._began_at
        entries = (
            ("coordinador", "Coordinadora", "", date(2023, 3, 1), _ENTITY),
            ("supervisor", "Supervisor", "", date(2023, 7, 17), _OPERATOR),
            ("escrita1", "Asesor del canal escrito", "written", date(2024, 9, 2), _OPERATOR),
            (LEAVER, ADVISOR_POSITION, "phone", date(2025, 2, 3), _OPERATOR),
        )
        return [
            PastAct(began + timedelta(minutes=5), partial(register_advisors, self._office.job, began)),
            *(
                PastAct(began + timedelta(minutes=6 + number), partial(self._enter, *each))
                for number, each in enumerate(entries)
            ),
            *(
                PastAct(began + timedelta(minutes=20 + number), partial(self._correct, each))
                for number, each in enumerate(_PLACES)
            ),
            PastAct(self._at(13, time(8)), self._move),
            PastAct(self._at(8, time(16)), self._leave),
            PastAct(
                self._at(5, time(9)),
                partial(
                    self._enter,
                    NEWCOMER,
                    "Asesora del canal escrito",
                    "written",
                    business_day_before(self._today, 5),
                    _OPERATOR,
                ),
            ),
        ]

    def _roster(self) -> list[PastAct]:
        seats = [
            PastAct(self._at(20, time(8, number)), partial(self._save_seat, each, number))
            for number, each in enumerate(_SEATS)
        ]
        return [
            *seats,
            PastAct(self._at(6, time(10)), partial(self._be_absent, "asesor2", "Vacaciones", 12, 16, None)),
            PastAct(self._at(1, time(17)), partial(self._be_absent, "archivo1", "Incapacidad", 0, 2, "archivo2")),
            PastAct(self._at(4, time(11)), self._name_deputy),
        ]

    def _at(self, days: int, clock: time) -> datetime:
        return local_moment(business_day_before(self._today, days), clock)

    # --- one act ------------------------------------------------------------------------------------------------------

    async def _enter(self, user: str, position: str, channel: str, begins_on: date, employer: str) -> None:
        form = fill(
            NewStaffPerson,
            user=user,
            name=self._office.names[user],
            employer=employer,
            position=position,
            channel=channel,
            coordinator="" if user == _COORDINATOR else _COORDINATOR,
            begins_on=begins_on,
            reason="Ingreso según contrato.",
        )
        await staff.register_person(self._office.context, self._office.principal(_ADMIN), form)

    async def _correct(self, user: str) -> None:
        line, document = _PLACES[user]
        form = fill(
            StaffCorrectionForm,
            name=self._office.names[user],
            document=document,
            employer=_OPERATOR,
            position=ADVISOR_POSITION,
            line=line,
            channel="phone",
            coordinator=_SUPERVISOR,
            revision=1,
        )
        await staff.correct_person(self._office.context, self._office.principal(_ADMIN), user, form)

    async def _move(self) -> None:
        form = fill(
            MoveForm,
            employer=_OPERATOR,
            position=ADVISOR_POSITION,
            line="nacional",
            channel="phone",
            coordinator=_SUPERVISOR,
            roles=["asesor"],
            reason="Refuerzo de la Línea Nacional.",
        )
        await staff.move_person(self._office.context, self._office.principal(_ADMIN), "asesor2", form)

    async def _leave(self) -> None:
        form = fill(ExitForm, last_day=None, reason="Terminó su contrato.")
        await staff.end_person(self._office.context, self._office.principal(_ADMIN), LEAVER, form)

    async def _save_seat(self, seat: str, number: int) -> None:
        office, advisor = self._office, _SEATS[seat]
        principal = office.principal(_SUPERVISOR)
        form = fill(
            SeatForm, extension=f"{2001 + number}", location="Piso 3, sala norte" if advisor else "Piso 3, sala sur"
        )
        await roster.save_seat(office.context, principal, seat, form)
        if advisor:
            await roster.change_seat(office.context, principal, advisor, seat)

    async def _be_absent(self, user: str, reason: str, first: int, last: int, deputy: str | None) -> None:
        """Record an absence between two business days from today on."""
        first_day, last_day = (next_business_day(self._today, days) for days in (first, last))
        form = fill(AbsenceForm, user=user, first_day=first_day, last_day=last_day, reason=reason, deputy=deputy)
        await roster.record_absence(self._office.context, self._office.principal(_SUPERVISOR), form)

    async def _name_deputy(self) -> None:
        await roster.name_deputy(self._office.context, self._office.principal(_SUPERVISOR), "fondos2", "fondos1")
