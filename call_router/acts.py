"""What one atomic act on a call is made of, and what the router answers: values only.

Owns the words between the call flow and the function library. It must not know how either works.
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
    """An advisor's last wish in a talk, when it was refused and nothing came of the talk since.

    Attributes:
        advisor: who asked.
        action: what for.
        reason: why not.
        number: from 1, of those refused one after another.
    """

    advisor: str
    action: AdvisorAction
    reason: Obstacle
    number: int


class SupervisionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """That a supervisor takes part in the talk.

    Attributes:
        supervisor: the user.
        mode: how, or how as soon as they pick up.
        present: whether they picked up.
    """

    supervisor: str
    mode: SupervisionMode
    present: bool = False


class CallCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What others may read of a call: no personal data, and nothing that only the call flow needs.

    The call flow writes the first part with each act; what is below ``outcome`` is the router's, which alone knows the
    moments of the log, and is filled in by `CallRouter.floor`.

    Attributes:
        line: the line that it entered.
        caller_ref: opaque reference into person_data, or empty.
        menu: the last menu that was read to the caller, or empty.
        choices: what the caller chose, in order: (menu, option).
        held: whether the caller is on hold.
        muted: whether the advisor's voice is kept from the caller.
        recording: whether it is recorded now, or paused.
        transferred_by: the advisor who handed it on last, or empty.
        consulted: the advisor who is asked, or empty.
        joined: whether the caller talks with both of them.
        supervised: who supervises the talk, if anybody.
        call_back_of: of a call-back, the call in which it was promised; else empty.
        attempt: of a call-back, how many times the caller was dialled.
        received_from: the campaign from which it came over, or empty.
        again_at: of a postponed call-back, when it takes its place again, to be dialled.
        number_kind: what the caller's number is, or the number that a call-back dials; empty where it was not judged.
        number_given: who says that it is the caller's, likewise.
        refused: the advisor's last wish, when it was refused.
        outcome: once it ended.
        stage: where it is, as people see it.
        site_version: the call's.
        queue: the queue in which it waits or waited, else empty.
        offer: number of the last offer; 0 when there was none.
        advisor: who talks with the caller, else empty. Whose phone rings, and who is in its wrap-up, may be several:
            `AdvisorStatus.call` says who.
        arrived_at: when it entered, or was promised, as its fact says; the others too, each the last of its kind.
        first_at: when its caller first began to wait, in whatever queue, call or campaign.
        queued_at: when the wait began that is measured.
        offered_at: when the last offer was made.
        answered_at: when it was answered.
        ended_at: when it ended.
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
    """One change of a call: its new state and the facts of it, written together or not at all.

    Attributes:
        call_id: the call.
        expects: the version that the state was read at; 0 opens the call.
        state: the new state, encoded.
        facts: what happened, in order.
        actor: who did it.
        site_version: the call's.
        gateway: the instance that holds the call.
        by_gateway: whether the writer is that gateway's process, which needs a live lease.
        routing: what changes in the queue, or None.
        mailbox_id: entry of the gateway's mailbox that this act answers, deleted with it, or empty.
        person: personal data that the facts refer to by reference: reference -> encoded value and salt.
        card: what others may read of the call from now on.
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
    """An act was carried out, now or by the earlier request of the same id.

    Attributes:
        version: the call's new version.
        now: the campaign's clock at the act, aware UTC: the `at` of its facts.
    """

    version: int
    now: datetime


class LoadedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call as Valkey holds it.

    Attributes:
        version: 0 when there is no such call (any more).
        state: encoded, empty when version is 0.
        ended: whether it was released.
        now: the campaign's clock at the reading, aware UTC.
        gateway: the instance that holds it; empty for a call-back that nobody has been chosen for.
    """

    version: int
    state: bytes
    ended: bool
    now: datetime
    gateway: str = ""


class AdvisorPhone(msgspec.Struct, frozen=True, kw_only=True):
    """How an advisor takes calls.

    Attributes:
        id: the advisor's routing id.
        address: where the phone is, a SIP URI.
        queues: the queues that the advisor serves, each with the advisor's level in it, 1 to 10.
    """

    id: str
    address: str
    queues: dict[str, int]


class TickResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a tick did, at most 100 items.

    Attributes:
        now: the campaign's clock.
        next_due: when the next timer is due, or None.
        orphans: calls of dead gateways that must be ended by the call flow: (call id, gateway).
        has_more: whether work was left for another tick right away.
    """

    now: datetime
    next_due: datetime | None
    orphans: tuple[tuple[str, str], ...]
    has_more: bool


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to be appended outside the acts on calls.

    Attributes:
        fact: what happened.
        call_id: the call that it is about, or empty.
        actor: who did it.
        site_version: under which site.
        totals: what it raises by one with what came before it, beside what the fact alone does.
    """

    fact: AnyFact
    actor: str
    site_version: str
    call_id: str = ""
    totals: tuple[str, ...] = ()


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """How far the log has come.

    Attributes:
        stream: id of the last fact; 0-0 when there is none.
        site_version: the site in force for new calls, or empty.
    """

    stream: StreamId
    site_version: str


class QueueStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A queue at this moment: calls waiting (offered ones too) and the longest of their waits in seconds."""

    queue: str
    waiting: int
    longest_s: float


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign at this moment.

    Attributes:
        now: the campaign's clock.
        queues: by queue id, those that ever had a call or an advisor.
        advisors: how many advisors serve a queue, by (queue, state).
        open_calls: calls not ended.
    """

    now: datetime
    queues: tuple[QueueStatus, ...]
    advisors: dict[tuple[str, str], int]
    open_calls: int


class AdvisorStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor at this moment.

    Attributes:
        reason: of a pause or of the last change, else empty.
        since: when the state began; None when never seen in one.
        call: the call that is offered, talked in, or wrapped up, else empty.
        until: when the ringing or the wrap-up ends, else None.
        pending: ``paused`` or ``offline`` when that was asked for during the call, else empty.
        pending_reason: of that pause.
        queues: ids of the queues that are served.
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
    """A queue at this moment.

    Attributes:
        waiting: calls that wait, ringing ones too.
        longest_since: when the first of them began to wait; None when none waits.
    """

    waiting: int = 0
    longest_since: datetime | None = None


class FloorSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All that people on the floor see, at one instant of the log.

    Attributes:
        seq: id of the last fact; everything below is what the facts up to it, and none after it, have brought about.
        now: the campaign's clock.
        site: the site version in force for new calls, or empty.
        queues: by id, those that ever had a call or an advisor.
        advisors: by id, those ever seen.
        calls: by id, those that are open, and those whose advisor is in their wrap-up.
    """

    seq: StreamId
    now: datetime
    site: str
    queues: dict[str, FloorQueue]
    advisors: dict[str, AdvisorStatus]
    calls: dict[str, CallCard]
