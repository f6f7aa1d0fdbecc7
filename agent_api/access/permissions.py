"""Who may do what: the one table of roles, and the one table of routes. Pure.

Owns both tables. A route that stands in no row is refused to everybody.
"""

from collections.abc import Iterable
from typing import Literal, get_args

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
    "letter.send",
    "users.manage",
    "tokens.manage",
    "users.provision",
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
    "customer.without_call",
    "customer.merge",
    "customer.erase",
    "report.read",
    "report.make",
    "seal.read",
    "seal.make",
    "incident.read",
    "incident.write",
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
Role = Literal[
    "asesor", "asesor_escrita", "funcionario", "supervisor", "coordinador", "calidad", "interventoria", "admin"
]
ROLES: tuple[Role, ...] = get_args(Role)
TokenKind = Literal["service", "scim"]
PUBLIC = "public"
"""Needs no login."""
MONITORS = "monitors"
"""Needs no login either: who may is `agent_api.access.monitor_access`'s."""
SIGNED_IN = "signed_in"
"""Needs a login of a person, whatever the role: it touches what is their own."""

_READING: frozenset[Permission] = frozenset(
    {"calls.read", "service_level.read", "board.read", "ticket.read", "report.read", "incident.read"}
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
    }
)
_PHONE_WORK: frozenset[Permission] = frozenset(
    {"desk.use", "call.control", "phone.own", "presence.set", "disposition.write"}
)
_CUSTOMER_DATA: frozenset[Permission] = frozenset({"customer.search", "customer.read", "customer.change"})
_TICKET_WORK: frozenset[Permission] = frozenset({"ticket.file", "ticket.read", "ticket.work"})
_BACK_OFFICE: frozenset[Permission] = _CUSTOMER_DATA | {"customer.without_call"}
_GOVERNANCE: frozenset[Permission] = frozenset(
    {
        *("customer.merge", "customer.erase", "identity.release", "letter.send"),
        *("period.close", "report.make", "seal.read", "seal.make"),
        *("observation.read", "observation.answer"),
    }
)
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    "asesor": _TICKET_WORK | _CUSTOMER_DATA | _PHONE_WORK | {"lookup.make", "identity.verify", "ticket.status"},
    "asesor_escrita": _TICKET_WORK | _BACK_OFFICE | {"message.attend", "lookup.make", "letter.send"},
    "funcionario": _BACK_OFFICE | {"ticket.read", "ticket.work", "lookup.make"},
    "supervisor": _READING | _TEAM_LEADING | {"customer.search", "identity.release"},
    "coordinador": _READING | _TEAM_LEADING | _BACK_OFFICE | _GOVERNANCE,
    "calidad": _READING | {"recording.play"},
    "interventoria": _READING | {"recording.play", "seal.read", "observation.read", "observation.make"},
    "admin": frozenset(
        {"users.manage", "tokens.manage", "service_level.read", "board.read", "incident.read", "incident.write"}
    ),
}
PRIVILEGED: frozenset[Permission] = frozenset({"users.manage", "tokens.manage"})
"""Rights over rights: no token holds them, and granting them may need two persons."""
TOKEN_KINDS: dict[TokenKind, frozenset[Permission]] = {
    "service": frozenset(PERMISSIONS) - PRIVILEGED - {"users.provision"},
    "scim": frozenset({"users.provision"}),
}
"""What a token may hold at most, by its kind; that of a directory provisions users and does nothing else."""
_ISSUER_HOLDS: dict[str, str] = {"users.provision": "users.manage"}
"""What the issuer of a token must hold where it is not the permission itself."""
ROUTES: dict[str, str] = {
    "GET /metrics": MONITORS,
    "GET /api/openapi.json": PUBLIC,
    "HEAD /api/openapi.json": PUBLIC,
    "GET /api/v1/calls": "calls.read",
    "GET /api/v1/calls/{call_id}": "calls.read",
    "POST /api/v1/calls/{call_id}/control": "call.control",
    "PUT /api/v1/calls/{call_id}/supervision": "call.supervise",
    "DELETE /api/v1/calls/{call_id}/supervision": "call.supervise",
    "GET /api/v1/transfer-targets": "call.control",
    "POST /api/v1/me/wrap-up/end": "call.control",
    "GET /api/v1/service-level": "service_level.read",
    "GET /api/v1/indicators": "service_level.read",
    "GET /api/v1/indicators/sensitivity": "service_level.read",
    "GET /api/v1/indicators/{indicator}/calls": "calls.read",
    "GET /api/v1/periods": "service_level.read",
    "POST /api/v1/periods": "period.close",
    "GET /api/v1/incidents": "incident.read",
    "POST /api/v1/incidents": "incident.write",
    "GET /api/v1/incidents/{incident_id}": "incident.read",
    "POST /api/v1/incidents/{incident_id}/notes": "incident.write",
    "POST /api/v1/incidents/{incident_id}/close": "incident.write",
    "GET /api/v1/availability": "incident.read",
    "GET /api/v1/data-gaps": "incident.read",
    "GET /api/v1/data-gaps/certificate": "incident.read",
    "GET /api/v1/session": PUBLIC,
    "POST /api/v1/session": PUBLIC,
    "DELETE /api/v1/session": SIGNED_IN,
    "GET /api/v1/me": SIGNED_IN,
    "PUT /api/v1/me/presence": "presence.set",
    "PUT /api/v1/advisors/{advisor}/presence": "presence.force",
    "POST /api/v1/me/password": SIGNED_IN,
    "POST /api/v1/me/second-factor": SIGNED_IN,
    "DELETE /api/v1/me/second-factor": SIGNED_IN,
    "POST /api/v1/me/phone-password": "phone.own",
    "POST /api/v1/me/phone-token": "phone.own",
    "DELETE /api/v1/me/phone-token": "phone.own",
    "GET /api/v1/me/sessions": SIGNED_IN,
    "DELETE /api/v1/me/sessions/{session_id}": SIGNED_IN,
    "GET /api/v1/me/calls": "desk.use",
    "GET /api/v1/typology": SIGNED_IN,
    "GET /api/v1/municipalities": SIGNED_IN,
    "GET /api/v1/areas": "ticket.read",
    "GET /api/v1/answer-templates/{template_id}": SIGNED_IN,
    "GET /api/v1/pause-reasons": SIGNED_IN,
    "GET /api/v1/lines": SIGNED_IN,
    "GET /api/v1/terms": SIGNED_IN,
    "GET /api/v1/calls/{call_id}/pop": "desk.use",
    "GET /api/v1/calls/{call_id}/draft": "desk.use",
    "PUT /api/v1/calls/{call_id}/draft": "desk.use",
    "DELETE /api/v1/calls/{call_id}/draft": "desk.use",
    "PUT /api/v1/calls/{call_id}/disposition": "disposition.write",
    "POST /api/v1/tickets": "ticket.file",
    "GET /api/v1/tickets": "ticket.read",
    "GET /api/v1/tickets/{number}": "ticket.read",
    "GET /api/v1/tickets/{number}/status": "ticket.read",
    "GET /api/v1/tickets/{number}/receipt": "ticket.read",
    "POST /api/v1/tickets/{number}/attachments": "ticket.work",
    "GET /api/v1/tickets/{number}/letters": "ticket.read",
    "GET /api/v1/tickets/{number}/letters/{letter_id}": "ticket.read",
    "GET /api/v1/tickets/{number}/letters/{letter_id}/bundle": "ticket.read",
    "POST /api/v1/tickets/{number}/letters/{letter_id}/dispatch": "letter.send",
    "POST /api/v1/tickets/{number}/letters/{letter_id}/delivery": "letter.send",
    "GET /api/v1/tickets/{number}/attachments": "ticket.read",
    "GET /api/v1/tickets/{number}/attachments/{attachment_id}": "ticket.read",
    "GET /api/v1/tickets/{number}/history": "ticket.read",
    "POST /api/v1/tickets/{number}/steps": "ticket.work",
    "GET /api/v1/tickets/{number}/reclassification": "ticket.work",
    "GET /api/v1/tickets/{number}/answer-templates/{template_id}": "ticket.read",
    "GET /api/v1/lookups": "lookup.make",
    "POST /api/v1/calls/{call_id}/lookups/{lookup}": "lookup.make",
    "POST /api/v1/tickets/{number}/lookups/{lookup}": "lookup.make",
    "GET /api/v1/calls/{call_id}/ticket-status": "ticket.status",
    "POST /api/v1/calls/{call_id}/ticket-status": "ticket.status",
    "POST /api/v1/calls/{call_id}/identity": "identity.verify",
    "POST /api/v1/calls/{call_id}/identity/{check_id}/answers": "identity.verify",
    "GET /api/v1/calls/{call_id}/identity": "identity.verify",
    "POST /api/v1/customers/{customer_id}/identity-release": "identity.release",
    "GET /api/v1/customers": "customer.search",
    "POST /api/v1/customers/search": "customer.search",
    "GET /api/v1/customers/{customer_id}": "customer.read",
    "PATCH /api/v1/customers/{customer_id}": "customer.change",
    "GET /api/v1/customers/{customer_id}/changes": "customer.read",
    "GET /api/v1/customers/{customer_id}/merge": "customer.merge",
    "POST /api/v1/customers/{customer_id}/merge": "customer.merge",
    "POST /api/v1/customers/{customer_id}/separate": "customer.merge",
    "GET /api/v1/customers/{customer_id}/merges": "customer.merge",
    "GET /api/v1/customers/{customer_id}/erasure": "customer.erase",
    "POST /api/v1/customers/{customer_id}/erasure": "customer.erase",
    "GET /api/v1/recordings/{recording_id}": "recording.play",
    "GET /api/v1/recordings/{recording_id}/audio": "recording.play",
    "GET /api/v1/voice-messages": "message.attend",
    "GET /api/v1/voice-messages/{recording_id}": "message.attend",
    "GET /api/v1/voice-messages/{recording_id}/audio": "message.attend",
    "POST /api/v1/voice-messages/{recording_id}/attended": "message.attend",
    "POST /api/v1/voice-messages/{recording_id}/ticket": "message.attend",
    "GET /api/v1/reports": "report.read",
    "POST /api/v1/reports": "report.make",
    "GET /api/v1/reports/{report_id}": "report.read",
    "GET /api/v1/reports/{report_id}/pdf": "report.read",
    "GET /api/v1/reports/{report_id}/xlsx": "report.read",
    "GET /api/v1/reports/{report_id}/csv": "report.read",
    "GET /api/v1/sealed-periods": "seal.read",
    "POST /api/v1/sealed-periods": "seal.make",
    "GET /api/v1/sealed-periods/{id}": "seal.read",
    "GET /api/v1/sealed-periods/{id}/file": "seal.read",
    "GET /api/v1/day-heads": "seal.read",
    "GET /api/v1/observations": "observation.read",
    "POST /api/v1/observations": "observation.make",
    "GET /api/v1/observations/{observation_id}": "observation.read",
    "POST /api/v1/observations/{observation_id}/answer": "observation.answer",
    "GET /api/v1/demo/mail": SIGNED_IN,
    "GET /api/v1/demo/mail/page": SIGNED_IN,
    "GET /api/v1/users": "users.manage",
    "POST /api/v1/users": "users.manage",
    "PUT /api/v1/users/{name}/roles": "users.manage",
    "POST /api/v1/users/{name}/disable": "users.manage",
    "POST /api/v1/users/{name}/enable": "users.manage",
    "POST /api/v1/users/{name}/password": "users.manage",
    "DELETE /api/v1/users/{name}/second-factor": "users.manage",
    "POST /api/v1/users/{name}/phone-password": "users.manage",
    "POST /api/v1/users/{name}/enrolment-code": "users.manage",
    "GET /api/v1/rights-requests": "users.manage",
    "POST /api/v1/rights-requests/{request_id}/approve": "users.manage",
    "POST /api/v1/rights-requests/{request_id}/refuse": "users.manage",
    "GET /api/v1/tokens": "tokens.manage",
    "POST /api/v1/tokens": "tokens.manage",
    "DELETE /api/v1/tokens/{token_id}": "tokens.manage",
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """What some roles together may do; an unknown role may nothing."""
    return frozenset(permission for role in ROLES if role in roles for permission in ROLE_PERMISSIONS[role])


def is_privileged(role: str) -> bool:
    """Tell whether a role gives a right over rights."""
    return not PRIVILEGED.isdisjoint(permissions_of([role]))


def token_permissions(kind: str, asked: Iterable[str], issuer: frozenset[str]) -> frozenset[str]:
    """Return what of some permissions a token may do: its kind's, and never more than its issuer today."""
    most: frozenset[str] = TOKEN_KINDS.get(kind, frozenset())  # type: ignore[call-overload]
    return frozenset(each for each in asked if each in most and _ISSUER_HOLDS.get(each, each) in issuer)
