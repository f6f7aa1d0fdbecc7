"""The antivirus's part of a process: files that wait are shown to it, where there is one.

Owns how the settings become this task, and the order to examine a ticket's files anew.
"""

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from atencion.side_tasks import kept_up, utc_now

if TYPE_CHECKING:
    from atencion.house import House


def examination_tasks(house: "House") -> list[Coroutine[Any, Any, None]]:
    """What a process does that examines files, until cancelled."""
    antivirus = house.antivirus
    if antivirus is None:
        return []
    from agent_api.attachments.clamd import ScannerAway
    from agent_api.attachments.examining import examine_waiting
    from agent_api.rounds import Desk, rounds

    async def look() -> int:
        desk = Desk(house.database.engine, house.sealer, house.sites.current)
        return await examine_waiting(desk, house.attachments, antivirus, utc_now)

    return [kept_up(partial(rounds, look, name="antivirus", waits=(ScannerAway,)))]
