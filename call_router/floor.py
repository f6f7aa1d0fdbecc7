"""Decoding of the library's floor reply: queues, advisors and calls at one instant. Pure.

Owns the mapping of the router's phases to the stages that people see. It must not talk to any server.
"""

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from call_router.acts import AdvisorStatus, CallCard, CardStage, FloorQueue, FloorSnapshot
from config.milliseconds import from_milliseconds
from eventlog.facts import AdvisorState, StreamId

_STAGES: dict[str, CardStage] = {
    "idle": "menu",
    "waiting": "waiting",
    "stranded": "waiting",  # its gateway is dead; the log shows it as waiting until it is ended
    "offered": "ringing",
    "talking": "talking",
    "postponed": "postponed",
    "parting": "wrap_up",
    "released": "wrap_up",
}


def read_floor(reply: Any) -> FloorSnapshot:
    """Decode the reply of floor."""
    (epoch, seq, now, site), queues, advisors, call_rows = reply
    calls = {_text(call_id): _card(fields) for call_id, fields in call_rows if fields[1]}
    return FloorSnapshot(
        seq=StreamId(epoch, seq),
        now=from_milliseconds(now),
        site=_text(site),
        queues={
            queue: _queue(queue, calls.values()) for queue in sorted(map(_text, queues)) if _is_public_queue(queue)
        },
        advisors={_text(advisor): _advisor(fields) for advisor, fields in advisors},
        calls=calls,
    )


def _is_public_queue(queue: str) -> bool:
    """Return whether the queue is a site's; an advisor's own, ``@<id>``, is not."""
    return not queue.startswith("@")


def _queue(queue: str, calls: Iterable[CallCard]) -> FloorQueue:
    """Count from the calls, so that queue and calls cannot disagree."""
    since = [card.queued_at for card in calls if card.queue == queue and card.stage in ("waiting", "ringing")]
    return FloorQueue(waiting=len(since), longest_since=min(filter(None, since), default=None))


def _advisor(fields: list[Any]) -> AdvisorStatus:
    state, reason, since, call, until, pending, pending_reason, queues = fields
    return AdvisorStatus(
        state=cast(AdvisorState, _text(state)),
        reason=_text(reason),
        since=_moment(since),
        call=_text(call),
        until=_moment(until),
        pending=_text(pending),
        pending_reason=_text(pending_reason),
        queues=tuple(filter(_is_public_queue, msgspec.json.decode(queues))),
    )


def _card(fields: list[Any]) -> CallCard:
    card, phase, site, queue, offer, advisor, *moments, held_at, held_ms = fields
    stage = _STAGES[_text(phase)]
    arrived_at, first_at, queued_at, offered_at, answered_at, ended_at = map(_moment, moments)
    card_fields = msgspec.json.decode(card, type=CallCard)
    return msgspec.structs.replace(
        card_fields,
        stage=stage,
        again_at=card_fields.again_at
        if stage == "postponed"
        else None,  # the router ends it without an act of the call flow
        site_version=_text(site),
        queue=_text(queue),
        offer=offer,
        advisor=_text(advisor) if stage == "talking" else "",
        arrived_at=arrived_at,
        first_at=first_at,
        queued_at=queued_at,
        offered_at=offered_at,
        answered_at=answered_at,
        ended_at=ended_at,
        held_at=_moment(held_at),
        held_ms=held_ms,
    )


def _text(value: bytes) -> str:
    return value.decode()


def _moment(ms: int | None) -> Any:
    return from_milliseconds(ms) if ms else None
