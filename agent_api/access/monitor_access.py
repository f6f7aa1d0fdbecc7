"""Access to operational metrics: `/metrics`, and the details of `/readyz`. Pure.

Owns the rule. The token is a setting and not in the database, because the metrics matter most while PostgreSQL is away.
"""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import ClassVar

from agent_api.access.principal import Forbidden

FORWARDED = ("forwarded", "x-forwarded-for")
"""Headers of a proxied request: it comes from outside, even if the proxy runs on this machine."""


class MonitorsOnly(Forbidden):
    """A client other than a monitor asks for operational metrics."""

    code: ClassVar[str] = "monitors_only"

    def __init__(self, *, by_token: bool) -> None:
        how = "con el token de ATENCION_METRICS_TOKEN" if by_token else "desde la misma máquina, sin pasar por un proxy"
        super().__init__(f"Las cifras de operación son para quien vigila el sistema: pídalas {how}.")


def is_allowed_monitor(token: str | None, client: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether a request may read operational metrics.

    With `token`, the request must bear it; without one, it must come from this machine and through no proxy. Header
    names are lower case.
    """
    if token:
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(credentials.strip().encode(), token.encode())
    return _is_loopback(client) and not any(name in headers for name in FORWARDED)


def _is_loopback(client: str | None) -> bool:
    try:
        return client is not None and ip_address(client).is_loopback
    except ValueError:
        return False
