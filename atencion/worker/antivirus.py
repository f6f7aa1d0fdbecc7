"""The antivirus's part of a process: files that wait are shown to it, where there is one.

Owns how the settings become this task, and the order to examine a ticket's files anew.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import Tend, utc_now

if TYPE_CHECKING:
    from atencion.runtime.context import House


def examination_tasks(house: "House") -> dict[str, Tend]:
    """Return the job that has files examined, by name; none where there is no antivirus."""
    antivirus = house.antivirus
    if antivirus is None:
        return {}
    from agent_api.kit.periodic import Desk, rounds
    from agent_api.tickets.attachments.antivirus.clamd import ScannerAway
    from agent_api.tickets.attachments.antivirus.scanning import examine_waiting

    async def look() -> int:
        desk = Desk(house.database.engine, house.sealer, house.sites.current)
        return await examine_waiting(desk, house.attachments, antivirus, utc_now)

    return {"antivirus": partial(rounds, look, name="antivirus", waits=(ScannerAway,))}
