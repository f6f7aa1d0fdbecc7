"""Facts of messages and announcements to the staff. Pure.

No fact contains their title or text, because people write them freely. The envelope says who acted.
"""

from typing import Literal

from eventlog.facts.base import Fact

BulletinKind = Literal["message", "announcement"]
AudienceKind = Literal["users", "team", "queues", "roles"]
"""Some users, the people of a coordinator, the advisors of some queues, or the users with some roles."""


class BulletinPublished(Fact, frozen=True, kw_only=True):
    """A message was sent, or an announcement published.

    ``audience`` names users, a coordinator, queues or roles, separated by spaces. ``begins_ms`` and ``ends_ms`` are
    since the Unix epoch.
    """

    bulletin: str
    kind: BulletinKind
    audience_kind: AudienceKind
    audience: str
    must_read: bool
    begins_ms: int
    ends_ms: int


class BulletinWithdrawn(Fact, frozen=True, kw_only=True):
    """A message or announcement is no longer shown to those who have not read it."""

    bulletin: str


class BulletinRead(Fact, frozen=True, kw_only=True):
    """A person to whom it was delivered marked a message or announcement as read."""

    bulletin: str


BulletinFact = BulletinPublished | BulletinWithdrawn | BulletinRead
