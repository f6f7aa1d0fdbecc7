"""Consistency of a site: references between its nouns, and the checks of each noun. Pure.

Owns the draft, what one noun needs of another, and the order of all checks; the checks of a single noun are in its
module. It must not read files; the Reader finds the line of each complaint.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from config.errors import SectionReference
from config.law.term_rules import TermRules, check_terms
from config.schema.reader import NodePath, Reader
from config.schema.short_forms import Pause
from config.site.access_reviews import AccessReviewRules, check_access_reviews
from config.site.accounts import AccountRules, check_accounts
from config.site.branding import Branding, check_branding
from config.site.calls.calendars import Calendar, check_calendars
from config.site.calls.call_backs import CallBacks, check_call_backs
from config.site.calls.contingency import ContingencyRules, check_contingency
from config.site.calls.lines import Line, check_lines
from config.site.calls.menu_steps.checks import check_steps
from config.site.calls.menu_steps.draft import MenuDraft
from config.site.calls.menu_steps.paths import check_paths
from config.site.calls.menu_steps.steps import MenuStep
from config.site.calls.menus import Menu, check_options
from config.site.calls.pauses import check_pauses
from config.site.calls.practice import Practice, check_practice
from config.site.calls.prompts import Prompt, VoiceRules, check_prompts
from config.site.calls.queues import Queue, check_bands, check_music, check_overflow
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import Sources, check_sources
from config.site.calls.surveys import Survey, check_survey
from config.site.calls.voice_messages import VoiceMessages
from config.site.campaigns import OtherCampaign, check_campaigns
from config.site.customers.identity import IdentityRules, check_identity
from config.site.customers.large_clients import LargeClientRules, check_large_clients
from config.site.customers.lookups import Lookups, check_lookups
from config.site.mail import Mail
from config.site.notices import Notices, check_notices
from config.site.oversight.indicators import Indicators, check_indicators
from config.site.oversight.mailboxes import Oversight, check_oversight
from config.site.oversight.observations import ObservationRules
from config.site.oversight.publication_rules import Publishing, check_publishing
from config.site.oversight.systems import System, check_systems
from config.site.quality.rules import Quality, check_quality
from config.site.reports import Reports, check_reports
from config.site.retention import RetentionRules
from config.site.rights import RightsRules, check_rights
from config.site.samples import SampleAdvisor, SampleCaller, SampleCustomer, SampleDialogue, check_advisors
from config.site.tickets.answers import Answers, check_answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix, check_areas, check_matrix
from config.site.tickets.text_messages import TextMessages, check_text_messages
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import TypologyKind, check_typology
from config.site.training import TrainingRules, check_training
from config.site.tries.tries import Try, check_tries


class SiteDraft(msgspec.Struct, kw_only=True):
    """The readable parts of a site, and all the names in it, readable or not.

    Attributes:
        campaign: the site's own, empty if it is unreadable.
        ids_by_section: all ids, also of unreadable entries, so that no complaint causes another.
        has_call_backs: whether call_backs.yaml exists, readable or not.
        has_voice_messages: whether voice_messages.yaml exists, readable or not.
        whole: whether everything was readable, so that checks across nouns make sense.
    """

    campaign: str
    lines: dict[str, Line]
    menus: dict[str, Menu]
    steps: dict[str, MenuStep]
    queues: dict[str, Queue]
    calendars: dict[str, Calendar]
    prompts: dict[str, Prompt]
    pauses: dict[str, Pause]
    call_backs: CallBacks | None
    recordings: RecordingRules | None
    practice: Practice | None
    voice_messages: VoiceMessages | None
    contingency: ContingencyRules | None
    survey: Survey | None
    terms: TermRules | None
    lookups: Lookups | None
    mail: Mail | None
    text_messages: TextMessages | None
    identity: IdentityRules | None
    large_clients: LargeClientRules | None
    attachments: Attachments | None
    notices: Notices | None
    oversight: Oversight | None
    indicators: Indicators
    systems: dict[str, System]
    observations: ObservationRules | None
    quality: Quality | None
    reports: Reports | None
    ticket_status: TicketStatusRules | None
    retention: RetentionRules | None
    rights: RightsRules | None
    accounts: AccountRules | None
    access_reviews: AccessReviewRules | None
    publishing: Publishing | None
    sources: Sources | None
    training: TrainingRules | None
    branding: Branding | None
    tries: dict[str, Try]
    voice: VoiceRules | None
    typology: dict[str, TypologyKind]
    areas: dict[str, Area]
    matrix: Matrix | None
    answers: Answers | None
    campaigns: dict[str, OtherCampaign]
    advisors: dict[str, SampleAdvisor]
    sample_callers: dict[str, SampleCaller]
    sample_customers: dict[str, SampleCustomer]
    sample_dialogues: dict[str, SampleDialogue]
    ids_by_section: Mapping[str, frozenset[str]]
    has_call_backs: bool
    has_voice_messages: bool
    whole: bool


def check(draft: SiteDraft, reader: Reader) -> None:
    """Complain to the reader about every inconsistency in a draft."""
    check_references(draft, reader)
    _check_calls(draft, reader)
    _check_message_retention(draft, reader)
    _check_tickets(draft, reader)
    check_practice(draft.practice, draft.typology if draft.whole else {}, reader)
    _check_oversight(draft, reader)
    check_lookups(draft.lookups, reader)
    check_text_messages(draft.text_messages, reader)
    check_identity(draft.identity, reader)
    check_large_clients(draft.large_clients, reader)
    check_notices(draft.notices, draft.ids_by_section["areas"], reader)
    check_accounts(draft.accounts, reader)
    check_reports(draft.reports, draft.calendars, reader)
    check_campaigns(draft.campaigns.values(), draft.campaign, reader)
    check_advisors(draft.advisors.values(), reader)
    check_training(draft.training, draft.ids_by_section["queues"], reader)
    check_rights(draft.rights, reader)
    check_access_reviews(draft.access_reviews, reader)
    check_tries(draft.tries, draft.contingency, draft.ids_by_section, _menus_of(draft), reader)
    if draft.branding is not None:
        check_branding(draft.branding, reader)


def _check_calls(draft: SiteDraft, reader: Reader) -> None:
    prompts = draft.ids_by_section["prompts"]
    check_lines(draft.lines, draft.ids_by_section["lines"], reader)
    check_publishing(draft.publishing, draft.lines, reader)
    check_options(draft.menus, reader)
    _check_steps(draft, reader)
    check_calendars(draft.calendars.values(), reader)
    check_music(draft.queues.values(), draft.prompts, prompts, reader)
    check_bands(draft.queues.values(), reader)
    check_overflow(
        draft.queues, call_backs=draft.has_call_backs, voice_messages=draft.has_voice_messages, reader=reader
    )
    if draft.call_backs is not None:
        check_call_backs(draft.call_backs, prompts, reader)
    check_contingency(draft.contingency, prompts, reader)
    check_prompts(draft.prompts, reader)
    check_pauses(draft.ids_by_section["pauses"], reader)
    if draft.survey is not None:
        check_survey(draft.survey, prompts, reader)
    check_sources(draft.sources, reader)


def _check_steps(draft: SiteDraft, reader: Reader) -> None:
    """Check the steps and the ways through menus and steps, once everything is readable."""
    if (menus := _menus_of(draft)) is not None:
        check_steps(menus, reader)
        check_paths(menus, {line.menu for line in draft.lines.values()}, reader)


def _menus_of(draft: SiteDraft) -> MenuDraft | None:
    """Return the menus and steps with what they refer to; None unless everything is readable."""
    if not draft.whole:
        return None
    machine = draft.identity.machine if draft.identity else None
    return MenuDraft(
        menus=draft.menus,
        steps=draft.steps,
        ids=draft.ids_by_section,
        lookups=draft.lookups,
        machine=machine,
        has_mail=draft.mail is not None,
        has_text_messages=draft.text_messages is not None,
    )


def _check_message_retention(draft: SiteDraft, reader: Reader) -> None:
    if draft.voice_messages and draft.recordings is None and draft.whole:
        text = SectionReference("falta ", "recordings", ", que dice por cuánto tiempo se guardan los mensajes")
        reader.complain(("voice_messages",), text)


def _check_tickets(draft: SiteDraft, reader: Reader) -> None:
    check_terms(draft.terms, reader)
    check_typology(draft.typology, reader)
    check_areas(draft.areas, reader)
    if draft.whole and draft.matrix is not None:
        check_matrix(draft.matrix, draft.areas, draft.typology, reader)
    if draft.whole and draft.answers is not None:
        check_answers(draft.answers, draft.typology, reader)


def _check_oversight(draft: SiteDraft, reader: Reader) -> None:
    check_oversight(draft.oversight, reader)
    check_indicators(draft.indicators, draft.pauses, draft.quality, reader)
    check_systems(draft.systems, draft.ids_by_section["calendars"], draft.lookups, reader)
    check_quality(draft.quality, draft.calendars, draft.ids_by_section, reader)


# section, part of it ("" for the entry itself, "options" for its options), referring field, section referred to
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("lines", "", "calendar", "calendars"),
    ("lines", "", "menu", "menus"),
    ("lines", "", "greeting", "prompts"),
    ("lines", "", "notice", "prompts"),
    ("lines", "", "closed_prompt", "prompts"),
    ("lines", "", "goodbye_prompt", "prompts"),
    ("lines", "", "apology_prompt", "prompts"),
    ("menus", "", "prompt", "prompts"),
    ("menus", "", "silence_prompt", "prompts"),
    ("menus", "", "wrong_key_prompt", "prompts"),
    ("menus", "", "fallback_prompt", "prompts"),
    ("menus", "", "fallback_queue", "queues"),
    ("menus", "options", "menu", "menus"),
    ("menus", "options", "step", "steps"),
    ("menus", "options", "queue", "queues"),
    ("menus", "options", "information", "prompts"),
    ("queues", "", "wait_prompt", "prompts"),
    ("queues", "overflow", "queue", "queues"),
    ("queues", "overflow", "message", "prompts"),
    ("queues", "overflow", "voice_message", "prompts"),
    ("call_backs", "", "calendar", "calendars"),
    ("call_backs", "", "offer_prompt", "prompts"),
    ("call_backs", "", "promise_prompt", "prompts"),
    ("call_backs", "", "advisor_prompt", "prompts"),
    ("recordings", "", "lines", "lines"),
    ("voice_messages", "", "lines", "lines"),
    ("voice_messages", "", "prompt", "prompts"),
    ("voice_messages", "", "thanks_prompt", "prompts"),
    ("voice_messages", "", "failed_prompt", "prompts"),
    ("survey", "", "lines", "lines"),
    ("survey", "", "invite_prompt", "prompts"),
    ("survey", "", "again_prompt", "prompts"),
    ("survey", "", "thanks_prompt", "prompts"),
    ("advisors", "", "queues", "queues"),
    ("sample_callers", "", "queues", "queues"),
)


def check_references(draft: SiteDraft, reader: Reader) -> None:
    """Check that every referenced id exists."""
    for section, holder, field, target in REFERENCES:
        for path, value in _references(draft, section, holder, field):
            if value not in draft.ids_by_section[target]:
                reader.complain_unknown(path, value, target, draft.ids_by_section[target])


def _references(draft: SiteDraft, section: str, holder: str, field: str) -> Iterable[tuple[NodePath, str]]:
    """Yield path and id of every reference of one kind."""
    for item_path, item in _section_values(draft, section):
        holders: dict[NodePath, Any] = {item_path: item}
        if holder:
            holders = {(*item_path, holder, key): each for key, each in getattr(item, holder).items()}
        for path, each in holders.items():
            value = getattr(each, field)
            if isinstance(value, tuple):
                yield from (((*path, field, str(index)), reference) for index, reference in enumerate(value))
            elif isinstance(value, dict):
                yield from (((*path, field, reference), reference) for reference in value)
            elif value is not None:
                yield (*path, field), value


def _section_values(draft: SiteDraft, section: str) -> Iterable[tuple[NodePath, Any]]:
    """Return path and value of each entry of a section; call-backs and the like are a single entry, or none."""
    content = getattr(draft, section)
    if isinstance(content, dict):
        return (((section, name), item) for name, item in content.items())
    return [] if content is None else [((section,), content)]
