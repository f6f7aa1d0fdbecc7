"""Articles as responses, with the names of topics and people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from agent_api.knowledge.domain.article import can_withdraw, has_draft, state_on
from agent_api.knowledge.domain.difference import compare
from agent_api.knowledge.domain.topics import topic_name
from agent_api.knowledge.domain.words import plain_text
from agent_api.knowledge.schemas import (
    ArticleContent,
    ArticleDetail,
    ArticleSummary,
    ArticleTopic,
    ArticleVersion,
    ChangedLine,
    LibraryArticle,
    ReaderComment,
    VersionContent,
    VersionSummary,
)
from agent_api.knowledge.store import ArticleRow, ShownArticle, VersionRow
from agent_api.tickets.domain.search_words import excerpt, search_words
from config.site.model import Site

Figures = tuple[int, int, int]
"""Opened, useful, not useful."""


def present_summary(
    site: Site, result: ShownArticle, words: str, cited: Mapping[str, Sequence[str]], today: date
) -> ArticleSummary:
    """Build a result of a search."""
    version = result.version
    return ArticleSummary(
        id=result.article.id,
        version=version.version,
        title=version.title,
        excerpt=excerpt(plain_text(version.body), search_words(words)),
        topics=_topics(site, version.topics),
        of_topic=result.of_topic,
        cited_by=list(cited.get(result.article.id, ())),
        review_due=version.review_on < today,
    )


def present_content(
    site: Site, article: ArticleRow, version: VersionRow, names: Mapping[str, str], today: date
) -> ArticleContent:
    """Build what a reader gets of a published version."""
    return ArticleContent(
        id=article.id,
        version=version.version,
        title=version.title,
        body=version.body,
        topics=_topics(site, version.topics),
        owner_name=names.get(article.owner, article.owner),
        published_at=version.published_at or version.at,
        valid_until=version.valid_until,
        review_on=version.review_on,
        review_due=version.review_on < today,
    )


def present_article(
    site: Site, row: ArticleRow, figures: Figures, names: Mapping[str, str], today: date
) -> LibraryArticle:
    """Build a row of the editors' list."""
    return LibraryArticle.model_validate(_article_fields(site, row, figures, names, today))


def present_detail(
    site: Site,
    row: ArticleRow,
    versions: Sequence[VersionRow],
    newest: VersionRow,
    *,
    comments: Sequence[ReaderComment],
    cited: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    today: date,
) -> ArticleDetail:
    """Build an article for its editors."""
    figures = (sum(e.opened for e in versions), sum(e.useful for e in versions), sum(e.not_useful for e in versions))
    return ArticleDetail(
        **_article_fields(site, row, figures, names, today),
        revision=row.revision,
        may_withdraw=can_withdraw(row.value),
        newest=_content(site, newest),
        versions=[VersionSummary.model_validate(_version_fields(each)) for each in versions],
        comments=list(comments),
        cited_by=list(cited.get(row.id, ())),
    )


def present_version(site: Site, version: VersionRow, against: VersionRow | None) -> ArticleVersion:
    """Build a version with its difference from another."""
    before = _text(against) if against else ""
    return ArticleVersion(
        **_version_fields(version),
        content=_content(site, version),
        against=against.version if against else None,
        difference=[ChangedLine(change=each.change, text=each.text) for each in compare(before, _text(version))],
    )


def _text(version: VersionRow) -> str:
    return f"{version.title}\n\n{version.body}"


def _article_fields(
    site: Site, row: ArticleRow, figures: Figures, names: Mapping[str, str], today: date
) -> dict[str, Any]:
    opened, useful, not_useful = figures
    value = row.value
    return {
        "id": row.id,
        "title": row.title,
        "state": state_on(value, today),
        "version": row.version,
        "published": row.published,
        "has_draft": has_draft(value),
        "owner": row.owner,
        "owner_name": names.get(row.owner, row.owner),
        "topics": _topics(site, row.topics),
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "review_on": row.review_on,
        "review_due": row.review_on is not None and row.review_on < today and not row.withdrawn,
        "updated_at": row.updated_at,
        "opened": opened,
        "useful": useful,
        "not_useful": not_useful,
    }


def _version_fields(version: VersionRow) -> dict[str, Any]:
    names = ("version", "title", "at", "who", "who_name", "published_at", "published_by_name")
    return {name: getattr(version, name) for name in (*names, "opened", "useful", "not_useful")}


def _content(site: Site, version: VersionRow) -> VersionContent:
    return VersionContent(
        version=version.version,
        title=version.title,
        body=version.body,
        topics=_topics(site, version.topics),
        valid_from=version.valid_from,
        valid_until=version.valid_until,
        review_on=version.review_on,
    )


def _topics(site: Site, topics: Sequence[str]) -> list[ArticleTopic]:
    return [ArticleTopic(id=each, name=topic_name(site, each)) for each in topics]
