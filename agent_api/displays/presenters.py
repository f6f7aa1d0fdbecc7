"""Wall displays as responses, with the names of the people who created and revoked them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from agent_api.access.user_names import find_names
from agent_api.displays.domain.display import CODE_LIFETIME, DisplayRow, state_of
from agent_api.displays.domain.pairing_code import format_code
from agent_api.displays.schemas import DisplayWithCode, WallDisplay, WallDisplays
from agent_api.displays.service import Displays, NewCode
from agent_api.kit.context import ApiContext


async def present_displays(context: ApiContext, displays: Displays) -> WallDisplays:
    """Return what the list shows."""
    names, now = await _names(context, [*displays.current, *displays.former]), context.now()
    return WallDisplays(
        displays=[_present(context, row, names, now) for row in displays.current],
        latest=[_present(context, row, names, now) for row in displays.former],
    )


async def present_display(context: ApiContext, row: DisplayRow) -> WallDisplay:
    """Return one display."""
    return _present(context, row, await _names(context, [row]), context.now())


async def present_code(context: ApiContext, new: NewCode) -> DisplayWithCode:
    """Return a display with its code, which is shown only once."""
    display = await present_display(context, new.row)
    expires_at = new.row.code_expires_at or context.now() + CODE_LIFETIME
    return DisplayWithCode(display=display, code=format_code(new.code), code_expires_at=expires_at)


async def _names(context: ApiContext, rows: Sequence[DisplayRow]) -> Mapping[str, str]:
    people = {user for row in rows for user in (row.created_by, row.revoked_by) if user}
    return await find_names(context.engine, context.site, context.cipher, people)


def _present(context: ApiContext, row: DisplayRow, names: Mapping[str, str], now: datetime) -> WallDisplay:
    return WallDisplay(
        id=row.id,
        campaign=context.campaign,
        name=row.name,
        place=row.place,
        panels=list(row.panels),
        seconds=row.seconds,
        theme=row.theme,
        state=state_of(row, now),
        created_at=row.created_at,
        created_by=row.created_by,
        created_by_name=names.get(row.created_by, row.created_by),
        expires_at=row.expires_at,
        paired_at=row.paired_at,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
        revoked_by_name=names.get(row.revoked_by, row.revoked_by),
    )
