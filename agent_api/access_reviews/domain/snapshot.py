"""The accounts of a campaign at the moment when a review began, and their digest. Pure.

A snapshot has logins and no names, so that it can be kept and published with its digest.
"""

import hashlib
from datetime import date, datetime

import msgspec


class SnapshotRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role with its first and last day; ``ends_on`` is None without a last day."""

    role: str
    begins_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the role is in force on a local day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


class SnapshotToken(msgspec.Struct, frozen=True, kw_only=True):
    """A service token that the account issued; ``permissions`` are sorted."""

    id: str
    kind: str
    permissions: tuple[str, ...]
    expires_at: datetime
    used_at: datetime | None = None


class SnapshotAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it was.

    Attributes:
        disabled_at: None while the account is active.
        signed_in_at: None if it was never used.
        second_factor_at: since when it has a second factor, or None.
        roles: all in this campaign, in force or not, by name.
        tokens: that have not expired.
        nameless: whether the account names no person: its full name is its login.
        left_on: the last day of its holder in the entity, or None.
        exception_until: the last day of the exception of an earlier review, or None.
    """

    user: str
    created_at: datetime
    disabled_at: datetime | None = None
    signed_in_at: datetime | None = None
    second_factor_at: datetime | None = None
    must_change_password: bool = False
    roles: tuple[SnapshotRole, ...] = ()
    tokens: tuple[SnapshotToken, ...] = ()
    nameless: bool = False
    left_on: date | None = None
    exception_until: date | None = None


class AccountsSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All accounts of a campaign, by login."""

    campaign: str
    taken_at: datetime
    accounts: tuple[SnapshotAccount, ...]


def encode_snapshot(snapshot: AccountsSnapshot) -> bytes:
    """Return the snapshot as JSON: equal snapshots give equal bytes."""
    return msgspec.json.encode(snapshot, order="deterministic")


def decode_snapshot(content: bytes) -> AccountsSnapshot:
    """Decode the output of `encode_snapshot`."""
    return msgspec.json.decode(content, type=AccountsSnapshot)


def content_digest(content: bytes) -> str:
    """Return the SHA-256 of a content, hex."""
    return hashlib.sha256(content).hexdigest()
