"""Permissions of each role and of each kind of token. Pure."""

from collections.abc import Iterable
from typing import Literal, get_args

from agent_api.kit.permissions import PERMISSIONS, Permission

Role = Literal[
    "asesor", "asesor_escrita", "funcionario", "supervisor", "coordinador", "calidad", "interventoria", "admin"
]
ROLES: tuple[Role, ...] = get_args(Role)
TokenKind = Literal["service", "scim"]

_READING: frozenset[Permission] = frozenset(
    {
        *("calls.read", "service_level.read", "board.read", "ticket.read", "report.read", "incident.read"),
        *("escalation.read", "list.export", "view.save", "sample.read", "evaluation.read"),
        *("finding.read", "finding.all", "visit.read", "finding_report.read"),
        *("client_novelty.read", "identity_check.read", "training.read"),
        *("contingency.read", "prompt.read"),
        "own_report.use",
    }
)
_TEAM_LEADING: frozenset[Permission] = frozenset(
    {
        "desk.use",
        "number.read",
        "presence.force",
        "recording.play",
        "message.attend",
        "call.supervise",
        "phone.own",
        "ticket.work",
        "incident.write",
        "evaluation.own",
        "coaching.lead",
        "practice.read",
        "practice.lead",
        "finding.act",
        "large_client.read",
        *("roster.read", "roster.manage"),
        *("contingency.write", "knowledge.read", "knowledge.write", "threshold.write", "display.manage"),
        *("prompt.write", "site.read", "site.edit"),
        *("bulletin.read", "bulletin.publish"),
        "view.share",
        "simulation.run",
    }
)
_PHONE_WORK: frozenset[Permission] = frozenset(
    {"desk.use", "call.control", "phone.own", "presence.set", "disposition.write"}
)
_CUSTOMER_DATA: frozenset[Permission] = frozenset({"customer.search", "customer.read", "customer.change"})
_TICKET_WORK: frozenset[Permission] = frozenset(
    {"ticket.file", "ticket.read", "ticket.work", "view.save", "knowledge.read"}
)
_FINDING_OWNER: frozenset[Permission] = frozenset({"finding.read", "finding.act"})
"""Permissions of a person who reads only the findings that they own."""
_BACK_OFFICE: frozenset[Permission] = _CUSTOMER_DATA | {"customer.without_call"}
_GOVERNANCE: frozenset[Permission] = frozenset(
    {
        *("customer.import", "customer.merge", "customer.erase", "identity.release", "letter.send"),
        *("period.close", "report.make", "seal.read", "seal.make"),
        *("observation.read", "observation.answer", "evaluation.decide", "calibration.plan"),
        *("finding.write", "visit.write", "finding_report.answer", "staff.read"),
        *("large_client.write", "client_novelty.write"),
        *("access_log.read", "access_log.review", "training.write"),
        *("access_review.read", "access_review.decide"),
        *("own_report.manage", "site.publish"),
    }
)
_QUALITY_WORK: frozenset[Permission] = frozenset(
    {
        *("recording.play", "sample.replace", "evaluation.write", "evaluation.decide"),
        *("finding.act", "finding.write", "visit.write", "finding_report.present", "staff.read"),
        *("large_client.read", "client_novelty.write"),
        *("access_log.read", "access_log.review", "training.write"),
        *("access_review.read", "access_review.decide"),
        *("knowledge.read", "knowledge.write"),
    }
)
_ALL_ROLES: frozenset[Permission] = frozenset({"search.use"})
"""A search finds only what the other permissions show."""
_OWN_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    "asesor": _TICKET_WORK
    | _CUSTOMER_DATA
    | _PHONE_WORK
    | {
        *("lookup.make", "identity.verify", "ticket.status", "evaluation.own", "training.own"),
        *("practice.read", "practice.own"),
    },
    "asesor_escrita": _TICKET_WORK
    | _BACK_OFFICE
    | _FINDING_OWNER
    | {"message.attend", "lookup.make", "letter.send", "customer.register", "evaluation.own", "training.own"},
    "funcionario": _BACK_OFFICE
    | _FINDING_OWNER
    | {"ticket.read", "ticket.work", "escalation.read", "lookup.make", "view.save", "knowledge.read"},
    "supervisor": _READING | _TEAM_LEADING | {"customer.search", "identity.release"},
    "coordinador": _READING | _TEAM_LEADING | _BACK_OFFICE | _GOVERNANCE | {"ticket.file", "customer.register"},
    "calidad": _READING | _QUALITY_WORK,
    "interventoria": _READING
    | {
        *("recording.play", "seal.read", "observation.read", "observation.make", "seed.commit"),
        *("client_novelty.confirm", "access_log.read", "access_review.read", "site.read"),
    },
    "admin": frozenset(
        {
            *("users.manage", "tokens.manage", "service_level.read", "board.read"),
            *("staff.read", "staff.manage", "list.export"),
            *("incident.read", "incident.write", "view.save", "display.manage"),
            *("finding.read", "finding.act"),
            *("access_log.read", "list.export"),
            *("access_review.read", "access_review.execute"),
            *("site.read", "site.edit", "site.publish", "customer.import"),
        }
    ),
}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    role: permissions | _ALL_ROLES for role, permissions in _OWN_PERMISSIONS.items()
}
PRIVILEGED: frozenset[Permission] = frozenset({"users.manage", "tokens.manage"})
"""Permissions to manage permissions: no token has them, and granting them may need two persons."""
TOKEN_KINDS: dict[TokenKind, frozenset[Permission]] = {
    "service": frozenset(PERMISSIONS) - PRIVILEGED - {"users.provision"},
    "scim": frozenset({"users.provision"}),
}
"""Permissions allowed to each kind of token; the token of a directory only provisions users."""
_ISSUER_HOLDS: dict[str, str] = {"users.provision": "users.manage"}
"""Permission that a token's issuer needs, if it differs from the token's."""


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return the union of the roles' permissions; an unknown role has none."""
    return frozenset(permission for role in ROLES if role in roles for permission in ROLE_PERMISSIONS[role])


def roles_with_permission(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that have a permission."""
    return tuple(role for role in ROLES if permission in ROLE_PERMISSIONS[role])


def is_privileged(role: str) -> bool:
    """Return whether a role grants privileged permissions."""
    return not PRIVILEGED.isdisjoint(permissions_of([role]))


def token_permissions(kind: str, names: Iterable[str], issuer: frozenset[str]) -> frozenset[str]:
    """Return those permissions that the token's kind allows and its issuer holds today."""
    most: frozenset[str] = TOKEN_KINDS.get(kind, frozenset())  # type: ignore[call-overload]
    return frozenset(each for each in names if each in most and _ISSUER_HOLDS.get(each, each) in issuer)
