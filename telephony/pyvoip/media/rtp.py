"""RTP as values (RFC 3550): parse and build packets, track a source's numbers, and relay one stream into another.

Owns the packet format and the arithmetic of sequence numbers and timestamps, wrap-around included. It must not use a
socket, a clock or random numbers: the caller passes datagrams and initial numbers. Each object holds a fixed number
of integers, so that no jump in received numbers costs memory.
"""

import struct
from typing import Literal

import msgspec

FRAME_SAMPLES = 160
"""Samples, and G.711 bytes, in a frame of 20 ms at 8,000 Hz."""

_HEADER = struct.Struct("!BBHII")
_VERSION_2 = 0x80
_RTCP_TYPES = range(192, 224)
_MAX_STEP = 3000  # RFC 3550 A.1, MAX_DROPOUT: a larger step is a restart, not a loss
_WINDOW = 64  # packets within which a late one is distinguished from a repeated one
_MAX_JUMP = 8000  # samples: a timestamp step that differs from our clock by more is a new base
_CLOCK_HZ = 8000  # of G.711
_RESTART_GAP_S = 1.0
_MAX_GAP = 100  # packets: after a larger loss a relayed stream restarts, so that the far end sees no jump
_LATE_FRAMES = 5  # consecutive moments with late packets after which the path is considered longer

Verdict = Literal["fresh", "late", "repeated", "jumped"]


class Packet(msgspec.Struct, frozen=True, gc=False):
    """An RTP packet, its padding, contributing sources and header extension removed."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def is_rtcp(datagram: bytes) -> bool:
    """Return whether a datagram on an RTP port is RTCP, by its second byte (RFC 5761 §4)."""
    return len(datagram) >= 4 and datagram[1] in _RTCP_TYPES


def parse(datagram: bytes) -> Packet | None:
    """Parse a datagram; return None if it is not a well-formed packet of version 2 (RFC 3550 §5.1).

    Malformed packets from strangers are common, so they are not an exception.
    """
    if len(datagram) < _HEADER.size:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(datagram)
    if first == _VERSION_2:
        return Packet(second > 127, second & 127, sequence, timestamp, ssrc, datagram[12:])
    bounds = _payload_bounds(datagram, first)
    if bounds is None:
        return None
    return Packet(second > 127, second & 127, sequence, timestamp, ssrc, datagram[bounds[0] : bounds[1]])


def _payload_bounds(datagram: bytes, first: int) -> tuple[int, int] | None:
    start, end = _HEADER.size + 4 * (first & 0x0F), len(datagram)
    if first >> 6 != 2:
        return None
    if first & 0x10:  # header extension, RFC 3550 §5.3.1
        if start + 4 > end:
            return None
        start += 4 + 4 * int.from_bytes(datagram[start + 2 : start + 4], "big")
    if first & 0x20:  # padding: the last byte is its length
        padding = datagram[-1]
        if padding == 0:
            return None
        end -= padding
    return (start, end) if start <= end else None


def build(packet: Packet) -> bytes:
    """Build a datagram without padding or extension."""
    second = packet.payload_type | 0x80 if packet.marker else packet.payload_type
    return _HEADER.pack(_VERSION_2, second, packet.sequence, packet.timestamp, packet.ssrc) + packet.payload


def sequence_step(new: int, old: int) -> int:
    """Return how far a sequence number is ahead of another (negative: behind), across the wrap at 2^16."""
    return ((new - old + 0x8000) & 0xFFFF) - 0x8000


def timestamp_step(new: int, old: int) -> int:
    """Return how far a timestamp is ahead of another (negative: behind), across the wrap at 2^32."""
    return ((new - old + 0x80000000) & 0xFFFFFFFF) - 0x80000000


class Reception:
    """The reception state of one source; classifies packets as fresh, late, repeated or jumped (RFC 3550 A.1)."""

    __slots__ = ("_expected_sequence", "_highest_sequence", "_received_mask", "_ssrc", "lost", "received")

    def __init__(self) -> None:
        self._ssrc = -1
        self._highest_sequence = 0
        self._received_mask = 0  # bit n: the packet n before the highest arrived
        self._expected_sequence = -1  # after a jump: the number that would prove a restart of the source
        self.received = 0
        self.lost = 0

    def receive(self, ssrc: int, sequence: int) -> Verdict:
        """Note and classify a packet; only ``fresh`` and ``late`` ones are worth playing."""
        if ssrc != self._ssrc:
            self._ssrc = ssrc
            return self._begin(sequence)
        step = sequence_step(sequence, self._highest_sequence)
        if 0 < step < _MAX_STEP:
            return self._advance(sequence, step)
        if -_WINDOW < step <= 0:
            return self._late(-step)
        return self._handle_jump(sequence)

    def _begin(self, sequence: int) -> Verdict:
        self._highest_sequence, self._received_mask, self._expected_sequence = sequence, 1, -1
        self.received += 1
        return "fresh"

    def _advance(self, sequence: int, step: int) -> Verdict:
        self._highest_sequence = sequence
        self._received_mask = (self._received_mask << step | 1) & ((1 << _WINDOW) - 1) if step < _WINDOW else 1
        self._expected_sequence = -1
        self.received += 1
        self.lost += step - 1
        return "fresh"

    def _late(self, lag: int) -> Verdict:
        if self._received_mask >> lag & 1:
            return "repeated"
        self._received_mask |= 1 << lag
        self.received += 1
        self.lost = max(0, self.lost - 1)
        return "late"

    def _handle_jump(self, sequence: int) -> Verdict:
        if sequence == self._expected_sequence:
            return self._begin(sequence)
        self._expected_sequence = (sequence + 1) & 0xFFFF
        return "jumped"


class Jitter:
    """The interarrival jitter, as RFC 3550, section 6.4.1 and A.8, estimates it."""

    __slots__ = ("_last_arrival", "_last_timestamp", "seconds")

    def __init__(self) -> None:
        self._last_arrival, self._last_timestamp = 0.0, -1
        self.seconds = 0.0

    def update(self, timestamp: int, now: float) -> float:
        """Note a packet's timestamp and its arrival, seconds; return the estimate, seconds.

        A restart or pause of the stream is not counted as jitter.
        """
        if self._last_timestamp >= 0:
            deviation = abs(now - self._last_arrival - timestamp_step(timestamp, self._last_timestamp) / _CLOCK_HZ)
            if deviation < _RESTART_GAP_S:
                self.seconds += (deviation - self.seconds) / 16
        self._last_arrival, self._last_timestamp = now, timestamp
        return self.seconds


class Sender:
    """The numbers of one stream that we send.

    Its clock advances with time, in samples, even if no packet is sent: the receiver can tell a pause from a loss,
    and nothing drifts. A timestamp never decreases.
    """

    __slots__ = ("_end", "clock", "sequence", "ssrc")

    def __init__(self, ssrc: int, sequence: int, timestamp: int) -> None:
        self.ssrc = ssrc
        self.sequence = sequence & 0xFFFF
        self.clock = timestamp & 0xFFFFFFFF
        self._end = self.clock  # end of the last sample sent

    def advance(self, samples: int = FRAME_SAMPLES) -> None:
        """Advance the clock."""
        self.clock = (self.clock + samples) & 0xFFFFFFFF

    def next_timestamp(self) -> int:
        """Return the timestamp for voice sent now: the clock, or the end of voice already sent beyond it."""
        return self._end if timestamp_step(self._end, self.clock) > 0 else self.clock

    def build_packet(self, payload_type: int, payload: bytes, timestamp: int, marker: bool = False) -> bytes:
        """Build a datagram of a frame at a timestamp; all packets of one telephone event have the same (RFC 4733)."""
        self.mark_sent(timestamp, FRAME_SAMPLES)
        sequence = self.sequence
        self.sequence = (sequence + 1) & 0xFFFF
        return _HEADER.pack(_VERSION_2, payload_type | (marker << 7), sequence, timestamp, self.ssrc) + payload

    def is_covered(self, timestamp: int, samples: int) -> bool:
        """Return whether voice was already sent for all of that time, so that this packet is too late."""
        return timestamp_step(timestamp + samples, self._end) <= 0

    def mark_sent(self, timestamp: int, samples: int) -> None:
        """Note that voice was sent from a timestamp on."""
        end = (timestamp + samples) & 0xFFFFFFFF
        if timestamp_step(end, self._end) > 0:
            self._end = end


class Relay:
    """Renumbers the packets of one stream for another, without a buffer, so that it adds no delay.

    Losses and reordering stay visible to the far end's jitter buffer. If our silence has filled a gap, late packets
    for it are dropped, so that later ones stay in time.
    """

    __slots__ = (
        "_anchor",
        "_last_clock",
        "_last_sequence",
        "_last_timestamp",
        "_late_clock",
        "_late_frames",
        "_next_sequence",
        "_sequence_offset",
        "_ssrc",
        "_timestamp_offset",
    )

    def __init__(self) -> None:
        self._ssrc = -1
        self._anchor = self._last_sequence = self._last_timestamp = 0
        self._sequence_offset = self._timestamp_offset = 0
        self._last_clock = 0
        self._next_sequence = (
            -1
        )  # the sender's number after our last packet; a different one shows that it sent a packet of its own
        self._late_frames = self._late_clock = 0

    def forward(self, packet: Packet, sender: Sender, payload_type: int, payload: bytes) -> bytes | None:
        """Renumber a packet.

        Returns:
            The datagram to send at once, or None if it is too late.
        """
        marker = packet.marker
        step = sequence_step(packet.sequence, self._last_sequence)
        if packet.ssrc != self._ssrc or self._has_jumped(packet, sender, step):
            self._anchor_time(packet, sender)
            marker = True
        elif step <= 0:
            return self._forward_swapped(packet, sender, payload_type, payload)
        timestamp = (packet.timestamp + self._timestamp_offset) & 0xFFFFFFFF
        if sender.is_covered(timestamp, len(payload)):
            if self._is_late(packet, sender):
                return None
            self._anchor_time(packet, sender)
            timestamp, marker = sender.next_timestamp(), True
        self._late_frames = 0
        self._follow(packet, sender)
        return self._write(packet, sender, payload_type | (marker << 7), payload, timestamp)

    def _has_jumped(self, packet: Packet, sender: Sender, step: int) -> bool:
        """Return whether the source's numbers restarted. A stall is no restart: a burst may follow it."""
        if not -_WINDOW < step < _MAX_GAP:
            return True
        if step <= 0:
            return False
        timestamp_delta = timestamp_step(packet.timestamp, self._last_timestamp)
        clock_delta = timestamp_step(sender.clock, self._last_clock)
        return timestamp_delta < -_MAX_JUMP or timestamp_delta - clock_delta > _MAX_JUMP

    def _is_late(self, packet: Packet, sender: Sender) -> bool:
        """Return whether to drop a late packet. A burst of any size counts as one moment."""
        if self._late_frames == 0 or self._late_clock != sender.clock:
            self._late_clock = sender.clock
            self._late_frames += 1
        self._last_sequence = packet.sequence
        return self._late_frames < _LATE_FRAMES

    def _anchor_time(self, packet: Packet, sender: Sender) -> None:
        self._ssrc = packet.ssrc
        self._timestamp_offset = sender.next_timestamp() - packet.timestamp
        self._next_sequence = -1

    def _follow(self, packet: Packet, sender: Sender) -> None:
        if self._next_sequence != sender.sequence:
            self._anchor, self._sequence_offset = packet.sequence, sender.sequence - packet.sequence
        self._last_sequence, self._last_timestamp, self._last_clock = packet.sequence, packet.timestamp, sender.clock
        self._next_sequence = sender.sequence = (packet.sequence + self._sequence_offset + 1) & 0xFFFF

    def _forward_swapped(self, packet: Packet, sender: Sender, payload_type: int, payload: bytes) -> bytes | None:
        if sequence_step(packet.sequence, self._anchor) <= 0 or self._next_sequence != sender.sequence:
            return None  # its sequence number is used
        timestamp = (packet.timestamp + self._timestamp_offset) & 0xFFFFFFFF
        return self._write(packet, sender, payload_type | (packet.marker << 7), payload, timestamp)

    def _write(self, packet: Packet, sender: Sender, second_byte: int, payload: bytes, timestamp: int) -> bytes:
        sender.mark_sent(timestamp, len(payload))
        sequence = (packet.sequence + self._sequence_offset) & 0xFFFF
        return _HEADER.pack(_VERSION_2, second_byte, sequence, timestamp, sender.ssrc) + payload
