"""What a process does for reports: those that are due are made and sent.

Owns how the site becomes this task, and who tells a report of failures and figures.
"""

from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from atencion.mailing import kept_up

if TYPE_CHECKING:
    from atencion.house import House


def report_tasks(house: "House") -> list[Coroutine[Any, Any, None]]:
    """The task that makes what is due, until cancelled; where the site does not write, reports are kept alone."""
    from agent_api.reports.desk import Desk
    from agent_api.reports.press import Press

    def desk() -> Desk:
        return Desk(house.database.engine, house.sealer, house.sites.current)

    return [kept_up(Press(desk, now=_now).tend)]


def _now() -> datetime:
    return datetime.now(UTC)
