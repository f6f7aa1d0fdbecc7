"""Digits: telephone events, the same press said twice, collections, and events sent."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.digits import (
    KEYS,
    Collected,
    Collection,
    EventReception,
    PressGate,
    Wanted,
    check_keys,
    key_frames,
)

keys = st.sampled_from(KEYS)


def event(code: int, length: int = 160, end: bool = False) -> bytes:
    return struct.pack("!BBH", code, 10 | (0x80 if end else 0), length)


def want(command_id: str = "c", most: int = 3, terminator: str = "#") -> Wanted:
    return Wanted(command_id, most, 5.0, 3.0, terminator)


def heard(packets: list[tuple[int, bytes]]) -> str:
    reception = EventReception()
    return "".join(reception.key for at, payload in packets if reception.take(7, at, payload))


@st.composite
def key_presses(draw: st.DrawFn) -> tuple[str, list[tuple[int, bytes]]]:
    """Keys, and some packets of each, in any order within a key, repeated or lost."""
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
    def test_a_key_counts_once_whatever_of_it_arrives(self, presses: tuple[str, list[tuple[int, bytes]]]):
        """Lost markers lose no digit, repeated starts and ends double none."""
        pressed, packets = presses
        assert heard(packets) == pressed

    def test_a_straggler_of_the_last_key_is_no_new_one(self):
        """An end packet of the first key, after the second has begun, counts for nothing."""
        assert heard([(1000, event(1)), (3000, event(2)), (1000, event(1, 800, end=True)), (3000, event(2))]) == "12"

    def test_a_key_held_for_long_is_one(self):
        """The next segment of a key held for more than 8 s is no new press; another key then is."""
        first = (1000, event(5, 0xFFFF))
        second = (1000 + 0xFFFF, event(5, 160))
        assert heard([first, second, (1000 + 0xFFFF + 4000, event(5))]) == "55"

    def test_a_new_base_of_timestamps_is_heard(self):
        """After a phone began its timestamps anew, its keys still count."""
        assert heard([(900000, event(1)), (1000, event(2)), (3000, event(3))]) == "123"

    def test_other_events_are_no_digits(self):
        """Flash and the other events from 16 on are let pass, in silence."""
        reception = EventReception()
        assert [reception.take(7, 1, event(code)) for code in (16, 100, 255)] == [False] * 3

    @pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x0a\x00"])
    def test_a_short_event_is_malformed(self, payload: bytes):
        """An event of less than four bytes is none."""
        assert EventReception().take(7, 1, payload) is None

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 0xFFFFFFFF), st.binary(max_size=8))))
    def test_no_event_raises(self, packets: list[tuple[int, int, bytes]]):
        """Whatever a stranger sends."""
        reception = EventReception()
        assert all(reception.take(*packet) in (True, False, None) for packet in packets)


class TestPressGate:
    """The same press, said twice."""

    def test_the_same_press_by_rtp_and_info_counts_once(self):
        """Within 100 ms, in either order."""
        for first, second in (("rtp", "info"), ("info", "rtp")):
            gate = PressGate()
            assert gate.admits("5", first, 1.0)
            assert not gate.admits("5", second, 1.09)

    def test_info_at_the_end_of_a_long_press_is_its_twin(self):
        """The 100 ms count from the last packet of the event."""
        gate = PressGate()
        gate.admits("5", "rtp", 1.0)
        gate.still_pressed("5", "rtp", 2.0)
        assert not gate.admits("5", "info", 2.05)

    def test_two_presses_are_two(self):
        """The same key again, another key, or a later time: all count."""
        gate = PressGate()
        presses = [("5", "rtp", 1.0), ("5", "rtp", 1.05), ("6", "info", 1.06), ("6", "rtp", 1.3)]
        assert [gate.admits(*press) for press in presses] == [True] * 4

    def test_double_presses_said_twice_are_two(self):
        """5 and 5 again, each by RTP and INFO."""
        gate = PressGate()
        presses = [("5", "rtp", 1.0), ("5", "info", 1.02), ("5", "rtp", 1.08), ("5", "info", 1.1)]
        assert [gate.admits(*press) for press in presses] == [True, False, True, False]


class TestCollection:
    """A Collect and the digits that it waits for."""

    def test_the_wanted_number_completes_it(self):
        """The last wanted digit ends it, and what comes after is kept for the next."""
        collection = Collection()
        assert collection.want(want(most=2), 0.0, playing=False) is None
        assert collection.press("1", 1.0, playing=False) is None
        assert collection.press("2", 2.0, playing=False) == Collected("c", "12", "complete")
        assert collection.press("3", 3.0, playing=False) is None
        assert collection.want(want("d", most=1), 4.0, playing=False) == Collected("d", "3", "complete")

    def test_a_terminator_ends_it_early(self):
        """It is not among the digits."""
        collection = Collection()
        collection.want(want(most=9), 0.0, playing=False)
        collection.press("4", 1.0, playing=False)
        assert collection.press("#", 1.5, playing=False) == Collected("c", "4", "terminator")

    def test_without_a_terminator_every_key_is_a_digit(self):
        """With an empty terminator, # counts."""
        collection = Collection()
        collection.want(want(most=2, terminator=""), 0.0, playing=False)
        collection.press("#", 1.0, playing=False)
        assert collection.press("*", 1.0, playing=False) == Collected("c", "#*", "complete")

    def test_silence_before_the_first_digit(self):
        """It ends when its time has passed, not before, and only once."""
        collection = Collection()
        collection.want(want(), 10.0, playing=False)
        assert collection.expire(14.99) is None
        assert collection.expire(15.0) == Collected("c", "", "timeout")
        assert collection.expire(99.0) is None

    def test_silence_between_digits(self):
        """Each digit gives the time between digits anew."""
        collection = Collection()
        collection.want(want(), 0.0, playing=False)
        collection.press("1", 4.0, playing=False)
        collection.press("2", 6.5, playing=False)
        assert collection.expire(9.4) is None
        assert collection.expire(9.5) == Collected("c", "12", "timeout")

    def test_silence_counts_from_the_end_of_the_play(self):
        """While a play is heard no time counts, however long it is."""
        collection = Collection()
        collection.play_began()
        collection.want(want(), 0.0, playing=True)
        assert collection.expire(1000.0) is None
        collection.play_ended(1000.0)
        assert collection.expire(1004.9) is None
        assert collection.expire(1005.0) == Collected("c", "", "timeout")

    def test_a_new_play_stops_the_time(self):
        """A play that begins while a collect waits lets it wait again."""
        collection = Collection()
        collection.want(want(), 0.0, playing=False)
        collection.play_began()
        assert collection.due is None
        assert collection.expire(1000.0) is None

    def test_type_ahead_is_forgotten_only_when_nobody_waits(self):
        """Digits for the other party are none of the next Collect; those of a waiting Collect stay."""
        collection = Collection()
        collection.press("1", 0.0, playing=False)
        collection.forget()
        collection.want(want(most=2), 1.0, playing=False)
        collection.press("2", 2.0, playing=False)
        collection.forget()
        assert collection.press("3", 3.0, playing=False) == Collected("c", "23", "complete")

    @pytest.mark.parametrize("most", [0, -1, 33])
    def test_it_must_want_a_digit(self, most: int):
        """A Collect of no digit, or of more than are kept, is refused."""
        with pytest.raises(ValueError, match="1 to 32"):
            want(most=most)

    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("press"), keys),
                st.tuples(st.just("want"), st.integers(1, 4)),
                st.tuples(st.just("wait"), st.floats(0.0, 10.0)),
            ),
            max_size=30,
        )
    )
    def test_no_digit_is_lost_or_doubled(self, acts: list[tuple[str, object]]):
        """Whatever happens, each Collect ends at most once, and all digits come out, once, in order."""
        collection, now, pressed, out, ended = Collection(), 0.0, "", "", []
        for n, (act, detail) in enumerate(acts):
            collected = None
            if act == "press":
                pressed += str(detail)
                collected = collection.press(str(detail), now, playing=False)
            elif act == "want":
                collected = collection.want(want(str(n), most=int(str(detail))), now, playing=False)
            else:
                now += float(str(detail))
                collected = collection.expire(now)
            if collected:
                ended.append(collected.command_id)
                out += collected.digits + ("#" if collected.ended == "terminator" else "")
        assert len(ended) == len(set(ended))
        assert pressed.startswith(out)

    @given(st.lists(keys, max_size=200))
    def test_what_is_typed_ahead_is_bounded(self, typed: list[str]):
        """Of a flood of digits the newest 32 are kept."""
        collection = Collection()
        for key in typed:
            collection.press(key, 0.0, playing=False)
        out = ""
        while (collected := collection.want(want(most=1, terminator=""), 0.0, playing=False)) is not None:
            out += collected.digits
        assert out == "".join(typed)[-32:]


class TestKeysSent:
    """Keys as telephone events of ours."""

    def test_a_key_lasts_100_ms_and_ends_thrice(self):
        """Five frames that grow, three ends of the same length, and a pause (RFC 4733 §2.5.1)."""
        frames = list(key_frames("9"))
        said = [struct.unpack("!BBH", frame.payload) for frame in frames if frame]
        assert [length for _, _, length in said] == [160, 320, 480, 640, 800, 800, 800, 800]
        assert [flags >> 7 for _, flags, _ in said] == [0] * 5 + [1] * 3
        assert {code for code, _, _ in said} == {9}
        assert [frame.begins for frame in frames if frame] == [True] + [False] * 7
        assert frames[8:] == [None] * 4

    def test_what_is_no_key_is_refused(self):
        """A letter that no telephone has is named."""
        check_keys("0123456789*#ABCD")
        with pytest.raises(ValueError, match="'x'"):
            check_keys("12x")
