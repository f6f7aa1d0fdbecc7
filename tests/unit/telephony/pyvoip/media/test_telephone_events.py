"""Digits: telephone events, duplicate reports, collections, and sent events."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.port.digit_collection import KEYS
from telephony.pyvoip.media.telephone_events import EventReception, PressDeduplicator, key_frames

keys = st.sampled_from(KEYS)


def event(code: int, length: int = 160, end: bool = False) -> bytes:
    return struct.pack("!BBH", code, 10 | (0x80 if end else 0), length)


def heard(packets: list[tuple[int, bytes]]) -> str:
    reception = EventReception()
    return "".join(reception.key for at, payload in packets if reception.receive(7, at, payload))


@st.composite
def key_presses(draw: st.DrawFn) -> tuple[str, list[tuple[int, bytes]]]:
    """Draw keys with some packets of each, in any order within a key, repeated or lost."""
    pressed = draw(st.text(KEYS, max_size=12))
    at, packets = draw(st.integers(0, 0xFFFFFFFF)), []
    for key in pressed:
        frames = [frame.payload for frame in key_frames(key) if frame]
        some = draw(st.lists(st.sampled_from(frames), min_size=1, max_size=10))
        packets += [(at, payload) for payload in some]
        at = (at + draw(st.integers(480, 80000))) & 0xFFFFFFFF
    return pressed, packets


class TestEventReception:
    """Telephone events of one stream."""

    @given(key_presses())
    def test_lost_markers_lose_no_digit_and_repeated_starts_and_ends_duplicate_none(
        self, presses: tuple[str, list[tuple[int, bytes]]]
    ):
        """Lost markers lose no digit, and repeated starts and ends duplicate none."""
        pressed, packets = presses
        assert heard(packets) == pressed

    def test_a_straggler_of_the_last_key_is_no_new_one(self):
        """An end packet of the first key after the second has begun is ignored."""
        assert heard([(1000, event(1)), (3000, event(2)), (1000, event(1, 800, end=True)), (3000, event(2))]) == "12"

    def test_a_key_held_for_long_is_one(self):
        """A segment of a key held for more than 8 s is no new press; another key is."""
        first = (1000, event(5, 0xFFFF))
        second = (1000 + 0xFFFF, event(5, 160))
        assert heard([first, second, (1000 + 0xFFFF + 4000, event(5))]) == "55"

    def test_a_new_base_of_timestamps_is_heard(self):
        """Keys count after a phone restarts its timestamps."""
        assert heard([(900000, event(1)), (1000, event(2)), (3000, event(3))]) == "123"

    def test_other_events_are_no_digits(self):
        """Flash and other events from 16 on are ignored."""
        reception = EventReception()
        assert [reception.receive(7, 1, event(code)) for code in (16, 100, 255)] == [False] * 3

    @pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x0a\x00"])
    def test_a_short_event_is_malformed(self, payload: bytes):
        """An event of less than four bytes is malformed."""
        assert EventReception().receive(7, 1, payload) is None

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 0xFFFFFFFF), st.binary(max_size=8))))
    def test_no_event_raises(self, packets: list[tuple[int, int, bytes]]):
        """Any bytes are parsed without an exception."""
        reception = EventReception()
        assert all(reception.receive(*packet) in (True, False, None) for packet in packets)


class TestPressGate:
    """Duplicate reports of a key press."""

    def test_the_same_press_by_rtp_and_info_counts_once(self):
        """Reports of one key within 100 ms, in either order, count once."""
        for first, second in (("rtp", "info"), ("info", "rtp")):
            gate = PressDeduplicator()
            assert gate.is_new_press("5", first, 1.0)
            assert not gate.is_new_press("5", second, 1.09)

    def test_info_at_the_end_of_a_long_press_is_its_twin(self):
        """The 100 ms count from the last packet of the event."""
        gate = PressDeduplicator()
        gate.is_new_press("5", "rtp", 1.0)
        gate.extend("5", "rtp", 2.0)
        assert not gate.is_new_press("5", "info", 2.05)

    def test_two_presses_are_two(self):
        """The same key later, or another key, counts separately."""
        gate = PressDeduplicator()
        presses = [("5", "rtp", 1.0), ("5", "rtp", 1.05), ("6", "info", 1.06), ("6", "rtp", 1.3)]
        assert [gate.is_new_press(*press) for press in presses] == [True] * 4

    def test_two_presses_of_5_each_by_rtp_and_info_count_as_two(self):
        """Two presses of 5, each by RTP and INFO, count as two."""
        gate = PressDeduplicator()
        presses = [("5", "rtp", 1.0), ("5", "info", 1.02), ("5", "rtp", 1.08), ("5", "info", 1.1)]
        assert [gate.is_new_press(*press) for press in presses] == [True, False, True, False]


class TestKeysSent:
    """Our own keys as telephone events."""

    def test_a_key_lasts_100_ms_and_ends_thrice(self):
        """A key has five growing frames, three end packets of the same length, and a pause (RFC 4733 §2.5.1)."""
        frames = list(key_frames("9"))
        events = [struct.unpack("!BBH", frame.payload) for frame in frames if frame]
        assert [length for _, _, length in events] == [160, 320, 480, 640, 800, 800, 800, 800]
        assert [flags >> 7 for _, flags, _ in events] == [0] * 5 + [1] * 3
        assert {code for code, _, _ in events} == {9}
        assert [frame.begins for frame in frames if frame] == [True] + [False] * 7
        assert frames[8:] == [None] * 4
