"""Notify the people of a session under their bells."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.context import ApiContext
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.quality.calibrations.store import CalibrationRow


async def announce(
    connection: AsyncConnection,
    context: ApiContext,
    row: CalibrationRow,
    kind: NotificationKind,
    users: Iterable[str],
    *,
    by_user: str,
    event: str = "",
) -> None:
    """Notify users of an event of a session; its author gets no notification.

    ``event`` tells apart two events of one kind and one version of the minutes.
    """
    cause = NotificationCause(
        kind=kind,
        number=row.id,
        event=f"{kind} {row.version} {event}",
        by_user=by_user,
        due_on=row.held_on if kind == "calibration_planned" else None,
    )
    await notify(connection, context.campaign, cause, users, context.now())
