"""Which grants a second person must approve, and who may be that person. Pure.

The table of `permissions` says which roles include administrative rights.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from agent_api.access.permissions import ROLES, is_privileged
from agent_api.kit.errors import ApiError
from config.site.rights import RightsRules

REQUEST_LIFETIME = timedelta(days=3)
"""Time that a request waits for its second person."""
TERMINAL_USER = ":terminal"
"""Stands for the person at the machine where a username is expected; no username can be equal to it."""
Kind = Literal["roles", "enable", "token"]
Grant = Mapping[str, Any]


class RequestOver(ApiError):
    """The request was decided or expired, or its author may no longer make it."""

    status = 409
    code = "request_over"

    def __init__(self) -> None:
        super().__init__("Esa solicitud ya se decidió, venció, o quien la pidió ya no administra. Pídala de nuevo.")


class SecondPersonNeeded(ApiError):
    """The author or the beneficiary of a request cannot be its second person."""

    status = 403
    code = "second_person_needed"


@dataclass(frozen=True)
class RightsRequest:
    """A grant that one person requests and another one decides.

    Attributes:
        user: beneficiary; for a token, its issuer.
        content: for roles, each with its days in ISO 8601; for a token, its id and expiry.
    """

    id: str
    kind: Kind
    user: str
    content: Mapping[str, Any]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    outcome: str = "pending"

    @property
    def target(self) -> str:
        """The roles separated by spaces, or the token's id."""
        if self.kind == "token":
            return str(self.content["token"])
        return " ".join(each["role"] for each in self.content.get("roles", ()))


def guarded_roles(rules: RightsRules) -> frozenset[str]:
    """Return the roles that need two persons: administrative ones, and those that the site adds."""
    administrative = {role for role in ROLES if is_privileged(role)} if rules.two_persons else set()
    return frozenset(ROLES if rules.approve_all else administrative | {*rules.approved_roles})


def split_grants(
    requested: Iterable[Grant], current: Iterable[Grant], today: date, guarded: Collection[str]
) -> tuple[list[Grant], list[Grant]]:
    """Split grants into those in force at once and those that need a second person.

    Args:
        requested: all roles that the user is to have.
        current: roles that the user has, with their days. A role keeps its days until longer ones are approved.
        today: in Bogotá.
        guarded: the roles that need a second person.
    """
    at_once: list[Grant] = []
    pending: list[Grant] = []
    current_by_role = {each["role"]: each for each in current}
    for each in requested:
        granted = current_by_role.get(each["role"])
        if each["role"] not in guarded or (granted is not None and _is_covered(each, granted, today)):
            at_once.append(each)
            continue
        pending.append(each)
        if granted is not None:
            at_once.append(granted)
    return at_once, pending


def _is_covered(requested: Grant, granted: Grant, today: date) -> bool:
    begins = requested.get("begins_on") or today
    if begins < (granted["begins_on"] or today):
        return False
    if granted["ends_on"] is None:
        return True
    ends: date | None = requested.get("ends_on")
    return ends is not None and ends <= granted["ends_on"]


def check_pending(request: RightsRequest, now: datetime) -> None:
    """Check that a request still waits for a decision.

    Raises:
        RequestOver: it does not.
    """
    if request.outcome != "pending" or now >= request.expires_at:
        raise RequestOver


def check_second_person(request: RightsRequest, by: str, administrators: frozenset[str]) -> None:
    """Check that a person may approve a request.

    Args:
        request: to approve.
        by: the username, or `TERMINAL_USER`.
        administrators: enabled users who hold the right today.

    Raises:
        SecondPersonNeeded: the approver is its author or beneficiary, or the terminal is not needed.
        RequestOver: its author may no longer make it.
    """
    if by == request.asked_by:
        raise SecondPersonNeeded("Usted hizo esta solicitud: la aprueba otra persona.")
    if by == request.user:
        raise SecondPersonNeeded("Esta solicitud es sobre usted: la aprueba otra persona.")
    if request.asked_by != TERMINAL_USER and request.asked_by not in administrators:
        raise RequestOver
    if by == TERMINAL_USER and len(administrators) > 1:
        raise SecondPersonNeeded("Hay más de un administrador: otro la aprueba en la pantalla «Usuarios».")
