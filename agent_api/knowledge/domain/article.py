"""An article as a value: which version readers get, on which days, and the acts that change it. Pure.

Owns that a draft, an expired and a withdrawn article are never shown. All days are local.
"""

from datetime import date
from typing import Literal

import msgspec

ArticleState = Literal["draft", "scheduled", "published", "expired", "withdrawn"]
"""``draft``: never published; ``scheduled``: published, and its first day is still to come."""
PublishFault = Literal["not_newest", "already_published", "over"]


class Validity(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a version: the first, the last (None for none), and the one of its review."""

    valid_from: date
    valid_until: date | None
    review_on: date


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """The versions of an article.

    Attributes:
        version: the newest.
        published: the one that was published last, or 0.
        withdrawn: whether it was withdrawn after it was published.
        validity: of the published version; None without one.
    """

    version: int = 1
    published: int = 0
    withdrawn: bool = False
    validity: Validity | None = None


def state_on(article: Article, today: date) -> ArticleState:
    """Return the state of an article on a day."""
    if article.validity is None:
        return "draft"
    if article.withdrawn:
        return "withdrawn"
    if article.validity.valid_until is not None and article.validity.valid_until < today:
        return "expired"
    return "scheduled" if today < article.validity.valid_from else "published"


def is_shown(article: Article, today: date) -> bool:
    """Return whether readers get the published version on a day."""
    return state_on(article, today) == "published"


def has_draft(article: Article) -> bool:
    """Return whether the newest version was never published."""
    return article.version > article.published


def edit(article: Article) -> Article:
    """Return the article with one more version; readers keep the one that they have."""
    return msgspec.structs.replace(article, version=article.version + 1)


def find_publish_fault(article: Article, version: int, validity: Validity, today: date) -> PublishFault | None:
    """Return why a version with this validity cannot be published on a day, or None."""
    if version != article.version:
        return "not_newest"
    if validity.valid_until is not None and validity.valid_until < today:
        return "over"
    if version == article.published and not article.withdrawn:
        return "already_published"
    return None


def publish(article: Article, validity: Validity) -> Article:
    """Return the article with its newest version published; the caller has asked `find_publish_fault`."""
    return msgspec.structs.replace(article, published=article.version, withdrawn=False, validity=validity)


def can_withdraw(article: Article) -> bool:
    """Return whether there is a published version to withdraw."""
    return article.published > 0 and not article.withdrawn


def withdraw(article: Article) -> Article:
    """Return the article withdrawn; its versions stay."""
    return msgspec.structs.replace(article, withdrawn=True)


def find_validity_faults(validity: Validity) -> list[tuple[str, str]]:
    """Return the fields whose days contradict each other, with a sentence in Spanish."""
    first, last, review = validity.valid_from, validity.valid_until, validity.review_on
    if last is not None and last < first:
        return [("valid_until", "El último día de vigencia no puede ser anterior al primero.")]
    if review < first or (last is not None and review > last):
        return [("review_on", "La revisión debe caer dentro de la vigencia.")]
    return []
