"""How the open tickets stand: for metrics.

Owns the count by inbox, state and light.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select

from agent_api.deps import Deps
from agent_api.tickets.showing import reckoning
from config.terms import Color, day_of_receipt, traffic_light
from metrics.tickets import Where
from storage.engine import reading
from storage.errors import StorageError
from storage.tables import ticket

_INBOXES = {1: "phone", 2: "written"}


async def tickets_now(deps: Deps) -> Mapping[Where, int] | None:
    """How many are where; None while PostgreSQL is away."""
    row, today = ticket.c, day_of_receipt(deps.now())
    places = (row.tier, row.area, row.state, row.due_on)
    wanted = select(*places, func.count().label("n")).where(row.campaign == deps.campaign, row.status == "open")
    try:
        async with reading(deps.engine) as connection:
            found = (await connection.execute(wanted.group_by(*places))).all()
    except StorageError:
        return None
    counts: Counter[Where] = Counter()
    for each in found:
        color: Color = traffic_light(each.due_on or today, today, reckoning(deps).rules).color
        waits = each.state == "incomplete" and color == "overdue"  # for the petitioner, so nothing is late
        counts[_INBOXES.get(each.tier, each.area), each.state, "red" if waits else color] += each.n
    return counts
