"""A draft, its states, and who may decide about its publication. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

DraftState = Literal["open", "waiting", "published", "discarded"]
"""People edit it; a second person decides; it became a publication; it ended without one."""
DraftAct = Literal["change", "update", "request", "publish", "approve", "refuse", "discard"]
NEXT_STATES: Final[Mapping[tuple[DraftState, DraftAct], DraftState]] = {
    ("open", "change"): "open",
    ("open", "update"): "open",
    ("open", "request"): "waiting",
    ("open", "publish"): "published",
    ("open", "discard"): "discarded",
    ("waiting", "approve"): "published",
    ("waiting", "refuse"): "open",
}
"""The state after an act; an act that is missing here is refused in that state."""
MAX_DOCUMENT_BYTES: Final = 4 * 1024 * 1024
MAX_FILES_BYTES: Final = 64 * 1024 * 1024
"""All files of a draft together, without those of its base version."""
MAX_OPEN_DRAFTS: Final = 50
MAX_AHEAD_DAYS: Final = 366
"""How far ahead a publication may be scheduled."""
CLOSED_SECTIONS: Final = frozenset({"sample_customers", "sample_dialogues"})
"""Sections that no document has, because they hold personal data."""
GUARDED_SECTIONS: Final = frozenset({"access_reviews", "accounts", "publishing", "rights"})
"""Sections with rules of security, which only a user who administers rights changes."""
TimeFault = Literal["past", "far"]
RevisionKind = Literal["opened", "changes", "update", "file"]


class PublicationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The publication that a person asked for; without ``effective_at``, the moment of the publication."""

    by: str
    by_name: str
    at: datetime
    effective_at: datetime | None
    reason: str
    tries_reason: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a publication that was asked for last did not happen: another person's reason, or the author's own."""

    by: str
    by_name: str
    at: datetime
    reason: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft; ``base_version`` is the version that it began with or was last brought up to."""

    id: str
    title: str
    state: DraftState
    base_version: str
    revision: int
    document: dict[str, Any]
    created_at: datetime
    created_by: str
    created_by_name: str
    updated_at: datetime
    updated_by: str
    updated_by_name: str
    request: PublicationRequest | None = None
    refusal: Refusal | None = None


class SavedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """One saved change of a draft, and the paths of the fields in it."""

    revision: int
    kind: RevisionKind
    at: datetime
    who: str
    who_name: str
    paths: list[list[str]]


def next_state(state: DraftState, act: DraftAct) -> DraftState | None:
    """Return the state after an act; None if the state does not allow it."""
    return NEXT_STATES.get((state, act))


def locked_sections(*, administers_rights: bool) -> frozenset[str]:
    """Return the sections that a user may read but not change."""
    return frozenset() if administers_rights else GUARDED_SECTIONS


def can_approve(request: PublicationRequest, user: str) -> bool:
    """Return whether a user is another person than the one who asked."""
    return user != request.by


def can_refuse(request: PublicationRequest, user: str, *, may_publish: bool) -> bool:
    """Return whether a user may refuse a request: the author withdraws it, others need the right to publish."""
    return may_publish or user == request.by


def find_time_fault(effective_at: datetime | None, now: datetime) -> TimeFault | None:
    """Return why a publication cannot be scheduled for a moment, or None."""
    if effective_at is None:
        return None
    if effective_at <= now:
        return "past"
    return "far" if (effective_at - now).days >= MAX_AHEAD_DAYS else None


def effective_moment(request: PublicationRequest, now: datetime) -> datetime:
    """Return when a publication takes effect: at once where its moment passed before the approval."""
    return max(request.effective_at or now, now)
