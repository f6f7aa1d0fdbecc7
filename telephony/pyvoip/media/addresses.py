"""Media addresses: IPv4 addresses in the kernel's form, and the trusted source of a leg.

Owns the lock on a leg's source (symmetric RTP, RFC 4961): whose packets count, and where ours are sent. Addresses are
16 bytes (``struct sockaddr_in`` of Linux), compared as a whole; the time is an argument, in seconds.
"""

import ipaddress
import socket
import struct
from functools import lru_cache
from typing import NamedTuple

from telephony.port import TelephonyError

NO_ADDRESS = bytes(16)

_NATIVE = struct.Struct("=H")
_RELOCK_TIMEOUT_S = 5.0
_RELOCK_PACKETS = 3  # consecutive, before an address that SDP does not name is trusted


class BadMediaAddress(TelephonyError):
    """SDP names an address to which no voice can be sent: not an IPv4 literal, or a group of hosts."""

    code = "bad_media_address"


def pack_address(host: str, port: int) -> bytes:
    """Return an address in the kernel's form.

    Args:
        host: an IPv4 literal; 0.0.0.0 means no address, as in the hold of RFC 2543.
        port: 0 means no address, too.

    Raises:
        BadMediaAddress: another kind of host (a name would block on DNS, a group would multiply our packets).
    """
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError as error:
        raise BadMediaAddress(f"{host!r} is not an IPv4 address") from error
    if address.is_multicast or address == ipaddress.IPv4Address("255.255.255.255") or not 0 <= port < 65536:
        raise BadMediaAddress(f"voice cannot be sent to {host}:{port}")
    if address.is_unspecified or port == 0:
        return NO_ADDRESS
    return _NATIVE.pack(socket.AF_INET) + port.to_bytes(2, "big") + address.packed + bytes(8)


class Signalling(NamedTuple):
    """Media addresses that a leg's SIP shows.

    Attributes:
        host: IPv4 address of the far end's SIP; empty if only SDP is known.
        is_mapped: the far end names another address than it sends from, as behind NAT.
        is_trusted: media at another host need no proof: a listed trunk, or a phone that we called.
    """

    host: str = ""
    is_mapped: bool = False
    is_trusted: bool = True


BY_SDP = Signalling()
"""Only SDP is known: trust it."""


class SourceLock:
    """The source address of a leg's media, learned from its first packets and then held.

    Two hosts are possible: the one that SDP names and the one that its SIP comes from; packets of other hosts never
    count. A packet from SDP's exact address is trusted at once and permanently. Before that, another port of the SIP
    host is trusted after three consecutive packets, if SDP or SIP names another address than it sends from (NAT);
    then no other is trusted until it has been silent for 5 s. The host alone proves nothing: a trunk or NAT has many
    phones, and the far end of a call whose gateway died keeps sending to a port that may be ours now.

    If SDP names another host than SIP's, nothing is sent there before three consecutive packets from it, unless the
    far end is trusted: otherwise a call could direct our voice at a third party.
    """

    __slots__ = (
        "_candidate",
        "_candidate_packets",
        "_host",
        "_is_trusted",
        "_last_received_at",
        "_ports_vary",
        "_sdp_address",
        "_source",
    )

    def __init__(self) -> None:
        self._sdp_address = self._source = self._candidate = NO_ADDRESS
        self._host, self._ports_vary, self._is_trusted = b"", False, False
        self._candidate_packets = 0
        self._last_received_at = 0.0

    @property
    def destination(self) -> bytes:
        """The address to send to: the trusted source, else SDP's if permitted; `NO_ADDRESS` if none."""
        if self._source != NO_ADDRESS:
            return self._source
        return self._sdp_address if self._is_trusted or self.is_at_signalling(self._sdp_address) else NO_ADDRESS

    def is_at_signalling(self, address: bytes) -> bool:
        """Return whether an address is at the host that the far end's SIP comes from."""
        return address[4:8] == self._host

    def set_sdp_address(self, address: bytes, signalling: Signalling = BY_SDP) -> None:
        """Set the address that SDP names; a different one than before resets the lock."""
        self._host = _packed_host(signalling.host) if signalling.host else address[4:8]
        self._is_trusted = signalling.is_trusted
        self._ports_vary = signalling.is_mapped or not self.is_at_signalling(address)
        if address == self._sdp_address:
            return
        self._sdp_address = address
        self._source = self._candidate = NO_ADDRESS
        self._candidate_packets = 0

    def accepts(self, address: bytes, now: float) -> bool:
        """Return whether a valid packet from there counts; may learn the source from it."""
        if address == self._source:
            self._last_received_at = now
            self._candidate_packets = 0
            return True
        if self._sdp_address == NO_ADDRESS or not self._accepts(address, now):
            return False
        self._source, self._last_received_at = address, now
        return True

    def _accepts(self, address: bytes, now: float) -> bool:
        is_named = address == self._sdp_address
        if is_named and (self._is_trusted or self.is_at_signalling(address)):
            return True
        if not is_named and not (self._ports_vary and self.is_at_signalling(address)):
            return False
        if self._source == self._sdp_address:
            return False
        if self._source != NO_ADDRESS and now - self._last_received_at <= _RELOCK_TIMEOUT_S:
            return False
        self._candidate_packets = self._candidate_packets + 1 if address == self._candidate else 1
        self._candidate = address
        return self._candidate_packets >= _RELOCK_PACKETS


@lru_cache(maxsize=1024)
def _packed_host(host: str) -> bytes:
    return ipaddress.IPv4Address(host).packed
