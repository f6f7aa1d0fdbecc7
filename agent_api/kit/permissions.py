"""The permissions, and how a route declares the one that it needs. Pure.

`agent_api.access.permissions` maps roles to permissions. `agent_api.app.routing` collects the declarations of routes.
"""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar, get_args

Permission = Literal[
    "calls.read",
    "service_level.read",
    "period.close",
    "board.read",
    "desk.use",
    "call.control",
    "call.supervise",
    "phone.own",
    "presence.set",
    "presence.force",
    "disposition.write",
    "ticket.file",
    "ticket.read",
    "ticket.work",
    "ticket.status",
    "escalation.read",
    "letter.send",
    "users.manage",
    "tokens.manage",
    "users.provision",
    "staff.read",
    "staff.manage",
    "number.read",
    "recording.play",
    "message.attend",
    "observation.read",
    "observation.make",
    "observation.answer",
    "lookup.make",
    "identity.verify",
    "identity.release",
    "customer.search",
    "customer.read",
    "customer.change",
    "customer.register",
    "customer.import",
    "customer.without_call",
    "customer.merge",
    "customer.erase",
    "report.read",
    "report.make",
    "own_report.use",
    "own_report.manage",
    "seal.read",
    "seal.make",
    "incident.read",
    "incident.write",
    "sample.read",
    "sample.replace",
    "seed.commit",
    "evaluation.read",
    "evaluation.write",
    "evaluation.decide",
    "evaluation.own",
    "calibration.plan",
    "coaching.lead",
    "practice.read",
    "practice.own",
    "practice.lead",
    "finding.read",
    "finding.all",
    "finding.act",
    "finding.write",
    "visit.read",
    "visit.write",
    "finding_report.read",
    "finding_report.present",
    "finding_report.answer",
    "large_client.read",
    "large_client.write",
    "client_novelty.read",
    "client_novelty.write",
    "client_novelty.confirm",
    "training.read",
    "training.write",
    "training.own",
    "roster.read",
    "roster.manage",
    "access_review.read",
    "access_review.decide",
    "access_review.execute",
    "bulletin.read",
    "bulletin.publish",
    "contingency.read",
    "contingency.write",
    "prompt.read",
    "prompt.write",
    "site.read",
    "site.edit",
    "site.publish",
    "knowledge.read",
    "knowledge.write",
    "threshold.write",
    "simulation.run",
    "display.manage",
    "search.use",
    "list.export",
    "view.save",
    "view.share",
    "access_log.read",
    "access_log.review",
    "identity_check.read",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
PUBLIC: Final = "public"
"""Requires no login."""
MONITORS: Final = "monitors"
"""Requires no login either; `agent_api.access.monitor_access` decides which clients are allowed."""
DISPLAYS: Final = "displays"
"""Requires the cookie of a wall display and no login; `agent_api.displays.routes` checks it."""
SIGNED_IN: Final = "signed_in"
"""Requires a person's login with any role: the route reads or changes only that person's own data."""
Requirement = Permission | Literal["public", "monitors", "displays", "signed_in"]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_ATTRIBUTE: Final = "required_permission"


def requires(needed: Requirement) -> Callable[[Endpoint], Endpoint]:
    """Declare what a route needs; place it below the decorator of the path."""

    def declare(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _ATTRIBUTE, needed)
        return endpoint

    return declare


def required_permission(endpoint: Callable[..., Any]) -> str | None:
    """Return what a route declares that it needs; None if it declares nothing."""
    declared: str | None = getattr(endpoint, _ATTRIBUTE, None)
    return declared
