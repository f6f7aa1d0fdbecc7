"""The movements of accounts in a period, from the facts of users and roles. Pure.

A movement that a second person approved has both. One that carried out the decision of a review names the review.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from eventlog.facts import (
    AccessReviewExecuted,
    Envelope,
    RightsApproved,
    RoleGranted,
    RoleWithdrawn,
    UserCreated,
    UserDisabled,
    UserEnabled,
)

MovementKind = Literal["created", "enabled", "role_given", "role_withdrawn", "disabled"]
MOVEMENT_FACTS: Final = (
    AccessReviewExecuted,
    RightsApproved,
    RoleGranted,
    RoleWithdrawn,
    UserCreated,
    UserDisabled,
    UserEnabled,
)
"""The facts from which movements follow; the index `journal_accounts` has them."""


class AccountMovement(NamedTuple):
    """One change of an account; ``by`` and ``approved_by`` are actors, ``review`` the number of a review, or empty."""

    at: datetime
    kind: MovementKind
    user: str
    role: str
    by: str
    approved_by: str = ""
    review: str = ""


class ApprovedRequest(NamedTuple):
    """A request that a second person approved: its author's actor, how many facts it caused, and its review."""

    asked_by: str
    grants: int
    review: str = ""


def movements_of(facts: Iterable[Envelope], requests: Mapping[str, ApprovedRequest]) -> list[AccountMovement]:
    """Return the movements, in the order of the log; ``requests`` are those that the facts approve, by id."""
    movements: list[AccountMovement] = []
    approved: dict[str, tuple[ApprovedRequest, int]] = {}
    for envelope in facts:
        fact = envelope.fact
        if isinstance(fact, RightsApproved):
            request = requests.get(fact.request)
            if request is not None and request.grants:
                approved[fact.user] = request, request.grants
        elif isinstance(fact, AccessReviewExecuted):
            _name_review(movements, fact)
        elif (movement := _movement_of(envelope)) is not None:
            pending = approved.pop(movement.user, None)
            if pending is not None:
                request, left = pending
                movement = movement._replace(by=request.asked_by, approved_by=envelope.actor, review=request.review)
                if left > 1:
                    approved[movement.user] = request, left - 1
            movements.append(movement)
    return movements


def _movement_of(envelope: Envelope) -> AccountMovement | None:
    at, by = envelope.at, envelope.actor
    match envelope.fact:
        case UserCreated(user=user):
            return AccountMovement(at, "created", user, "", by)
        case UserEnabled(user=user):
            return AccountMovement(at, "enabled", user, "", by)
        case UserDisabled(user=user):
            return AccountMovement(at, "disabled", user, "", by)
        case RoleGranted(user=user, role=role):
            return AccountMovement(at, "role_given", user, role, by)
        case RoleWithdrawn(user=user, role=role):
            return AccountMovement(at, "role_withdrawn", user, role, by)
    return None


def _name_review(movements: list[AccountMovement], fact: AccessReviewExecuted) -> None:
    """Give the last movements of the account the number of the review that caused them."""
    left = fact.changes
    for index in range(len(movements) - 1, -1, -1):
        if left == 0:
            return
        if movements[index].user == fact.user:
            movements[index] = movements[index]._replace(review=fact.review)
            left -= 1
