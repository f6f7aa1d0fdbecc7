"""The acts of editors: create an article, edit, publish and withdraw it.

Each act is one transaction with its facts. An act on an old revision changes nothing. An edit whose content is that of
the newest version makes no version.
"""

from collections.abc import Sequence
from typing import NoReturn

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.facts import append_facts
from agent_api.knowledge import store
from agent_api.knowledge.domain.article import (
    Article,
    Validity,
    can_withdraw,
    edit,
    find_publish_fault,
    find_validity_faults,
    publish,
    withdraw,
)
from agent_api.knowledge.domain.topics import has_topic
from agent_api.knowledge.domain.words import article_id
from agent_api.knowledge.problems import (
    ArticleChanged,
    ArticleInvalid,
    ArticleUnknown,
    PublicationRefused,
    VersionUnknown,
    WithdrawalRefused,
)
from agent_api.knowledge.schemas import ArticleForm, ArticleUpdate, NewArticle, PublicationForm, WithdrawalForm
from agent_api.knowledge.store import ArticleRow, VersionRow
from eventlog.facts import (
    AnyFact,
    KnowledgeArticleCreated,
    KnowledgeArticleEdited,
    KnowledgeArticlePublished,
    KnowledgeArticleWithdrawn,
    KnowledgeOwnerChanged,
)
from storage.postgres.engine import unit_of_work


async def create_article(context: ApiContext, principal: Principal, form: NewArticle) -> str:
    """Store a draft and return its id.

    Raises:
        ArticleInvalid: a field does not fit the site, or another article has the id.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        await store.lock_ids(connection, context.campaign)
        taken = await store.list_ids(connection, context.campaign)
        id_ = form.id or article_id(form.title, taken)
        faults = await _find_faults(connection, context, form, owner_before="")
        if id_ in taken:
            faults.append(("id", "Otro artículo ya tiene ese identificador."))
        if faults:
            raise ArticleInvalid(faults)
        row = ArticleRow(
            id=id_,
            owner=form.owner,
            title=form.title,
            version=1,
            published=0,
            withdrawn=False,
            revision=1,
            created_at=author.at,
            created_by=author.user,
            updated_at=author.at,
        )
        await store.add(connection, context.campaign, row, _version_of(row, form, author))
        fact = KnowledgeArticleCreated(article=id_, owner=form.owner)
        await append_facts(connection, context.campaign, [fact], author)
    return id_


async def edit_article(context: ApiContext, principal: Principal, id_: str, form: ArticleUpdate) -> None:
    """Store another version of an article, and its owner; readers keep the version that they have.

    Raises:
        ArticleUnknown: there is none.
        ArticleChanged: another person changed it since it was read.
        ArticleInvalid: a field does not fit the site.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        row, newest = await _load(connection, context.campaign, id_, form.revision)
        if faults := await _find_faults(connection, context, form, owner_before=row.owner):
            raise ArticleInvalid(faults)
        facts: list[AnyFact] = []
        if not _same_content(newest, form):
            row = _after(row, edit(row.value), author, title=form.title)
            newest = _version_of(row, form, author)
            await store.add_version(connection, context.campaign, newest)
            facts.append(KnowledgeArticleEdited(article=id_, version=row.version))
        if form.owner != row.owner:
            row = msgspec.structs.replace(row, owner=form.owner, updated_at=author.at)
            facts.append(KnowledgeOwnerChanged(article=id_, owner=form.owner))
        if facts:
            row = msgspec.structs.replace(row, revision=form.revision + 1)
            await store.update_article(connection, context.campaign, row, newest=newest, published=None)
            await append_facts(connection, context.campaign, facts, author)


async def publish_article(context: ApiContext, principal: Principal, id_: str, form: PublicationForm) -> None:
    """Publish the newest version of an article; a withdrawn one is shown again.

    Raises:
        ArticleUnknown, ArticleChanged: as in `edit_article`.
        PublicationRefused: it is not the newest, is published already, or its validity is over.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        row, newest = await _load(connection, context.campaign, id_, form.revision)
        fault = find_publish_fault(row.value, form.version, newest.validity, local_date(author.at))
        if fault is not None:
            raise PublicationRefused(fault)
        row = _after(row, publish(row.value, newest.validity), author)
        row = msgspec.structs.replace(row, topics=newest.topics, revision=row.revision + 1)
        await store.update_article(connection, context.campaign, row, newest=newest, published=newest)
        await store.mark_published(
            connection, context.campaign, newest, at=author.at, who=author.user, who_name=author.name
        )
        fact = KnowledgeArticlePublished(
            article=id_,
            version=newest.version,
            valid_from=newest.valid_from.isoformat(),
            valid_until=newest.valid_until.isoformat() if newest.valid_until else "",
            review_on=newest.review_on.isoformat(),
        )
        await append_facts(connection, context.campaign, [fact], author)


async def withdraw_article(context: ApiContext, principal: Principal, id_: str, form: WithdrawalForm) -> None:
    """Withdraw an article from readers; its versions stay.

    Raises:
        ArticleUnknown, ArticleChanged: as in `edit_article`.
        WithdrawalRefused: it is not published.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        row, newest = await _load(connection, context.campaign, id_, form.revision)
        if not can_withdraw(row.value):
            raise WithdrawalRefused
        row = _after(row, withdraw(row.value), author)
        row = msgspec.structs.replace(row, revision=row.revision + 1)
        await store.update_article(connection, context.campaign, row, newest=newest, published=None)
        fact = KnowledgeArticleWithdrawn(article=id_, version=row.published)
        await append_facts(connection, context.campaign, [fact], author)


def _author(context: ApiContext, principal: Principal) -> Author:
    return principal.author(at=context.now(), site_version=context.site.version)


async def _load(connection: AsyncConnection, campaign: str, id_: str, revision: int) -> tuple[ArticleRow, VersionRow]:
    """Return an article and its newest version, locked until the transaction ends."""
    row = await store.find(connection, campaign, id_, lock=True)
    if row is None:
        raise ArticleUnknown
    if row.revision != revision:
        raise ArticleChanged
    return row, await store.find_version(connection, campaign, id_, row.version) or _missing()


def _missing() -> NoReturn:
    raise VersionUnknown


def _after(row: ArticleRow, value: Article, author: Author, *, title: str | None = None) -> ArticleRow:
    """Return the row of an article after an act."""
    validity = value.validity
    return msgspec.structs.replace(
        row,
        title=title or row.title,
        version=value.version,
        published=value.published,
        withdrawn=value.withdrawn,
        valid_from=validity.valid_from if validity else None,
        valid_until=validity.valid_until if validity else None,
        review_on=validity.review_on if validity else None,
        updated_at=author.at,
    )


def _version_of(row: ArticleRow, form: ArticleForm, author: Author) -> VersionRow:
    return VersionRow(
        article=row.id,
        version=row.version,
        title=form.title,
        body=_tidy(form.body),
        topics=tuple(dict.fromkeys(form.topics)),
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        review_on=form.review_on,
        at=author.at,
        who=author.user,
        who_name=author.name,
    )


def _tidy(body: str) -> str:
    """Return a body with one kind of line end and without spaces at the ends of lines."""
    return "\n".join(each.rstrip() for each in body.splitlines())


def _same_content(version: VersionRow, form: ArticleForm) -> bool:
    days = (version.valid_from, version.valid_until, version.review_on)
    texts = (version.title, version.body, version.topics)
    return days == (form.valid_from, form.valid_until, form.review_on) and texts == (
        form.title,
        _tidy(form.body),
        tuple(dict.fromkeys(form.topics)),
    )


async def _find_faults(
    connection: AsyncConnection, context: ApiContext, form: ArticleForm, *, owner_before: str
) -> list[tuple[str, str]]:
    faults = _topic_faults(context, form.topics)
    validity = Validity(valid_from=form.valid_from, valid_until=form.valid_until, review_on=form.review_on)
    faults += find_validity_faults(validity)
    if form.owner != owner_before:
        roles = roles_with_permission("knowledge.write")
        today = local_date(context.now())
        if not await users_with_roles(connection, context.campaign, roles, today, [form.owner]):
            faults.append(("owner", "Esa persona no puede responder por artículos."))
    return faults


def _topic_faults(context: ApiContext, topics: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (f"topics.{index}", f"La tipología del sitio no tiene «{topic}».")
        for index, topic in enumerate(topics)
        if not has_topic(context.site.typology, topic)
    ]
