"""Rights requests and tokens as the API presents them.

Owns no decision. A token of a disabled issuer shows the date on which it ends.
"""

from typing import Any

from agent_api.access.schemas import PendingRights, Token
from agent_api.access.sessions import DISABLED_ISSUER_GRACE
from agent_api.rights.approval_policy import TERMINAL_USER, RightsRequest


def present_request(request: RightsRequest) -> PendingRights:
    """Present a request."""
    return PendingRights(
        id=request.id,
        kind=request.kind,
        user=request.user,
        roles=request.content.get("roles", []),
        token=request.content.get("name"),
        asked_by=None if request.asked_by == TERMINAL_USER else request.asked_by,
        asked_at=request.asked_at,
        expires_at=request.expires_at,
    )


def present_token(row: Any) -> Token:
    """Present a token's row without its secret."""
    ends = row.expires_at if row.disabled_at is None else min(row.expires_at, row.disabled_at + DISABLED_ISSUER_GRACE)
    return Token(
        id=row.id,
        name=row.name,
        kind=row.kind,
        permissions=row.permissions.split(),
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        used_at=row.used_at,
        expires_at=ends,
    )
