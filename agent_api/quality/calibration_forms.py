"""Query for the form of an open calibration session.

The evaluations of a session begin with it, so this module stands beside both subpackages.
"""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.tables import calibration, calibration_item


class CalibrationFormVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a calibration session, which all of its evaluators use."""

    site_version: str
    form: str


async def find_calibration_form(
    connection: AsyncConnection, campaign: str, channel: EvaluationChannel, item: str
) -> CalibrationFormVersion | None:
    """Return the form of the session with an item whose results are not open; None if there is none."""
    session, row = calibration.c, calibration_item.c
    same = (row.campaign == session.campaign) & (row.calibration == session.id)
    query = select(session.site_version, session.form).join_from(calibration, calibration_item, same)
    query = query.where(session.campaign == campaign, session.channel == channel, row.item == item)
    found = (await connection.execute(query.where(session.state == "evaluating"))).mappings().one_or_none()
    return None if found is None else CalibrationFormVersion(**found)
