"""Digit collection: its completion, its timeouts, and digits typed ahead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.port.digit_collection import KEYS, CollectRequest, CollectResult, DigitCollector, check_keys

keys = st.sampled_from(KEYS)


def want(command_id: str = "c", most: int = 3, terminator: str = "#") -> CollectRequest:
    return CollectRequest(command_id, most, 5.0, 3.0, terminator)


class TestCollection:
    """A Collect and the digits that it waits for."""

    def test_the_wanted_number_completes_it(self):
        """The last wanted digit ends it, and later digits are kept for the next."""
        collection = DigitCollector()
        assert collection.start(want(most=2), 0.0, is_playing=False) is None
        assert collection.press("1", 1.0, is_playing=False) is None
        assert collection.press("2", 2.0, is_playing=False) == CollectResult("c", "12", "complete")
        assert collection.press("3", 3.0, is_playing=False) is None
        assert collection.start(want("d", most=1), 4.0, is_playing=False) == CollectResult("d", "3", "complete")

    def test_a_terminator_ends_it_early(self):
        """The terminator is not among the digits."""
        collection = DigitCollector()
        collection.start(want(most=9), 0.0, is_playing=False)
        collection.press("4", 1.0, is_playing=False)
        assert collection.press("#", 1.5, is_playing=False) == CollectResult("c", "4", "terminator")

    def test_without_a_terminator_every_key_is_a_digit(self):
        """With an empty terminator, # counts as a digit."""
        collection = DigitCollector()
        collection.start(want(most=2, terminator=""), 0.0, is_playing=False)
        collection.press("#", 1.0, is_playing=False)
        assert collection.press("*", 1.0, is_playing=False) == CollectResult("c", "#*", "complete")

    def test_silence_before_the_first_digit(self):
        """It ends once, when its time has passed and not before."""
        collection = DigitCollector()
        collection.start(want(), 10.0, is_playing=False)
        assert collection.expire(14.99) is None
        assert collection.expire(15.0) == CollectResult("c", "", "timeout")
        assert collection.expire(99.0) is None

    def test_silence_between_digits(self):
        """Each digit restarts the time between digits."""
        collection = DigitCollector()
        collection.start(want(), 0.0, is_playing=False)
        collection.press("1", 4.0, is_playing=False)
        collection.press("2", 6.5, is_playing=False)
        assert collection.expire(9.4) is None
        assert collection.expire(9.5) == CollectResult("c", "12", "timeout")

    def test_silence_counts_from_the_end_of_the_play(self):
        """No time counts during a play, however long it is."""
        collection = DigitCollector()
        collection.stop_timer()
        collection.start(want(), 0.0, is_playing=True)
        assert collection.expire(1000.0) is None
        collection.start_timer(1000.0)
        assert collection.expire(1004.9) is None
        assert collection.expire(1005.0) == CollectResult("c", "", "timeout")

    def test_a_new_play_stops_the_time(self):
        """A play that begins during a collection stops its timer."""
        collection = DigitCollector()
        collection.start(want(), 0.0, is_playing=False)
        collection.stop_timer()
        assert collection.deadline is None
        assert collection.expire(1000.0) is None

    def test_digits_for_other_party_do_not_reach_next_collect(self):
        """Digits for the other party do not reach the next Collect; those of a waiting Collect stay."""
        collection = DigitCollector()
        collection.press("1", 0.0, is_playing=False)
        collection.clear()
        collection.start(want(most=2), 1.0, is_playing=False)
        collection.press("2", 2.0, is_playing=False)
        collection.clear()
        assert collection.press("3", 3.0, is_playing=False) == CollectResult("c", "23", "complete")

    @pytest.mark.parametrize("most", [0, -1, 33])
    def test_it_must_want_a_digit(self, most: int):
        """A Collect of no digit, or of more than the buffer holds, is refused."""
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
        """Each Collect ends at most once, and all digits come out once, in order."""
        collection, now, pressed, out, ended = DigitCollector(), 0.0, "", "", []
        for n, (act, detail) in enumerate(acts):
            collected = None
            if act == "press":
                pressed += str(detail)
                collected = collection.press(str(detail), now, is_playing=False)
            elif act == "want":
                collected = collection.start(want(str(n), most=int(str(detail))), now, is_playing=False)
            else:
                now += float(str(detail))
                collected = collection.expire(now)
            if collected:
                ended.append(collected.command_id)
                out += collected.digits + ("#" if collected.ended == "terminator" else "")
        assert len(ended) == len(set(ended))
        assert pressed.startswith(out)

    @given(st.lists(keys, max_size=200))
    def test_of_many_digits_newest_32_are_kept(self, typed: list[str]):
        """Of many digits the newest 32 are kept."""
        collection = DigitCollector()
        for key in typed:
            collection.press(key, 0.0, is_playing=False)
        out = ""
        while (collected := collection.start(want(most=1, terminator=""), 0.0, is_playing=False)) is not None:
            out += collected.digits
        assert out == "".join(typed)[-32:]


def test_invalid_key_is_named_in_error():
    """An invalid key is named in the error."""
    check_keys("0123456789*#ABCD")
    with pytest.raises(ValueError, match="'x'"):
        check_keys("12x")
