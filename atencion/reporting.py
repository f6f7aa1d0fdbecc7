"""What a process does for reports: those that are due are made and sent.

Owns how the site becomes this task, and what may be in its way.
"""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from atencion.side_tasks import kept_up, utc_now

if TYPE_CHECKING:
    from atencion.house import House


def report_tasks(house: "House") -> list[Coroutine[Any, Any, None]]:
    """The task that makes what is due, until cancelled; where the site does not write, reports are kept alone."""
    from agent_api.reports.desk import Desk
    from agent_api.reports.figures import NotCounted
    from agent_api.reports.service import make_due
    from agent_api.reports.store import Kept
    from agent_api.rounds import rounds

    async def look() -> list[Kept]:
        return await make_due(Desk(house.database.engine, house.sealer, house.sites.current), utc_now())

    return [kept_up(lambda: rounds(look, name="reports", waits=(NotCounted,)))]
