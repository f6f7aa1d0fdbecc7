"""The large clients of the demo's past, and the novelties of their channel.

The sample callers use the numbers of the contacts, so that the desk shows the client of a call.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from agent_api.large_clients.novelties import service as novelties
from agent_api.large_clients.novelties.schemas import NewNovelty, NoveltyConfirmationForm, NoveltyStepForm
from agent_api.large_clients.register import service as register
from agent_api.large_clients.register.schemas import ClientContactForm, LargeClientForm
from atencion.demo.administration.office import PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment
from atencion.demo.traffic import INVENTED_NUMBERS
from eventlog.facts.large_client import NoveltyAct, Recipient

_COORDINATOR, _INTERVENTORIA = "coordinador", "interventoria"
_MANAGERS: Final = ("coordinador", "calidad", "supervisor")
_CLIENTS: Final = (
    ("860012336-1", "Universidad de Ejemplo", "Legalización de créditos por convenio", "Elena Patricia Vargas"),
    ("900555101-2", "Fondo Educativo de Muestra", "Giros de fondos en administración", "Rubén Darío Celis"),
    ("890555202-2", "Institución Tecnológica Modelo", "Renovaciones por lote", "Sonia Milena Barrios"),
)
_REPLY: Final = "Se revisó la troncal y se corrigió la ruta. Hubo 12 llamadas afectadas."


class PastLargeClients:
    """The clients and their novelties, act by act."""

    def __init__(self, office: PastOffice) -> None:
        self._office = office
        self._clients: dict[str, str] = {}
        self._novelties: dict[str, str] = {}
        self._revisions: dict[str, int] = {}

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        registered = [
            PastAct(self._at(22, time(10, 10 * number)), partial(self._add_client, number))
            for number in range(len(_CLIENTS))
        ]
        return [*registered, *self._closed(), *self._answered(), *self._sent(), *self._open()]

    def _closed(self) -> list[PastAct]:
        text = "El menú de la línea no reconocía la opción del convenio entre las 9:00 y las 10:30."
        return [
            self._novelty("menu", 0, 16, text),
            *self._steps("menu", 16, [("send", "technology"), ("send", "interventoria")]),
            *self._replies("menu", [(15, "receive"), (12, "answer")]),
            *self._steps("menu", 13, [("receive", "technology"), ("answer", "technology")]),
            *self._steps("menu", 11, [("close", None)]),
        ]

    def _answered(self) -> list[PastAct]:
        text = "Tres llamadas del Fondo se cortaron al pasar a un asesor."
        return [
            self._novelty("cortes", 1, 8, text),
            *self._steps("cortes", 8, [("send", "technology")]),
            *self._steps("cortes", 5, [("answer", "technology")]),
        ]

    def _sent(self) -> list[PastAct]:
        text = "Los correos de la Institución llegaron con dos horas de retraso."
        return [
            self._novelty("correo", 2, 3, text),
            *self._steps("correo", 3, [("send", "interventoria"), ("send", "technology")]),
            *self._replies("correo", [(2, "receive")]),
        ]

    def _open(self) -> list[PastAct]:
        return [
            self._novelty("espera", 0, 1, "La espera de la Universidad pasó de cinco minutos tres veces en el día.")
        ]

    def _novelty(self, key: str, client: int, days: int, text: str) -> PastAct:
        return PastAct(self._at(days, time(11)), partial(self._add_novelty, key, client, text))

    def _steps(self, key: str, days: int, steps: list[tuple[NoveltyAct, Recipient | None]]) -> list[PastAct]:
        """Return acts on one day, two minutes apart."""
        begins = self._at(days, time(14))
        return [
            PastAct(begins + timedelta(minutes=2 * number), partial(self._act, key, act, to))
            for number, (act, to) in enumerate(steps)
        ]

    def _replies(self, key: str, replies: list[tuple[int, NoveltyAct]]) -> list[PastAct]:
        return [PastAct(self._at(days, time(16)), partial(self._confirm, key, act)) for days, act in replies]

    def _at(self, days: int, clock: time) -> datetime:
        return local_moment(business_day_before(self._office.today, days), clock)

    # --- one act ------------------------------------------------------------------------------------------------------

    async def _add_client(self, number: int) -> None:
        office, (nit, name, service, contact) = self._office, _CLIENTS[number]
        form = fill(
            LargeClientForm,
            nit=nit,
            name=name,
            manager=_MANAGERS[number],
            service=service,
            hours="Lunes a viernes, de 7:00 a 18:00",
            response_hours=(8, 24, 48)[number],
            since=date(office.today.year - 1, 2, 1),
            contacts=[
                ClientContactForm(
                    name=contact,
                    position="Coordinación de apoyo financiero",
                    phone=INVENTED_NUMBERS[number],
                    email=f"convenios{number + 1}@ejemplo.com",
                )
            ],
        )
        id_ = await register.register_client(office.context, office.principal(_COORDINATOR), form)
        self._clients[nit] = id_

    async def _add_novelty(self, key: str, client: int, text: str) -> None:
        form = fill(
            NewNovelty,
            client=self._clients[_CLIENTS[client][0]],
            channel="correo" if key == "correo" else "telefono",
            source="monitoring" if key == "espera" else "outsourcer_report",
            kind="finding" if key == "espera" else "failure",
            description=text,
        )
        principal = self._office.principal(_COORDINATOR)
        id_, _ = await novelties.register_novelty(self._office.context, principal, form, f"ejemplo/{key}")
        self._novelties[key], self._revisions[key] = id_, 1

    async def _act(self, key: str, act: NoveltyAct, recipient: Recipient | None) -> None:
        text = "" if act in ("send", "receive") else _REPLY
        form = fill(NoveltyStepForm, act=act, recipient=recipient, text=text, revision=self._revisions[key])
        principal = self._office.principal(_COORDINATOR)
        await novelties.act_on_novelty(self._office.context, principal, self._novelties[key], form)
        self._revisions[key] += 1

    async def _confirm(self, key: str, act: NoveltyAct) -> None:
        form = fill(
            NoveltyConfirmationForm,
            act=act,
            text="" if act == "receive" else "Conforme.",
            revision=self._revisions[key],
        )
        principal = self._office.principal(_INTERVENTORIA)
        await novelties.confirm_novelty(self._office.context, principal, self._novelties[key], form)
        self._revisions[key] += 1
