"""The vocabulary of the log: what happened, in the past tense, as frozen values.

Owns every kind of fact and the envelope that carries it. A fact holds no personal data: people are opaque references
(`person_data` keeps what they stand for). A fact once written is for ever: a change of shape is a new tag with ``.2``
behind it, beside the old one.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from config.site.calls.dialling import NumberKind, NumberSource
from eventlog.facts.access import (
    AccessFact,
    EnrolmentCodeGiven as EnrolmentCodeGiven,
    PasswordChanged as PasswordChanged,
    PasswordReset as PasswordReset,
    PhonePasswordChanged as PhonePasswordChanged,
    RightsApproved as RightsApproved,
    RightsAsked as RightsAsked,
    RightsRefused as RightsRefused,
    RoleGranted as RoleGranted,
    RoleWithdrawn as RoleWithdrawn,
    SecondFactorChanged as SecondFactorChanged,
    SessionRevoked as SessionRevoked,
    SignedIn as SignedIn,
    SignedOut as SignedOut,
    SignInLocked as SignInLocked,
    SignInRefused as SignInRefused,
    TokenIssued as TokenIssued,
    TokenRevoked as TokenRevoked,
    TokenTakenOver as TokenTakenOver,
    UserCreated as UserCreated,
    UserDisabled as UserDisabled,
    UserEnabled as UserEnabled,
)
from eventlog.facts.calls.post_call import (
    AfterFact,
    SurveyAnswered as SurveyAnswered,
    SurveyBegan as SurveyBegan,
    SurveyEnded as SurveyEnded,
    VoiceMessageAttended as VoiceMessageAttended,
    VoiceMessageBegan as VoiceMessageBegan,
    VoiceMessageLeft as VoiceMessageLeft,
)
from eventlog.facts.customers.customer import (
    CustomerFact,
    CustomerRead as CustomerRead,
    CustomersImported as CustomersImported,
    CustomersMerged as CustomersMerged,
    CustomersSearched as CustomersSearched,
    CustomersSeparated as CustomersSeparated,
    CustomerUpdated as CustomerUpdated,
)
from eventlog.facts.customers.erasure import (
    CallerErased as CallerErased,
    CustomerErased as CustomerErased,
    ErasureFact,
    RecordingErased as RecordingErased,
)
from eventlog.facts.base import Fact as Fact
from eventlog.facts.customers.identity import (
    IdentityAsked as IdentityAsked,
    IdentityClosed as IdentityClosed,
    IdentityFact,
    IdentityFailed as IdentityFailed,
    IdentityRefused as IdentityRefused,
    IdentityReleased as IdentityReleased,
    IdentityVerified as IdentityVerified,
)
from eventlog.facts.incident import IncidentFact
from eventlog.facts.customers.lookup import LookupMade as LookupMade
from eventlog.facts.tickets.attachment import (
    AttachmentExamined as AttachmentExamined,
    AttachmentFact,
    AttachmentOpened as AttachmentOpened,
    AttachmentStored as AttachmentStored,
)
from eventlog.facts.mail import (
    FileEnclosed as FileEnclosed,
    LetterDelivered as LetterDelivered,
    LetterDispatched as LetterDispatched,
    LetterReturned as LetterReturned,
    LetterWritten as LetterWritten,
    MailBounced as MailBounced,
    MailDeferred as MailDeferred,
    MailFact,
    MailFailed as MailFailed,
    MailPosted as MailPosted,
    MailReleased as MailReleased,
    MailSent as MailSent,
    MailStopped as MailStopped,
    MailUncertain as MailUncertain,
)
from eventlog.facts.calls.menu import (
    InformationGiven as InformationGiven,
    MenuEntered as MenuEntered,
    MenuInputRejected as MenuInputRejected,
    MenuSelected as MenuSelected,
    NoticePlayed as NoticePlayed,
    NoticeSkipped as NoticeSkipped,
    MenuFact,
)
from eventlog.facts.oversight.period import PeriodClosed as PeriodClosed
from eventlog.facts.oversight.observation import (
    ObservationAnswered as ObservationAnswered,
    ObservationFact,
    ObservationMade as ObservationMade,
)
from eventlog.facts.tickets.petition import (
    CallTypified as CallTypified,
    CustomerViewed as CustomerViewed,
    PetitionFact,
    TicketFiled as TicketFiled,
)
from eventlog.facts.calls.recording import (
    RecordingBegan as RecordingBegan,
    RecordingDeleted as RecordingDeleted,
    RecordingFact,
    RecordingLost as RecordingLost,
    RecordingPaused as RecordingPaused,
    RecordingPlayed as RecordingPlayed,
    RecordingResumed as RecordingResumed,
    RecordingStored as RecordingStored,
)
from eventlog.facts.oversight.report import ReportFact, ReportMade as ReportMade
from eventlog.facts.calls.routing import (
    CallBackAnswered as CallBackAnswered,
    CallBackCapReached as CallBackCapReached,
    CallBackDialled as CallBackDialled,
    CallBackEnded as CallBackEnded,
    CallBackMissed as CallBackMissed,
    CallBackNumberKeyed as CallBackNumberKeyed,
    CallBackPostponed as CallBackPostponed,
    CallBackPromised as CallBackPromised,
    CallBackQueued as CallBackQueued,
    CallBackRefused as CallBackRefused,
    CallOverflowed as CallOverflowed,
    CallReceived as CallReceived,
    CallRefused as CallRefused,
    CallSentOn as CallSentOn,
    CallTransferred as CallTransferred,
    CallTurnedBack as CallTurnedBack,
    ConsultationBegan as ConsultationBegan,
    ConsultationEnded as ConsultationEnded,
    ConsultationJoined as ConsultationJoined,
    OVERFLOW as OVERFLOW,
    RECEIVED as RECEIVED,
    TRANSFER as TRANSFER,
    RoutingFact,
    WaitAnnounced as WaitAnnounced,
    WishRefused as WishRefused,
)
from eventlog.facts.oversight.seal import DayHeadTold as DayHeadTold, PeriodSealed as PeriodSealed, SealFact
from eventlog.facts.service import (
    GatewayLost as GatewayLost,
    ProcessReplaced as ProcessReplaced,
    ServiceFact,
    SiteImported as SiteImported,
    StateRestored as StateRestored,
    WatchedRole as WatchedRole,
)
from eventlog.facts.calls.supervision import (
    SupervisionAsked as SupervisionAsked,
    SupervisionBegan as SupervisionBegan,
    SupervisionChanged as SupervisionChanged,
    SupervisionEnded as SupervisionEnded,
    SupervisionFact,
)
from eventlog.facts.tickets.ticket import TicketFact
from eventlog.facts.tickets.ticket_status import (
    TicketStatusFact,
    TicketStatusRead as TicketStatusRead,
    TicketStatusRefused as TicketStatusRefused,
)
from eventlog.facts.calls.traffic import (
    CallSetAside as CallSetAside,
    TrafficFact,
    TrafficLimitsChanged as TrafficLimitsChanged,
    TrafficRefused as TrafficRefused,
)

Outcome = Literal[
    "answered",
    "abandoned_ivr",
    "abandoned_queue",
    "after_hours",
    "voice_message",
    "message",
    "callback",
    "self_served",
    "overflowed_out",
    "capacity_rejected",
    "technical_failure",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
AdvisorState = Literal["offline", "available", "offered", "talking", "wrap_up", "paused"]
ADVISOR_STATES: tuple[AdvisorState, ...] = get_args(AdvisorState)
OfferEnd = Literal[
    "no_answer", "declined", "busy", "unreachable", "failed", "caller_left", "lapsed", "taken", "withdrawn"
]
"""``taken``: another of several phones answered; ``withdrawn``: the call went elsewhere while the phone rang."""


class CallIngressed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A call entered one of the lines.

    Without a mark it has the canonical bytes that it had before there were marks.

    Attributes:
        line: the line's id.
        gateway: the gateway instance that holds it.
        caller_ref: opaque reference to the caller's number in person_data, or empty when the network hid it.
        caller_commitment: SHA-256 of salt and number, hex; proves the number to who holds both.
        in_hours: whether the line was open at that moment.
        caller_mark: HMAC of the caller's number under the key of the month and campaign, 16 bytes in hex: equal for
            equal numbers until the month is over; empty without a number or a key.
        number_kind: what the caller's number is; empty where it was not judged.
        number_given: who says that it is the caller's, likewise.
    """

    line: str
    gateway: str
    caller_ref: str
    caller_commitment: str
    in_hours: bool
    caller_mark: str = ""
    number_kind: NumberKind | Literal[""] = ""
    number_given: NumberSource | Literal[""] = ""


class CallQueued(Fact, frozen=True, kw_only=True):
    """The call began to wait for an advisor of a queue.

    Attributes:
        reason: ``menu`` by choice, ``fallback`` after silence or wrong keys, ``transfer`` by an advisor, ``overflow``
            (OVERFLOW) from another queue, where the wait began that only then goes on.
        threshold_ms: the bound of the queue's service level when the wait began, inclusive.
    """

    line: str
    queue: str
    reason: str
    threshold_ms: int


class AdvisorOffered(Fact, frozen=True, kw_only=True):
    """The router chose an advisor for a waiting call; from here the phone rings.

    Attributes:
        offer: number of the offer within the call, from 1.
    """

    queue: str
    advisor: str
    offer: int


class OfferEnded(Fact, frozen=True, kw_only=True):
    """An offer ended without an answer; unless the caller left, the call waits again in its exact place."""

    queue: str
    advisor: str
    offer: int
    reason: OfferEnd


class CallAnswered(Fact, frozen=True, kw_only=True):
    """Advisor and caller were connected."""

    line: str
    queue: str
    advisor: str
    offer: int


class CallHeld(Fact, frozen=True, kw_only=True):
    """The advisor put the caller on hold: the caller hears music, and neither hears the other."""

    line: str
    queue: str
    advisor: str


class CallRetrieved(Fact, frozen=True, kw_only=True):
    """The advisor took the caller back from hold; not said when the call ends on hold."""

    line: str
    queue: str
    advisor: str


class CallMuted(Fact, frozen=True, kw_only=True):
    """The advisor's voice is kept from the caller, whom the advisor still hears."""

    line: str
    queue: str
    advisor: str


class CallUnmuted(Fact, frozen=True, kw_only=True):
    """The caller hears the advisor again; not said when the call ends muted."""

    line: str
    queue: str
    advisor: str


class CallEnded(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The call is over; exactly one a call.

    Attributes:
        outcome: the one outcome of the closing balance.
        stage: the stage of the call flow in which it ended.
        ended_by: ``caller``, ``advisor``, ``system``, ``failure``, or ``sent_on`` when it goes on in another campaign.
        queue: the queue in which it was, else empty.
        set_aside: whether a CallSetAside came before it, so that the outcome counts nowhere.
    """

    line: str
    queue: str
    outcome: Outcome
    stage: str
    ended_by: str
    set_aside: bool = False


class AdvisorStateChanged(Fact, frozen=True, kw_only=True):
    """An advisor went from one state to another.

    Attributes:
        reason: of a pause, or of the change, else empty.
        previous: the state that ended.
    """

    advisor: str
    state: AdvisorState
    previous: AdvisorState
    reason: str


class AdvisorWished(Fact, frozen=True, kw_only=True):
    """During a call an advisor asked for what follows it; the next state without a call ends the wish.

    Attributes:
        wish: ``paused`` or ``offline``; empty when it was taken back.
        reason: of the pause, else empty.
    """

    advisor: str
    wish: Literal["", "paused", "offline"]
    reason: str


AnyFact = (
    CallIngressed
    | CallQueued
    | AdvisorOffered
    | OfferEnded
    | CallAnswered
    | CallHeld
    | CallRetrieved
    | CallMuted
    | CallUnmuted
    | CallEnded
    | AdvisorStateChanged
    | AdvisorWished
    | ServiceFact
    | RoutingFact
    | SupervisionFact
    | RecordingFact
    | PetitionFact
    | TicketFact
    | TicketStatusFact
    | LookupMade
    | CustomerFact
    | ErasureFact
    | IdentityFact
    | AfterFact
    | MailFact
    | AttachmentFact
    | SealFact
    | ObservationFact
    | AccessFact
    | MenuFact
    | ReportFact
    | PeriodClosed
    | IncidentFact
    | TrafficFact
)


class StreamId(msgspec.Struct, frozen=True, order=True):
    """Where a fact stands in its campaign's stream: a counter within an epoch, never a clock."""

    epoch: int
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "StreamId":
        """Read ``epoch-seq``.

        Raises:
            ValueError: not two counters with a dash between them.
        """
        epoch, dash, seq = text.partition("-")
        if not dash:
            raise ValueError(f"not a stream id: {text!r}")
        return cls(int(epoch), int(seq))


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact as the log holds it.

    Attributes:
        id: ``epoch-seq``.
        at: when Valkey wrote it, aware UTC, to the millisecond; never goes back within a campaign.
        call_id: the call, or empty.
        actor: ``caller``, ``advisor:<id>``, ``router``, ``gateway:<name>``, ``system``.
        site_version: under which site it happened.
    """

    id: str
    at: datetime
    campaign: str
    call_id: str
    actor: str
    site_version: str
    fact: AnyFact
