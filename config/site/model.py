"""The site as a value: the whole configuration of one entity. Pure.

Each noun's shape, bounds and checks are in the noun's own module. `config.site.loader` reads the folder and reports
errors with file and line. A Site is immutable and has a version; a call in progress keeps the version that it began
with.
"""

import msgspec

from config.law.term_rules import TermRules
from config.schema.fields import Id, Name
from config.schema.short_forms import Pause
from config.site.access_reviews import AccessReviewRules
from config.site.accounts import AccountRules
from config.site.branding import STANDARD, Branding
from config.site.calls.calendars import Calendar
from config.site.calls.call_backs import CallBacks
from config.site.calls.contingency import ContingencyRules
from config.site.calls.lines import Line
from config.site.calls.menu_steps.steps import MenuStep
from config.site.calls.menus import Menu
from config.site.calls.practice import Practice
from config.site.calls.prompts import Prompt, VoiceRules
from config.site.calls.queues import Queue
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import OPEN_SOURCES, Sources
from config.site.calls.surveys import Survey
from config.site.calls.voice_messages import VoiceMessages
from config.site.campaigns import OtherCampaign
from config.site.customers.identity import IdentityRules
from config.site.customers.large_clients import LargeClientRules
from config.site.customers.lookups import Lookups
from config.site.mail import Mail
from config.site.notices import Notices
from config.site.oversight.indicators import IndicatorDefinition
from config.site.oversight.mailboxes import Oversight
from config.site.oversight.observations import ObservationRules
from config.site.oversight.publication_rules import Publishing
from config.site.oversight.systems import System
from config.site.quality.rules import Quality
from config.site.reports import Reports
from config.site.retention import RetentionRules
from config.site.rights import RightsRules
from config.site.samples import SampleAdvisor, SampleCaller
from config.site.tickets.answers import Answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.text_messages import TextMessages
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import Topic, TypologyKind, find_topic
from config.site.training import TrainingRules
from config.site.tries.tries import Try


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a site folder, checked as a whole.

    A field that is None or empty is a feature that the site does not use.

    Attributes:
        version: first 16 hex digits of the SHA-256 of the canonical content; equal content, equal version.
        campaign: the routing domain and permission scope of its lines.
        typology: kinds of petition, by id; empty only in a version stored before the typology existed.
        areas: areas that answer petitions, by id; empty only in a version stored before areas existed.
        identity: how customers are verified; None disables verification, and then no customer's data open on a call.
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
    steps: dict[str, MenuStep] = {}
    call_backs: CallBacks | None = None
    typology: dict[str, TypologyKind] = {}
    areas: dict[str, Area] = {}
    matrix: Matrix | None = None
    answers: Answers | None = None
    campaigns: dict[str, OtherCampaign] = {}
    recordings: RecordingRules | None = None
    practice: Practice | None = None
    voice_messages: VoiceMessages | None = None
    contingency: ContingencyRules | None = None
    survey: Survey | None = None
    terms: TermRules = TermRules()
    lookups: Lookups | None = None
    mail: Mail | None = None
    text_messages: TextMessages | None = None
    identity: IdentityRules | None = None
    large_clients: LargeClientRules = LargeClientRules()
    attachments: Attachments = Attachments()
    notices: Notices = Notices()
    oversight: Oversight = Oversight()
    indicators: tuple[IndicatorDefinition, ...] = ()
    systems: dict[str, System] = {}
    observations: ObservationRules = ObservationRules()
    quality: Quality | None = None
    reports: Reports = Reports()
    ticket_status: TicketStatusRules = TicketStatusRules()
    retention: RetentionRules = RetentionRules()
    rights: RightsRules = RightsRules()
    accounts: AccountRules = AccountRules()
    access_reviews: AccessReviewRules | None = None
    publishing: Publishing = Publishing()
    sources: Sources = OPEN_SOURCES
    training: TrainingRules = TrainingRules()
    branding: Branding = STANDARD
    tries: dict[str, Try] = {}
    voice: VoiceRules = VoiceRules()
    sample_advisors: tuple[SampleAdvisor, ...] = ()
    sample_callers: tuple[SampleCaller, ...] = ()

    def line_of(self, number: str) -> Line | None:
        """Return the line of a dialled user part, or None."""
        return next((line for line in self.lines.values() if number in line.numbers), None)

    def has_theme(self, kind: str, theme: str, subtheme: str = "") -> bool:
        """Return whether the typology has the sub-theme, or only the theme where ``subtheme`` is empty."""
        return find_topic(self.typology, Topic(kind, theme, subtheme)) is not None
