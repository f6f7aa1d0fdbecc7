"""Who may read the figures of operation: `/metrics`, and what `/readyz` says of each dependency. Pure.

Owns the rule. The token stands in the settings and not in the database: the scrape in which PostgreSQL is away is the
one that matters.
"""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import ClassVar

from agent_api.access.principal import Forbidden

FORWARDED = ("forwarded", "x-forwarded-for")
"""Headers of a request that came through a proxy: it is from outside, though the proxy stands on this machine."""


class MonitorsOnly(Forbidden):
    """Who asks for figures of operation is no monitor."""

    code: ClassVar[str] = "monitors_only"

    def __init__(self, *, by_token: bool) -> None:
        how = "con el token de ATENCION_METRICS_TOKEN" if by_token else "desde la misma máquina, sin pasar por un proxy"
        super().__init__(f"Las cifras de operación son para quien vigila el sistema: pídalas {how}.")


def is_allowed_monitor(token: str | None, client: str | None, headers: Mapping[str, str]) -> bool:
    """Tell whether a request may read figures of operation.

    Args:
        token: that monitors have; None where they are known by asking from this machine.
        client: the address that the request comes from.
        headers: of the request, by lower-case name.
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
