"""The vocabulary of the log: what happened, in the past tense, as frozen values. Pure.

Owns every kind of fact and the envelope that carries it. A fact holds no personal data: people are opaque references
(`person_data` keeps what they stand for). A fact once written is for ever: a change of shape is a new tag with ``.2``
behind it, beside the old one.

Import a fact from this package. `AnyFact`, by which the codec reads the log, names every kind of fact, so the package
loads all of its modules whether or not it exports them, and a reader of the log takes facts of many nouns at once.
Modules below the package import one another, and a fact that only its noun's room writes may come from its module.

Imports the kinds of numbers and the modes of contingency messages of `config.site.calls`, and no other room. Read
`base` first: it has the class of facts.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from config.site.calls.number_kinds import NumberKind, NumberSource
from eventlog.facts.access import (
    AccessFact,
    DisplayCodeIssued,
    DisplayCreated,
    DisplayFact,
    DisplayPaired,
    DisplayRevoked,
    EnrolmentCodeGiven,
    PasswordChanged,
    PasswordReset,
    PhonePasswordChanged,
    RightsApproved,
    RightsAsked,
    RightsRefused,
    RoleGranted,
    RoleWithdrawn,
    SecondFactorChanged,
    SessionRevoked,
    SignedIn,
    SignedOut,
    SignInLocked,
    SignInRefused,
    TokenIssued,
    TokenRevoked,
    TokenTakenOver,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
from eventlog.facts.access_review import (
    AccessReviewBegun,
    AccessReviewClosed,
    AccessReviewDecided,
    AccessReviewExceptionExpired,
    AccessReviewExecuted,
    AccessReviewFact,
    AccessReviewSigned,
)
from eventlog.facts.accounts import AccessLogReviewed, AccountDormancyWarned, AccountFact, DormantAccountDisabled
from eventlog.facts.base import Fact
from eventlog.facts.calls.contingency import (
    ContingencyFact,
    ContingencyMessageEnded,
    ContingencyMessagePlayed,
    ContingencyMessageStarted,
)
from eventlog.facts.calls.menu import (
    InformationGiven,
    MenuDigitsCollected,
    MenuEntered,
    MenuFact,
    MenuInputRejected,
    MenuLookupMade,
    MenuSelected,
    NoticePlayed,
    NoticeSkipped,
)
from eventlog.facts.calls.post_call import (
    AfterFact,
    SurveyAnswered,
    SurveyBegan,
    SurveyEnded,
    VoiceMessageAttended,
    VoiceMessageBegan,
    VoiceMessageLeft,
)
from eventlog.facts.calls.prompt import PromptFact, PromptSoundStored, PromptVoiceChosen
from eventlog.facts.calls.recording import (
    RecordingBegan,
    RecordingDeleted,
    RecordingFact,
    RecordingLost,
    RecordingPaused,
    RecordingPlayed,
    RecordingResumed,
    RecordingStored,
)
from eventlog.facts.calls.routing import (
    OVERFLOW,
    RECEIVED,
    TRANSFER,
    CallBackAnswered,
    CallBackCapReached,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallBackNumberKeyed,
    CallBackPostponed,
    CallBackPromised,
    CallBackQueued,
    CallBackRefused,
    CallOverflowed,
    CallReceived,
    CallRefused,
    CallSentOn,
    CallTransferred,
    CallTurnedBack,
    ConsultationBegan,
    ConsultationEnded,
    ConsultationJoined,
    RoutingFact,
    WaitAnnounced,
    WishRefused,
)
from eventlog.facts.calls.supervision import (
    SupervisionAsked,
    SupervisionBegan,
    SupervisionChanged,
    SupervisionEnded,
    SupervisionFact,
)
from eventlog.facts.calls.thresholds import QueueThresholdsChanged
from eventlog.facts.calls.traffic import (
    CallSetAside,
    TrafficFact,
    TrafficLimitsChanged,
    TrafficRefused,
)
from eventlog.facts.customers.customer import (
    CustomerFact,
    CustomerRead,
    CustomerRegistered,
    CustomersImported,
    CustomersMerged,
    CustomersSearched,
    CustomersSeparated,
    CustomerTimelineRead,
    CustomerUpdated,
)
from eventlog.facts.customers.erasure import (
    CallerErased,
    CustomerErased,
    ErasureFact,
    RecordingErased,
)
from eventlog.facts.customers.identity import (
    IdentityAsked,
    IdentityClosed,
    IdentityFact,
    IdentityFailed,
    IdentityRefused,
    IdentityReleased,
    IdentityVerified,
)
from eventlog.facts.customers.lookup import LookupMade
from eventlog.facts.customers.speaker import CallMandateChecked, CallSpeakerStated, DisclosureRefused, SpeakerFact
from eventlog.facts.export import ListExported
from eventlog.facts.incident import IncidentFact
from eventlog.facts.large_client import (
    ClientNoveltyFact,
    ClientNoveltyRegistered,
    ClientNoveltyReminded,
    ClientNoveltyStepTaken,
    LargeClientChanged,
    LargeClientFact,
    LargeClientRegistered,
)
from eventlog.facts.mail import (
    FileEnclosed,
    LetterCancelled,
    LetterDelivered,
    LetterDispatched,
    LetterReturned,
    LetterWritten,
    MailBounced,
    MailCancelled,
    MailDeferred,
    MailFact,
    MailFailed,
    MailPosted,
    MailReleased,
    MailSent,
    MailStopped,
    MailUncertain,
)
from eventlog.facts.oversight.observation import (
    ObservationAnswered,
    ObservationFact,
    ObservationMade,
)
from eventlog.facts.oversight.own_report import (
    OwnReportDeleted,
    OwnReportFact,
    OwnReportMade,
    OwnReportPaused,
    OwnReportResumed,
    OwnReportSaved,
    OwnReportStopped,
    OwnReportTransferred,
)
from eventlog.facts.oversight.period import PeriodClosed
from eventlog.facts.oversight.report import ReportFact, ReportMade
from eventlog.facts.oversight.seal import DayHeadTold, PeriodSealed, SealFact
from eventlog.facts.people.bulletin import BulletinFact, BulletinPublished, BulletinRead, BulletinWithdrawn
from eventlog.facts.people.roster import (
    AbsenceCancelled,
    AbsenceRecorded,
    AdvisorLevelChanged,
    AdvisorSeated,
    DeputyNamed,
    QueueOverrideEnded,
    QueueOverrideStarted,
    RosterFact,
    SeatRemoved,
    SeatSaved,
)
from eventlog.facts.people.staff import (
    StaffCorrected,
    StaffEntered,
    StaffExitCancelled,
    StaffExitPlanned,
    StaffFact,
    StaffImported,
    StaffLeft,
    StaffMoveCancelled,
    StaffMoved,
    StaffMovePlanned,
)
from eventlog.facts.people.training import (
    TrainingAcknowledged,
    TrainingAttendanceRecorded,
    TrainingCourseChanged,
    TrainingCourseCreated,
    TrainingFact,
    TrainingFileStored,
    TrainingMarkRecorded,
    TrainingMaterialAdded,
    TrainingParticipantPlanned,
    TrainingParticipantRemoved,
    TrainingProposalDecided,
    TrainingProposed,
    TrainingReminded,
    TrainingRequirementChanged,
    TrainingSessionCancelled,
    TrainingSessionMoved,
    TrainingSessionPlanned,
)
from eventlog.facts.practice import PracticeEnded, PracticeFact, PracticeStarted
from eventlog.facts.quality.calibration import (
    CalibrationAbsence,
    CalibrationCancelled,
    CalibrationChangeTied,
    CalibrationCriterionDecided,
    CalibrationEvaluationCompared,
    CalibrationFact,
    CalibrationItemChosen,
    CalibrationMinutesSigned,
    CalibrationOpened,
    CalibrationPersonNamed,
    CalibrationPlanned,
)
from eventlog.facts.quality.coaching import (
    CoachingAnnulled,
    CoachingCommented,
    CoachingConfirmed,
    CoachingDismissed,
    CoachingFact,
    CoachingFollowedUp,
    CoachingHeld,
    CoachingProposed,
    CoachingScheduled,
)
from eventlog.facts.quality.evaluation import (
    EvaluationAccepted,
    EvaluationBegun,
    EvaluationCorrected,
    EvaluationCriterionAnswered,
    EvaluationDiscarded,
    EvaluationFact,
    EvaluationRefuted,
    EvaluationSigned,
    RefutationConciliationBegun,
    RefutationDecided,
)
from eventlog.facts.quality.finding import (
    FindingAssigned,
    FindingFact,
    FindingFileStored,
    FindingRegistered,
    FindingReminded,
    FindingStepTaken,
)
from eventlog.facts.quality.finding_report import (
    FindingReportAnswered,
    FindingReportFact,
    FindingReportMade,
    FindingReportPresented,
    FindingReportReceived,
)
from eventlog.facts.quality.sample import (
    SampleDrawn,
    SampleFact,
    SampleItemDrawn,
    SampleItemReplaced,
    SamplePlanned,
    SampleSeedCommitted,
    SampleSeedRevealed,
    SampleStratumDrawn,
)
from eventlog.facts.quality.visit import (
    QualityVisitBegun,
    QualityVisitDiscarded,
    QualityVisitFact,
    QualityVisitSigned,
)
from eventlog.facts.search import SearchMade
from eventlog.facts.service import (
    GatewayLost,
    ProcessReplaced,
    ServiceFact,
    SiteImported,
    StateRestored,
    WatchedRole,
)
from eventlog.facts.site import SiteFact, SitePublicationCancelled, SitePublished
from eventlog.facts.site_draft import (
    SiteDraftCallClosed,
    SiteDraftCallOpened,
    SiteDraftChanged,
    SiteDraftDiscarded,
    SiteDraftFact,
    SiteDraftOpened,
    SiteDraftUpdated,
    SitePublicationRefused,
    SitePublicationRequested,
    SiteTriesOverridden,
)
from eventlog.facts.text_message import (
    TextMessageDeferred,
    TextMessageFact,
    TextMessageFailed,
    TextMessagePosted,
    TextMessageSent,
    TextMessageUncertain,
)
from eventlog.facts.tickets.attachment import (
    AttachmentExamined,
    AttachmentFact,
    AttachmentOpened,
    AttachmentStored,
)
from eventlog.facts.tickets.knowledge import (
    KnowledgeArticleCreated,
    KnowledgeArticleEdited,
    KnowledgeArticlePublished,
    KnowledgeArticleRated,
    KnowledgeArticleRead,
    KnowledgeArticleWithdrawn,
    KnowledgeFact,
    KnowledgeOwnerChanged,
    KnowledgeOwnerNotified,
)
from eventlog.facts.tickets.petition import (
    CallTypified,
    CustomerViewed,
    PetitionFact,
    TicketFiled,
)
from eventlog.facts.tickets.ticket import TicketFact
from eventlog.facts.tickets.ticket_status import (
    TicketStatusFact,
    TicketStatusRead,
    TicketStatusRefused,
)

__all__ = [
    "ADVISOR_STATES",
    "OUTCOMES",
    "OVERFLOW",
    "RECEIVED",
    "TRANSFER",
    "AbsenceCancelled",
    "AbsenceRecorded",
    "AccessLogReviewed",
    "AccessReviewBegun",
    "AccessReviewClosed",
    "AccessReviewDecided",
    "AccessReviewExceptionExpired",
    "AccessReviewExecuted",
    "AccessReviewSigned",
    "AccountDormancyWarned",
    "AdvisorLevelChanged",
    "AdvisorOffered",
    "AdvisorQueuesChanged",
    "AdvisorSeated",
    "AdvisorState",
    "AdvisorStateChanged",
    "AdvisorWished",
    "AnyFact",
    "AttachmentExamined",
    "AttachmentOpened",
    "AttachmentStored",
    "BulletinPublished",
    "BulletinRead",
    "BulletinWithdrawn",
    "CalibrationAbsence",
    "CalibrationCancelled",
    "CalibrationChangeTied",
    "CalibrationCriterionDecided",
    "CalibrationEvaluationCompared",
    "CalibrationItemChosen",
    "CalibrationMinutesSigned",
    "CalibrationOpened",
    "CalibrationPersonNamed",
    "CalibrationPlanned",
    "CallAnswered",
    "CallBackAnswered",
    "CallBackCapReached",
    "CallBackDialled",
    "CallBackEnded",
    "CallBackMissed",
    "CallBackNumberKeyed",
    "CallBackPostponed",
    "CallBackPromised",
    "CallBackQueued",
    "CallBackRefused",
    "CallEnded",
    "CallHeld",
    "CallIngressed",
    "CallMandateChecked",
    "CallMuted",
    "CallOverflowed",
    "CallQueued",
    "CallReceived",
    "CallRefused",
    "CallRetrieved",
    "CallSentOn",
    "CallSetAside",
    "CallSpeakerStated",
    "CallTransferred",
    "CallTurnedBack",
    "CallTypified",
    "CallUnmuted",
    "CallerErased",
    "ClientNoveltyRegistered",
    "ClientNoveltyReminded",
    "ClientNoveltyStepTaken",
    "CoachingAnnulled",
    "CoachingCommented",
    "CoachingConfirmed",
    "CoachingDismissed",
    "CoachingFollowedUp",
    "CoachingHeld",
    "CoachingProposed",
    "CoachingScheduled",
    "ConsultationBegan",
    "ConsultationEnded",
    "ConsultationJoined",
    "ContingencyMessageEnded",
    "ContingencyMessagePlayed",
    "ContingencyMessageStarted",
    "CustomerErased",
    "CustomerRead",
    "CustomerRegistered",
    "CustomerTimelineRead",
    "CustomerUpdated",
    "CustomerViewed",
    "CustomersImported",
    "CustomersMerged",
    "CustomersSearched",
    "CustomersSeparated",
    "DayHeadTold",
    "DeputyNamed",
    "DisclosureRefused",
    "DisplayCodeIssued",
    "DisplayCreated",
    "DisplayPaired",
    "DisplayRevoked",
    "DormantAccountDisabled",
    "EnrolmentCodeGiven",
    "Envelope",
    "EvaluationAccepted",
    "EvaluationBegun",
    "EvaluationCorrected",
    "EvaluationCriterionAnswered",
    "EvaluationDiscarded",
    "EvaluationRefuted",
    "EvaluationSigned",
    "Fact",
    "FileEnclosed",
    "FindingAssigned",
    "FindingFileStored",
    "FindingRegistered",
    "FindingReminded",
    "FindingReportAnswered",
    "FindingReportMade",
    "FindingReportPresented",
    "FindingReportReceived",
    "FindingStepTaken",
    "GatewayLost",
    "IdentityAsked",
    "IdentityClosed",
    "IdentityFailed",
    "IdentityRefused",
    "IdentityReleased",
    "IdentityVerified",
    "InformationGiven",
    "KeysSent",
    "KnowledgeArticleCreated",
    "KnowledgeArticleEdited",
    "KnowledgeArticlePublished",
    "KnowledgeArticleRated",
    "KnowledgeArticleRead",
    "KnowledgeArticleWithdrawn",
    "KnowledgeOwnerChanged",
    "KnowledgeOwnerNotified",
    "LargeClientChanged",
    "LargeClientRegistered",
    "LetterCancelled",
    "LetterDelivered",
    "LetterDispatched",
    "LetterReturned",
    "LetterWritten",
    "ListExported",
    "LookupMade",
    "MailBounced",
    "MailCancelled",
    "MailDeferred",
    "MailFailed",
    "MailPosted",
    "MailReleased",
    "MailSent",
    "MailStopped",
    "MailUncertain",
    "MenuDigitsCollected",
    "MenuEntered",
    "MenuInputRejected",
    "MenuLookupMade",
    "MenuSelected",
    "NoticePlayed",
    "NoticeSkipped",
    "ObservationAnswered",
    "ObservationMade",
    "OfferEnd",
    "OfferEnded",
    "Outcome",
    "OwnReportDeleted",
    "OwnReportMade",
    "OwnReportPaused",
    "OwnReportResumed",
    "OwnReportSaved",
    "OwnReportStopped",
    "OwnReportTransferred",
    "PasswordChanged",
    "PasswordReset",
    "PeriodClosed",
    "PeriodSealed",
    "PhonePasswordChanged",
    "PracticeEnded",
    "PracticeStarted",
    "ProcessReplaced",
    "PromptSoundStored",
    "PromptVoiceChosen",
    "QualityVisitBegun",
    "QualityVisitDiscarded",
    "QualityVisitSigned",
    "QueueOverrideEnded",
    "QueueOverrideStarted",
    "QueueThresholdsChanged",
    "RecordingBegan",
    "RecordingDeleted",
    "RecordingErased",
    "RecordingLost",
    "RecordingPaused",
    "RecordingPlayed",
    "RecordingResumed",
    "RecordingStored",
    "RefutationConciliationBegun",
    "RefutationDecided",
    "ReportMade",
    "RightsApproved",
    "RightsAsked",
    "RightsRefused",
    "RoleGranted",
    "RoleWithdrawn",
    "SampleDrawn",
    "SampleItemDrawn",
    "SampleItemReplaced",
    "SamplePlanned",
    "SampleSeedCommitted",
    "SampleSeedRevealed",
    "SampleStratumDrawn",
    "SearchMade",
    "SeatRemoved",
    "SeatSaved",
    "SecondFactorChanged",
    "SessionRevoked",
    "SignInLocked",
    "SignInRefused",
    "SignedIn",
    "SignedOut",
    "SiteDraftCallClosed",
    "SiteDraftCallOpened",
    "SiteDraftChanged",
    "SiteDraftDiscarded",
    "SiteDraftFact",
    "SiteDraftOpened",
    "SiteDraftUpdated",
    "SiteImported",
    "SitePublicationCancelled",
    "SitePublicationRefused",
    "SitePublicationRequested",
    "SitePublished",
    "SiteTriesOverridden",
    "StaffCorrected",
    "StaffEntered",
    "StaffExitCancelled",
    "StaffExitPlanned",
    "StaffImported",
    "StaffLeft",
    "StaffMoveCancelled",
    "StaffMovePlanned",
    "StaffMoved",
    "StateRestored",
    "StreamId",
    "SupervisionAsked",
    "SupervisionBegan",
    "SupervisionChanged",
    "SupervisionEnded",
    "SurveyAnswered",
    "SurveyBegan",
    "SurveyEnded",
    "TextMessageDeferred",
    "TextMessageFact",
    "TextMessageFailed",
    "TextMessagePosted",
    "TextMessageSent",
    "TextMessageUncertain",
    "TicketFiled",
    "TicketStatusRead",
    "TicketStatusRefused",
    "TokenIssued",
    "TokenRevoked",
    "TokenTakenOver",
    "TrafficLimitsChanged",
    "TrafficRefused",
    "TrainingAcknowledged",
    "TrainingAttendanceRecorded",
    "TrainingCourseChanged",
    "TrainingCourseCreated",
    "TrainingFileStored",
    "TrainingMarkRecorded",
    "TrainingMaterialAdded",
    "TrainingParticipantPlanned",
    "TrainingParticipantRemoved",
    "TrainingProposalDecided",
    "TrainingProposed",
    "TrainingReminded",
    "TrainingRequirementChanged",
    "TrainingSessionCancelled",
    "TrainingSessionMoved",
    "TrainingSessionPlanned",
    "UserCreated",
    "UserDisabled",
    "UserEnabled",
    "VoiceMessageAttended",
    "VoiceMessageBegan",
    "VoiceMessageLeft",
    "WaitAnnounced",
    "WatchedRole",
    "WishRefused",
]

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
"""How an offer ended. ``taken``: another of several phones answered; ``withdrawn``: the call went elsewhere while the
phone rang."""


class CallIngressed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A call entered one of the lines.

    A fact without a mark has the canonical bytes that it had before marks existed.

    Attributes:
        gateway: the gateway instance that holds it.
        caller_ref: opaque reference to the caller's number in person_data, or empty when the network withheld it.
        caller_commitment: SHA-256 of salt and number, hex; proves the number to a holder of both.
        in_hours: whether the line was open at that moment.
        caller_mark: HMAC of the caller's number under the key of the month and campaign, 16 bytes in hex: equal for
            equal numbers until the month is over; empty without a number or a key.
        number_kind: kind of the caller's number; empty if it was not judged.
        number_given: source of the claim that it is the caller's; empty if it was not judged.
    """

    line: str
    gateway: str
    caller_ref: str
    caller_commitment: str
    in_hours: bool
    caller_mark: str = ""
    number_kind: NumberKind | Literal[""] = ""
    number_given: NumberSource | Literal[""] = ""


class CallQueued(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The call began to wait for an advisor of a queue.

    A fact without a head start has the canonical bytes that it had before head starts existed.

    Attributes:
        reason: ``menu`` by choice, ``fallback`` after silence or wrong keys, ``transfer`` by an advisor, ``overflow``
            (`OVERFLOW`) from another queue, whose wait then continues.
        threshold_ms: the bound of the queue's service level when the wait began, inclusive.
        head_start_s: how much earlier the call counts as having come: by its line, its menu option and its number.
        number_head_start_s: the part of that by its number, which is a large client's.
    """

    line: str
    queue: str
    reason: str
    threshold_ms: int
    head_start_s: int = 0
    number_head_start_s: int = 0


class AdvisorOffered(Fact, frozen=True, kw_only=True):
    """The router chose an advisor for a waiting call; from here the phone rings.

    ``offer`` counts from 1 within the call.
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
    """The advisor took the caller back from hold; not written when the call ends on hold."""

    line: str
    queue: str
    advisor: str


class CallMuted(Fact, frozen=True, kw_only=True):
    """The advisor muted their voice for the caller, whom the advisor still hears."""

    line: str
    queue: str
    advisor: str


class CallUnmuted(Fact, frozen=True, kw_only=True):
    """The caller hears the advisor again; not written when the call ends muted."""

    line: str
    queue: str
    advisor: str


class KeysSent(Fact, frozen=True, kw_only=True):
    """The advisor sent keys to the caller's side, for example to a menu that answered a call-back.

    Attributes:
        keys: how many; never which, because they may be a card number or a PIN.
    """

    line: str
    queue: str
    advisor: str
    keys: int


class CallEnded(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The call is over; exactly one per call.

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
    """An advisor changed from the state ``previous`` to another.

    ``reason`` is that of a pause, or of the change, else empty.
    """

    advisor: str
    state: AdvisorState
    previous: AdvisorState
    reason: str


class AdvisorWished(Fact, frozen=True, kw_only=True):
    """During a call an advisor requested the state that follows it; the next state without a call ends the request.

    Attributes:
        wish: ``paused`` or ``offline``; empty when the request was withdrawn.
        reason: of the pause, else empty.
    """

    advisor: str
    wish: Literal["", "paused", "offline"]
    reason: str


class AdvisorQueuesChanged(Fact, frozen=True, kw_only=True):
    """The router offers an advisor the calls of other queues from now on.

    ``queues`` are all of them with the level, by id, as ``credito:8 pagos:5``; empty if the advisor serves none.
    """

    advisor: str
    queues: str


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
    | KeysSent
    | CallEnded
    | AdvisorStateChanged
    | AdvisorWished
    | AdvisorQueuesChanged
    | ServiceFact
    | SiteDraftFact
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
    | SpeakerFact
    | AfterFact
    | MailFact
    | TextMessageFact
    | AttachmentFact
    | SealFact
    | ObservationFact
    | AccessFact
    | DisplayFact
    | AccountFact
    | AccessReviewFact
    | MenuFact
    | ContingencyFact
    | PromptFact
    | SiteFact
    | QueueThresholdsChanged
    | ReportFact
    | OwnReportFact
    | PeriodClosed
    | IncidentFact
    | SearchMade
    | StaffFact
    | TrafficFact
    | ListExported
    | CalibrationFact
    | CoachingFact
    | EvaluationFact
    | FindingFact
    | FindingReportFact
    | PracticeFact
    | QualityVisitFact
    | KnowledgeFact
    | LargeClientFact
    | ClientNoveltyFact
    | RosterFact
    | BulletinFact
    | SampleFact
    | TrainingFact
)


class StreamId(msgspec.Struct, frozen=True, order=True):
    """The position of a fact in its campaign's stream: a counter within an epoch, never a clock."""

    epoch: int
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "StreamId":
        """Parse ``epoch-seq``.

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
        site_version: the site version in force.
    """

    id: str
    at: datetime
    campaign: str
    call_id: str
    actor: str
    site_version: str
    fact: AnyFact
