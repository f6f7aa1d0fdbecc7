"""Articles and their versions in the database.

Owns the tables knowledge_article, knowledge_version and knowledge_notice.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.knowledge.domain.article import Article, ArticleState, Validity
from agent_api.knowledge.domain.words import indexed_words
from storage.postgres.year_numbers import lock_numbers
from storage.tables import knowledge_article, knowledge_notice, knowledge_version

_article, _version = knowledge_article.c, knowledge_version.c
_CONFIG: Final = "simple"  # the words are in their searched form already


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True):
    """An article; ``topics`` and the days are those of the published version."""

    id: str
    owner: str
    title: str
    version: int
    published: int
    withdrawn: bool
    revision: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    topics: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None

    @property
    def value(self) -> Article:
        """The article as the decisions take it."""
        validity = None
        if self.published and self.valid_from and self.review_on:
            validity = Validity(valid_from=self.valid_from, valid_until=self.valid_until, review_on=self.review_on)
        return Article(version=self.version, published=self.published, withdrawn=self.withdrawn, validity=validity)


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of an article, with the numbers of its readings."""

    article: str
    version: int
    title: str
    body: str
    topics: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    review_on: date
    at: datetime
    who: str
    who_name: str
    published_at: datetime | None = None
    published_by: str = ""
    published_by_name: str = ""
    opened: int = 0
    useful: int = 0
    not_useful: int = 0

    @property
    def validity(self) -> Validity:
        """Its days."""
        return Validity(valid_from=self.valid_from, valid_until=self.valid_until, review_on=self.review_on)


class ShownArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article with the version that readers get."""

    article: ArticleRow
    version: VersionRow
    of_topic: bool


class ReaderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The search of a reader: an expression, topics with those that contain them, and cited articles, which rank."""

    expression: str = ""
    topics: tuple[str, ...] = ()
    topic_only: bool = False
    cited: tuple[str, ...] = ()


class LibraryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the editors' list."""

    expression: str = ""
    state: ArticleState | None = None
    owner: str | None = None
    topic: str | None = None
    pending: bool = False


async def lock_ids(connection: AsyncConnection, campaign: str) -> None:
    """Lock the ids of a campaign until the transaction ends."""
    await lock_numbers(connection, knowledge_article, campaign)


async def list_ids(connection: AsyncConnection, campaign: str, beginning: str = "") -> frozenset[str]:
    """Return the ids that begin so."""
    query = select(_article.id).where(_article.campaign == campaign, _article.id.startswith(beginning, autoescape=True))
    return frozenset((await connection.execute(query)).scalars())


async def add(connection: AsyncConnection, campaign: str, row: ArticleRow, version: VersionRow) -> None:
    """Store a new article with its first version."""
    columns = msgspec.structs.asdict(row) | {"topics": list(row.topics), "search": _vector(version)}
    await connection.execute(insert(knowledge_article).values(campaign=campaign, **columns))
    await add_version(connection, campaign, version)


async def update_article(
    connection: AsyncConnection, campaign: str, row: ArticleRow, *, newest: VersionRow, published: VersionRow | None
) -> None:
    """Store an article after an act; ``published`` is the version that the act published."""
    columns = msgspec.structs.asdict(row) | {"topics": list(row.topics), "search": _vector(newest)}
    if published is not None:
        columns["shown_search"] = _vector(published)
    statement = update(knowledge_article).where(_article.campaign == campaign, _article.id == row.id)
    await connection.execute(statement.values(**columns))


async def add_version(connection: AsyncConnection, campaign: str, row: VersionRow) -> None:
    """Store a version."""
    columns = msgspec.structs.asdict(row) | {"topics": list(row.topics)}
    await connection.execute(insert(knowledge_version).values(campaign=campaign, **columns))


async def mark_published(
    connection: AsyncConnection, campaign: str, row: VersionRow, *, at: datetime, who: str, who_name: str
) -> None:
    """Note who published a version, the last time."""
    statement = _of_version(update(knowledge_version), campaign, row.article, row.version)
    await connection.execute(statement.values(published_at=at, published_by=who, published_by_name=who_name))


async def count_readings(
    connection: AsyncConnection,
    campaign: str,
    article: str,
    version: int,
    *,
    opened: int = 0,
    useful: int = 0,
    not_useful: int = 0,
) -> None:
    """Add to the numbers of a version."""
    statement = _of_version(update(knowledge_version), campaign, article, version)
    await connection.execute(
        statement.values(
            opened=_version.opened + opened,
            useful=_version.useful + useful,
            not_useful=_version.not_useful + not_useful,
        )
    )


async def find(connection: AsyncConnection, campaign: str, id_: str, *, lock: bool = False) -> ArticleRow | None:
    """Find an article; with ``lock``, keep others from changing it until the transaction ends."""
    query = _articles(campaign).where(_article.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else ArticleRow(**row)


async def find_version(connection: AsyncConnection, campaign: str, article: str, version: int) -> VersionRow | None:
    """Find a version of an article."""
    query = _of_version(select(*_version_columns()), campaign, article, version)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else VersionRow(**row)


async def list_versions(connection: AsyncConnection, campaign: str, article: str) -> list[VersionRow]:
    """Return the versions of an article without their bodies, the newest first."""
    columns = [each for each in _version_columns() if each is not _version.body]
    query = select(*columns).where(_version.campaign == campaign, _version.article == article)
    rows = (await connection.execute(query.order_by(_version.version.desc()))).mappings()
    return [VersionRow(body="", **each) for each in rows]


async def list_titles(
    connection: AsyncConnection, campaign: str, versions: Collection[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """Return the titles of versions, by article and number."""
    query = select(_version.article, _version.version, _version.title).where(
        _version.campaign == campaign, tuple_(_version.article, _version.version).in_(versions)
    )
    return {(each.article, each.version): each.title for each in await connection.execute(query)}


async def sum_readings(
    connection: AsyncConnection, campaign: str, articles: Collection[str]
) -> dict[str, tuple[int, int, int]]:
    """Return how often articles were opened, were useful and were not, over all their versions."""
    sums = (func.sum(each) for each in (_version.opened, _version.useful, _version.not_useful))
    query = select(_version.article, *sums).where(_version.campaign == campaign, _version.article.in_(articles))
    return {
        name: (int(opened), int(useful), int(not_useful))
        for name, opened, useful, not_useful in await connection.execute(query.group_by(_version.article))
    }


async def search_shown(
    connection: AsyncConnection, campaign: str, filter_: ReaderFilter, *, today: date, limit: int
) -> list[ShownArticle]:
    """Return the articles that readers get on a day: those of the topics first, then cited ones, then the best."""
    of_topic = _has_any(filter_.topics)
    cited = _article.id.in_(filter_.cited)
    query = _shown_articles(campaign, today).add_columns(of_topic.label("of_topic"))
    order: list[ColumnElement[Any]] = [of_topic.desc(), cited.desc()]
    if filter_.expression:
        expression = func.to_tsquery(_CONFIG, filter_.expression)
        query = query.where(_article.shown_search.bool_op("@@")(expression))
        order.append(func.ts_rank(_article.shown_search, expression).desc())
    if filter_.topic_only:
        query = query.where(of_topic)
    rows = (await connection.execute(query.order_by(*order, _version.title, _article.id).limit(limit))).all()
    width = len(ArticleRow.__struct_fields__)
    return [
        ShownArticle(
            article=ArticleRow(**dict(zip(ArticleRow.__struct_fields__, row[:width], strict=True))),
            version=VersionRow(**dict(zip(VersionRow.__struct_fields__, row[width:-1], strict=True))),
            of_topic=row[-1],
        )
        for row in rows
    ]


async def list_shown_ids(
    connection: AsyncConnection, campaign: str, ids: Collection[str], today: date
) -> frozenset[str]:
    """Return those of some articles that readers get on a day."""
    query = select(_article.id).where(_article.campaign == campaign, _article.id.in_(ids), *_shown_on(today))
    return frozenset((await connection.execute(query)).scalars())


async def page(
    connection: AsyncConnection,
    campaign: str,
    filter_: LibraryFilter,
    *,
    today: date,
    limit: int,
    after: Cursor | None = None,
) -> list[ArticleRow]:
    """Return articles, the last change first."""
    query = _articles(campaign)
    if filter_.expression:
        query = query.where(_article.search.bool_op("@@")(func.to_tsquery(_CONFIG, filter_.expression)))
    if filter_.owner:
        query = query.where(_article.owner == filter_.owner)
    if filter_.state:
        query = query.where(_state_column(today) == filter_.state)
    if filter_.topic:
        query = query.where(_has_topic_of_newest(campaign, filter_.topic))
    if filter_.pending:
        late = (_article.review_on < today) & ~_article.withdrawn
        query = query.where(or_(_article.version > _article.published, late))
    order = tuple_(_article.updated_at, _article.id)
    if after is not None:
        query = query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(_article.updated_at.desc(), _article.id.desc()).limit(limit))
    return [ArticleRow(**each) for each in rows.mappings()]


async def list_due(connection: AsyncConnection, campaign: str, last: date) -> list[ArticleRow]:
    """Return the published articles whose review or last day is on a day or before it."""
    query = _articles(campaign).where(
        _article.published > 0,
        ~_article.withdrawn,
        or_(_article.review_on <= last, _article.valid_until <= last),
    )
    return [ArticleRow(**each) for each in (await connection.execute(query.order_by(_article.id))).mappings()]


async def list_noticed(
    connection: AsyncConnection, campaign: str, articles: Collection[str]
) -> frozenset[tuple[str, str, date, int]]:
    """Return article, kind, day and days before of the notices that were sent."""
    row = knowledge_notice.c
    query = select(row.article, row.kind, row.day, row.days_before).where(row.campaign == campaign)
    query = query.where(row.article.in_(articles))
    return frozenset((each[0], each[1], each[2], each[3]) for each in await connection.execute(query))


async def claim_notice(
    connection: AsyncConnection,
    campaign: str,
    article: ArticleRow,
    *,
    kind: str,
    day: date,
    days_before: int,
    now: datetime,
) -> bool:
    """Claim a notice in the transaction that sends it; return False if any transaction claimed it before."""
    row = {
        "campaign": campaign,
        "article": article.id,
        "kind": kind,
        "day": day,
        "days_before": days_before,
        "owner": article.owner,
        "at": now,
    }
    statement = insert_once(knowledge_notice).values(row).on_conflict_do_nothing()
    return (await connection.execute(statement.returning(knowledge_notice.c.article))).one_or_none() is not None


def _articles(campaign: str) -> Select[Any]:
    return select(*_article_columns()).where(_article.campaign == campaign)


def _shown_articles(campaign: str, today: date) -> Select[Any]:
    join = (_version.campaign == _article.campaign) & (_version.article == _article.id)
    query = select(*_article_columns(), *_version_columns()).select_from(knowledge_article)
    query = query.join(knowledge_version, join & (_version.version == _article.published))
    return query.where(_article.campaign == campaign, *_shown_on(today))


def _shown_on(today: date) -> tuple[ColumnElement[bool], ...]:
    """Return `agent_api.knowledge.domain.article.is_shown` in SQL."""
    return (
        _article.published > 0,
        ~_article.withdrawn,
        _article.valid_from <= today,
        or_(_article.valid_until.is_(None), _article.valid_until >= today),
    )


def _state_column(today: date) -> ColumnElement[str]:
    """Return `agent_api.knowledge.domain.article.state_on` in SQL."""
    return case(
        (_article.published == 0, "draft"),
        (_article.withdrawn, "withdrawn"),
        (_article.valid_until < today, "expired"),
        (_article.valid_from > today, "scheduled"),
        else_="published",
    )


def _has_any(topics: tuple[str, ...]) -> ColumnElement[bool]:
    return _article.topics.bool_op("&&")(literal(list(topics), ARRAY(Text)))


def _has_topic_of_newest(campaign: str, topic: str) -> ColumnElement[bool]:
    newest = select(_version.article).where(_version.campaign == campaign, _version.article == _article.id)
    newest = newest.where(
        _version.version == _article.version, func.array_position(_version.topics, topic).is_not(None)
    )
    return newest.exists()


def _article_columns() -> list[ColumnElement[Any]]:
    return [_article[name] for name in ArticleRow.__struct_fields__]


def _version_columns() -> list[ColumnElement[Any]]:
    return [_version[name] for name in VersionRow.__struct_fields__]


def _of_version(statement: Any, campaign: str, article: str, version: int) -> Any:
    return statement.where(_version.campaign == campaign, _version.article == article, _version.version == version)


def _vector(version: VersionRow) -> ColumnElement[Any]:
    """Return the words of a version; those of the title weigh more."""
    title, body = indexed_words(version.title), indexed_words(version.body)
    return _weighed(title, "A").op("||")(_weighed(body, "B"))


def _weighed(words: str, weight: Literal["A", "B"]) -> ColumnElement[Any]:
    return func.setweight(func.to_tsvector(_CONFIG, words), literal_column(f"'{weight}'"))
