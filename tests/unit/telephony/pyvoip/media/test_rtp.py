"""RTP as values: packets, sequence numbers, timestamps, and relaying of streams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.media.rtp import (
    FRAME_SAMPLES,
    Jitter,
    Packet,
    Reception,
    Relay,
    Sender,
    build,
    is_rtcp,
    parse,
    sequence_step,
    timestamp_step,
)

FRAME = b"\xff" * 160
u16, u32 = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
packets = st.builds(Packet, st.booleans(), st.integers(0, 127), u16, u32, u32, st.binary(max_size=200))


def voice(sequence: int, timestamp: int, *, ssrc: int = 7, marker: bool = False) -> Packet:
    return Packet(marker, 0, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, FRAME)


class TestPackets:
    """Packet encoding and decoding."""

    @given(packets)
    def test_every_packet_at_any_number_and_wrap_is_decoded_as_encoded(self, packet: Packet):
        """Every packet, at any number and wrap, is decoded as encoded."""
        assert parse(build(packet)) == packet

    @given(st.binary(max_size=80))
    def test_no_datagram_raises(self, datagram: bytes):
        """Any datagram gives a packet or None, never an exception."""
        packet = parse(datagram)
        assert packet is None or len(packet.payload) <= len(datagram) - 12

    @pytest.mark.parametrize(
        "datagram",
        [
            b"",
            b"\x80",
            b"\x80\x00" + bytes(9),
            b"\x40\x00" + bytes(170),
            b"\x82\x00" + bytes(10),
            b"\x90\x00" + bytes(10) + b"\x00\x00\x00\x09",
            b"\xa0\x00" + bytes(10) + b"voice\x00",
            b"\xa0\x00" + bytes(10) + b"voice\xff",
        ],
        ids=["empty", "one-byte", "short", "version-1", "sources", "extension", "padding-0", "padding-255"],
    )
    def test_malformed_is_none(self, datagram: bytes):
        """A datagram with inconsistent lengths is no packet."""
        assert parse(datagram) is None

    def test_padding_sources_and_extension_are_removed(self):
        """The payload remains after padding, sources and extension of RFC 3550 are removed."""
        header = b"\xb1\x80" + bytes(10)
        packet = parse(header + b"srce" + b"\x00\x01\x00\x01" + b"exts" + b"voice" + b"\x00\x00\x03")
        assert packet is not None
        assert packet.payload == b"voice"

    def test_sender_report_on_rtp_port_is_rtcp(self):
        """A sender report on the RTP port is RTCP; a voice packet with a marker is not."""
        assert is_rtcp(b"\x80\xc8\x00\x06" + bytes(24))
        assert not is_rtcp(build(voice(1, 1, marker=True)))
        assert not is_rtcp(b"")

    @given(u16, st.integers(-0x8000, 0x7FFF))
    def test_sequence_steps_cross_the_wrap(self, old: int, step: int):
        """The step between two sequence numbers is correct anywhere on the circle."""
        assert sequence_step((old + step) & 0xFFFF, old) == step

    @given(u32, st.integers(-0x80000000, 0x7FFFFFFF))
    def test_timestamp_steps_cross_the_wrap(self, old: int, step: int):
        """The step between two timestamps is correct anywhere on the circle."""
        assert timestamp_step((old + step) & 0xFFFFFFFF, old) == step


class TestReception:
    """Which packets are played."""

    @given(u16)
    def test_an_unbroken_stream_is_fresh_across_the_wrap(self, first: int):
        """1,000 packets of an unbroken stream are all fresh, across the wrap."""
        reception = Reception()
        verdicts = {reception.receive(7, (first + n) & 0xFFFF) for n in range(1000)}
        assert verdicts == {"fresh"}
        assert (reception.received, reception.lost) == (1000, 0)

    @given(u16, st.lists(st.integers(0, 60), min_size=1, unique=True), st.data())
    def test_each_packet_is_worth_playing_once(self, first: int, numbers: list[int], data: st.DataObject):
        """With swaps and repetitions inside the window, each packet counts exactly once."""
        order = data.draw(st.permutations(numbers + numbers))
        reception = Reception()
        worth = [n for n in order if reception.receive(7, (first + n) & 0xFFFF) in ("fresh", "late")]
        assert sorted(worth) == sorted(numbers)
        assert reception.received == len(numbers)

    def test_a_late_packet_is_no_longer_lost(self):
        """A gap counts as loss until the missing packet arrives."""
        reception = Reception()
        assert [reception.receive(7, n) for n in (10, 12)] == ["fresh", "fresh"]
        assert reception.lost == 1
        assert reception.receive(7, 11) == "late"
        assert reception.lost == 0

    def test_a_single_wild_number_changes_nothing(self):
        """One stray number is dropped; two in a row restart the stream."""
        reception = Reception()
        reception.receive(7, 10)
        assert reception.receive(7, 40000) == "jumped"
        assert reception.receive(7, 11) == "fresh"
        assert [reception.receive(7, n) for n in (50000, 50001, 50002)] == ["jumped", "fresh", "fresh"]
        assert reception.lost == 0

    def test_another_ssrc_has_its_own_numbers(self):
        """Another SSRC has its own numbers."""
        reception = Reception()
        reception.receive(7, 10)
        assert reception.receive(8, 60000) == "fresh"
        assert reception.lost == 0


class TestSender:
    """The numbers of our own stream."""

    @given(u16, u32, st.lists(st.booleans(), max_size=200))
    def test_time_passes_whether_or_not_it_speaks(self, sequence: int, timestamp: int, speaks: list[bool]):
        """Sequence numbers have no gap, and timestamps follow the clock through pauses without drift."""
        sender = Sender(9, sequence, timestamp)
        sent = []
        for n, speaking in enumerate(speaks):
            if speaking:
                sent.append((n, parse(sender.build_packet(0, FRAME, sender.next_timestamp()))))
            sender.advance()
        for index, (n, packet) in enumerate(sent):
            assert packet is not None
            assert packet.sequence == (sequence + index) & 0xFFFF
            assert packet.timestamp == (timestamp + n * FRAME_SAMPLES) & 0xFFFFFFFF

    def test_22_minutes_of_packets_are_all_well_formed(self):
        """No packet is malformed at the wrap of the sequence number, where pyVoIP failed every 22 minutes."""
        sender = Sender(9, 0, 0)
        for n in range(66000):
            packet = parse(sender.build_packet(8, b"\xd5", sender.next_timestamp()))
            assert packet is not None
            assert packet.sequence == n & 0xFFFF
            sender.advance()


def carried(relay: Relay, out: Sender, packet: Packet) -> Packet | None:
    datagram = relay.forward(packet, out, 0, packet.payload)
    return None if datagram is None else parse(datagram)


class TestRelay:
    """Relaying one stream into another."""

    @given(u16, u32, u16, u32)
    def test_an_unbroken_stream_stays_unbroken(self, sequence: int, timestamp: int, own_sequence: int, our_time: int):
        """From any start, numbers rise by one and timestamps by one frame, with our SSRC."""
        relay, out = Relay(), Sender(9, own_sequence, our_time)
        for n in range(300):
            packet = carried(relay, out, voice(sequence + n, timestamp + n * 160))
            assert packet == Packet(n == 0, 0, (own_sequence + n) & 0xFFFF, (our_time + n * 160) & 0xFFFFFFFF, 9, FRAME)
            out.advance()

    def test_losses_and_swaps_stay_visible(self):
        """Places in the stream are kept, so the far end's buffer can reorder packets."""
        relay, out = Relay(), Sender(9, 100, 0)
        numbers = []
        for n in (0, 1, 4, 3, 5):
            packet = carried(relay, out, voice(n, n * 160))
            assert packet is not None
            numbers.append((packet.sequence, packet.timestamp))
            out.advance()
        assert numbers == [(100 + n, n * 160) for n in (0, 1, 4, 3, 5)]

    def test_late_part_of_burst_is_dropped_after_stall(self):
        """After a stall the late part of a burst is dropped, and the rest is in time."""
        relay, out = Relay(), Sender(9, 100, 0)
        carried(relay, out, voice(0, 0))
        for _ in range(5):
            out.advance()
            out.build_packet(0, FRAME, out.next_timestamp())
        burst = [carried(relay, out, voice(n, n * 160)) for n in range(1, 7)]
        assert burst[:5] == [None] * 5
        assert burst[5] is not None
        assert burst[5].timestamp == out.clock + FRAME_SAMPLES

    def test_a_path_that_grew_longer_is_heard_again(self):
        """If every packet comes too late permanently, the stream restarts after 100 ms."""
        relay, out = Relay(), Sender(9, 100, 0)
        carried(relay, out, voice(0, 0))
        heard = 0
        for n in range(1, 30):
            for _ in range(12 if n == 1 else 1):
                out.advance()
                out.build_packet(0, FRAME, out.next_timestamp()) if heard == 0 else None
            heard += carried(relay, out, voice(n, n * 160)) is not None
        assert heard >= 29 - 6

    @given(st.integers(16000, 0x7FFFFFFF), st.sampled_from([1, -1]))
    def test_our_timestamps_follow_our_clock_through_any_jump_of_source(self, jump: int, sign: int):
        """Our timestamps follow our clock through any jump of the source, and the jump is marked."""
        relay, out = Relay(), Sender(9, 100, 5000)
        carried(relay, out, voice(0, 0))
        out.advance()
        packet = carried(relay, out, voice(1, sign * jump))
        assert packet is not None
        assert (packet.timestamp, packet.marker) == (5160, True)

    @given(st.lists(st.integers(0, 200), min_size=1, max_size=60))
    def test_no_delay_gathers(self, stalls: list[int]):
        """After any series of stalls and bursts our delay is the same as before."""
        relay, out = Relay(), Sender(9, 100, 0)
        carried(relay, out, voice(0, 0))
        out.advance()
        n = 1
        for stall in stalls:
            for _ in range(stall):
                out.build_packet(0, FRAME, out.next_timestamp())
                out.advance()
            for _ in range(stall + 1):
                carried(relay, out, voice(n, n * 160))
                n += 1
            out.advance()
        assert out.next_timestamp() == out.clock

    @given(st.lists(st.tuples(u16, u32, st.integers(0, 3)), max_size=50))
    def test_any_numbers_are_carried_or_dropped(self, wild: list[tuple[int, int, int]]):
        """With any source numbers, ours differ from our clock by at most one second per packet."""
        relay, out = Relay(), Sender(9, 100, 0)
        for sequence, timestamp, ssrc in wild:
            carried(relay, out, voice(sequence, timestamp, ssrc=ssrc))
            out.advance()
        assert timestamp_step(out.next_timestamp(), out.clock) <= 8000 * max(1, len(wild))


@pytest.mark.parametrize(("late_s", "jitter_s"), [(0.0, 0.0), (0.02, 0.02)])
def test_jitter_is_how_unevenly_packets_arrive(late_s: float, jitter_s: float) -> None:
    """Even packets have no jitter, across the wrap; if every other one is late, the jitter approaches that delay."""
    jitter = Jitter()
    for packet in range(400):
        timestamp = (0xFFFFFF00 + 160 * packet) & 0xFFFFFFFF
        estimate = jitter.update(timestamp, 0.02 * packet + late_s * (packet % 2))
    assert estimate == pytest.approx(jitter_s, abs=1e-4)


def test_pause_or_another_source_leaves_jitter_estimate_unchanged() -> None:
    """A pause or another source leaves the jitter estimate unchanged."""
    jitter = Jitter()
    jitter.update(0, 0.0)
    assert jitter.update(8000 * 60, 0.02) == 0.0
