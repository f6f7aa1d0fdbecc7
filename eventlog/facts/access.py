"""Facts of sign-in, users, roles, tokens and wall displays. Pure.

Usernames are identifiers of staff and may stand in them; names of people may not. ``user`` is the user concerned; the
envelope says who acted.
"""

from typing import Literal

from eventlog.facts.base import Fact


class SignedIn(Fact, frozen=True, kw_only=True):
    """A person signed in with their password, and their second factor if one is required."""

    user: str


class SignInRefused(Fact, frozen=True, kw_only=True):
    """An attempt to sign in was refused, because of ``reason``; ``expired`` is a temporary password that is too old.

    ``user`` is the existing user whose name was entered; empty if there is none, because the entered text may be
    anything.
    """

    user: str
    reason: Literal["password", "second_factor", "disabled", "expired"]


class SignInLocked(Fact, frozen=True, kw_only=True):
    """After too many failed attempts a user (or empty, if the entered name has none) must wait ``seconds``."""

    user: str
    seconds: int


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person ended their session."""

    user: str


class SessionRevoked(Fact, frozen=True, kw_only=True):
    """Sessions of a user were ended before they expired; ``sessions`` is their number."""

    user: str
    sessions: int


class PasswordChanged(Fact, frozen=True, kw_only=True):
    """A user has a new password."""

    user: str


class PasswordReset(Fact, frozen=True, kw_only=True):
    """A user got a temporary password, which they must change at the next sign-in."""

    user: str


class PhonePasswordChanged(Fact, frozen=True, kw_only=True):
    """A user's phone has a new password."""

    user: str


class SecondFactorChanged(Fact, frozen=True, kw_only=True):
    """A user's second factor was set up or removed; ``active`` says whether there is one now."""

    user: str
    active: bool


class UserCreated(Fact, frozen=True, kw_only=True):
    """A person became a user."""

    user: str


class UserDisabled(Fact, frozen=True, kw_only=True):
    """A user may no longer sign in."""

    user: str


class UserEnabled(Fact, frozen=True, kw_only=True):
    """A disabled user may sign in again."""

    user: str


class RoleGranted(Fact, frozen=True, kw_only=True):
    """A user got a role in the campaign.

    ``begins_on`` is the first day, ISO 8601; ``ends_on`` the last, ISO 8601 or empty.
    """

    user: str
    role: str
    begins_on: str
    ends_on: str


class RoleWithdrawn(Fact, frozen=True, kw_only=True):
    """A role of a user was withdrawn."""

    user: str
    role: str


class TokenIssued(Fact, frozen=True, kw_only=True):
    """A service got a token.

    ``token`` is its id; ``permissions`` are separated by spaces.
    """

    token: str
    permissions: str


class TokenRevoked(Fact, frozen=True, kw_only=True):
    """A service's token is no longer valid; ``token`` is its id."""

    token: str


class TokenTakenOver(Fact, frozen=True, kw_only=True):
    """A service's token has another issuer, because the first one was disabled.

    Attributes:
        token: its id.
        user: who is responsible for it from now on.
        former: who issued it.
    """

    token: str
    user: str
    former: str


class EnrolmentCodeGiven(Fact, frozen=True, kw_only=True):
    """A user got a code to set up a second factor."""

    user: str


class RightsAsked(Fact, frozen=True, kw_only=True):
    """A right was requested that another person must grant.

    Attributes:
        request: its id.
        kind: roles for a user, a disabled user to be enabled, or a token to be taken over.
        user: whose roles or access; for a token, who issued it.
        what: the roles, separated by spaces, or the token's id.
    """

    request: str
    kind: Literal["roles", "enable", "token"]
    user: str
    what: str


class RightsApproved(Fact, frozen=True, kw_only=True):
    """A second person granted a request; the facts of the grant follow. ``user`` is that of the request."""

    request: str
    user: str


class RightsRefused(Fact, frozen=True, kw_only=True):
    """A request was refused or withdrawn. ``user`` is that of the request."""

    request: str
    user: str


class DisplayCreated(Fact, frozen=True, kw_only=True):
    """A wall display may read the figures of now, until ``expires_ms``, ms since the Unix epoch."""

    display: str
    expires_ms: int


class DisplayCodeIssued(Fact, frozen=True, kw_only=True):
    """A wall display got a new pairing code; the device that it has stays until the code is used."""

    display: str


class DisplayPaired(Fact, frozen=True, kw_only=True):
    """A device entered the pairing code of a wall display, and reads it from here on instead of any other."""

    display: str


class DisplayRevoked(Fact, frozen=True, kw_only=True):
    """A wall display may no longer read anything."""

    display: str


DisplayFact = DisplayCreated | DisplayCodeIssued | DisplayPaired | DisplayRevoked
AccessFact = (
    SignedIn
    | SignInRefused
    | SignInLocked
    | SignedOut
    | SessionRevoked
    | PasswordChanged
    | PasswordReset
    | PhonePasswordChanged
    | SecondFactorChanged
    | UserCreated
    | UserDisabled
    | UserEnabled
    | RoleGranted
    | RoleWithdrawn
    | TokenIssued
    | TokenRevoked
    | TokenTakenOver
    | EnrolmentCodeGiven
    | RightsAsked
    | RightsApproved
    | RightsRefused
)
