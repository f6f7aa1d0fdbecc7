"""The state of a call, and the result of one signal. Pure.

Owns the structure of a call between two signals, the signals that do not come from a gateway, and the `Turn` that
collects what a row of `calls.flow.TABLE` decides. It must not decide anything itself.
"""

from collections.abc import Container, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

import msgspec

from call_router.acts import Act, CallCard, RecordingState, RefusedRequest, SupervisionStatus
from call_router.routing import AnswerOffer, DeclineOffer, Routing
from config.schema.fields import ContingencyMode
from config.site.calls.dialling import ListedPrefix
from config.site.calls.lines import Line
from config.site.calls.number_kinds import CapName, NumberKind, NumberSource, RefusalReason
from config.site.calls.queues import Queue
from config.site.model import Site
from eventlog.facts import AnyFact, Outcome
from eventlog.facts.calls.menu import MenuLookupReason
from eventlog.facts.calls.recording import PauseReason
from eventlog.facts.calls.routing import AdvisorAction, CallRefusal, Obstacle, OverflowReason, TurnedBackReason
from ivr.menu_steps import EntryVerdict
from telephony.port import AnyCommand, Command, Signal


class Stage(StrEnum):
    """The stage of a call."""

    WELCOMING = "welcoming"  # hears the greeting, and the notice if a key may skip it
    NOTIFYING = "notifying"  # hears the notice that no key may skip
    CONTINGENCY = "contingency"  # hears a contingency message; the greeting follows
    DISMISSING = "dismissing"  # hears one instead of the greeting and the menu
    AFTER_HOURS = "after_hours"  # hears when the line opens
    INVITED = "invited"  # hears that, and how to leave a message
    LEAVING_MESSAGE = "leaving_message"  # after the tone; if it replaced a wait in a queue, the call is over
    CHOOSING = "choosing"  # in a menu
    ENTERING = "entering"  # keys in digits for a step of the menu
    LOOKING_UP = "looking_up"  # waits for the answer of a look-up
    ANSWERING = "answering"  # hears that answer
    INFORMING = "informing"  # hears an information
    PARTING = "parting"  # hears the goodbye
    WAITING = "waiting"  # in a queue
    RINGING = "ringing"  # an advisor's phone rings, or was picked up and is not bridged yet
    TALKING = "talking"
    SENDING_ON = "sending_on"  # waits until another campaign receives it
    TO_CALL = "to_call"  # a call-back in the queue; no leg is up
    SUMMONING = "summoning"  # the advisor's phone rings for a call-back
    BRIEFING = "briefing"  # the advisor hears that it is a call-back
    DIALLING = "dialling"  # the caller's number is called
    SURVEYING = "surveying"  # the conversation and the call are over, and the caller answers questions
    ENDED = "ended"


class Supervision(SupervisionStatus, frozen=True, kw_only=True):
    """A supervisor in the conversation.

    Attributes:
        number: the call's version at the request, part of the leg's name.
    """

    number: int

    def with_changes(self, **changes: object) -> "Supervision":
        """Return a copy with these fields changed."""
        return msgspec.structs.replace(self, **changes)


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """The known properties of the number of a call-back, without the number.

    Attributes:
        source: where the number comes from.
        refused: why the site's plan forbids it, or empty.
        blind_index: keyed hash of the number; equal numbers of a campaign have equal hashes. Empty without E.164 form.
        prefix: the listed prefix that allows it, or None.
        ref: opaque reference to a number that was keyed in; empty for the caller's own.
    """

    kind: NumberKind
    source: NumberSource
    refused: RefusalReason | Literal[""] = ""
    blind_index: str = ""
    prefix: ListedPrefix | None = None
    ref: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may be dialled, and its source is trusted."""
        return not self.refused and self.source != "unverified"


class NumberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The progress of a caller who keys in a number for a call-back.

    Attributes:
        step: the number is expected, read back, or waits for confirmation.
        misses: silences, wrong numbers and corrections so far.
        destination: of the keyed number, or None.
    """

    step: Literal["number", "readback", "confirm"] = "number"
    misses: int = 0
    destination: Destination | None = None


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """The call-back part of a call: we call the caller once an advisor is there.

    Attributes:
        original_call: in which it was promised.
        expires_at: aware UTC.
        attempts: how often the caller was dialled.
        again_at: end of the last postponement, or None.
    """

    original_call: str
    expires_at: datetime
    attempts: int = 0
    again_at: datetime | None = None


class CampaignTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to transfer a call to another campaign.

    Attributes:
        queue: of that campaign.
        version: of the call with the intent; with the call's id it is the request id.
    """

    campaign: str
    queue: str
    version: int


class VoiceMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A voice message, complete or not.

    Attributes:
        recording: its id.
        started_at: end of the tone, aware UTC.
    """

    recording: str
    started_at: datetime


class SurveyProgress(msgspec.Struct, frozen=True):
    """The progress of a survey.

    Attributes:
        advisor: who talked last, the subject of the survey.
        answer_count: answered questions; the next one is asked.
        misses: silences and wrong keys in this question.
    """

    advisor: str
    answer_count: int = 0
    misses: int = 0


class SelfService(msgspec.Struct, frozen=True, kw_only=True):
    """Progress of a caller in the steps of a menu; only the driver can read the encrypted values.

    Attributes:
        step: the current step; empty in a menu.
        misses: silences and invalid digits in it.
        entries: encrypted digits, by the step that collected them.
        outcomes: of the look-ups made, by step.
        values: encrypted values of the look-ups, by step.
        lookup: version of the call that began the current look-up; 0 without one.
        served: whether the caller has heard an answer to its end.
    """

    step: str = ""
    misses: int = 0
    entries: dict[str, bytes] = {}
    outcomes: dict[str, str] = {}
    values: dict[str, bytes] = {}
    lookup: int = 0
    served: bool = False


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call between two signals.

    Attributes:
        caller_ref: opaque reference to the caller's number, or empty.
        destination: of the number to call back, or None.
        recordable: whether its gateway can record, unless it has reported otherwise.
        source_listed: whether it came from a trunk that the site lists, so the network vouches for its number.
        is_anomalous: whether it is anomalous traffic and counts in no indicator.
        large_client: whether the caller's number belongs to a large client, if the site asks for it.
        version: number of changes; command ids contain it.
        awaited_command: id of the Play or Collect whose end moves the call on.
        misses: silences and wrong keys in this menu.
        choices: of the caller, in order: (menu, option).
        information: the sound of the chosen information.
        self_service: progress in the steps of the menu; None before the first step and after the menu.
        head_start_s: priority from line, menu and the caller's number; number_head_start_s is the number's part.
        offer: number of the last or the answered offer; 0 without one.
        advisor: who talks, else empty.
        ringing_offers: offer and advisor of each ringing phone.
        picked_up: those offers whose phones were picked up, in order; the first is being bridged.
        personal_advisor: the only advisor whose phone may ring, else empty.
        answered: whether an advisor ever talked with the caller.
        pending_overflow: reason of an overflow that waits for the end of a prompt, else empty.
        callback_offer_reason: reason of the current call-back offer, else empty.
        number_entry: progress of the number for it; None if none is requested.
        held: whether the caller is on hold.
        muted: whether the advisor is muted.
        has_heard_notice: whether the caller has heard the notice of recording.
        recording: id of the current recording, or empty.
        secret: whether the advisor has paused it because of confidential data.
        pause_reason: of the current pause, else empty.
        transferred_by: the last advisor who transferred it, or empty.
        consulted: the advisor who is consulted, else empty.
        consult_offer: their offer after they picked up, else 0.
        joined: whether the caller and both advisors talk.
        refused: the advisor's last refused request, until the conversation changes.
        previous_campaigns: in order; it never returns to one of them.
        next_campaign: the campaign in which it continues, else empty.
        commands: of this version, stored so that any process can send them again.
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
    large_client: bool = False
    version: int = 0
    stage: Stage = Stage.WELCOMING
    awaited_command: str = ""
    menu: str = ""
    misses: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    information: str = ""
    self_service: SelfService | None = None
    head_start_s: int = 0
    number_head_start_s: int = 0
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
    """Return whether a call is over in the log; its caller may still answer a survey or leave a message."""
    return call.stage is Stage.ENDED or call.outcome is not None


def encode(call: Call) -> bytes:
    """Encode the call for its hash in Valkey."""
    return msgspec.msgpack.encode(call)


def card_of(call: Call) -> CallCard:
    """Build the part of a call that others may read; the router adds its own fields."""
    return CallCard(
        line=call.line,
        caller_ref=call.caller_ref,
        menu=call.menu,
        choices=call.choices,
        held=call.held,
        muted=call.muted,
        recording=_recording_of(call),
        transferred_by=call.transferred_by,
        head_start_s=call.head_start_s if call.queue else 0,
        number_head_start_s=call.number_head_start_s if call.queue else 0,
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
    """Decode a call from its hash; None if empty."""
    return msgspec.msgpack.decode(state, type=Call) if state else None


def command_id_prefix(call: Call) -> str:
    """Return the prefix of a call's command ids; it differs by campaign, because versions restart in each."""
    return f"{call.id}+{len(call.previous_campaigns)}" if call.previous_campaigns else call.id


FENCED: Final = "fenced"
"""Reason for refusing a call: the lease of its gateway had already expired."""


class LineMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A contingency message that a person started on a line; ``until`` is its end, aware UTC."""

    message: str
    mode: ContingencyMode
    until: datetime


class CallArrived(Signal, frozen=True, kw_only=True):
    """CallOffered, after the driver replaced the caller's number with a reference.

    Attributes:
        destination: of the caller's number.
        refused: why it is not served, from `CallOffered`, or FENCED.
        recordable: whether the gateway can record.
        caller_mark: of the number in this month, or empty.
        source_listed: whether the call came from a trunk that the site lists.
        head_start_s: priority from the caller's number, in addition to that of line and menu.
        refusal: the resource that the router lacks for a new call, or None.
        contingency: the last known contingency message of the line, perhaps over; or None.
        large_client: whether the number belongs to a large client, if the site asks for it.
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
    head_start_s: int = 0
    contingency: LineMessage | None = None
    large_client: bool = False


class EntryCollected(Signal, frozen=True, kw_only=True):
    """The caller keyed in digits for a step of the menu; the driver judged and encrypted them.

    Attributes:
        command_id: of the Collect.
        value: encrypted digits; empty unless they are valid.
    """

    command_id: str
    verdict: EntryVerdict
    value: bytes = b""


class LookupAnswered(Signal, frozen=True, kw_only=True):
    """A look-up of the menu has an outcome.

    Attributes:
        lookup: version of the call that began it.
        outcome: `ivr.menu_steps.FAILED` without an answer; ``reason`` says why.
        value: encrypted values that can be said, or empty.
        ticket: number of the petition that it found, or empty.
    """

    lookup: int
    outcome: str
    reason: MenuLookupReason | Literal[""] = ""
    duration_ms: int = 0
    value: bytes = b""
    ticket: str = ""


class NumberEntered(Signal, frozen=True, kw_only=True):
    """The caller keyed in a number for a call-back; the driver replaced it with a reference.

    Attributes:
        command_id: of the Collect.
        caller_ref: opaque reference to the number; empty if it is missing or may not be dialled.
        caller_commitment: proves the number to a holder of the number and its salt.
        destination: of the number; None if no key was pressed.
    """

    command_id: str
    caller_ref: str = ""
    caller_commitment: str = ""
    destination: Destination | None = None


class PromiseRefused(Signal, frozen=True, kw_only=True):
    """The router refuses the call-back: the number already has one, or a cap is reached.

    Attributes:
        cap: which cap; empty if the number already has one.
    """

    cap: CapName | Literal[""] = ""


class DialRefused(Signal, frozen=True, kw_only=True):
    """The site's plan does not permit the number of a call-back; replaces the end of the briefing.

    Attributes:
        command_id: of the briefing's Play.
    """

    command_id: str
    reason: RefusalReason


class CallResumed(Signal, frozen=True, kw_only=True):
    """A process takes over the call, and sends the commands of its version if necessary. It has no row in the table."""


class GatewayGone(Signal, frozen=True, kw_only=True):
    """The gateway of the call is dead, with every leg."""


class RequestRefused(Signal, frozen=True, kw_only=True):
    """The call flow, the router or the gateway cannot fulfil an advisor's request.

    Attributes:
        advisor: who made the request.
        target: of a transfer or a consultation, else empty.
    """

    advisor: str
    action: AdvisorAction
    target: str = ""
    reason: Obstacle


class SystemFailure(Signal, frozen=True, kw_only=True):
    """A component of ours failed: the caller must hear an apology and get a way out."""


class TransferAccepted(Signal, frozen=True, kw_only=True):
    """The other campaign has received the transferred call."""


class TransferRejected(Signal, frozen=True, kw_only=True):
    """The other campaign has not received the call, and will not."""

    reason: TurnedBackReason


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a signal.

    Attributes:
        call: the next value, with its commands.
        facts: in order.
        routing: the change in the queue, or None.
        actor: who caused it.
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
        """Return the names of its commands that are not supported."""
        return [type(command).__name__ for command in self.call.commands if type(command) not in supported]

    def to_act(self, *, by_gateway: bool = True, mailbox_id: str = "", person: dict[str, bytes] | None = None) -> Act:
        """Build one atomic act; see `call_router.acts.Act` for the arguments."""
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
    """The application of one signal: collects facts and commands while the row decides."""

    def __init__(self, call: Call, now: datetime, site: Site, waiting: Mapping[str, int] | None = None) -> None:
        self.call = msgspec.structs.replace(call, version=call.version + 1, commands=())
        self.now = now
        self.site = site
        self.waiting = waiting or {}
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
        """The queue of the call."""
        return self.site.queues[self.call.queue]

    def set_stage(self, stage: Stage, **changes: object) -> None:
        """Set the stage and change these fields."""
        self.call = msgspec.structs.replace(self.call, stage=stage, **changes)

    def add_fact(self, fact: AnyFact) -> None:
        """Add a fact."""
        self.facts.append(fact)

    def add_command(self, kind: type[Command], **fields: object) -> str:
        """Add a command and return its id, which follows from call, version and index: repeated sends do nothing."""
        command_id = f"{command_id_prefix(self.call)}/{self.call.version}/{len(self.commands)}"
        self.commands.append(kind(id=command_id, call_id=self.call.id, **fields))  # type: ignore[arg-type]
        return command_id

    def has_changes_since(self, previous: Call) -> bool:
        """Return whether the signal had any effect."""
        same = msgspec.structs.replace(self.call, version=previous.version, commands=previous.commands)
        return bool(self.facts or self.commands or self.routing) or same != previous

    def finish(self) -> StepResult:
        """Build the result of the turn."""
        return StepResult(
            call=msgspec.structs.replace(self.call, commands=tuple(self.commands)),
            facts=tuple(self.facts),
            routing=self.routing,
            actor=self.actor,
        )
