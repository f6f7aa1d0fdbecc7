"""What a process does for who oversees the contract: heads of the days, and sealed periods.

Owns how the settings and the site become these tasks.
"""

from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from atencion.mailing import kept_up

if TYPE_CHECKING:
    from atencion.house import House


def oversight_tasks(house: "House") -> list[Coroutine[Any, Any, None]]:
    """Tasks that tell each day's head and seal the months that were asked for, each until cancelled."""
    from agent_api.day_heads.service import Desk as Heads
    from agent_api.day_heads.teller import Teller
    from agent_api.sealed_periods.sealer import PeriodSealer
    from agent_api.sealed_periods.service import Desk as Seals
    from storage.seal_key import seal_key_of

    def heads() -> Heads:
        return Heads(house.database.engine, house.sealer, house.sites.current)

    def seals() -> Seals:
        return Seals(house.database.engine, house.sites.current, lambda: seal_key_of(house.settings))

    return [kept_up(Teller(heads, now=_now).tend), kept_up(PeriodSealer(seals, now=_now).tend)]


def _now() -> datetime:
    return datetime.now(UTC)
