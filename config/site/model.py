"""The site as a value: everything that the folder of one entity says. Pure.

Each noun's shape, bounds and checks stand in the noun's own module. Reading the folder and complaining with file and
line is `config.site.loader`. A Site is immutable and has a version; calls in progress keep the one they began with.
"""

import msgspec

from config.law.term_rules import TermRules
from config.schema.fields import Id, Name
from config.schema.short_forms import Pause
from config.site.calls.calendars import Calendar
from config.site.calls.call_backs import CallBacks
from config.site.calls.lines import Line
from config.site.calls.menus import Menu
from config.site.calls.prompts import Prompt
from config.site.calls.queues import Queue
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import OPEN_SOURCES, Sources
from config.site.calls.surveys import Survey
from config.site.calls.voice_messages import VoiceMessages
from config.site.campaigns import OtherCampaign
from config.site.customers.identity import IdentityRules
from config.site.customers.lookups import Lookups
from config.site.mail import Mail
from config.site.notices import Notices
from config.site.oversight.indicators import IndicatorDefinition
from config.site.oversight.mailboxes import Oversight
from config.site.oversight.observations import ObservationRules
from config.site.oversight.systems import System
from config.site.reports import Reports
from config.site.retention import RetentionRules
from config.site.rights import RightsRules
from config.site.samples import SampleAdvisor, SampleCaller
from config.site.tickets.answers import Answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import Topic, TypologyKind, find_topic


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a site folder says, checked as a whole.

    Attributes:
        version: first 16 hex digits of the SHA-256 of the canonical content; equal content, equal version.
        campaign: the routing domain and permission scope of its lines.
        entity: name of the public entity.
        pauses: reasons of a pause, by id.
        call_backs: how callers are called back; None where nobody is.
        typology: kinds of petition, by id; empty only in a version stored before there was one.
        areas: who answers petitions, by id; empty only in a version stored before there were any, like what follows.
        matrix: who of them answers for what.
        answers: how answers are typified and worded.
        campaigns: the other campaigns, by id.
        recordings: how talks are recorded; None where none is.
        voice_messages: how callers leave a message; None where nobody can.
        survey: what callers are asked after the talk; None where nobody is.
        terms: how legal terms are counted here, and when to warn.
        lookups: what advisors may consult; None where it is nothing.
        mail: how the entity writes; None where it does not.
        identity: how customers are verified; None where they are not, and no customer's data open on a call.
        attachments: which files a ticket may have.
        notices: who is told of tickets inside the entity.
        oversight: who oversees the contract.
        indicators: every version of every indicator of the contract.
        systems: whose availability is measured, by id.
        observations: how long there is to answer the oversight.
        reports: which reports are made by themselves, and who gets them.
        ticket_status: what is asked before the state of a petition is read out.
        retention: what the law obliges to keep although its holder asks for its erasure.
        rights: how the most powerful rights are granted.
        sources: who may call.
    """

    version: str
    campaign: Id
    entity: Name
    lines: dict[str, Line]
    menus: dict[str, Menu]
    queues: dict[str, Queue]
    calendars: dict[str, Calendar]
    prompts: dict[str, Prompt]
    pauses: dict[Id, Pause]
    call_backs: CallBacks | None = None
    typology: dict[str, TypologyKind] = {}
    areas: dict[str, Area] = {}
    matrix: Matrix | None = None
    answers: Answers | None = None
    campaigns: dict[str, OtherCampaign] = {}
    recordings: RecordingRules | None = None
    voice_messages: VoiceMessages | None = None
    survey: Survey | None = None
    terms: TermRules = TermRules()
    lookups: Lookups | None = None
    mail: Mail | None = None
    identity: IdentityRules | None = None
    attachments: Attachments = Attachments()
    notices: Notices = Notices()
    oversight: Oversight = Oversight()
    indicators: tuple[IndicatorDefinition, ...] = ()
    systems: dict[str, System] = {}
    observations: ObservationRules = ObservationRules()
    reports: Reports = Reports()
    ticket_status: TicketStatusRules = TicketStatusRules()
    retention: RetentionRules = RetentionRules()
    rights: RightsRules = RightsRules()
    sources: Sources = OPEN_SOURCES
    sample_advisors: tuple[SampleAdvisor, ...] = ()
    sample_callers: tuple[SampleCaller, ...] = ()

    def line_of(self, number: str) -> Line | None:
        """The line that a dialled user part means, or None."""
        return next((line for line in self.lines.values() if number in line.numbers), None)

    def has_theme(self, kind: str, theme: str, subtheme: str = "") -> bool:
        """Whether the typology has this sub-theme under this theme and kind, or the theme where none is said."""
        return find_topic(self.typology, Topic(kind, theme, subtheme)) is not None
