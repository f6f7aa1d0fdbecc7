"""Facts of drafts of the site: edited by several people, and published. Pure.

The envelope says who did it. ``draft`` is an id, ``base`` the version of the site that the draft began with or was
brought up to. Titles, reasons and texts stay in the database.
"""

from eventlog.facts.base import Fact


class SiteDraftOpened(Fact, frozen=True, kw_only=True):
    """A draft began with the content of a version."""

    draft: str
    base: str


class SiteDraftChanged(Fact, frozen=True, kw_only=True):
    """Fields of a draft were saved."""

    draft: str
    revision: int
    fields: int


class SiteDraftUpdated(Fact, frozen=True, kw_only=True):
    """A draft got the changes of the version in force."""

    draft: str
    revision: int
    base: str


class SiteDraftDiscarded(Fact, frozen=True, kw_only=True):
    """A draft ended without a publication."""

    draft: str


class SitePublicationRequested(Fact, frozen=True, kw_only=True):
    """The publication of a draft waits for a second person.

    ``effective_at_ms`` is the requested moment, 0 for the moment of the approval.
    """

    draft: str
    revision: int
    effective_at_ms: int


class SitePublicationRefused(Fact, frozen=True, kw_only=True):
    """The request was refused or withdrawn, and the draft is open again."""

    draft: str


class SiteTriesOverridden(Fact, frozen=True, kw_only=True):
    """A draft is published although saved tries of its site fail, by the author's reason."""

    draft: str
    failed: int


class SiteDraftCallOpened(Fact, frozen=True, kw_only=True):
    """A revision of a draft can be called at the test number, for a time."""

    draft: str
    revision: int
    line: str
    expires_at_ms: int


class SiteDraftCallClosed(Fact, frozen=True, kw_only=True):
    """A person ended that before its time."""

    draft: str


SiteDraftFact = (
    SiteDraftOpened
    | SiteDraftChanged
    | SiteDraftUpdated
    | SiteDraftDiscarded
    | SitePublicationRequested
    | SitePublicationRefused
    | SiteTriesOverridden
    | SiteDraftCallOpened
    | SiteDraftCallClosed
)
