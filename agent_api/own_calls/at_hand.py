"""Whether a call is an advisor's: at hand now, or of today.

Owns that rule, which every form of the desk asks. It must not say what may be done with such a call.
"""

from datetime import datetime

import msgspec

from agent_api.deps import Deps
from agent_api.errors import ApiError
from agent_api.moments import day_of
from call_router.acts import CallCard
from eventlog.call_record import CallRecord


class NotYourCall(ApiError):
    """The call is neither at the advisor's hand nor one that they had today; whether it exists is not told."""

    status = 404
    code = "call_not_yours"

    def __init__(self, call_id: str) -> None:
        super().__init__(f"Hoy no ha tenido ninguna llamada «{call_id}».")


class OwnCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that an advisor has or had today.

    Attributes:
        line: the line that it entered.
        site_version: under which it began.
        caller_ref: opaque reference to the caller's number, or empty.
        advisor: whose call it is.
    """

    call_id: str
    line: str
    site_version: str
    caller_ref: str
    advisor: str


async def own_call(deps: Deps, advisor: str, call_id: str, now: datetime) -> OwnCall:
    """The call, if it is this advisor's.

    Args:
        deps: of the API.
        advisor: the advisor's routing id.
        call_id: the call.
        now: aware.

    Raises:
        NotYourCall: it is not.
    """
    at_hand = await deps.router.call_at_hand(advisor) == call_id
    record: CallRecord | CallCard | None = await deps.journal.call(call_id)
    if not at_hand and not (isinstance(record, CallRecord) and _had_today(record, advisor, now)):
        raise NotYourCall(call_id)
    if record is None:  # it rings already, and the recorder has yet to see it
        record = (await deps.router.floor()).calls.get(call_id)
    if record is None:
        raise NotYourCall(call_id)
    return OwnCall(
        call_id=call_id,
        line=record.line,
        site_version=record.site_version,
        caller_ref=record.caller_ref,
        advisor=advisor,
    )


def _had_today(record: CallRecord, advisor: str, now: datetime) -> bool:
    """Whether the advisor answered it on the local day of a moment."""
    return record.advisor == advisor and record.answered_at is not None and day_of(record.answered_at) == day_of(now)
