"""Facts of the knowledge base: articles, their versions, and who read them for a call or a ticket. Pure.

``article`` is the id that templates and scripts cite. No fact contains a text of an article or of a reader.
"""

from typing import Literal

from eventlog.facts.base import Fact

KnowledgeNoticeKind = Literal["review", "expiring", "expired"]
"""The review day is near or here; the last day of validity is near; it has passed."""


class KnowledgeArticleCreated(Fact, frozen=True, kw_only=True):
    """An article was created as a draft; ``owner`` is the login of the person who answers for it."""

    article: str
    owner: str


class KnowledgeArticleEdited(Fact, frozen=True, kw_only=True):
    """An article got another version, which readers do not see before it is published."""

    article: str
    version: int


class KnowledgeOwnerChanged(Fact, frozen=True, kw_only=True):
    """Another person answers for an article."""

    article: str
    owner: str


class KnowledgeArticlePublished(Fact, frozen=True, kw_only=True):
    """Readers get a version of an article.

    Attributes:
        valid_from: local day, ISO 8601, as are the next two.
        valid_until: the last day; empty for none.
        review_on: the day on which its owner reviews it.
    """

    article: str
    version: int
    valid_from: str
    valid_until: str
    review_on: str


class KnowledgeArticleWithdrawn(Fact, frozen=True, kw_only=True):
    """Readers no longer get an article; ``version`` is the one that they had."""

    article: str
    version: int


class KnowledgeArticleRead(Fact, frozen=True, kw_only=True):
    """A user opened an article for the call of the envelope, or for ``ticket``, a filing number or empty."""

    article: str
    version: int
    ticket: str


class KnowledgeArticleRated(Fact, frozen=True, kw_only=True):
    """A reader said whether a version helped; ``commented`` says that they wrote a comment, which is no fact."""

    article: str
    version: int
    useful: bool
    commented: bool


class KnowledgeOwnerNotified(Fact, frozen=True, kw_only=True):
    """The owner of an article was notified of its ``day`` of review or its last day of validity, ISO 8601."""

    article: str
    owner: str
    kind: KnowledgeNoticeKind
    day: str


KnowledgeFact = (
    KnowledgeArticleCreated
    | KnowledgeArticleEdited
    | KnowledgeOwnerChanged
    | KnowledgeArticlePublished
    | KnowledgeArticleWithdrawn
    | KnowledgeArticleRead
    | KnowledgeArticleRated
    | KnowledgeOwnerNotified
)
