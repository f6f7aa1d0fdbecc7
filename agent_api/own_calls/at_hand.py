"""Whether a call is an advisor's: at hand now, or of today.

Owns that rule, which every form of the desk asks. It must not say what may be done with such a call.
"""

from datetime import datetime

import msgspec

from agent_api.deps import Deps
from agent_api.moments import day_of
from agent_api.problems import ApiError
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
        at_hand: whether it rings, is talked in or is being wrapped up now.
        site_version: under which it began; empty while the recorder has not seen it.
        caller_ref: opaque reference to the caller's number, or empty.
    """

    call_id: str
    at_hand: bool
    site_version: str = ""
    caller_ref: str = ""


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
    record = await deps.journal.call(call_id)
    if not at_hand and (record is None or not _had_today(record, advisor, now)):
        raise NotYourCall(call_id)
    if record is None:
        return OwnCall(call_id=call_id, at_hand=at_hand)
    return OwnCall(
        call_id=call_id, at_hand=at_hand, site_version=record.site_version, caller_ref=record.caller_ref
    )


def _had_today(record: CallRecord, advisor: str, now: datetime) -> bool:
    """Whether the advisor answered it on the local day of a moment."""
    return record.advisor == advisor and record.answered_at is not None and day_of(record.answered_at) == day_of(now)
