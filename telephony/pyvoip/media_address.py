"""Where media go and come from: IPv4 addresses in the form that the kernel takes, and the source that a leg trusts.

Owns the lock on a leg's source (symmetric RTP): whose packets count, and so where ours are sent. Pure: addresses are
16 bytes (``struct sockaddr_in`` of Linux), compared whole; the time is an argument, in seconds.
"""

import ipaddress
import socket
import struct

from telephony.port import TelephonyError

NOWHERE = bytes(16)

_NATIVE = struct.Struct("=H")
_RELOCK_AFTER_S = 5.0
_STRANGER_PACKETS = 3  # in a row, before an address that SDP did not name is believed


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
        return NOWHERE
    return _NATIVE.pack(socket.AF_INET) + port.to_bytes(2, "big") + address.packed + bytes(8)


def unpack_address(address: bytes) -> tuple[str, int]:
    """The host and port of an address."""
    return str(ipaddress.IPv4Address(address[4:8])), int.from_bytes(address[2:4], "big")


class SourceLock:
    """Which address a leg's media come from, learnt from its first packets and then held.

    A packet from the very address that SDP names is believed at once and for good. Until one has come, another address
    (a phone behind NAT) is believed after three packets in a row, and then nobody else is until it has been silent for
    5 s. The host alone proves nothing: behind one trunk or NAT are many phones, and the far end of a call that died
    with its gateway goes on sending to a port that may be ours by now.
    """

    __slots__ = ("_heard_at", "_named", "_source", "_stranger", "_stranger_packets")

    def __init__(self) -> None:
        self._named = self._source = self._stranger = NOWHERE
        self._stranger_packets = 0
        self._heard_at = 0.0

    @property
    def destination(self) -> bytes:
        """Where to send: to the believed source, before that to what SDP names; NOWHERE if that is nowhere."""
        return self._source if self._source != NOWHERE else self._named

    def name(self, address: bytes) -> None:
        """SDP names an address. Only another one than before takes the lock away."""
        if address == self._named:
            return
        self._named = address
        self._source = self._stranger = NOWHERE
        self._stranger_packets = 0

    def admits(self, address: bytes, now: float) -> bool:
        """Whether a valid packet from there counts; may learn the source from it."""
        if address == self._source:
            self._heard_at = now
            self._stranger_packets = 0
            return True
        if self._named == NOWHERE or not self._believes(address, now):
            return False
        self._source, self._heard_at = address, now
        return True

    def _believes(self, address: bytes, now: float) -> bool:
        if address == self._named:
            return True
        if self._source == self._named:
            return False
        if self._source != NOWHERE and now - self._heard_at <= _RELOCK_AFTER_S:
            return False
        self._stranger_packets = self._stranger_packets + 1 if address == self._stranger else 1
        self._stranger = address
        return self._stranger_packets >= _STRANGER_PACKETS
