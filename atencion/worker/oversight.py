"""What a process does for the interventoría: heads of the days, anchors of each hour, and sealed periods.

Owns how the settings and the site become these tasks.
"""

from functools import partial
from typing import TYPE_CHECKING

from atencion.runtime.tasks import Tend, utc_now
from config.errors import SettingsInvalid
from config.settings import Settings

if TYPE_CHECKING:
    from agent_api.anchors.hourly_service import Send
    from atencion.runtime.context import House


def oversight_tasks(house: "House") -> dict[str, Tend]:
    """Return the jobs that mail each day's head, anchor the chain and seal months, by name."""
    from agent_api.anchors.daily_service import tell_heads
    from agent_api.anchors.hourly_service import deliver, take_anchor
    from agent_api.kit.periodic import Desk, rounds
    from agent_api.sealed_periods.service import Desk as Seals
    from agent_api.sealed_periods.service import pause_s, seal_next
    from agent_api.sealed_periods.store import Row
    from storage.encryption.seal_key import seal_key_of

    async def heads() -> int:
        return await tell_heads(Desk(house.database.engine, house.sealer, house.sites.current), utc_now())

    async def seals() -> Row | None:
        desk = Seals(house.database.engine, house.sites.current, lambda: seal_key_of(house.settings))
        return await seal_next(desk, utc_now())

    async def anchors() -> bool:
        return await take_anchor(
            Desk(house.database.engine, house.sealer, house.sites.current),
            lambda: seal_key_of(house.settings),
            utc_now(),
        )

    async def deliveries() -> int:
        desk = Desk(house.database.engine, house.sealer, house.sites.current)
        return await deliver(desk, anchor_places(house.settings), utc_now())

    return {
        "day heads": partial(rounds, heads, name="day_heads"),
        "anchors": partial(rounds, anchors, name="anchors", waits=(SettingsInvalid,)),
        "anchor deliveries": partial(rounds, deliveries, name="anchor_deliveries"),
        "sealing": partial(rounds, seals, name="sealing", pause_s=pause_s),
    }


def anchor_places(settings: Settings) -> "dict[str, Send]":
    """Return where anchors go beside the mail, by name."""
    from agent_api.anchors.destinations import file_place, url_place

    places: dict[str, Send] = {}
    if settings.anchor_file is not None:
        places["file"] = file_place(settings.anchor_file)
    if settings.anchor_url is not None:
        places["url"] = url_place(settings.anchor_url)
    return places
