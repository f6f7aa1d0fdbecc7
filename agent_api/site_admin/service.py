"""The site in force, its history, and the return to an earlier version.

Owns what is about publications alone; `drafts` has what leads to one.
"""

import asyncio
from datetime import timedelta
from typing import Final

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_day
from agent_api.kit.errors import BadQuery
from agent_api.site_admin.drafts.queries import list_drafts
from agent_api.site_admin.drafts.service import author_of
from agent_api.site_admin.presenters import pack_folder, present_detail, present_publication
from agent_api.site_admin.problems import VersionUnreadable
from agent_api.site_admin.publications import history
from agent_api.site_admin.publications import service as publications
from agent_api.site_admin.publications.domain.publication import Publication, PublicationOrder
from agent_api.site_admin.publications.problems import PublishedMeanwhile
from agent_api.site_admin.schemas import (
    PublicationDetail,
    PublicationOut,
    PublicationPage,
    PublicationQuery,
    ReturnForm,
    SiteOverview,
)
from agent_api.site_admin.versions import load_site, read_files_of
from config.errors import SiteInvalid
from config.site.documents.documents import document_of, read_document
from config.site.model import Site
from storage.postgres.engine import read_connection

PAGE: Final = 50


async def read_overview(context: ApiContext) -> SiteOverview:
    """Return the site in force, what is scheduled, and the drafts.

    Raises:
        PublishedMeanwhile: no version was ever published, because no process has started yet.
    """
    in_force, scheduled = await publications.current(context.engine, context.campaign)
    if in_force is None:
        raise PublishedMeanwhile(None)
    return SiteOverview(
        in_force=present_publication(in_force, scheduled.effective_at if scheduled else None),
        scheduled=present_publication(scheduled, None) if scheduled else None,
        drafts=await list_drafts(context, in_force.version),
        two_persons=context.site.publishing.two_persons,
    )


async def list_history(context: ApiContext, query: PublicationQuery) -> PublicationPage:
    """Return a page of publications, the newest first.

    Raises:
        BadQuery: the cursor is none of ours.
    """
    if query.cursor is not None and not query.cursor.isdecimal():
        raise BadQuery("cursor", "El cursor no es de una página anterior.")
    day = None if query.on is None else (start_of_day(query.on), start_of_day(query.on + timedelta(days=1)))
    before = int(query.cursor) if query.cursor else None
    found = await publications.list_publications(
        context.engine, context.campaign, limit=PAGE + 1, before=before, day=day
    )
    page = found[:PAGE]
    return PublicationPage(
        publications=await _present(context, page), next=str(page[-1].id) if len(found) > PAGE else None
    )


async def read_publication(context: ApiContext, id_: int) -> PublicationDetail:
    """Return a publication with its document and its differences.

    Raises:
        PublicationUnknown: there is no such publication.
    """
    publication = await publications.get(context.engine, context.campaign, id_)
    async with read_connection(context.engine) as connection:
        before = await history.find_before(connection, context.campaign, publication)
    [presented] = await _present(context, [publication])
    return await present_detail(context, presented, before)


async def export_folder(context: ApiContext, id_: int) -> bytes:
    """Return the folder of a publication's version as a ZIP.

    Raises:
        PublicationUnknown: there is no such publication.
    """
    publication = await publications.get(context.engine, context.campaign, id_)
    site = await load_site(context.engine, publication.version)
    files = await read_files_of(context.engine, site)
    return await asyncio.to_thread(pack_folder, document_of(site), files)


async def cancel_publication(context: ApiContext, principal: Principal, id_: int, reason: str) -> PublicationOut:
    """Cancel a publication that is scheduled.

    Raises:
        PublicationUnknown, PublicationNotScheduled: there is no such publication, or it is not scheduled.
    """
    author = author_of(context, principal)
    return present_publication(await publications.cancel(context.engine, context.campaign, id_, reason, author), None)


async def return_to_publication(
    context: ApiContext, principal: Principal, id_: int, form: ReturnForm
) -> PublicationOut:
    """Publish the version of an earlier publication again, at once; what is scheduled is cancelled.

    Raises:
        PublicationUnknown: there is no such publication.
        VersionUnreadable: this release does not accept it any more.
        PublishedMeanwhile, AlreadyInForce: another version is in force than the author saw, or this one.
    """
    publication = await publications.get(context.engine, context.campaign, id_)
    site = await _accept(context, publication)
    order = PublicationOrder(origin="return", reason=form.reason, expected=form.expected)
    author = author_of(context, principal)
    made = await publications.publish(context.engine, site, {}, order, author, campaign=context.campaign)
    return present_publication(made, None)


async def _accept(context: ApiContext, publication: Publication) -> Site:
    """Return the site of a version that the checker of this release accepts."""
    try:
        site = await load_site(context.engine, publication.version)
        files = await read_files_of(context.engine, site)
        await asyncio.to_thread(read_document, document_of(site), files.get)
    except SiteInvalid as error:
        raise VersionUnreadable from error
    return site


async def _present(context: ApiContext, found: list[Publication]) -> list[PublicationOut]:
    async with read_connection(context.engine) as connection:
        ends = await history.find_ends(connection, context.campaign, found)
    return [present_publication(each, ends.get(each.id)) for each in found]
