"""Loads a site folder as a Site, or reports every error with file and line. Pure.

Owns the files of a folder, the site's version, and the JSON of stored versions. It must not judge the consistency of
nouns (`config.site.consistency`) nor the syntax of a field (`config.schema.reader`).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

import msgspec
import yaml
from msgspec import inspect

from config.errors import Complaint, SectionReference, SiteInvalid
from config.law.term_rules import TermRules
from config.os_errors import describe_os_error
from config.schema.fields import Id, Name
from config.schema.reader import FileReader, Reader, UnreadableValue, suggest_name
from config.schema.short_forms import Hours, Pause
from config.schema.yaml_nodes import MAX_BYTES, read_mapping
from config.site.access_reviews import AccessReviewRules
from config.site.accounts import AccountRules
from config.site.branding import STANDARD, Branding, with_logo
from config.site.calls.calendars import Calendar, Weekday, is_open
from config.site.calls.call_backs import CallBacks
from config.site.calls.contingency import ContingencyRules
from config.site.calls.lines import Line
from config.site.calls.menu_steps.steps import MenuStep
from config.site.calls.menus import Menu
from config.site.calls.practice import Practice
from config.site.calls.prompts import Prompt, VoiceRules, with_digest
from config.site.calls.queues import Queue
from config.site.calls.recordings import RecordingRules
from config.site.calls.sources import OPEN_SOURCES, Sources
from config.site.calls.surveys import Survey
from config.site.calls.voice_messages import VoiceMessages
from config.site.campaigns import OtherCampaign
from config.site.consistency import SiteDraft, check
from config.site.customers.identity import IdentityRules
from config.site.customers.large_clients import LargeClientRules
from config.site.customers.lookups import Lookups
from config.site.mail import Mail
from config.site.model import Site
from config.site.notices import Notices
from config.site.oversight.indicators import IndicatorDefinition, with_versions
from config.site.oversight.mailboxes import Oversight
from config.site.oversight.observations import ObservationRules
from config.site.oversight.publication_rules import Publishing
from config.site.oversight.systems import System
from config.site.quality.rules import Quality, with_content_versions
from config.site.reports import Reports
from config.site.retention import RetentionRules
from config.site.rights import RightsRules
from config.site.samples import SampleAdvisor, SampleCaller, SampleCustomer, SampleDialogue
from config.site.tickets.answers import Answers
from config.site.tickets.attachments import Attachments
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.text_messages import TextMessages
from config.site.tickets.ticket_status import TicketStatusRules
from config.site.tickets.typology import TypologyKind
from config.site.training import TrainingRules
from config.site.tries.scenario import Scenario
from config.site.tries.tries import Try

MAX_FILE_BYTES = 32 * 1024 * 1024


class SiteHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The content of site.yaml."""

    campaign: Id
    entity: Name


SECTIONS: dict[str, Any] = {
    "site": SiteHeader,
    "lines": dict[Id, Line],
    "menus": dict[Id, Menu],
    "steps": dict[Id, MenuStep],
    "queues": dict[Id, Queue],
    "calendars": dict[Id, Calendar],
    "prompts": dict[Id, Prompt],
    "voice": VoiceRules,
    "pauses": dict[Id, Pause],
    "call_backs": CallBacks,
    "recordings": RecordingRules,
    "practice": Practice,
    "voice_messages": VoiceMessages,
    "contingency": ContingencyRules,
    "survey": Survey,
    "terms": TermRules,
    "lookups": Lookups,
    "mail": Mail,
    "text_messages": TextMessages,
    "identity": IdentityRules,
    "large_clients": LargeClientRules,
    "attachments": Attachments,
    "notices": Notices,
    "oversight": Oversight,
    "indicators": dict[Id, IndicatorDefinition],
    "systems": dict[Id, System],
    "observations": ObservationRules,
    "quality": Quality,
    "reports": Reports,
    "ticket_status": TicketStatusRules,
    "retention": RetentionRules,
    "rights": RightsRules,
    "accounts": AccountRules,
    "access_reviews": AccessReviewRules,
    "publishing": Publishing,
    "sources": Sources,
    "training": TrainingRules,
    "branding": Branding,
    "tries": dict[Id, Try],
    "typology": dict[Id, TypologyKind],
    "areas": dict[Id, Area],
    "matrix": Matrix,
    "answers": Answers,
    "campaigns": dict[Id, OtherCampaign],
    "advisors": dict[Id, SampleAdvisor],
    "sample_callers": dict[Id, SampleCaller],
    "sample_customers": dict[Id, SampleCustomer],
    "sample_dialogues": dict[Id, SampleDialogue],
}
SINGLE_SECTIONS = (
    *("site", "matrix", "answers"),
    *("identity", "large_clients", "attachments", "notices", "oversight", "observations", "quality", "reports"),
    *("ticket_status", "retention", "rights", "access_reviews", "accounts", "sources", "training", "contingency"),
    *("branding", "voice", "publishing", "text_messages"),
    *("call_backs", "recordings", "practice", "voice_messages", "survey", "terms", "lookups", "mail"),
)
"""Sections that hold one object, not a table of objects."""
OPTIONAL_SECTIONS = frozenset(
    {
        *SINGLE_SECTIONS[3:],
        "indicators",
        "steps",
        "campaigns",
        "systems",
        "tries",
        "advisors",
        "sample_callers",
        "sample_customers",
        "sample_dialogues",
    }
)

# Fields that are as the files have them, None or empty without a file.
_AS_READ: Final = (
    *(
        "lines",
        "menus",
        "steps",
        "queues",
        "calendars",
        "prompts",
        "pauses",
        "typology",
        "areas",
        "matrix",
        "campaigns",
    ),
    *("call_backs", "recordings", "practice", "voice_messages", "survey", "lookups", "mail", "text_messages"),
    *("identity", "systems", "access_reviews", "answers", "contingency", "tries"),
)
WITHOUT_FILE: Final[Mapping[str, Any]] = {
    "terms": TermRules(),
    "large_clients": LargeClientRules(),
    "attachments": Attachments(),
    "notices": Notices(),
    "oversight": Oversight(),
    "observations": ObservationRules(),
    "reports": Reports(),
    "ticket_status": TicketStatusRules(),
    "retention": RetentionRules(),
    "rights": RightsRules(),
    "accounts": AccountRules(),
    "publishing": Publishing(),
    "sources": OPEN_SOURCES,
    "training": TrainingRules(),
    "branding": STANDARD,
    "voice": VoiceRules(),
}
"""Rules that apply without a file."""


def load_site(folder: Path) -> Site:
    """Read a site folder and check it as a whole.

    The file names are the keys of `SECTIONS` with ``.yaml``; those in `OPTIONAL_SECTIONS` may be missing.

    Raises:
        SiteInvalid: with every complaint, by file and line.
    """
    return read_site(_files(folder), lambda path: _read_beside(folder, path))


def load_campaign(folder: Path) -> str:
    """Return the campaign of a folder, whose other files may have errors.

    Raises:
        SiteInvalid: site.yaml cannot be read.
    """
    reader = Reader()
    files = {name: content for name, content in _files(folder).items() if name == "site.yaml"}
    header = _read_section("site", compose(files, reader), reader)
    if header is None:
        raise SiteInvalid(tuple(sorted(set(reader.complaints))))
    return str(header.campaign)


def load_sample_customers(folder: Path) -> tuple[SampleCustomer, ...]:
    """Return the sample customers of a folder; they stay out of the site, because no version may hold personal data.

    Raises:
        SiteInvalid: with every complaint, by file and line.
    """
    customers: tuple[SampleCustomer, ...] = _load_samples(folder, "sample_customers")
    return customers


def load_sample_dialogues(folder: Path) -> tuple[SampleDialogue, ...]:
    """Return the invented conversations of a folder; raises as `load_sample_customers`."""
    dialogues: tuple[SampleDialogue, ...] = _load_samples(folder, "sample_dialogues")
    return dialogues


def _load_samples(folder: Path, name: str) -> tuple[Any, ...]:
    reader = Reader()
    samples = _read_section(name, compose(_files(folder), reader), reader)
    if reader.complaints:
        raise SiteInvalid(tuple(sorted(set(reader.complaints))))
    return tuple((samples or {}).values())


def read_site(files: Mapping[str, bytes], read_file: FileReader) -> Site:
    """Read the content of a site's files by name, and check it as a whole; `read_file` reads its sounds and its logo.

    Raises:
        SiteInvalid: with every complaint, by file and line.
    """
    reader = Reader()
    check_unknown_files(files, reader)
    return read_nodes(compose(files, reader), read_file, reader)


def read_nodes(nodes: Mapping[str, yaml.Node | None], read_file: FileReader, reader: Reader) -> Site:
    """Read the root node of each section that is there, None for an unreadable one, and check the site as a whole.

    Raises:
        SiteInvalid: with every complaint, also those that the reader already has.
    """
    sections = {name: _read_section(name, nodes, reader) for name in SECTIONS}
    draft = _build_draft(sections, reader)
    check(draft, reader)
    draft.prompts = {name: with_digest(prompt, read_file, reader) for name, prompt in draft.prompts.items()}
    draft.branding = with_logo(draft.branding or STANDARD, read_file, reader)
    if reader.complaints or sections["site"] is None:
        raise SiteInvalid(tuple(sorted(set(reader.complaints))))
    return with_version(_build_site(sections["site"], draft))


def _files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise SiteInvalid((Complaint("site.yaml", 1, f"no existe la carpeta {folder}; revise ATENCION_SITE"),))
    try:
        return {each.name: _read_bounded(each) for each in folder.iterdir() if each.suffix in {".yaml", ".yml"}}
    except OSError as error:
        raise SiteInvalid(
            (Complaint("site.yaml", 1, f"no se puede leer {folder}: {describe_os_error(error)}"),)
        ) from error


def site_to_json(site: Site) -> bytes:
    """Return the site as canonical JSON: equal sites give equal bytes."""
    return msgspec.json.encode(site, order="deterministic")


def site_from_json(content: bytes) -> Site:
    """Decode a stored site, and keep the version that it was stored with.

    Raises:
        SiteInvalid: the bytes are not a site.
    """
    try:
        return msgspec.json.decode(content, type=Site)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SiteInvalid((Complaint("site.json", 1, f"la versión guardada no se entiende: {error}"),)) from error


def with_open_hours(site: Site) -> Site:
    """Return the same site, open day and night on every date, under another version.

    Its report of a day is made at the end of the day, because no line closes before; tries of closed hours stay out.
    """
    always = (Hours(opens=time(0), closes=time(0)),)
    week: dict[Weekday, tuple[Hours, ...]] = dict.fromkeys(get_args(Weekday), always)
    calendars = {
        name: msgspec.structs.replace(calendar, week=week, holidays="none", exceptions=())
        for name, calendar in site.calendars.items()
    }
    reports, daily = site.reports, site.reports.presidency
    if daily is not None:
        reports = msgspec.structs.replace(reports, presidency=msgspec.structs.replace(daily, at=time(0)))
    tries = {name: each for name, each in site.tries.items() if _calls_an_open_line(site, each.call)}
    return with_version(msgspec.structs.replace(site, calendars=calendars, reports=reports, tries=tries))


def _calls_an_open_line(site: Site, call: Scenario) -> bool:
    calendar = site.calendars[site.lines[call.line].calendar]
    return is_open(calendar, datetime.combine(call.day, call.at, ZoneInfo(calendar.timezone)))


def with_version(site: Site) -> Site:
    """Set the version from the content: 16 hex digits of the SHA-256 of the canonical JSON."""
    content = site_to_json(msgspec.structs.replace(site, version=""))
    return msgspec.structs.replace(site, version=hashlib.sha256(content).hexdigest()[:16])


def _build_site(head: SiteHeader, draft: SiteDraft) -> Site:
    return Site(
        version="",
        campaign=head.campaign,
        entity=head.entity,
        **{name: getattr(draft, name) for name in _AS_READ},
        **{name: getattr(draft, name) or default for name, default in WITHOUT_FILE.items()},
        indicators=with_versions(draft.indicators),
        quality=with_content_versions(draft.quality) if draft.quality else None,
        sample_advisors=tuple(draft.advisors.values()),
        sample_callers=tuple(draft.sample_callers.values()),
    )


def _build_draft(sections: Mapping[str, Any], reader: Reader) -> SiteDraft:
    tables: dict[str, Any] = {name: sections[name] or {} for name in SECTIONS if name not in SINGLE_SECTIONS}
    ids = {name: frozenset(path[1] for path in reader.places if path[0] == name and len(path) == 2) for name in tables}
    files: dict[str, Any] = {name: sections[name] for name in SINGLE_SECTIONS if name != "site"}
    return SiteDraft(
        **tables,
        **files,
        campaign=sections["site"].campaign if sections["site"] else "",
        ids_by_section=ids,
        has_call_backs=_is_present(sections, reader, "call_backs"),
        has_voice_messages=_is_present(sections, reader, "voice_messages"),
        whole=not reader.complaints,
    )


def _is_present(sections: Mapping[str, Any], reader: Reader, name: str) -> bool:
    """Return whether an optional file exists, readable or not, so that no complaint causes another."""
    return bool(sections[name]) or any(each.file == f"{name}.yaml" for each in reader.complaints)


def check_unknown_files(files: Mapping[str, bytes], reader: Reader) -> None:
    """Complain about each file that is not that of a section."""
    names = [f"{name}.yaml" for name in SECTIONS]
    for file in files:
        if file not in names:
            text = f"archivo desconocido; {suggest_name(file, names)}"
            reader.complaints.append(Complaint(file, 1, text))


def compose(files: Mapping[str, bytes], reader: Reader) -> dict[str, yaml.Node | None]:
    """Return the root node of each file of a section; None, after a complaint, for a file that is not YAML."""
    nodes: dict[str, yaml.Node | None] = {}
    for name in SECTIONS:
        if (file := f"{name}.yaml") in files:
            node = read_mapping(file, files[file])
            nodes[name] = None if isinstance(node, Complaint) else node
            if isinstance(node, Complaint):
                reader.complaints.append(msgspec.structs.replace(node, path=(name,)))
    return nodes


@cache
def type_of(section: str) -> inspect.Type:
    """Return the type of a section's content."""
    return inspect.type_info(SECTIONS[section])


def _read_section(name: str, nodes: Mapping[str, yaml.Node | None], reader: Reader) -> Any:
    if name not in nodes:
        if name not in OPTIONAL_SECTIONS:
            reader.complain((name,), SectionReference("falta ", name, "; créelo como en el ejemplo que trae Atención"))
        return None
    if (node := nodes[name]) is None:
        return None
    try:
        return reader.read_value(node, type_of(name), (name,))
    except UnreadableValue:
        return None


def _read_bounded(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read up to one byte more than the limit, enough to detect an excess."""
    with path.open("rb") as file:
        return file.read(limit + 1)


def _read_beside(folder: Path, name: str) -> bytes | None:
    """Read a file inside the folder; None for a path outside it."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None
