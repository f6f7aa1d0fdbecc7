"""What a site must fulfil as a whole, beyond the type of each field. Pure.

Owns the rules that tie things together: references, menus that lead somewhere, numbers and dates that do not clash. It
must not read files; what it complains about is placed by the Reader.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import msgspec

from config.law.term_checks import check_terms
from config.law.term_rules import TermRules
from config.schema.reader import NodePath, Reader, suggest_name
from config.schema.short_forms import Pause
from config.site.calls.calendar_checks import check_calendars
from config.site.calls.calendars import Calendar
from config.site.calls.call_backs import CallBacks
from config.site.calls.dialling_checks import check_plan
from config.site.calls.lines import Line
from config.site.calls.menus import Menu, Option
from config.site.calls.pauses import NO_ANSWER
from config.site.calls.prompts import Prompt
from config.site.calls.queues import BUILT_IN_MUSIC, Queue
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import Sources, find_faults
from config.site.calls.surveys import Survey
from config.site.calls.voice_messages import VoiceMessages
from config.site.campaigns import OtherCampaign
from config.site.customers.identity import IdentityRules
from config.site.customers.identity_checks import check_identity
from config.site.customers.lookup_checks import check_lookups
from config.site.customers.lookups import Lookups
from config.site.mail import Mail
from config.site.notice_checks import check_notices
from config.site.notices import Notices
from config.site.oversight.indicator_checks import Indicators, check_indicators
from config.site.oversight.mailbox_checks import check_oversight
from config.site.oversight.mailboxes import Oversight
from config.site.oversight.observations import ObservationRules
from config.site.oversight.system_checks import check_systems
from config.site.oversight.systems import System
from config.site.report_checks import check_reports
from config.site.reports import Reports
from config.site.retention import RetentionRules
from config.site.rights import RightsRules
from config.site.samples import SampleAdvisor, SampleCaller, SampleCustomer
from config.site.tickets.answers import Answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import TypologyKind
from config.site.tickets.typology_checks import check_answers, check_escalation, check_typology

RESERVED_PROMPT = "silence"
"""Key of the short silence that Atención brings; no prompt may take it."""


class SiteDraft(msgspec.Struct, kw_only=True):
    """What could be read of a site, and the names of all that was written, readable or not.

    Attributes:
        campaign: the site's own, empty if it is not readable.
        ids_by_section: those whose content was complained about too, so that no complaint causes another.
        has_call_backs: whether there is a call_backs.yaml, readable or not.
        has_voice_messages: the same of voice_messages.yaml.
        whole: whether everything was readable, so that the way through the menus can be judged.
    """

    campaign: str
    lines: dict[str, Line]
    menus: dict[str, Menu]
    queues: dict[str, Queue]
    calendars: dict[str, Calendar]
    prompts: dict[str, Prompt]
    pauses: dict[str, Pause]
    call_backs: CallBacks | None
    recordings: RecordingRules | None
    voice_messages: VoiceMessages | None
    survey: Survey | None
    terms: TermRules | None
    lookups: Lookups | None
    mail: Mail | None
    identity: IdentityRules | None
    attachments: Attachments | None
    notices: Notices | None
    oversight: Oversight | None
    indicators: Indicators
    systems: dict[str, System]
    observations: ObservationRules | None
    reports: Reports | None
    ticket_status: TicketStatusRules | None
    retention: RetentionRules | None
    rights: RightsRules | None
    sources: Sources | None
    typology: dict[str, TypologyKind]
    areas: dict[str, Area]
    matrix: Matrix | None
    answers: Answers | None
    campaigns: dict[str, OtherCampaign]
    advisors: dict[str, SampleAdvisor]
    sample_callers: dict[str, SampleCaller]
    sample_customers: dict[str, SampleCustomer]
    ids_by_section: Mapping[str, frozenset[str]]
    has_call_backs: bool
    has_voice_messages: bool
    whole: bool


def check(draft: SiteDraft, reader: Reader) -> None:
    """Complains to the reader about everything in a draft that does not hold together."""
    for rule in RULES:
        rule(draft, reader)


def check_references(draft: SiteDraft, reader: Reader) -> None:
    """Every id that is named exists."""
    for section, holder, field, target in REFERENCES:
        for path, value in _references(draft, section, holder, field):
            if value not in draft.ids_by_section[target]:
                reader.complain_unknown(path, value, target, draft.ids_by_section[target])


def check_options(draft: SiteDraft, reader: Reader) -> None:
    """Every key of a menu leads to exactly one place, and a menu has keys."""
    for menu in draft.menus.values():
        if not menu.options:
            reader.complain(("menus", menu.id, "options"), "el menú no tiene opciones; agregue al menos una")
        for key, option in menu.options.items():
            targets = [option.menu, option.queue, option.information]
            if sum(target is not None for target in targets) != 1:
                path = ("menus", menu.id, "options", key)
                reader.complain(path, "la opción debe llevar a una sola parte: deje «menu», «queue» o «information»")


def check_menu_paths(draft: SiteDraft, reader: Reader) -> None:
    """Every menu can be reached from a line, and from every menu a queue or an information can be reached."""
    if not draft.whole:
        return
    reached = _reachable_menus({line.menu for line in draft.lines.values()}, draft.menus)
    for menu in draft.menus.values():
        if menu.id not in reached:
            text = "ninguna línea ni opción lleva a este menú; enlácelo desde otro o bórrelo"
            reader.complain(("menus", menu.id), text)
        next_menus = (draft.menus[each] for each in _reachable_menus({menu.id}, draft.menus))
        if menu.options and not any(_leads_to_end(option) for each in next_menus for option in each.options.values()):
            text = "por sus opciones nunca se llega a una cola ni a una información; agregue una salida"
            reader.complain(("menus", menu.id), text)


def check_lines(draft: SiteDraft, reader: Reader) -> None:
    """There is a line, each has a number, and no number means two lines."""
    if not draft.ids_by_section["lines"]:
        reader.complain(("lines",), "no hay ninguna línea; agregue al menos una")
    line_by_number: dict[str, str] = {}
    for line in draft.lines.values():
        if not line.numbers:
            reader.complain(("lines", line.id, "numbers"), "la línea no tiene números; agregue al menos uno")
        for index, number in enumerate(line.numbers):
            if number in line_by_number:
                text = f"el número «{number}» ya es de la línea «{line_by_number[number]}»; déjelo en una sola"
                reader.complain(("lines", line.id, "numbers", str(index)), text)
            line_by_number.setdefault(number, line.id)


def check_music(draft: SiteDraft, reader: Reader) -> None:
    """The music of a queue is ours, or a prompt with a file: nobody wants to hear a text over and over."""
    for queue in draft.queues.values():
        path = ("queues", queue.id, "music")
        prompt = draft.prompts.get(queue.music)
        if queue.music != BUILT_IN_MUSIC and queue.music not in draft.ids_by_section["prompts"]:
            names = [BUILT_IN_MUSIC, *(each.id for each in draft.prompts.values() if each.file)]
            reader.complain(path, f"«{queue.music}» no es una música; {suggest_name(queue.music, names)}")
        elif prompt is not None and prompt.file is None:
            reader.complain(path, f"«{queue.music}» es un texto; use {BUILT_IN_MUSIC} o un mensaje con «file»")


def check_names(draft: SiteDraft, reader: Reader) -> None:
    """Names that Atención itself needs."""
    if RESERVED_PROMPT in draft.prompts:
        text = f"«{RESERVED_PROMPT}» es un nombre reservado; use otro"
        reader.complain(("prompts", RESERVED_PROMPT), text)
    if NO_ANSWER not in draft.ids_by_section["pauses"]:
        text = f"falta «{NO_ANSWER}», la pausa de quien no contesta; agregue: {NO_ANSWER}: No contestó"
        reader.complain(("pauses",), text)
    for advisor in draft.advisors.values():
        if not advisor.queues:
            reader.complain(("advisors", advisor.id, "queues"), "no atiende ninguna cola; agregue al menos una")


def check_campaigns(draft: SiteDraft, reader: Reader) -> None:
    """Another campaign is another one, and where calls are sent to it, it says in which line it counts them."""
    for other in draft.campaigns.values():
        path = ("campaigns", other.id)
        if other.id == draft.campaign:
            reader.complain(path, "es la campaña de este mismo sitio; deje solo las otras")
        if other.queues and other.line is None:
            text = "falta «line», la línea de esa campaña en la que se cuentan las llamadas que se le pasan"
            reader.complain(path, text)


def check_sources(draft: SiteDraft, reader: Reader) -> None:
    """Each trunk is known by something, and somebody may call."""
    for path, text in find_faults(draft.sources) if draft.sources else ():
        reader.complain(("sources", *path), text)


def check_messages_and_survey(draft: SiteDraft, reader: Reader) -> None:
    """Where messages are left it is said how long they are kept; a survey asks something that has an answer."""
    if draft.voice_messages and draft.recordings is None and draft.whole:
        text = "falta el archivo recordings.yaml, que dice por cuánto tiempo se guardan los mensajes"
        reader.complain(("voice_messages",), text)
    if draft.survey and not draft.survey.questions:
        reader.complain(("survey", "questions"), "no hay ninguna pregunta; agregue al menos una o borre el archivo")
    asked: set[str] = set()
    for index, question in enumerate(draft.survey.questions if draft.survey else ()):
        path = ("survey", "questions", str(index))
        if not question.answers:
            reader.complain((*path, "answers"), "la pregunta no tiene respuestas; agregue al menos una")
        if question.question in asked:
            reader.complain(
                (*path, "question"), f"la pregunta «{question.question}» está dos veces; cámbiele el nombre"
            )
        asked.add(question.question)
        _check_prompt(draft, reader, (*path, "prompt"), question.prompt)


def _check_prompt(draft: SiteDraft, reader: Reader, path: NodePath, prompt: str) -> None:
    if prompt not in draft.ids_by_section["prompts"]:
        reader.complain_unknown(path, prompt, "prompts", draft.ids_by_section["prompts"])


def check_bands(draft: SiteDraft, reader: Reader) -> None:
    """Bands begin with the wait, and open to more and more advisors."""
    for queue in draft.queues.values():
        path = ("queues", queue.id, "bands")
        if not queue.bands:
            reader.complain(path, "no hay ninguna banda; quite «bands» o escriba al menos {after_s: 0, level: 1}")
        elif queue.bands[0].after_s:
            reader.complain((*path, "0"), "la primera banda debe empezar en after_s: 0")
        for index, (one, following) in enumerate(pairwise(queue.bands), 1):
            if following.after_s <= one.after_s or following.level >= one.level:
                text = "cada banda va después de la anterior y con un nivel menor; corrija «after_s» o «level»"
                reader.complain((*path, str(index)), text)


def check_overflow(draft: SiteDraft, reader: Reader) -> None:
    """Every way out of a queue leads to exactly one place, and no call can overflow in a circle."""
    for queue in draft.queues.values():
        for reason, way in queue.overflow.items():
            path = ("queues", queue.id, "overflow", reason)
            if len(way.choices) != 1:
                text = "debe llevar a una sola parte: deje «queue», «message», «voice_message», «call_back» o «number»"
                reader.complain(path, text)
            elif way.call_back and not draft.has_call_backs:
                reader.complain((*path, "call_back"), "falta el archivo call_backs.yaml, que dice cómo se devuelve")
            elif way.voice_message and not draft.has_voice_messages:
                text = "falta el archivo voice_messages.yaml, que dice cómo se deja un mensaje"
                reader.complain((*path, "voice_message"), text)
        if queue.id in _overflow_targets({queue.id}, draft.queues):
            text = "por sus desbordes se vuelve a esta misma cola; quite una de las vueltas"
            reader.complain(("queues", queue.id, "overflow"), text)


def check_call_backs(draft: SiteDraft, reader: Reader) -> None:
    """The plan of call-backs allows something, by prefixes that are of a country; its sentences are prompts."""
    if draft.call_backs is not None:
        check_plan(draft.call_backs.plan, ("call_backs", "plan"), reader)
        for sentence, prompt in draft.call_backs.sentences.items():
            _check_prompt(draft, reader, ("call_backs", "sentences", sentence), prompt)


def _overflow_targets(first: set[str], queues: Mapping[str, Queue]) -> set[str]:
    """Every queue that calls of the first ones may overflow into, by one step or several."""
    reached: set[str] = set()
    ahead = list(first)
    while ahead:
        exits = queues[name].overflow.items() if (name := ahead.pop()) in queues else ()
        new_queues = {way.queue for _, way in exits if way.queue is not None} - reached
        reached |= new_queues
        ahead += new_queues
    return reached


RULES: tuple[Callable[[SiteDraft, Reader], None], ...] = (
    check_references,
    check_options,
    check_menu_paths,
    check_lines,
    lambda draft, reader: check_calendars(draft.calendars.values(), reader),
    check_music,
    check_bands,
    check_overflow,
    check_call_backs,
    check_names,
    lambda draft, reader: check_notices(draft.notices, draft.ids_by_section["areas"], reader),
    lambda draft, reader: check_reports(draft.reports, draft.calendars, reader),
    lambda draft, reader: check_oversight(draft.oversight, reader),
    lambda draft, reader: check_indicators(draft.indicators, draft.pauses, reader),
    check_typology,
    check_escalation,
    check_answers,
    check_campaigns,
    check_messages_and_survey,
    lambda draft, reader: check_terms(draft.terms, reader),
    lambda draft, reader: check_lookups(draft.lookups, reader),
    lambda draft, reader: check_identity(draft.identity, reader),
    lambda draft, reader: check_systems(draft.systems, draft.ids_by_section["calendars"], draft.lookups, reader),
    check_sources,
)

# section, what in it refers ("" for the thing itself, "options" for its options), the field, the section referred to
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


def _references(draft: SiteDraft, section: str, holder: str, field: str) -> Iterable[tuple[NodePath, str]]:
    """Path and id of every reference of one kind."""
    for place, item in _section_values(draft, section):
        holders: dict[NodePath, Any] = {place: item}
        if holder:
            holders = {(*place, holder, key): each for key, each in getattr(item, holder).items()}
        for path, each in holders.items():
            value = getattr(each, field)
            if isinstance(value, tuple):
                yield from (((*path, field, str(index)), one) for index, one in enumerate(value))
            elif isinstance(value, dict):
                yield from (((*path, field, one), one) for one in value)
            elif value is not None:
                yield (*path, field), value


def _section_values(draft: SiteDraft, section: str) -> Iterable[tuple[NodePath, Any]]:
    """Path and value of everything in a section; call-backs and the like are one thing, or none."""
    content = getattr(draft, section)
    if isinstance(content, dict):
        return (((section, name), item) for name, item in content.items())
    return [] if content is None else [((section,), content)]


def _reachable_menus(first: set[str], menus: Mapping[str, Menu]) -> set[str]:
    """Every known menu that can be reached from the first ones by keys, themselves included."""
    reached: set[str] = set()
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        if name in menus and name not in reached:
            reached.add(name)
            ahead += [option.menu for option in menus[name].options.values() if option.menu is not None]
    return reached


def _leads_to_end(option: Option) -> bool:
    return option.queue is not None or option.information is not None
