"""Messages and announcements of the demo's past: sent by the supervisor, and read by most."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from agent_api.announcements import service
from agent_api.announcements.schemas import AnnouncementForm, Audience, MessageForm, ReceiptForm
from atencion.demo.administration.office import PastAct, PastOffice, fill
from atencion.demo.quality.agenda import business_day_before, local_moment

_SUPERVISOR: Final = "supervisor"
_STANDS: Final = timedelta(days=20)
_TITLE: Final = "Nueva frase de despedida"
_TEXT: Final = (
    "Desde hoy cada llamada termina con la frase del guion: «Recuerde que también puede consultar el portal». "
    "Calidad la evalúa desde el lunes."
)
_MESSAGE: Final = "El portal de pagos vuelve a las 3. Mientras tanto, ofrezcan la devolución de llamada."


class PastAnnouncements:
    """An announcement that must be read, and a message, act by act."""

    def __init__(self, office: PastOffice) -> None:
        self._office, self._ids = office, list[str]()

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        return [
            PastAct(self._at(5, time(8)), self._announce),
            PastAct(self._at(5, time(9, 10)), partial(self._read, "asesor1")),
            PastAct(self._at(4, time(8, 5)), partial(self._read, "asesor2")),
            PastAct(self._at(1, time(14)), self._send),
            PastAct(self._at(1, time(14, 2)), partial(self._read, "asesor1")),
            PastAct(self._at(1, time(14, 9)), partial(self._read, "asesor3")),
        ]

    def _at(self, days: int, clock: time) -> datetime:
        return local_moment(business_day_before(self._office.today, days), clock)

    async def _announce(self) -> None:
        form = AnnouncementForm(
            audience=Audience(kind="roles", ids=["asesor", "asesor_escrita"]),
            title=_TITLE,
            text=_TEXT,
            begins_at=None,
            ends_at=self._at(0, time(18)) + _STANDS,
            must_read=True,
        )
        principal = self._office.principal(_SUPERVISOR)
        self._ids.append(await service.publish_announcement(self._office.context, principal, form))

    async def _send(self) -> None:
        form = MessageForm(audience=Audience(kind="roles", ids=["asesor"]), text=_MESSAGE)
        self._ids.append(await service.send_message(self._office.context, self._office.principal(_SUPERVISOR), form))

    async def _read(self, user: str) -> None:
        form = fill(ReceiptForm, ids=self._ids, read=True)
        await service.mark_receipts(self._office.context, self._office.principal(user), form)
