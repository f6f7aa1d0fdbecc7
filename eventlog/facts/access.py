"""The vocabulary of the door: who entered, and who was given what. Pure.

Owns these kinds of facts. Usernames are identifiers of staff and may stand in them; names of people may not.
"""

from typing import Literal

from eventlog.facts.base import Fact


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


class TokenTakenOver(Fact, frozen=True, kw_only=True):
    """A service's token has another issuer, because the first one was disabled.

    Attributes:
        token: its id.
        user: who answers for it from now on.
        former: who issued it.
    """

    token: str
    user: str
    former: str


class EnrolmentCodeGiven(Fact, frozen=True, kw_only=True):
    """A user was given a code with which to set up a second factor.

    Attributes:
        user: who.
    """

    user: str


class RightsAsked(Fact, frozen=True, kw_only=True):
    """A right was asked for that another person has to grant.

    Attributes:
        request: its id.
        kind: roles for a user, a disabled user to be enabled, or a token to be taken over.
        user: whose roles or door; of a token, who issued it.
        what: the roles, apart by a space, or the token's id.
    """

    request: str
    kind: Literal["roles", "enable", "token"]
    user: str
    what: str


class RightsApproved(Fact, frozen=True, kw_only=True):
    """A second person granted what was asked for; the facts of the grant follow.

    Attributes:
        request: its id.
        user: as in what was asked.
    """

    request: str
    user: str


class RightsRefused(Fact, frozen=True, kw_only=True):
    """What was asked for was refused or withdrawn.

    Attributes:
        request: its id.
        user: as in what was asked.
    """

    request: str
    user: str


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
