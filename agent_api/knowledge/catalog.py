"""The editors' lists: all articles, one with its history, a version with its difference, and the choices."""

from agent_api.access.permissions import roles_with_permission
from agent_api.access.user_names import load_names
from agent_api.access.users import users_with_roles
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from agent_api.knowledge import presenters, reading_store, store
from agent_api.knowledge.citations import list_citations
from agent_api.knowledge.domain.words import search_expression
from agent_api.knowledge.problems import ArticleUnknown, VersionUnknown
from agent_api.knowledge.reading_store import ReadingRow, decrypt_comment
from agent_api.knowledge.schemas import (
    ArticleDetail,
    ArticleOwner,
    ArticleVersion,
    LibraryOptions,
    LibraryPage,
    LibraryQuery,
    MissingCitation,
    ReaderComment,
)
from agent_api.knowledge.store import LibraryFilter
from storage.postgres.engine import read_connection

_COMMENTS = 20
_NO_READINGS = (0, 0, 0)


async def list_articles(context: ApiContext, query: LibraryQuery, after: Cursor | None) -> LibraryPage:
    """Return a page of all articles, the last change first."""
    today = local_date(context.now())
    filter_ = LibraryFilter(
        expression=search_expression(query.words),
        state=query.state,
        owner=query.owner,
        topic=query.topic,
        pending=query.pending,
    )
    async with read_connection(context.engine) as connection:
        rows = await store.page(connection, context.campaign, filter_, today=today, limit=query.limit + 1, after=after)
        shown = rows[: query.limit]
        figures = await store.sum_readings(connection, context.campaign, [each.id for each in shown])
        names = await load_names(connection, context.site, context.cipher, {each.owner for each in shown})
    last = shown[-1] if len(rows) > query.limit else None
    return LibraryPage(
        articles=[
            presenters.present_article(context.site, each, figures.get(each.id, _NO_READINGS), names, today)
            for each in shown
        ],
        next=Cursor(last.updated_at, last.id).encode() if last else None,
    )


async def read_article(context: ApiContext, id_: str) -> ArticleDetail:
    """Return an article for its editors.

    Raises:
        ArticleUnknown: there is none.
    """
    campaign = context.campaign
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, campaign, id_)
        if row is None:
            raise ArticleUnknown
        versions = await store.list_versions(connection, campaign, id_)
        newest = await store.find_version(connection, campaign, id_, row.version)
        rated = await reading_store.list_rated(connection, campaign, id_, _COMMENTS)
        people = {row.owner, *(each.reader for each in rated)}
        names = await load_names(connection, context.site, context.cipher, people)
    if newest is None:
        raise VersionUnknown
    return presenters.present_detail(
        context.site,
        row,
        versions,
        newest,
        comments=[_present_comment(context, each, names) for each in rated],
        cited=list_citations(context.site),
        names=names,
        today=local_date(context.now()),
    )


async def read_version(context: ApiContext, id_: str, number: int, against: int | None) -> ArticleVersion:
    """Return a version of an article, compared with another or, by default, with the one before.

    Raises:
        VersionUnknown: the article does not have one of them.
    """
    async with read_connection(context.engine) as connection:
        version = await store.find_version(connection, context.campaign, id_, number)
        other = number - 1 if against is None else against
        compared = await store.find_version(connection, context.campaign, id_, other) if other else None
    if version is None or (other and compared is None):
        raise VersionUnknown
    return presenters.present_version(context.site, version, compared)


async def read_options(context: ApiContext) -> LibraryOptions:
    """Return who may own articles today, and the articles that the site cites and readers cannot open."""
    today, cited = local_date(context.now()), list_citations(context.site)
    async with read_connection(context.engine) as connection:
        owners = await users_with_roles(connection, context.campaign, roles_with_permission("knowledge.write"), today)
        names = await load_names(connection, context.site, context.cipher, owners)
        shown = await store.list_shown_ids(connection, context.campaign, cited, today)
    people = [ArticleOwner(user=each, name=names.get(each, each)) for each in owners]
    return LibraryOptions(
        owners=sorted(people, key=lambda each: (each.name, each.user)),
        missing=[
            MissingCitation(article=id_, cited_by=list(by)) for id_, by in sorted(cited.items()) if id_ not in shown
        ],
    )


def _present_comment(context: ApiContext, row: ReadingRow, names: dict[str, str]) -> ReaderComment:
    return ReaderComment(
        version=row.version,
        at=row.rated_at or row.at,
        reader_name=names.get(row.reader, row.reader),
        useful=bool(row.useful),
        comment=decrypt_comment(context.cipher, context.campaign, row),
        ticket=row.ticket or None,
        call_id=row.call_id or None,
    )
