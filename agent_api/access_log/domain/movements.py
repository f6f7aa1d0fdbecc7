"""The row of the access log for a fact: the account, the actor, the movement, its reason and channel. Pure.

Facts hold no password, no name of a person and no datum of a customer, so no row can.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from eventlog import facts
from eventlog.facts import AnyFact, Envelope, Fact

AccessKind = Literal[
    "account",
    "password",
    "second_factor",
    "lock",
    "sign_in",
    "refusal",
    "role",
    "token",
    "dormancy",
    "customer",
    "review",
]
AccessChannel = Literal["screen", "token", "system"]
"""``screen``: a person who signed in; ``token``: another system; ``system``: a process, or a command on the server."""
KINDS: Final[Mapping[type[Fact], AccessKind]] = MappingProxyType(
    {
        facts.UserCreated: "account",
        facts.UserDisabled: "account",
        facts.UserEnabled: "account",
        facts.PasswordChanged: "password",
        facts.PasswordReset: "password",
        facts.PhonePasswordChanged: "password",
        facts.SecondFactorChanged: "second_factor",
        facts.EnrolmentCodeGiven: "second_factor",
        facts.SignInLocked: "lock",
        facts.SignedIn: "sign_in",
        facts.SignedOut: "sign_in",
        facts.SessionRevoked: "sign_in",
        facts.SignInRefused: "refusal",
        facts.RoleGranted: "role",
        facts.RoleWithdrawn: "role",
        facts.RightsAsked: "role",
        facts.RightsApproved: "role",
        facts.RightsRefused: "role",
        facts.TokenIssued: "token",
        facts.TokenRevoked: "token",
        facts.TokenTakenOver: "token",
        facts.AccountDormancyWarned: "dormancy",
        facts.DormantAccountDisabled: "dormancy",
        facts.CustomerRead: "customer",
        facts.CustomerViewed: "customer",
        facts.CustomerTimelineRead: "customer",
        facts.CustomersSearched: "customer",
        facts.SearchMade: "customer",
        facts.AccessLogReviewed: "review",
    }
)
"""The facts that the log has, and the kind of each."""
MOVEMENTS: Final[tuple[str, ...]] = tuple(str(each.__struct_config__.tag) for each in KINDS)
"""Tags of the facts that the log has."""
_PERSON: Final = ("user:", "advisor:")
_TOKEN: Final = "token:"


class AccessRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the log, without its place.

    Attributes:
        movement: tag of the fact.
        account: login concerned; empty if an unknown one was entered.
        actor: login, ``token:<id>``, or a part of the system.
        reason: a code that depends on the movement, or empty.
        reference: id of the request, the token or the review, or empty.
        subject: opaque id of the customer that was read, or empty.
    """

    movement: str
    kind: AccessKind
    account: str
    actor: str
    channel: AccessChannel
    reason: str = ""
    reference: str = ""
    subject: str = ""
    call_id: str = ""


def access_row(envelope: Envelope) -> AccessRow | None:
    """Return the row of a fact; None if the log does not have its kind."""
    fact = envelope.fact
    kind = KINDS.get(type(fact))
    if kind is None:
        return None
    actor, channel = _actor_of(envelope.actor)
    by_itself = channel != "system" and kind in ("customer", "token", "review")
    return AccessRow(
        movement=str(fact.__struct_config__.tag),
        kind=kind,
        account=str(getattr(fact, "user", "")) or (actor if by_itself else ""),
        actor=actor,
        channel=channel,
        reason=_reason_of(fact),
        reference=_reference_of(fact),
        subject=str(getattr(fact, "customer_ref", "")),
        call_id=envelope.call_id,
    )


def _actor_of(actor: str) -> tuple[str, AccessChannel]:
    login = next((actor.removeprefix(each) for each in _PERSON if actor.startswith(each)), None)
    if login is None:
        return actor, "system"
    return login, "token" if login.startswith(_TOKEN) else "screen"


def _reason_of(fact: AnyFact) -> str:
    match fact:
        case facts.SignInRefused(reason=reason):
            return reason
        case facts.SignInLocked(seconds=seconds):
            return str(seconds)
        case facts.SessionRevoked(sessions=sessions):
            return str(sessions)
        case facts.SecondFactorChanged(active=active):
            return "active" if active else "removed"
        case facts.RoleGranted(role=role) | facts.RoleWithdrawn(role=role):
            return role
        case facts.RightsAsked(kind=kind):
            return kind
        case facts.TokenIssued(permissions=permissions):
            return permissions
        case facts.AccountDormancyWarned(disables_on=day):
            return day
        case facts.DormantAccountDisabled(unused_since=day):
            return day
        case facts.CustomerRead(what=what):
            return what
        case facts.CustomersSearched(by=by) | facts.SearchMade(by=by):
            return by
    return ""


def _reference_of(fact: AnyFact) -> str:
    return str(next((getattr(fact, name) for name in ("request", "token", "review") if hasattr(fact, name)), ""))
