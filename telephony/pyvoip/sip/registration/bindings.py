"""The binding of RFC 3261 §10 as a value: where a registered phone is rung, and the interface of its storage. Pure.

Owns the form of a binding and its network address. It must not decide what a REGISTER changes (``register_request``),
nor know the storage behind ``Bindings``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from telephony.port import TelephonyError
from telephony.pyvoip.sip.messages import Address, read_uri


class BindingsAway(TelephonyError):
    """Bindings or secrets cannot be read now; the phone should retry."""

    code = "bindings_away"


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """A phone of a user.

    Attributes:
        uri: its Contact, which is the Request-URI when it is rung.
        host: the IPv4 address that its REGISTER came from (``received``, RFC 3581).
        port: the port that its REGISTER came from (``rport``).
    """

    uri: str
    host: str
    port: int
    call_id: str
    cseq: int
    registered_at: datetime
    until: datetime

    @property
    def address(self) -> Address:
        """The address to ring: its Contact, or the source of its REGISTER if the Contact names another host (NAT).

        So a phone cannot register a third party's address for our calls.
        """
        contact = read_uri(self.uri)
        return (self.host, contact.port if contact.host == self.host else self.port)


class Bindings(Protocol):
    """Stores bindings, also while no gateway runs."""

    async def find(self, user: str) -> tuple[Binding, ...]:
        """Return the bindings of a user, including expired ones that still exist.

        Raises:
            BindingsAway: they cannot be read now.
        """
        ...

    async def replace(self, user: str, bindings: tuple[Binding, ...]) -> None:
        """Replace the bindings of a user; each lasts until it expires.

        Raises:
            BindingsAway: they cannot be stored now.
        """
        ...


def active_bindings(bindings: Iterable[Binding], now: datetime) -> tuple[Binding, ...]:
    """Return the bindings that have not expired, the latest registration first."""
    return tuple(sorted((each for each in bindings if each.until > now), key=lambda each: each.registered_at)[::-1])
