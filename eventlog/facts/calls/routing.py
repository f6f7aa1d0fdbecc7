"""Facts of a call's routing beyond its menu: overflow, transfer, consultation, call-back. Pure."""

from typing import Literal, get_args

from config.site.calls.number_kinds import CapName, NumberKind, NumberSource, RefusalReason
from eventlog.facts.base import Fact

OverflowReason = Literal["nobody", "full", "estimate", "max_wait"]
CallBackResult = Literal["talked", "not_reached", "expired", "failed", "refused"]
CALL_BACK_RESULTS: tuple[CallBackResult, ...] = get_args(CallBackResult)
CallRefusal = Literal["memory"]
TransferKind = Literal["blind", "attended"]
TurnedBackReason = Literal["unknown", "not_ready", "refused"]
AdvisorAction = Literal[
    "hold",
    "retrieve",
    "mute",
    "unmute",
    "pause_recording",
    "resume_recording",
    "hang_up",
    "survey",
    "transfer",
    "consult",
    "join",
    "hand_over",
    "take_back",
    "send_keys",
]
"""Action that an advisor can request during a conversation."""
Obstacle = Literal[
    "consulting",
    "nobody_consulted",
    "not_picked_up",
    "not_available",
    "nobody_there",
    "target_unknown",
    "no_survey",
    "on_hold",
    "unsupported",
    "late",
    "failed",
]
"""Reason why a request was not carried out. ``consulting``: not possible during a consultation; ``nobody_consulted``:
there is no consultation; ``not_picked_up``: the consulted advisor has not answered; ``not_available``: the other
advisor is no longer available; ``nobody_there``: the conversation has not begun; ``no_survey``: this call has no
survey; ``on_hold``: the caller is on hold; ``unsupported``: the gateway cannot do it; ``late``: the log was unavailable
for too long."""
OVERFLOW = "overflow"
"""Reason of a `CallQueued` after an overflow: the wait counts from the previous queue."""
TRANSFER = "transfer"
"""Reason of a `CallQueued` after an advisor's transfer: the wait starts again."""


RECEIVED = "received"
"""Reason of a `CallQueued` in a campaign that receives the call from another."""


class CallOverflowed(Fact, frozen=True, kw_only=True):
    """The overflow that the site defines for a call that could not go on waiting in ``queue``.

    Attributes:
        reason: ``nobody`` on duty, queue ``full``, ``estimate`` too long, or ``max_wait`` reached.
        to: ``queue:<id>``, ``message:<prompt>``, ``voice_message``, ``call_back`` or ``number``.
    """

    line: str
    queue: str
    reason: OverflowReason
    to: str


class WaitAnnounced(Fact, frozen=True, kw_only=True):
    """The caller heard their position in the queue, from 1, and the estimate, -1 if only the position was announced."""

    line: str
    queue: str
    position: int
    estimate_ms: int


class CallTransferred(Fact, frozen=True, kw_only=True):
    """An advisor transferred the call; it goes on, and is not ingressed again.

    Attributes:
        queue: the queue that it was answered in.
        to: ``queue:<id>``, ``advisor:<id>`` or ``campaign:<campaign>/<queue>``.
        kind: ``blind``, or ``attended`` after a consultation.
    """

    line: str
    queue: str
    advisor: str
    to: str
    kind: TransferKind


class ConsultationBegan(Fact, frozen=True, kw_only=True):
    """The caller is on hold while the advisor consults another one."""

    line: str
    queue: str
    advisor: str
    consulted: str


class ConsultationJoined(Fact, frozen=True, kw_only=True):
    """The caller, the advisor and the consulted advisor talk together, until the consultation ends."""

    line: str
    queue: str
    advisor: str
    consulted: str


class ConsultationEnded(Fact, frozen=True, kw_only=True):
    """The consultation is over.

    ``result``: ``transferred``, ``taken_back``, ``no_answer`` or ``left`` (the consulted advisor or the caller left).
    """

    line: str
    queue: str
    advisor: str
    consulted: str
    result: Literal["transferred", "taken_back", "no_answer", "left"]


class WishRefused(Fact, frozen=True, kw_only=True):
    """A request of an advisor in conversation was not carried out; the conversation goes on unchanged.

    A request for the present state changes nothing, and is no refusal; nor is a request after the conversation.
    """

    line: str
    queue: str
    advisor: str
    action: AdvisorAction
    reason: Obstacle


class CallRefused(Fact, frozen=True, kw_only=True):
    """A new call is not served, for lack of a resource of ours; it ends at once, and the caller hears the apology.

    ``reason``: with ``memory``, Valkey was nearly full.
    """

    line: str
    reason: CallRefusal


class CallBackPromised(Fact, frozen=True, kw_only=True):
    """The caller asked to be called back, and keeps the place in the queue.

    ``call_back`` is the id of the call-back.
    """

    line: str
    queue: str
    call_back: str


class CallBackNumberKeyed(Fact, frozen=True, kw_only=True):
    """The caller keyed in a number for the call-back, which the site's plan allows; it is read back to them.

    ``caller_ref`` is its opaque reference in person_data, ``caller_commitment`` the SHA-256 of salt and number, hex.
    """

    line: str
    queue: str
    caller_ref: str
    caller_commitment: str
    kind: NumberKind


class CallBackRefused(Fact, frozen=True, kw_only=True):
    """A number is not called back; in a call-back's own facts, this means that no number was dialled.

    ``kind`` is that of the number; ``given`` is the source of the claim that the number is the caller's.
    """

    line: str
    queue: str
    reason: RefusalReason
    given: NumberSource
    kind: NumberKind


class CallBackCapReached(Fact, frozen=True, kw_only=True):
    """A caller accepted a call-back, and it was not promised, because the site promises no more at the moment.

    ``cap`` is the reached one: ``hour``, ``day``, ``number`` (of this one) or ``prefix`` (of its destination).
    """

    line: str
    queue: str
    cap: CapName


class CallBackQueued(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A call-back is in the queue; the envelope's call is the call-back.

    Attributes:
        of_call: the call in which it was promised.
        caller_ref: opaque reference to the number to be called.
        attempt: how many times the caller was dialled before.
        number_kind: kind of that number; empty if it was not judged.
        number_given: source of the claim that it is the caller's; empty if it was not judged.
    """

    line: str
    queue: str
    of_call: str
    caller_ref: str
    attempt: int
    number_kind: NumberKind | Literal[""] = ""
    number_given: NumberSource | Literal[""] = ""


class CallBackPostponed(Fact, frozen=True, kw_only=True):
    """A call-back leaves the queue for ``delay_ms``, and then takes its place again.

    Meanwhile no advisor is busy with it.
    """

    line: str
    queue: str
    delay_ms: int


class CallBackDialled(Fact, frozen=True, kw_only=True):
    """An advisor accepted the call-back and the caller's number is being called; ``attempt`` counts from 1."""

    line: str
    queue: str
    advisor: str
    attempt: int


class CallBackAnswered(Fact, frozen=True, kw_only=True):
    """The caller picked up, and talks with the advisor."""

    line: str
    queue: str
    advisor: str
    attempt: int


class CallBackMissed(Fact, frozen=True, kw_only=True):
    """The caller was not reached this time.

    ``cause``: ``busy``, ``no_answer``, ``declined``, ``unreachable`` or ``failed``.
    """

    line: str
    queue: str
    advisor: str
    attempt: int
    cause: str


class CallBackEnded(Fact, frozen=True, kw_only=True):
    """A call-back is finished; exactly one per call-back.

    Attributes:
        result: ``talked``, ``not_reached`` after the last attempt, ``expired`` outside every allowed contact window,
            ``refused`` because the site's plan does not (or no longer) allow its number, or ``failed``.
        attempts: how many times the caller was dialled.
    """

    line: str
    queue: str
    result: CallBackResult
    attempts: int


class CallSentOn(Fact, frozen=True, kw_only=True):
    """The call goes on in another campaign, ``campaign_to``, under the same id; its CallEnded ends it here."""

    line: str
    queue: str
    advisor: str
    campaign_to: str


class CallTurnedBack(Fact, frozen=True, kw_only=True):
    """The other campaign did not receive the call that an advisor transferred; it waits again in ``queue``, as before.

    ``queue`` is the one in which it was answered. ``reason``: ``unknown`` if the campaign has no such queue or does not
    exist; ``not_ready`` while this gateway cannot serve its calls; ``refused`` by its router.
    """

    line: str
    queue: str
    campaign_to: str
    reason: TurnedBackReason


class CallReceived(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A call came from another campaign, where it was ingressed; here it is not ingressed again.

    Attributes:
        campaign_from: the other campaign.
        first_arrival_ms: its first arrival in any queue there, ms since the Unix epoch.
        caller_ref: opaque reference to the caller's number, new for this campaign, or empty.
        number_kind: kind of the caller's number; empty if it was not judged.
        number_given: source of the claim that it is the caller's; empty if it was not judged.
    """

    line: str
    gateway: str
    campaign_from: str
    first_arrival_ms: int
    caller_ref: str
    caller_commitment: str
    number_kind: NumberKind | Literal[""] = ""
    number_given: NumberSource | Literal[""] = ""


RoutingFact = (
    CallOverflowed
    | WaitAnnounced
    | CallTransferred
    | ConsultationBegan
    | ConsultationJoined
    | ConsultationEnded
    | WishRefused
    | CallRefused
    | CallBackNumberKeyed
    | CallBackRefused
    | CallBackCapReached
    | CallBackPromised
    | CallBackQueued
    | CallBackPostponed
    | CallBackDialled
    | CallBackAnswered
    | CallBackMissed
    | CallBackEnded
    | CallSentOn
    | CallTurnedBack
    | CallReceived
)
