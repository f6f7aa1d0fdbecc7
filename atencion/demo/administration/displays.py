"""The wall display of the demo: created by the supervisor, and waiting for a television."""

from datetime import time
from typing import Final

from agent_api.displays.schemas import NewDisplayForm
from agent_api.displays.service import create_display
from atencion.demo.administration.office import PastAct, PastOffice
from atencion.demo.quality.agenda import business_day_before, local_moment

_CREATOR: Final = "supervisor"
_DAYS: Final = 180


class PastDisplays:
    """One display. Its first code has expired: a new one is given when a television is there."""

    def __init__(self, office: PastOffice) -> None:
        self._office = office

    def acts(self) -> list[PastAct]:
        """Return the acts, with their moments."""
        return [PastAct(local_moment(business_day_before(self._office.today, 6), time(11, 20)), self._create)]

    async def _create(self) -> None:
        form = NewDisplayForm(
            name="Sala de operación",
            place="Piso 2, frente a los asesores",
            panels=["service", "lines", "queues", "advisors", "abandonment"],
            seconds=15,
            theme="dark",
            days=_DAYS,
        )
        await create_display(self._office.context, self._office.principal(_CREATOR), form)
