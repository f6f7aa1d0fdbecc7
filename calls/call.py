"""A call as a value, and what one signal makes of it. Pure.

Owns the shape of a call between two signals, the signals that are not a gateway's, and the turn that gathers what a
row of `calls.flow.TABLE` decides. It must not decide anything itself.
"""

from collections.abc import Container
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

import msgspec

from call_router.acts import Act, CallCard, RecordingState, RefusedRequest, SupervisionStatus
from call_router.routing import AnswerOffer, DeclineOffer, Routing
from config.site.calls.dialling import CapName, ListedPrefix, NumberKind, NumberSource, RefusalReason
from config.site.calls.lines import Line
from config.site.calls.queues import Queue
from config.site.model import Site
from eventlog.facts import AnyFact, Outcome
from eventlog.facts.calls.recording import PauseReason
from eventlog.facts.calls.routing import AdvisorAction, CallRefusal, Obstacle, OverflowReason, TurnedBackReason
from telephony.port import AnyCommand, Command, Signal


class Stage(StrEnum):
    """Where a call is in its life."""

    WELCOMING = "welcoming"  # hears the greeting, and the notice where it may be skipped
    NOTIFYING = "notifying"  # hears the notice that may not be skipped
    AFTER_HOURS = "after_hours"  # hears when the line opens
    INVITED = "invited"  # hears that too, and how to leave a message
    LEAVING_MESSAGE = "leaving_message"  # after the tone; where that was a queue's way out, the call is over
    CHOOSING = "choosing"  # in a menu
    INFORMING = "informing"  # hears an information
    PARTING = "parting"  # hears the goodbye
    WAITING = "waiting"  # in a queue
    RINGING = "ringing"  # an advisor's phone rings, or was picked up and is not bridged yet
    TALKING = "talking"
    SENDING_ON = "sending_on"  # another campaign is to receive it
    TO_CALL = "to_call"  # a call-back in its turn; nobody is on the line
    SUMMONING = "summoning"  # the phone of who shall talk with the caller rings
    BRIEFING = "briefing"  # the advisor hears that it is a call-back
    DIALLING = "dialling"  # the caller's number is called
    SURVEYING = "surveying"  # the talk and the call are over, and the caller is asked about it
    ENDED = "ended"


class Supervision(SupervisionStatus, frozen=True, kw_only=True):
    """A supervisor in the talk.

    Attributes:
        number: of the call's version by which it was asked for: it names the leg.
    """

    number: int

    def with_changes(self, **changes: object) -> "Supervision":
        """The same but for these."""
        return msgspec.structs.replace(self, **changes)


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the number that a call-back would dial, without the number.

    Attributes:
        kind: what it is.
        source: who says that it is the caller's.
        refused: why the site's plan does not let it be dialled, or empty.
        blind_index: keyed hash of the number; equal numbers of a campaign have equal hashes. Empty without E.164 form.
        prefix: the listed prefix that allows it, or None.
        ref: opaque reference to a number that was keyed in; empty where it is the caller's own.
    """

    kind: NumberKind
    source: NumberSource
    refused: RefusalReason | Literal[""] = ""
    blind_index: str = ""
    prefix: ListedPrefix | None = None
    ref: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may be dialled, and somebody vouches for it."""
        return not self.refused and self.source != "unverified"


class NumberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How far a caller has come who keys in the number to be called back.

    Attributes:
        step: the number is expected, is read back, or is to be confirmed.
        misses: silences, wrong numbers and corrections so far.
        destination: of the number that was keyed in, once it was.
    """

    step: Literal["number", "readback", "confirm"] = "number"
    misses: int = 0
    destination: Destination | None = None


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a call a call-back: we call, once an advisor is there.

    Attributes:
        original_call: in which it was promised.
        expires_at: when it is given up, aware UTC.
        attempts: how many times the caller was dialled.
        again_at: when it was last put off until; None before that.
    """

    original_call: str
    expires_at: datetime
    attempts: int = 0
    again_at: datetime | None = None


class CampaignTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to send a call on to another campaign.

    Attributes:
        campaign: which.
        queue: of that campaign.
        version: of the call in which the intent was written; with the call's id it names the request.
    """

    campaign: str
    queue: str
    version: int


class VoiceMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A voice message that is being left, or was.

    Attributes:
        recording: its id.
        started_at: when the tone was over, aware UTC.
    """

    recording: str
    started_at: datetime


class SurveyProgress(msgspec.Struct, frozen=True):
    """How far a survey has come.

    Attributes:
        advisor: whom it is about: who talked last.
        answer_count: how many questions were answered; the next one is asked.
        misses: silences and wrong keys forgiven in this question.
    """

    advisor: str
    answer_count: int = 0
    misses: int = 0


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call between two signals.

    Attributes:
        caller_ref: opaque reference to the caller's number, or empty.
        destination: of the number to call back; None where no number was judged.
        recordable: whether its gateway can record, as far as it has not said otherwise.
        source_listed: whether it came from a trunk that the site lists, so its caller number is the network's.
        is_anomalous: whether it is anomalous traffic and counts in no indicator.
        version: how often it has changed; commands are named after it.
        awaited_command: id of the Play or Collect whose end moves the call on.
        misses: silences and wrong keys forgiven in this menu.
        choices: what the caller chose, in order: (menu, option).
        information: the sound that informs, once chosen.
        head_start_s: the priority that line and menu gave it.
        offer: number of the last offer, or of the answered one; 0 when there was none.
        advisor: who talks, else empty.
        ringing_offers: the phones that ring for it: offer and advisor of each.
        picked_up: the offers among them whose phones were picked up, in that order; the first is being bridged.
        personal_advisor: the only advisor who may be rung, else empty.
        answered: whether an advisor ever talked with the caller.
        pending_overflow: why the site's choice is to be carried out once the words are over, else empty.
        callback_offer_reason: why a call-back is being offered at this moment, else empty.
        number_entry: how far the number has come that the caller keys in for it; None where none is asked for.
        held: whether the advisor has the caller on hold.
        muted: whether the advisor's voice is kept from the caller.
        has_heard_notice: whether the caller has heard the notice of recording.
        recording: id of the recording under way, or empty.
        secret: whether the advisor has it paused, for secrets are spoken.
        pause_reason: why it holds silence now, else empty.
        transferred_by: the advisor who handed it on last, or empty.
        consulted: the advisor who is asked, at first while the caller is on hold; else empty.
        consult_offer: of that one, once they picked up; else 0.
        joined: whether the caller talks with both of them.
        supervision: who supervises the talk, if anybody.
        refused: the advisor's last wish, when it was refused and nothing came of the talk since.
        message: the voice message, once it is being left.
        survey: how far it has come, once it began.
        call_back: what it is about when it is one.
        campaign_transfer: the campaign to send it to, until that campaign has it or refuses it.
        next_campaign: the campaign in which it goes on, else empty.
        previous_campaigns: the campaigns in which it was before, in order; it goes back to none of them.
        outcome: once it ended.
        commands: what this version asks of the gateway, kept so that any process can send it again.
    """

    id: str
    line: str
    gateway: str
    site_version: str
    caller_ref: str = ""
    destination: Destination | None = None
    recordable: bool = False
    source_listed: bool = False
    is_anomalous: bool = False
    version: int = 0
    stage: Stage = Stage.WELCOMING
    awaited_command: str = ""
    menu: str = ""
    misses: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    information: str = ""
    head_start_s: int = 0
    queue: str = ""
    offer: int = 0
    advisor: str = ""
    ringing_offers: tuple[tuple[int, str], ...] = ()
    picked_up: tuple[int, ...] = ()
    personal_advisor: str = ""
    answered: bool = False
    pending_overflow: OverflowReason | Literal[""] = ""
    callback_offer_reason: OverflowReason | Literal[""] = ""
    number_entry: NumberEntry | None = None
    held: bool = False
    muted: bool = False
    has_heard_notice: bool = False
    recording: str = ""
    secret: bool = False
    pause_reason: PauseReason | Literal[""] = ""
    transferred_by: str = ""
    consulted: str = ""
    consult_offer: int = 0
    joined: bool = False
    supervision: Supervision | None = None
    refused: RefusedRequest | None = None
    message: VoiceMessage | None = None
    survey: SurveyProgress | None = None
    call_back: CallBack | None = None
    campaign_transfer: CampaignTransfer | None = None
    next_campaign: str = ""
    previous_campaigns: tuple[str, ...] = ()
    outcome: Outcome | None = None
    commands: tuple[AnyCommand, ...] = ()


def is_over(call: Call) -> bool:
    """Whether a call is over by the log; its caller may still be asked about it, or leave a message."""
    return call.stage is Stage.ENDED or call.outcome is not None


def encode(call: Call) -> bytes:
    """The call as its hash in Valkey keeps it."""
    return msgspec.msgpack.encode(call)


def card_of(call: Call) -> CallCard:
    """What others may read of a call; the router adds what it alone knows."""
    return CallCard(
        line=call.line,
        caller_ref=call.caller_ref,
        menu=call.menu,
        choices=call.choices,
        held=call.held,
        muted=call.muted,
        recording=_recording_of(call),
        transferred_by=call.transferred_by,
        consulted=call.consulted,
        joined=call.joined,
        supervised=_supervised(call.supervision),
        call_back_of=call.call_back.original_call if call.call_back else "",
        attempt=call.call_back.attempts if call.call_back else 0,
        received_from=call.previous_campaigns[-1] if call.previous_campaigns else "",
        again_at=call.call_back.again_at if call.call_back else None,
        number_kind=call.destination.kind if call.destination else "",
        number_given=call.destination.source if call.destination else "",
        refused=call.refused,
        outcome=call.outcome,
    )


def _supervised(supervision: Supervision | None) -> SupervisionStatus | None:
    if supervision is None:
        return None
    return SupervisionStatus(supervisor=supervision.supervisor, mode=supervision.mode, present=supervision.present)


def _recording_of(call: Call) -> RecordingState:
    if not call.recording or is_over(call):
        return ""
    return "paused" if call.pause_reason else "on"


def decode(state: bytes) -> Call | None:
    """The call that a hash keeps; None where there is none."""
    return msgspec.msgpack.decode(state, type=Call) if state else None


def command_id_prefix(call: Call) -> str:
    """What the ids of a call's commands begin with: versions begin anew where another campaign receives it."""
    return f"{call.id}+{len(call.previous_campaigns)}" if call.previous_campaigns else call.id


FENCED: Final = "fenced"
"""A call is refused because its gateway was taken for dead before it met the call."""


class CallArrived(Signal, frozen=True, kw_only=True):
    """CallOffered, once the driver has put a reference in the place of the caller's number.

    Attributes:
        destination: of the caller's number.
        refused: why it is not served: as `CallOffered` says, or FENCED.
        recordable: whether the gateway can record.
        caller_mark: of the number in this month, or empty.
        source_listed: whether the call came from a trunk that the site lists.
        refusal: what of ours is wanting for a new call, as the router says; None where nothing is.
    """

    line: str
    gateway: str
    caller_ref: str
    caller_commitment: str
    caller_mark: str = ""
    refusal: CallRefusal | None = None
    destination: Destination | None = None
    recordable: bool = False
    refused: str | None = None
    source_listed: bool = False


class NumberEntered(Signal, frozen=True, kw_only=True):
    """The caller keyed in a number to be called back; the driver has put a reference in its place.

    Attributes:
        command_id: the Collect that asked.
        caller_ref: opaque reference to the number; empty where it may not be dialled, or none was keyed in.
        caller_commitment: proves the number to who holds it and its salt, like ``caller_ref``.
        destination: of the number; None where no key was pressed.
    """

    command_id: str
    caller_ref: str = ""
    caller_commitment: str = ""
    destination: Destination | None = None


class PromiseRefused(Signal, frozen=True, kw_only=True):
    """The router does not promise the call-back: the number waits for one already, or a cap is reached.

    Attributes:
        cap: which cap; empty where the number waits already.
    """

    cap: CapName | Literal[""] = ""


class DialRefused(Signal, frozen=True, kw_only=True):
    """The number of a call-back is not in the site's plan (any more); comes in the place of the briefing's end.

    Attributes:
        command_id: the Play of the briefing.
        reason: why it may not be dialled.
    """

    command_id: str
    reason: RefusalReason


class CallResumed(Signal, frozen=True, kw_only=True):
    """Somebody takes the call up: what its version asks for is sent, if it was not. No row is about it."""


class GatewayGone(Signal, frozen=True, kw_only=True):
    """The gateway that held the call is dead, and every leg with it."""


class RequestRefused(Signal, frozen=True, kw_only=True):
    """What an advisor asked for cannot be done, by what the call flow, the router or the gateway says.

    Attributes:
        advisor: who asked.
        action: what for.
        target: of a transfer or a consultation, else empty.
        reason: why not.
    """

    advisor: str
    action: AdvisorAction
    target: str = ""
    reason: Obstacle


class SystemFailure(Signal, frozen=True, kw_only=True):
    """Something of ours failed: the caller is owed an apology and a way out."""


class TransferAccepted(Signal, frozen=True, kw_only=True):
    """The other campaign has received the call that was to be sent on."""


class TransferRejected(Signal, frozen=True, kw_only=True):
    """The other campaign has not received the call, and will not.

    Attributes:
        reason: why.
    """

    reason: TurnedBackReason


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a signal makes of a call.

    Attributes:
        call: its next value, which holds the commands.
        facts: what is now true, in order.
        routing: what changes in the queue, or None.
        actor: who did it.
    """

    call: Call
    facts: tuple[AnyFact, ...] = ()
    routing: Routing | None = None
    actor: str = "system"

    @property
    def offer(self) -> int:
        """The offer that it answers or declines, else the call's last."""
        return self.routing.offer if isinstance(self.routing, AnswerOffer | DeclineOffer) else self.call.offer

    def unsupported_commands(self, supported: Container[type[Command]]) -> list[str]:
        """Its commands that are not among these, by name."""
        return [type(command).__name__ for command in self.call.commands if type(command) not in supported]

    def to_act(self, *, by_gateway: bool = True, mailbox_id: str = "", person: dict[str, bytes] | None = None) -> Act:
        """The step as one atomic act; see `call_router.acts.Act` for the arguments."""
        return Act(
            call_id=self.call.id,
            expects=self.call.version - 1,
            state=encode(self.call),
            facts=self.facts,
            actor=self.actor,
            site_version=self.call.site_version,
            gateway=self.call.gateway,
            by_gateway=by_gateway,
            routing=self.routing,
            mailbox_id=mailbox_id,
            person=person or {},
            card=card_of(self.call),
        )


class Turn:
    """One signal being applied: collects facts and commands while the row decides. Lives for one step."""

    def __init__(self, call: Call, now: datetime, site: Site) -> None:
        self.call = msgspec.structs.replace(call, version=call.version + 1, commands=())
        self.now = now
        self.site = site
        self.facts: list[AnyFact] = []
        self.commands: list[AnyCommand] = []
        self.routing: Routing | None = None
        self.actor = "system"

    @property
    def line(self) -> Line:
        """The call's line."""
        return self.site.lines[self.call.line]

    @property
    def queue(self) -> Queue:
        """The queue that the call is in."""
        return self.site.queues[self.call.queue]

    def set_stage(self, stage: Stage, **changes: object) -> None:
        """Let the call be in a stage, with these fields changed."""
        self.call = msgspec.structs.replace(self.call, stage=stage, **changes)

    def add_fact(self, fact: AnyFact) -> None:
        """Say what is now true."""
        self.facts.append(fact)

    def add_command(self, kind: type[Command], **fields: object) -> str:
        """Add a command; its id is derived from call, version and place, so that sending it again is harmless."""
        command_id = f"{command_id_prefix(self.call)}/{self.call.version}/{len(self.commands)}"
        self.commands.append(kind(id=command_id, call_id=self.call.id, **fields))  # type: ignore[arg-type]
        return command_id

    def has_changes_since(self, previous: Call) -> bool:
        """Whether anything came of the signal."""
        same = msgspec.structs.replace(self.call, version=previous.version, commands=previous.commands)
        return bool(self.facts or self.commands or self.routing) or same != previous

    def finish(self) -> StepResult:
        """The turn is over."""
        return StepResult(
            call=msgspec.structs.replace(self.call, commands=tuple(self.commands)),
            facts=tuple(self.facts),
            routing=self.routing,
            actor=self.actor,
        )
