"""A draft at the test number: open it, end it, and read it. The code and the end are the opening's.

One draft of a campaign is open at a time. Opening it again takes its newest revision and keeps its code.
"""

import asyncio
import secrets
from datetime import timedelta
from typing import Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.prompts.service import find_silent_prompts
from agent_api.simulations.schemas import clock_time
from agent_api.site_admin.draft_calls.schemas import DraftCallForm
from agent_api.site_admin.drafts.domain.draft import Draft
from agent_api.site_admin.drafts.files import read_draft_files
from agent_api.site_admin.drafts.service import author_of, find_draft
from agent_api.site_admin.presenters import present_complaints
from agent_api.site_admin.problems import (
    DraftCallRefused,
    DraftStateRefused,
    NoTestNumber,
    PromptsSilent,
    SiteHasComplaints,
    TestNumberTaken,
)
from calls.draft_call.openings import CODE_DIGITS, DraftOpening, OpeningState
from calls.draft_call.store import DraftCallStore
from config.errors import SiteInvalid
from config.milliseconds import to_milliseconds
from config.site.documents.documents import read_document
from config.site.loader import site_from_json, site_to_json
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import SiteDraftCallClosed, SiteDraftCallOpened
from storage.postgres.engine import unit_of_work

_ENDED: Final = ("published", "discarded")


async def open_call(context: ApiContext, principal: Principal, draft_id: str, form: DraftCallForm) -> None:
    """Put the newest revision of a draft at the test number.

    Raises:
        NoTestNumber: the site in force has none.
        DraftUnknown, DraftStateRefused: there is no such draft, or it has ended.
        SiteHasComplaints, PromptsSilent: the draft cannot be heard as it is.
        DraftCallRefused: the draft does not have the line, or only one of day and time is given.
        TestNumberTaken: another draft is there.
        StorageError: Valkey is away.
    """
    number = context.site.publishing.test_number
    if number is None:
        raise NoTestNumber
    draft = await find_draft(context, draft_id)
    site = await _read_callable_site(context, draft, form)
    author, openings = author_of(context, principal), _openings(context)
    current = await openings.find()
    if current is not None and not current.is_open(author.at):
        current = None
    if current is not None and current.draft != draft_id:
        raise TestNumberTaken(current.title, f"{current.expires_at.astimezone(COLOMBIA):%H:%M}")
    code = current.code if current is not None else _new_code()
    lasts = timedelta(minutes=context.site.publishing.test_number_minutes)
    opening = _new_opening(draft, form, author, number=number, code=code, lasts=lasts)
    fact = SiteDraftCallOpened(
        draft=draft_id,
        revision=draft.revision,
        line=form.line,
        expires_at_ms=to_milliseconds(opening.expires_at),
    )
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, [fact], author)
    await openings.open(opening, site_to_json(site))


def _new_opening(
    draft: Draft, form: DraftCallForm, author: Author, *, number: str, code: str, lasts: timedelta
) -> DraftOpening:
    """Return the opening of a draft's newest revision."""
    return DraftOpening(
        id=secrets.token_hex(8),
        draft=draft.id,
        title=draft.title,
        revision=draft.revision,
        line=form.line,
        number=number,
        code=code,
        opened_at=author.at,
        opened_by=author.name,
        expires_at=author.at + lasts,
        day=form.day,
        at=clock_time(form.at) if form.at is not None else None,
    )


async def _read_callable_site(context: ApiContext, draft: Draft, form: DraftCallForm) -> Site:
    """Return the site of a draft if a call to it can be heard; raises as `open_call`."""
    if draft.state in _ENDED:
        raise DraftStateRefused(draft.state)
    site = await _read_site(context, draft)
    if form.line not in site.lines:
        raise DraftCallRefused("line", "El borrador no tiene esa línea. Elija otra.")
    if (form.day is None) != (form.at is None):
        raise DraftCallRefused("at", "Escriba el día y la hora, o ninguno de los dos.")
    if silent := await find_silent_prompts(context, site):
        raise PromptsSilent(silent)
    return site


async def end_call(context: ApiContext, principal: Principal, draft_id: str) -> None:
    """Take a draft from the test number; one that is not there stays away.

    Raises:
        StorageError: Valkey is away.
    """
    author, openings = author_of(context, principal), _openings(context)
    current = await openings.find()
    if current is None or current.draft != draft_id or not current.is_open(author.at):
        return
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, [SiteDraftCallClosed(draft=draft_id)], author)
    await openings.replace(msgspec.structs.replace(current, expires_at=author.at, closed="person"))


async def find_opening(context: ApiContext) -> DraftOpening | None:
    """Return the opening of the campaign, which may have ended lately."""
    return await _openings(context).find()


async def read_opening(context: ApiContext, opening: DraftOpening) -> tuple[OpeningState, Site | None]:
    """Return an opening with its calls, and the draft as they hear it."""
    openings = _openings(context)
    state, content = await openings.read_state(opening), await openings.find_site(opening.id)
    return state, None if content is None else await asyncio.to_thread(site_from_json, content)


async def read_draft_site(context: ApiContext, draft_id: str) -> Site:
    """Return the newest revision of a draft.

    Raises:
        DraftUnknown: there is no such draft.
        SiteHasComplaints: the checker does not accept it.
    """
    return await _read_site(context, await find_draft(context, draft_id))


async def _read_site(context: ApiContext, draft: Draft) -> Site:
    files = await read_draft_files(context, draft)
    try:
        return await asyncio.to_thread(read_document, draft.document, files.get)
    except SiteInvalid as error:
        raise SiteHasComplaints(
            [each.model_dump() for each in present_complaints(error.complaints)], "llamar"
        ) from None


def _openings(context: ApiContext) -> DraftCallStore:
    return DraftCallStore(context.redis, context.campaign)


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
