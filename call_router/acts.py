"""Values of the router's interface: acts on calls, and the router's answers.

The call flow and the function library share these values. The module must not know how either works.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from call_router.routing import Routing
from config.site.calls.dialling import NumberKind, NumberSource
from eventlog.facts import AdvisorState, AnyFact, Outcome, StreamId
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.calls.supervision import SupervisionMode

LEASE = timedelta(seconds=5)
"""How long a gateway that gives no sign of life is still taken to be alive."""


CardStage = Literal["menu", "waiting", "ringing", "talking", "postponed", "wrap_up"]
"""Postponed is a call-back that was not reached, until it takes its place again."""
RecordingState = Literal["", "on", "paused"]
"""Of the recording under way; empty when there is none."""


class RefusedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's last request during a talk, if it was refused and the talk has not changed since.

    Attributes:
        reason: why it was refused.
        number: 1 for the first of several consecutive refusals.
    """

    advisor: str
    action: AdvisorAction
    reason: Obstacle
    number: int


class SupervisionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor's part in a talk.

    Attributes:
        mode: current mode; until the supervisor picks up, the requested one.
        present: whether the supervisor picked up.
    """

    supervisor: str
    mode: SupervisionMode
    present: bool = False


class CallCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Public view of a call: no personal data, and nothing that only the call flow needs.

    The call flow writes the fields down to ``outcome`` with each act. `CallRouter.floor` fills in the rest, because
    only the router knows the timestamps of the log.

    Attributes:
        caller_ref: opaque reference into person_data, or empty.
        menu: last menu read to the caller, or empty.
        choices: the caller's choices in order: (menu, option).
        held: whether the caller is on hold.
        muted: whether the caller cannot hear the advisor.
        transferred_by: advisor who made the last transfer, or empty.
        consulted: consulted advisor, or empty.
        joined: whether the caller talks with both advisors.
        call_back_of: for a call-back, the call in which it was promised; else empty.
        attempt: for a call-back, the number of times the caller was dialled.
        received_from: campaign that sent the call, or empty.
        again_at: for a postponed call-back, when it returns to its place and is dialled.
        number_kind: kind of the caller's number or of the number to dial; empty if unknown.
        number_given: source of that number; empty if unknown.
        outcome: set when the call ended.
        queue: current or last queue, or empty.
        offer: number of the last offer; 0 if there was none.
        advisor: advisor in the talk, or empty. Several advisors may be ringing or in wrap-up: see `AdvisorStatus.call`.
        arrived_at: timestamp of the fact that opened the call. Like the next ones, the last of its kind.
        first_at: when the caller first began to wait, in any queue, call or campaign.
        queued_at: start of the measured wait.
    """

    line: str = ""
    caller_ref: str = ""
    menu: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    held: bool = False
    muted: bool = False
    recording: RecordingState = ""
    transferred_by: str = ""
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


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a call: its new state and its facts, written together or not at all.

    Attributes:
        expects: version at which the state was read; 0 opens the call.
        state: the new state, encoded.
        facts: in order.
        gateway: instance that holds the call.
        by_gateway: whether that instance writes the act; it then needs a live lease.
        routing: change in the queues, or None.
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
    """Result of an act, carried out by this request or by an earlier one with the same id.

    Attributes:
        version: the call's new version.
        now: campaign clock at the act, aware UTC: the `at` of its facts.
    """

    version: int
    now: datetime


class LoadedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call as Valkey holds it.

    Attributes:
        version: 0 if the call does not exist.
        state: encoded; empty if version is 0.
        ended: whether it was released.
        now: campaign clock at the reading, aware UTC.
        gateway: instance that holds it; empty for a call-back without a chosen advisor.
    """

    version: int
    state: bytes
    ended: bool
    now: datetime
    gateway: str = ""


class AdvisorPhone(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's phone and queues.

    Attributes:
        address: SIP URI.
        queues: queue -> the advisor's level in it, 1 to 10.
    """

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

    Attributes:
        call_id: the call that it concerns, or empty.
        totals: counters to raise by one, in addition to those that the fact alone raises.
    """

    fact: AnyFact
    actor: str
    site_version: str
    call_id: str = ""
    totals: tuple[str, ...] = ()


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """End of the log.

    Attributes:
        stream: id of the last fact; 0-0 if there is none.
        site_version: site for new calls, or empty.
    """

    stream: StreamId
    site_version: str


class QueueStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Current calls waiting in a queue (offered ones included) and the longest wait in seconds."""

    queue: str
    waiting: int
    longest_s: float


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Current state of the campaign.

    Attributes:
        queues: by queue id, those that ever had a call or an advisor.
        advisors: number of advisors by (queue, state).
        open_calls: number of calls that have not ended.
    """

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
    """Current state of a queue.

    Attributes:
        waiting: number of waiting calls, ringing ones included.
        longest_since: when the first of them began to wait; None if there is none.
    """

    waiting: int = 0
    longest_since: datetime | None = None


class FloorSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Calls, advisors and queues of the floor at one instant of the log.

    Attributes:
        seq: id of the last fact; the fields below reflect the facts up to it and no later one.
        site: site version for new calls, or empty.
        queues: by id, those that ever had a call or an advisor.
        advisors: by id, those ever seen.
        calls: by id, open calls and those whose advisor is in wrap-up.
    """

    seq: StreamId
    now: datetime
    site: str
    queues: dict[str, FloorQueue]
    advisors: dict[str, AdvisorStatus]
    calls: dict[str, CallCard]
