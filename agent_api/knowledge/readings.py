"""The acts of readers: search articles, open one for a call or a ticket, say whether it helped, list the readings.

An article that is not in force today does not exist for readers. Opening one for a call or a ticket is a row and a
fact, once for each version; outside of both it is a row only.
"""

import secrets

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.dispositions.ownership import find_own_call
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from agent_api.knowledge import presenters, reading_store, store
from agent_api.knowledge.citations import citations_for
from agent_api.knowledge.domain.article import is_shown
from agent_api.knowledge.domain.topics import with_parents
from agent_api.knowledge.domain.words import search_expression
from agent_api.knowledge.problems import ArticleUnknown, ReadingUnknown
from agent_api.knowledge.reading_store import ReadingRow, decrypt_comment, encrypt_comment
from agent_api.knowledge.schemas import (
    ArticleContent,
    ArticleQuery,
    ArticleReading,
    ArticleReadings,
    ArticleSearch,
    OpenedArticle,
    RatingForm,
    ReadingForm,
    ReadingQuery,
)
from agent_api.knowledge.store import ArticleRow, ReaderFilter, VersionRow
from agent_api.notifications.service import NotificationCause, notify
from agent_api.tickets.queries.visibility import find_followed_ticket, visibility_of
from eventlog.facts import KnowledgeArticleRated, KnowledgeArticleRead
from storage.postgres.engine import read_connection, unit_of_work


async def search_articles(context: ApiContext, query: ArticleQuery) -> ArticleSearch:
    """Return the articles in force that match, the best first."""
    today, expression = local_date(context.now()), search_expression(query.words)
    if query.words and not expression:
        return ArticleSearch(articles=[])
    cited = citations_for(context.site, query.line, query.topic)
    filter_ = ReaderFilter(
        expression=expression,
        topics=tuple(with_parents(query.topic)) if query.topic else (),
        topic_only=query.topic_only and query.topic is not None,
        cited=tuple(cited),
    )
    async with read_connection(context.engine) as connection:
        found = await store.search_shown(connection, context.campaign, filter_, today=today, limit=query.limit)
    return ArticleSearch(
        articles=[presenters.present_summary(context.site, each, query.words, cited, today) for each in found]
    )


async def read_shown(context: ApiContext, id_: str) -> ArticleContent:
    """Return the version of an article that readers get; nothing is recorded.

    Raises:
        ArticleUnknown: there is none in force.
    """
    async with read_connection(context.engine) as connection:
        row, version = await _find_shown(connection, context, id_)
        return await _present(connection, context, row, version)


async def open_article(context: ApiContext, principal: Principal, id_: str, form: ReadingForm) -> OpenedArticle:
    """Open an article for a call or a ticket; the same user opens a version once for each.

    Raises:
        ArticleUnknown: there is none in force.
        NotYourCall: the call is neither the user's current one nor one of today.
        NotFound: the user may not see the ticket.
    """
    call_id, ticket = await _check_occasion(context, principal, form)
    author = principal.author(at=context.now(), site_version=context.site.version, call_id=call_id)
    async with unit_of_work(context.engine) as connection:
        row, version = await _find_shown(connection, context, id_)
        reading = ReadingRow(
            id=secrets.token_hex(8),
            article=id_,
            version=version.version,
            call_id=call_id,
            ticket=ticket,
            reader=principal.user,
            at=author.at,
        )
        if await reading_store.add(connection, context.campaign, reading):
            await store.count_readings(connection, context.campaign, id_, version.version, opened=1)
            if call_id or ticket:
                fact = KnowledgeArticleRead(article=id_, version=version.version, ticket=ticket)
                await append_facts(connection, context.campaign, [fact], author)
        else:
            reading = await reading_store.find_same(connection, context.campaign, reading) or reading
        content = await _present(connection, context, row, version)
    return _present_opened(context, reading, content)


async def rate_article(context: ApiContext, principal: Principal, id_: str, form: RatingForm) -> OpenedArticle:
    """Store whether a reading helped; the owner is notified when it did not.

    Raises:
        ReadingUnknown: the user has no such reading.
        ArticleUnknown: its article was deleted.
    """
    campaign, now = context.campaign, context.now()
    async with unit_of_work(context.engine) as connection:
        before = await reading_store.find_own(connection, campaign, principal.user, id_)
        if before is None:
            raise ReadingUnknown
        row = await store.find(connection, campaign, before.article)
        version = await store.find_version(connection, campaign, before.article, before.version)
        if row is None or version is None:
            raise ArticleUnknown
        comment = encrypt_comment(context.cipher, campaign, id_, form.comment)
        after = msgspec.structs.replace(before, useful=form.useful, comment=comment, rated_at=now)
        if (before.useful, decrypt_comment(context.cipher, campaign, before)) != (form.useful, form.comment):
            await _store_rating(connection, context, principal, before=before, after=after, owner=row.owner)
        content = await _present(connection, context, row, version)
    return _present_opened(context, after, content)


async def list_readings(context: ApiContext, principal: Principal, query: ReadingQuery) -> ArticleReadings:
    """Return what was read for a call, or for a ticket and the call on which it was filed.

    Raises:
        BadQuery: neither or both are given.
        NotYourCall: the user may neither read calls nor had this one today.
        NotFound: the user may not see the ticket.
    """
    if (query.call_id is None) == (query.ticket is None):
        raise BadQuery("ticket", "Diga «call_id» o «ticket», uno de los dos.")
    call_id, ticket = query.call_id or "", ""
    if query.ticket is not None:
        visibility = await visibility_of(context, principal)
        found = await find_followed_ticket(context.engine, context.campaign, query.ticket, visibility)
        call_id, ticket = found.filed.call_id, found.filed.number
    elif not principal.has_permission("calls.read"):
        await find_own_call(context.router, context.journal, principal.user, call_id, context.now())
    async with read_connection(context.engine) as connection:
        rows = await reading_store.list_of(connection, context.campaign, call_id=call_id, ticket=ticket)
        titles = await store.list_titles(connection, context.campaign, {(e.article, e.version) for e in rows})
        names = await load_names(connection, context.site, context.cipher, {each.reader for each in rows})
    return ArticleReadings(
        readings=[
            ArticleReading(
                id=each.id,
                article=each.article,
                version=each.version,
                title=titles.get((each.article, each.version), each.article),
                at=each.at,
                reader=each.reader,
                reader_name=names.get(each.reader, each.reader),
                call_id=each.call_id or None,
                ticket=each.ticket or None,
                useful=each.useful,
            )
            for each in rows
        ]
    )


async def _check_occasion(context: ApiContext, principal: Principal, form: ReadingForm) -> tuple[str, str]:
    """Return call and filing number of a reading, each empty if not given, once the user may name them."""
    ticket = ""
    if form.ticket is not None:
        visibility = await visibility_of(context, principal)
        found = await find_followed_ticket(context.engine, context.campaign, form.ticket, visibility)
        ticket = found.filed.number
    if form.call_id is not None:
        await find_own_call(context.router, context.journal, principal.user, form.call_id, context.now())
    return form.call_id or "", ticket


async def _find_shown(connection: AsyncConnection, context: ApiContext, id_: str) -> tuple[ArticleRow, VersionRow]:
    row = await store.find(connection, context.campaign, id_)
    if row is None or not is_shown(row.value, local_date(context.now())):
        raise ArticleUnknown
    version = await store.find_version(connection, context.campaign, id_, row.published)
    if version is None:
        raise ArticleUnknown
    return row, version


async def _present(
    connection: AsyncConnection, context: ApiContext, row: ArticleRow, version: VersionRow
) -> ArticleContent:
    names = await load_names(connection, context.site, context.cipher, [row.owner])
    return presenters.present_content(context.site, row, version, names, local_date(context.now()))


def _present_opened(context: ApiContext, reading: ReadingRow, content: ArticleContent) -> OpenedArticle:
    comment = decrypt_comment(context.cipher, context.campaign, reading)
    return OpenedArticle(reading=reading.id, article=content, useful=reading.useful, comment=comment)


async def _store_rating(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    *,
    before: ReadingRow,
    after: ReadingRow,
    owner: str,
) -> None:
    campaign, now = context.campaign, context.now()
    await reading_store.rate(connection, campaign, after)
    useful = int(after.useful is True) - int(before.useful is True)
    not_useful = int(after.useful is False) - int(before.useful is False)
    await store.count_readings(connection, campaign, after.article, after.version, useful=useful, not_useful=not_useful)
    fact = KnowledgeArticleRated(
        article=after.article, version=after.version, useful=bool(after.useful), commented=after.comment is not None
    )
    author = principal.author(at=now, site_version=context.site.version, call_id=after.call_id)
    await append_facts(connection, campaign, [fact], author)
    if after.useful is False:
        cause = NotificationCause(
            kind="article_not_useful", number=after.article, event=f"reading {after.id}", by_user=principal.user
        )
        await notify(connection, campaign, cause, [owner], now)
