"""Where media go and come from: IPv4 addresses in the form that the kernel takes, and the source that a leg trusts.

Owns the lock on a leg's source (symmetric RTP, RFC 4961): whose packets count, and so where ours are sent. Addresses
are 16 bytes (``struct sockaddr_in`` of Linux), compared whole; the time is an argument, in seconds.
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
_RELOCK_PACKETS = 3  # in a row, before an address that SDP did not name is believed


class BadMediaAddress(TelephonyError):
    """SDP names an address to which no voice can be sent: no IPv4 literal, or a group of hosts."""

    code = "bad_media_address"


def pack_address(host: str, port: int) -> bytes:
    """An address as the kernel takes it.

    Args:
        host: an IPv4 literal; 0.0.0.0 stands for nowhere, as in the hold of RFC 2543.
        port: 0 stands for nowhere too.

    Raises:
        BadMediaAddress: another kind of host (a name would block on DNS, a group would multiply what we send).
    """
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError as error:
        raise BadMediaAddress(f"{host!r} no es una dirección IPv4") from error
    if address.is_multicast or address == ipaddress.IPv4Address("255.255.255.255") or not 0 <= port < 65536:
        raise BadMediaAddress(f"no se puede enviar voz a {host}:{port}")
    if address.is_unspecified or port == 0:
        return NO_ADDRESS
    return _NATIVE.pack(socket.AF_INET) + port.to_bytes(2, "big") + address.packed + bytes(8)


class Signalling(NamedTuple):
    """What the SIP of a leg says of where its media may be.

    Attributes:
        host: IPv4 address that the far end's SIP comes from; empty where SDP is all that is known.
        is_mapped: whether the far end names itself otherwise than its messages come, as behind NAT.
        is_trusted: whether its media may be at another host without proof: it is a listed trunk, or we called it.
    """

    host: str = ""
    is_mapped: bool = False
    is_trusted: bool = True


BY_SDP = Signalling()
"""Nothing is known beside SDP: it is believed."""


class SourceLock:
    """Which address a leg's media come from, learnt from its first packets and then held.

    Two hosts can be a leg's: the one that SDP names and the one that its SIP comes from; no packet of a third one
    counts, however silent the caller is. A packet from the very address that SDP names is believed at once and for
    good. Until one has come, another port of the host of its SIP is believed after three packets in a row, where SDP
    or the SIP itself names another address than its messages come from (NAT); and then nobody else is until it has
    been silent for 5 s. The host alone proves nothing: behind one trunk or NAT are many phones, and the far end of a
    call that died with its gateway goes on sending to a port that may be ours by now.

    A host that SDP names beside that of the SIP is sent nothing before its packets have come (three in a row), unless
    the far end is trusted: else a call could aim our voice at somebody who never asked for it.
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
        """Where to send: to the believed source, before that to what SDP names if it may be; NOWHERE if nowhere."""
        if self._source != NO_ADDRESS:
            return self._source
        return self._sdp_address if self._is_trusted or self.is_at_signalling(self._sdp_address) else NO_ADDRESS

    def is_at_signalling(self, address: bytes) -> bool:
        """Return whether an address is at the host that the far end's SIP comes from."""
        return address[4:8] == self._host

    def set_sdp_address(self, address: bytes, signalling: Signalling = BY_SDP) -> None:
        """Take the address that SDP names. Only another one than before takes the lock away."""
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
