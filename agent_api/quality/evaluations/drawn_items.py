"""Queries about an item: the weekly sample that drew it, and the calibration session that all evaluate it in."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.tables import calibration, calibration_item, quality_item, quality_sample


class DrawnItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item of a sample, with the seed of its draw."""

    week: str
    line: str
    advisor: str
    seed: str


async def find_drawn_item(
    connection: AsyncConnection, campaign: str, channel: EvaluationChannel, item: str
) -> DrawnItem | None:
    """Return the item of the latest sample that has it; None if it is in none, or was replaced."""
    row, sample = quality_item.c, quality_sample.c
    same = (row.campaign == sample.campaign) & (row.week == sample.week) & (row.channel == sample.channel)
    query = select(row.week, row.line, row.advisor, sample.seed).join_from(quality_item, quality_sample, same)
    query = query.where(row.campaign == campaign, row.channel == channel, row.item == item, row.replaced_at.is_(None))
    found = (await connection.execute(query.order_by(row.week.desc()).limit(1))).mappings().one_or_none()
    return None if found is None else DrawnItem(**found)


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
