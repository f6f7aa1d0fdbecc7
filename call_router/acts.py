"""Values of the router's interface: acts on calls, and the router's answers.

The call flow and the function library share these values. The module must not know how either works.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from call_router.routing import Routing
from config.site.calls.number_kinds import NumberKind, NumberSource
from eventlog.facts import AdvisorState, AnyFact, Outcome, StreamId
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.calls.supervision import SupervisionMode

LEASE = timedelta(seconds=5)
"""How long a silent gateway counts as alive."""


CardStage = Literal["menu", "waiting", "ringing", "talking", "postponed", "wrap_up"]
"""A call-back is postponed from a failed attempt until it returns to its place."""
RecordingState = Literal["", "on", "paused"]
"""State of the current recording; empty if there is none."""


class RefusedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's last request during a talk, if it was refused and the talk has not changed since.

    ``number`` counts consecutive refusals from 1.
    """

    advisor: str
    action: AdvisorAction
    reason: Obstacle
    number: int


class SupervisionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor's part in a talk; ``present`` once they pick up. Until then ``mode`` is the requested one."""

    supervisor: str
    mode: SupervisionMode
    present: bool = False


class CallCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Public view of a call: no personal data, and nothing that only the call flow needs.

    The call flow writes the fields down to ``outcome`` with each act. `CallRouter.floor` fills in the rest, because
    only the router knows the timestamps of the log. Texts are empty if they do not apply.

    Attributes:
        caller_ref: opaque reference into person_data.
        choices: in order: (menu, option).
        muted: whether the caller cannot hear the advisor.
        transferred_by: advisor who made the last transfer.
        head_start_s: of a call that waits or waited: how much earlier it counts as having come; number_head_start_s is
            the part by its number.
        joined: whether the caller talks with both advisors.
        call_back_of: for a call-back, the call in which it was promised.
        attempt: for a call-back, the number of times the caller was dialled.
        received_from: campaign that sent the call.
        again_at: for a postponed call-back, when it returns to its place and is dialled.
        number_kind: kind of the caller's number, or of the number to dial; ``number_given`` is its source.
        queue: current or last queue.
        offer: number of the last offer; 0 if there was none.
        advisor: advisor in the talk. Several advisors may be ringing or in wrap-up: see `AdvisorStatus.call`.
        arrived_at: timestamp of the fact that opened the call. Like the next ones, the last of its kind.
        first_at: when the caller first began to wait, in any queue, call or campaign.
        queued_at: start of the measured wait.
        held_at: when the present hold began, or None; held_ms is the time of the earlier holds.
    """

    line: str = ""
    caller_ref: str = ""
    menu: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    held: bool = False
    muted: bool = False
    recording: RecordingState = ""
    transferred_by: str = ""
    head_start_s: int = 0
    number_head_start_s: int = 0
    consulted: str = ""
    joined: bool = False
    supervised: SupervisionStatus | None = None
    call_back_of: str = ""
    attempt: int = 0
    received_from: str = ""
    again_at: datetime | None = None
    number_kind: NumberKind | Literal[""] = ""
    number_given: NumberSource | Literal[""] = ""
    refused: RefusedRequest | None = None
    outcome: Outcome | None = None
    stage: CardStage = "menu"
    site_version: str = ""
    queue: str = ""
    offer: int = 0
    advisor: str = ""
    arrived_at: datetime | None = None
    first_at: datetime | None = None
    queued_at: datetime | None = None
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    held_at: datetime | None = None
    held_ms: int = 0


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a call: its new state and its facts, written together or not at all.

    Attributes:
        expects: version at which the state was read; 0 opens the call.
        gateway: instance that holds the call.
        by_gateway: whether that instance writes the act; it then needs a live lease.
        mailbox_id: mailbox entry that the act answers and deletes, or empty.
        person: personal data that the facts refer to: reference -> encoded value and salt.
    """

    call_id: str
    expects: int
    state: bytes
    facts: tuple[AnyFact, ...]
    actor: str
    site_version: str
    gateway: str
    by_gateway: bool = True
    routing: Routing | None = None
    mailbox_id: str = ""
    person: dict[str, bytes] = {}
    card: CallCard = CallCard()


class CommitResult(msgspec.Struct, frozen=True, kw_only=True):
    """The call's new version and the campaign's clock at the act (`at` of its facts); a repeat gets the same."""

    version: int
    now: datetime


class LoadedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call as Valkey holds it, with the campaign's clock at the reading; version 0 if it does not exist.

    ``ended`` says whether it was released; ``gateway`` is empty for a call-back without a chosen advisor.
    """

    version: int
    state: bytes
    ended: bool
    now: datetime
    gateway: str = ""


class AdvisorPhone(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's phone (``address`` is a SIP URI), and the advisor's level in each queue, 1 to 10."""

    id: str
    address: str
    queues: dict[str, int]


class TickResult(msgspec.Struct, frozen=True, kw_only=True):
    """Work done by a tick, at most 100 items.

    Attributes:
        next_due: when the next timer is due, or None.
        orphans: (call id, gateway) of calls of dead gateways, which the call flow must end.
        has_more: whether the next tick should follow at once.
    """

    now: datetime
    next_due: datetime | None
    orphans: tuple[tuple[str, str], ...]
    has_more: bool


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to append outside an act on a call.

    ``call_id`` may be empty. ``totals`` are counters to raise by one, in addition to those that the fact alone raises.
    """

    fact: AnyFact
    actor: str
    site_version: str
    call_id: str = ""
    totals: tuple[str, ...] = ()


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """Id of the log's last fact (0-0 if none), and the site version for new calls (or empty)."""

    stream: StreamId
    site_version: str


class QueueStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Current calls waiting in a queue (offered ones included) and the longest wait in seconds."""

    queue: str
    waiting: int
    longest_s: float


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Open calls, the status of each queue that ever had a call or an advisor, and advisors by (queue, state)."""

    now: datetime
    queues: tuple[QueueStatus, ...]
    advisors: dict[tuple[str, str], int]
    open_calls: int


class AdvisorStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Current state of an advisor.

    Attributes:
        reason: of a pause or of the last change, or empty.
        since: start of the state; None if the advisor never had one.
        call: the call offered, in progress or in wrap-up, or empty.
        until: end of the ringing or of the wrap-up, or None.
        pending: ``paused`` or ``offline`` if requested during the call, else empty.
        pending_reason: of that pause.
    """

    state: AdvisorState
    reason: str = ""
    since: datetime | None = None
    call: str = ""
    until: datetime | None = None
    pending: str = ""
    pending_reason: str = ""
    queues: tuple[str, ...] = ()


class FloorQueue(msgspec.Struct, frozen=True, kw_only=True):
    """Number of waiting calls, ringing ones included, and when the first began to wait; None if there is none."""

    waiting: int = 0
    longest_since: datetime | None = None


class FloorSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Calls, advisors and queues of the floor at one instant of the log.

    Attributes:
        seq: id of the last fact; the fields below reflect the facts up to it and no later one.
        site: site version for new calls, or empty.
        queues: those that ever had a call or an advisor.
        advisors: those ever seen.
        calls: open calls, and those whose advisor is in wrap-up.
    """

    seq: StreamId
    now: datetime
    site: str
    queues: dict[str, FloorQueue]
    advisors: dict[str, AdvisorStatus]
    calls: dict[str, CallCard]
