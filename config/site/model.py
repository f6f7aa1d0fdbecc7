"""The site as a value: lines, menus, calendars, queues, prompts, typology and samples of one entity. Pure.

Owns the shape and the bounds of each field only. Reading the folder and complaining with file and line is
`config.site.loader`; opening hours are computed in `config.site.calls.calendars`. A Site is immutable and has a
version; calls in progress keep the one they began with.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.law.term_rules import TermRules
from config.schema.fields import (
    KEY_PATTERN,
    NUMBER_PATTERN,
    Address,
    HeadStart,
    Id,
    Name,
    Phone,
    Sentence,
    Spoken,
)
from config.schema.short_forms import Hours, Levels, Pause
from config.site.calls.queues import CallBacks, Queue
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import OPEN_SOURCES, Sources
from config.site.calls.surveys import Survey
from config.site.calls.voice_messages import VoiceMessages
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
from config.site.tickets.answers import Answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import Topic, TypologyKind, find_topic

NO_ANSWER = "no_answer"
"""The pause of an advisor who did not answer an offer; every site has a word for it."""

SAMPLE_SENTENCE = "Buen día. ¿En qué le puedo ayudar?"
"""What the phone that the demo lends to an advisor says, unless the site says otherwise."""

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class DayException(msgspec.Struct, frozen=True, kw_only=True):
    """A dated exception that overrides the week and the holidays.

    Attributes:
        day: the local date.
        hours: what is open on that day; empty when the whole day is closed.
        reason: for people, in Spanish.
    """

    day: date
    hours: tuple[Hours, ...]
    reason: Name


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When a line is open.

    Attributes:
        timezone: IANA name.
        week: opening hours by weekday; a weekday that is missing is closed.
        holidays: ``colombia`` (closed on holidays of Ley 51 de 1983 and Ley 2578 de 2026) or ``none``.
        exceptions: dated overrides.
    """

    id: Id
    timezone: str = "America/Bogota"
    week: dict[Weekday, tuple[Hours, ...]]
    holidays: Literal["colombia", "none"] = "colombia"
    exceptions: tuple[DayException, ...] = ()


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """What a key of a menu leads to: exactly one of menu, queue or information.

    Attributes:
        label: for people, in Spanish.
        menu: id of the next menu.
        queue: id of the queue to wait in.
        information: id of a prompt to hear, after which the call says goodbye and ends as self served.
        head_start_s: how much earlier than it came the call is taken to have come, beside what its line gives.
    """

    label: Name
    menu: Id | None = None
    queue: Id | None = None
    information: Id | None = None
    head_start_s: HeadStart = 0


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """One level of the voice menu.

    Attributes:
        prompt: id of the prompt that reads the options.
        options: by key (one digit or ``*``).
        fallback_queue: where silence or wrong keys lead after the retries: an advisor, never a dead end.
        retries: how many times silence or a wrong key is forgiven.
        silence_prompt: said before the menu is read again after silence.
        wrong_key_prompt: said before the menu is read again after a wrong key.
        fallback_prompt: said before the fallback queue.
        first_digit_s: seconds of silence allowed after the prompt.
    """

    id: Id
    prompt: Id
    options: dict[Annotated[str, Meta(pattern=KEY_PATTERN)], Option]
    fallback_queue: Id
    retries: Annotated[int, Meta(ge=0, le=5)] = 2
    silence_prompt: Id
    wrong_key_prompt: Id
    fallback_prompt: Id
    first_digit_s: Annotated[float, Meta(ge=1, le=30)] = 5.0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number that people dial.

    Attributes:
        name: for people, in Spanish.
        numbers: every dialled user part that means this line.
        calendar: id of its calendar.
        greeting: id of the prompt that greets.
        notice: id of the prompt with the notice of recording and data treatment.
        notice_version: version of that notice's text.
        menu: id of its first menu.
        closed_prompt: said out of hours, before when it opens next.
        goodbye_prompt: said before we hang up.
        apology_prompt: said when something of ours failed.
        script: the protocol that the advisor reads, step by step: the greeting first.
        fallback: SIP URI of the last resort after an apology, or None.
        head_start_s: how much earlier than it came a call on this line is taken to have come: its priority.
    """

    id: Id
    name: Name
    numbers: tuple[Annotated[str, Meta(pattern=NUMBER_PATTERN)], ...]
    calendar: Id
    greeting: Id
    notice: Id
    notice_version: Annotated[str, Meta(min_length=1, max_length=40)]
    menu: Id
    closed_prompt: Id
    goodbye_prompt: Id
    apology_prompt: Id
    script: tuple[Sentence, ...] = ()
    fallback: Address | None = None
    head_start_s: HeadStart = 0


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is said: a text for the synthesiser, or a WAV file of the entity's own voice in its stead.

    Attributes:
        text: Spanish; also what the desk shows.
        file: path within the site folder of a WAV (8 kHz or any rate, mono or stereo), or None.
        digest: SHA-256 of that file in hex, so that a changed voice is a changed site; computed, never written by hand.
    """

    id: Id
    text: Spoken
    file: str | None = None
    digest: str | None = None


class SampleAdvisor(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor's seat: the queues that they serve. Who has no seat serves none.

    Attributes:
        id: login and routing id, e.g. ``asesor1``.
        name: for people, where there is no such user.
        queues: the queues that the advisor serves, each with the advisor's level.
        sentence: what the phone that the demo lends says when it answers; only the demo says it.
    """

    id: Id
    name: Name
    queues: Levels
    sentence: Spoken = SAMPLE_SENTENCE


class SampleCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a sample caller says to an advisor; only the demo uses it.

    Attributes:
        queues: ids of the queues where it fits; empty for any.
        sentence: Spanish.
    """

    id: Id
    queues: tuple[Id, ...] = ()
    sentence: Spoken


class SampleCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """An invented customer; only the demo uses them, and no site version ever holds them.

    Attributes:
        name: for people.
        document: an identity document's number.
        phones: numbers that this customer calls from, E.164; the first two are imported.
        document_kind: CC, TI, CE, PA, PPT or NIT.
        birth_date: as a row of an import has it, like what follows; empty for what is not known.
        municipality: DIVIPOLA code, for the address.
        preferred_contact: telefono, correo or carta.
        credit: its number.
        programme: under which it was granted.
        co_debtor_of: id of the sample customer for whose credit this one answers, or empty.
    """

    id: Id
    name: Name
    document: Annotated[str, Meta(pattern=NUMBER_PATTERN)]
    phones: tuple[Phone, ...]
    document_kind: str = "CC"
    birth_date: str = ""
    address: str = ""
    municipality: str = ""
    email: str = ""
    preferred_contact: str = ""
    credit: str = ""
    programme: str = ""
    co_debtor_of: str = ""


class OtherCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """Another campaign: calls may be sent on to it, or come from it.

    Attributes:
        name: for people, in Spanish.
        line: id of the line, of that campaign's own site, in which it counts the calls that it receives from here;
            None where no call is sent.
        queues: names for people of its queues that a call may be sent to, by their ids there.
    """

    id: Id
    name: Name
    line: Id | None = None
    queues: dict[Id, Name] = {}


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
