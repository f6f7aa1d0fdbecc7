"""Decide whether a call belongs to an advisor: current, answered today, or still without a disposition.

Owns that rule, which every form of the desk applies. It must not decide what the advisor may do with the call.
"""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.dispositions import queries as dispositions
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import ApiError
from call_router.acts import CallCard
from call_router.service import CallRouter
from eventlog.folds.call_record import CallRecord
from eventlog.journal.reader import Journal
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection


class NotYourCall(ApiError):
    """The call is neither the advisor's current call nor one of today; the answer hides whether it exists."""

    status = 404
    code = "call_not_yours"

    def __init__(self, call_id: str) -> None:
        super().__init__(f"Hoy no ha tenido ninguna llamada «{call_id}».")


class OwnCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that the advisor has now, had today or still has to typify.

    Attributes:
        site_version: the version under which the call began.
        caller_ref: opaque reference to the caller's number, or empty.
    """

    call_id: str
    line: str
    site_version: str
    caller_ref: str
    advisor: str


async def find_own_call(router: CallRouter, journal: Journal, advisor: str, call_id: str, now: datetime) -> OwnCall:
    """Return the advisor's current call or a call of today.

    Raises:
        NotYourCall: it is neither.
    """
    record, is_own = await _find_record(router, journal, advisor, call_id, now)
    if not is_own:
        raise NotYourCall(call_id)
    return await _to_own_call(router, advisor, call_id, record)


async def find_own_call_to_complete(
    router: CallRouter,
    journal: Journal,
    advisor: str,
    call_id: str,
    now: datetime,
    *,
    engine: AsyncEngine,
    cipher: FieldCipher,
    campaign: str,
) -> OwnCall:
    """Return the advisor's call, or a call of an earlier day that the advisor answered and that has no disposition.

    Use it only to complete a call. To read personal data use `find_own_call`, which ends with the day.

    Raises:
        NotYourCall: it is neither.
    """
    record, is_own = await _find_record(router, journal, advisor, call_id, now)
    if not is_own and not await _lacks_disposition(engine, cipher, campaign, advisor, record):
        raise NotYourCall(call_id)
    return await _to_own_call(router, advisor, call_id, record)


async def _find_record(
    router: CallRouter, journal: Journal, advisor: str, call_id: str, now: datetime
) -> tuple[CallRecord | None, bool]:
    """Return the call's record, and whether the call is the advisor's now or was today."""
    at_hand = await router.current_call(advisor) == call_id
    record = await journal.call(call_id)
    return record, at_hand or (record is not None and _answered_today(record, advisor, now))


async def _lacks_disposition(
    engine: AsyncEngine, cipher: FieldCipher, campaign: str, advisor: str, record: CallRecord | None
) -> bool:
    if record is None or record.advisor != advisor or record.answered_at is None:
        return False
    async with read_connection(engine) as connection:
        return not await dispositions.list_by_call(connection, cipher, campaign, [record.call_id])


async def _to_own_call(router: CallRouter, advisor: str, call_id: str, recorded: CallRecord | None) -> OwnCall:
    record: CallRecord | CallCard | None = recorded
    if record is None:  # the call rings, but the recorder has not processed it yet
        record = (await router.floor()).calls.get(call_id)
    if record is None:
        raise NotYourCall(call_id)
    return OwnCall(
        call_id=call_id,
        line=record.line,
        site_version=record.site_version,
        caller_ref=record.caller_ref,
        advisor=advisor,
    )


def _answered_today(record: CallRecord, advisor: str, now: datetime) -> bool:
    return (
        record.advisor == advisor
        and record.answered_at is not None
        and start_of_local_day(record.answered_at) == start_of_local_day(now)
    )
