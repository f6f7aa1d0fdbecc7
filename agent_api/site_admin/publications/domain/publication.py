"""A publication of the site, and the order for one. Pure.

Owns which publication may follow which. In force is the newest that is not cancelled and whose moment has come; at most
one more is scheduled.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from eventlog.facts.site import PublicationOrigin

Refusal = Literal["meanwhile", "scheduled", "in_force"]
"""Another publication is in force than the author saw; one is scheduled; the version is in force already."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the site, and since when it is in force.

    Attributes:
        effective_at: when new calls begin to use it.
        who: the user who published it; empty for a start from the folder.
        approver: the second person, where the site asks for two; else empty.
        draft: the id of the draft that it came from.
        cancelled_at: when it was cancelled, before it was in force; else None.
    """

    id: int
    campaign: str
    version: str
    effective_at: datetime
    published_at: datetime
    who: str
    who_name: str
    approver: str = ""
    approver_name: str = ""
    origin: PublicationOrigin
    draft: str | None = None
    reason: str
    cancelled_at: datetime | None = None
    canceller: str = ""
    canceller_name: str = ""
    cancel_reason: str = ""


class Approver(NamedTuple):
    """The second person of a publication."""

    user: str = ""
    name: str = ""


class PublicationOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The request of an author.

    Attributes:
        effective_at: when it is to be in force; None, or a moment that has passed, is now.
        expected: the publication that the author saw in force; None does not ask.
    """

    origin: PublicationOrigin
    reason: str
    effective_at: datetime | None = None
    draft: str | None = None
    approver: Approver = Approver()
    expected: int | None = None


class Current(NamedTuple):
    """The publication in force, and the one scheduled after it; None where there is none."""

    in_force: Publication | None
    scheduled: Publication | None


def current_of(publications: Sequence[Publication], now: datetime) -> Current:
    """Return the publications that count at a moment, among all of a campaign."""
    valid = sorted((each for each in publications if each.cancelled_at is None), key=_rank)
    past = [each for each in valid if each.effective_at <= now]
    future = [each for each in valid if each.effective_at > now]
    return Current(past[-1] if past else None, future[0] if future else None)


def find_refusal(order: PublicationOrder, version: str, current: Current) -> Refusal | None:
    """Return why an order is refused; None if it may become a publication.

    A return is for an emergency: it cancels the scheduled publication instead of being refused.
    """
    in_force = current.in_force.id if current.in_force else None
    if order.expected is not None and order.expected != in_force:
        return "meanwhile"
    if current.scheduled is not None and order.origin != "return":
        return "scheduled"
    if current.in_force is not None and current.in_force.version == version and current.scheduled is None:
        return "in_force"
    return None


def _rank(publication: Publication) -> tuple[datetime, int]:
    return publication.effective_at, publication.id
