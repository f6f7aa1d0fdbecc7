"""Facts of the site's publications: a version was published, or a publication was cancelled before its moment. Pure.

The envelope says who did it. `SiteImported` says when a version took effect.
"""

from typing import Literal

from eventlog.facts.base import Fact

PublicationOrigin = Literal["folder", "draft", "return"]
"""The site's folder, a draft, or an earlier version of the site again."""


class SitePublished(Fact, frozen=True, kw_only=True):
    """A version of the site was published, to be in force from a moment, ms since the Unix epoch."""

    publication: int
    version: str
    effective_ms: int
    origin: PublicationOrigin


class SitePublicationCancelled(Fact, frozen=True, kw_only=True):
    """A publication was cancelled before it was in force."""

    publication: int
    version: str


SiteFact = SitePublished | SitePublicationCancelled
