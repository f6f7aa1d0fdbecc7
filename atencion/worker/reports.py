"""What a process does for reports: those that are due are made and sent.

Owns how the site becomes this task, and what may be in its way.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import Tend, utc_now

if TYPE_CHECKING:
    from atencion.runtime.context import House


def report_tasks(house: "House") -> dict[str, Tend]:
    """Return the job that makes due reports, by name; where the site sends no mail, they are only kept."""
    from agent_api.kit.periodic import rounds
    from agent_api.reports.context import Desk
    from agent_api.reports.service import make_due
    from agent_api.reports.sources.figures import NotCounted
    from agent_api.reports.store import Kept

    async def look() -> list[Kept]:
        return await make_due(Desk(house.database.engine, house.sealer, house.sites.current), utc_now())

    return {"reports": partial(rounds, look, name="reports", waits=(NotCounted,))}
