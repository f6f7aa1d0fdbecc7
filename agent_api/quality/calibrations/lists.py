"""Read sessions: a list, and one with its results and its minutes."""

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.pagination import Cursor
from agent_api.quality.calibrations import store
from agent_api.quality.calibrations.presenters import SessionParts, present_session, present_session_summary
from agent_api.quality.calibrations.problems import CalibrationUnknown
from agent_api.quality.calibrations.progress import load_progress
from agent_api.quality.calibrations.results import load_results
from agent_api.quality.calibrations.schemas import (
    CalibrationDetail,
    CalibrationPage,
    CalibrationQuery,
    CalibrationSummary,
)
from agent_api.quality.calibrations.store import CalibrationRow
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import read_connection


async def list_calibrations(context: ApiContext, query: CalibrationQuery, after: Cursor | None) -> CalibrationPage:
    """Return a page of sessions, and when the last results were opened."""
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, query.state, query.limit + 1, after)
        summaries = [await _summary_of(connection, context, each) for each in rows[: query.limit]]
        last_opened_at = await store.last_opened_at(connection, context.campaign)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return CalibrationPage(
        calibrations=summaries,
        next=Cursor(last.planned_at, last.id).encode() if last else None,
        every_days=context.site.quality.calibration.every_days if context.site.quality else None,
        last_opened_at=last_opened_at,
    )


async def read_calibration(context: ApiContext, principal: Principal, id_: str) -> CalibrationDetail:
    """Return a session, with its results once they are open.

    Raises:
        CalibrationUnknown: there is none with this number.
    """
    return present_session(await load_session(context, principal, id_), principal.user)


async def load_session(context: ApiContext, principal: Principal, id_: str) -> SessionParts:
    """Load everything about a session; its form is that of its plan.

    Raises:
        CalibrationUnknown: there is none with this number.
    """
    cipher, campaign = context.cipher, context.campaign
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, campaign, id_)
        if row is None:
            raise CalibrationUnknown
        quality = (await context.load_site_version(row.site_version)).quality
        assert quality is not None  # the session was planned with its form
        form, progress = quality.forms[row.form], await load_progress(connection, campaign, row)
        results = await load_results(connection, campaign, row, form, items=progress.items, people=progress.people)
        return SessionParts(
            progress=progress,
            title=_title_of(context, row),
            form=form,
            families=quality.families,
            results=results,
            minutes=store.decrypt_minutes(cipher, campaign, row),
            signed_minutes=await store.list_minutes(connection, cipher, campaign, id_),
            changes=await store.list_changes(connection, campaign, id_),
            steps=await store.list_steps(connection, cipher, campaign, id_),
            organizes=principal.has_permission("calibration.plan"),
        )


async def _summary_of(connection: AsyncConnection, context: ApiContext, row: CalibrationRow) -> CalibrationSummary:
    progress = await load_progress(connection, context.campaign, row)
    changes = await store.list_changes(connection, context.campaign, row.id)
    return present_session_summary(progress, _title_of(context, row), changes)


def _title_of(context: ApiContext, row: CalibrationRow) -> str:
    return context.cipher.decrypt(row.title, field=store.TITLE, row=row_key(context.campaign, row.id))
