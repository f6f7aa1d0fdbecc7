"""The vocabulary of the door: who entered, and who was given what. Pure.

Owns these kinds of facts. Usernames are identifiers of staff and may stand in them; names of people may not.
"""

from typing import Literal

from eventlog.fact import Fact


class SignedIn(Fact, frozen=True, kw_only=True):
    """A person entered with their password, and their second factor if one is due.

    Attributes:
        user: who.
    """

    user: str


class SignInRefused(Fact, frozen=True, kw_only=True):
    """Somebody tried to enter and was refused.

    Attributes:
        user: the user whose name was given; empty when there is none: what was typed may be anything.
        reason: what was wrong.
    """

    user: str
    reason: Literal["password", "second_factor", "disabled"]


class SignInLocked(Fact, frozen=True, kw_only=True):
    """So many attempts failed that a user must wait.

    Attributes:
        user: whose name was given, or empty.
        seconds: how long.
    """

    user: str
    seconds: int


class SignedOut(Fact, frozen=True, kw_only=True):
    """A person ended their session.

    Attributes:
        user: who.
    """

    user: str


class SessionRevoked(Fact, frozen=True, kw_only=True):
    """Sessions of a user were ended before their time.

    Attributes:
        user: whose.
        sessions: how many.
    """

    user: str
    sessions: int


class PasswordChanged(Fact, frozen=True, kw_only=True):
    """A user has a new password.

    Attributes:
        user: whose.
    """

    user: str


class PasswordReset(Fact, frozen=True, kw_only=True):
    """A user was given a temporary password, which they must change when they next sign in.

    Attributes:
        user: the user's login.
    """

    user: str


class PhonePasswordChanged(Fact, frozen=True, kw_only=True):
    """A user's phone has a new password.

    Attributes:
        user: whose.
    """

    user: str


class SecondFactorChanged(Fact, frozen=True, kw_only=True):
    """A user's second factor was set up or taken away.

    Attributes:
        user: whose.
        active: whether there is one now.
    """

    user: str
    active: bool


class UserCreated(Fact, frozen=True, kw_only=True):
    """A person became a user.

    Attributes:
        user: who.
    """

    user: str


class UserDisabled(Fact, frozen=True, kw_only=True):
    """A user may not enter any more.

    Attributes:
        user: who.
    """

    user: str


class UserEnabled(Fact, frozen=True, kw_only=True):
    """A user who had been shut out may enter again.

    Attributes:
        user: who.
    """

    user: str


class RoleGranted(Fact, frozen=True, kw_only=True):
    """A user was given a role in the campaign.

    Attributes:
        user: who.
        role: which.
        begins_on: the first day, ISO 8601.
        ends_on: the last day, ISO 8601, or empty.
    """

    user: str
    role: str
    begins_on: str
    ends_on: str


class RoleWithdrawn(Fact, frozen=True, kw_only=True):
    """A role was taken away from a user.

    Attributes:
        user: who.
        role: which.
    """

    user: str
    role: str


class TokenIssued(Fact, frozen=True, kw_only=True):
    """A service was given a token.

    Attributes:
        token: its id.
        permissions: what it may do, apart by a space.
    """

    token: str
    permissions: str


class TokenRevoked(Fact, frozen=True, kw_only=True):
    """A service's token is no longer good.

    Attributes:
        token: its id.
    """

    token: str


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
)
