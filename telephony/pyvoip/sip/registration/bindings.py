"""Where a registered phone is rung: the binding of RFC 3261 §10 as a value, and who keeps bindings. Pure.

Owns the shape of a binding and its address on the network. It must not decide what a REGISTER changes
(``registrations``), nor know where bindings are kept: that is behind ``Bindings``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from telephony.port import TelephonyError
from telephony.pyvoip.sip.messages import Address, read_uri


class BindingsAway(TelephonyError):
    """Bindings or secrets cannot be had just now; the phone should ask again."""

    code = "bindings_away"


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """One phone of a user.

    Attributes:
        uri: its Contact, which is the Request-URI when it is rung.
        host: the IPv4 address that its REGISTER came from (``received``, RFC 3581).
        port: the port that its REGISTER came from (``rport``).
        call_id: the Call-ID of that REGISTER.
        cseq: its number.
        registered_at: when it registered last.
        until: when it ends unless it registers again.
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
        """Where it is rung: at its Contact, or where it registered from when its Contact names another host (NAT).

        So nobody can register a third party's address and have us call there.
        """
        contact = read_uri(self.uri)
        return (self.host, contact.port if contact.host == self.host else self.port)


class Bindings(Protocol):
    """Who keeps the bindings, also while no gateway runs."""

    async def find(self, user: str) -> tuple[Binding, ...]:
        """The bindings of a user, those that have ended perhaps among them.

        Raises:
            BindingsAway: they cannot be had now.
        """
        ...

    async def replace(self, user: str, bindings: tuple[Binding, ...]) -> None:
        """Keep these instead of what the user had, each until it ends; none is kept for an empty tuple.

        Raises:
            BindingsAway: they cannot be kept now.
        """
        ...


def active_bindings(bindings: Iterable[Binding], now: datetime) -> tuple[Binding, ...]:
    """Those that have not ended, the one that registered last first."""
    return tuple(sorted((each for each in bindings if each.until > now), key=lambda each: each.registered_at)[::-1])
