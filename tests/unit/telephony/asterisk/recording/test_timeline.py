"""Marks of a recording assembled into a file: positions of segments, cuts and silences."""

import io
import wave

import pytest

from telephony.asterisk.recording.timeline import (
    FRAME_BYTES,
    HEADER_BYTES,
    RATE,
    AudioSegment,
    Mark,
    arrange_segments,
    folder_name,
    is_empty_recording,
    read_folder_name,
    read_mark,
    recorded_channel,
    wav_header,
)

SECOND = RATE * FRAME_BYTES
US = 1_000_000


def test_a_pause_is_as_long_as_it_was() -> None:
    """A segment stands at its time from the first mark, so a pause keeps its length."""
    marks = [Mark(5 * US, "raw"), Mark(7 * US, "gap"), Mark(10 * US, "raw"), Mark(12 * US, "end")]
    sizes = {"5000000.raw": 2 * SECOND, "10000000.raw": 2 * SECOND}
    stretches, length = arrange_segments(marks, sizes)
    assert stretches == [
        AudioSegment("5000000.raw", 0, 2 * SECOND),
        AudioSegment("10000000.raw", 5 * SECOND, 2 * SECOND),
    ]
    assert length == 7 * SECOND


def test_sound_after_pause_or_end_is_cut_even_if_asterisk_recorded_it() -> None:
    """Sound after a pause or the end is cut, even if Asterisk recorded it."""
    marks = [Mark(0, "raw"), Mark(US, "gap"), Mark(3 * US, "end")]
    stretches, length = arrange_segments(marks, {"0.raw": 3 * SECOND})
    assert (stretches, length) == ([AudioSegment("0.raw", 0, SECOND)], 3 * SECOND)
    assert arrange_segments([Mark(0, "raw"), Mark(US, "end")], {"0.raw": 2 * SECOND})[1] == SECOND


def test_of_a_stretch_that_asterisk_did_not_end_no_more_counts_than_it_held_when_the_pause_began() -> None:
    """Two seconds without packets shorten the segment, so a cut by time alone would include the secret."""
    marks = [Mark(0, "raw"), Mark(5 * US, "gap", 3 * SECOND + 3), Mark(9 * US, "raw"), Mark(10 * US, "end")]
    stretches, length = arrange_segments(marks, {"0.raw": 6 * SECOND, "9000000.raw": SECOND})
    assert stretches == [AudioSegment("0.raw", 0, 3 * SECOND), AudioSegment("9000000.raw", 9 * SECOND, SECOND)]
    assert length == 10 * SECOND
    assert arrange_segments([Mark(0, "raw"), Mark(US, "gap", 9 * SECOND)], {"0.raw": 2 * SECOND})[0][0].length == SECOND


@pytest.mark.parametrize("mark", [Mark(5, "raw"), Mark(5, "gap", 0), Mark(5, "gap", 64), Mark(5, "end")])
def test_a_mark_is_read_as_it_was_written(mark: Mark) -> None:
    """A mark's file has all its data, for a later process."""
    assert read_mark(mark.file_name) == mark


def test_a_stretch_that_was_cut_off_is_followed_by_silence_but_not_at_the_end() -> None:
    """A reconnect begins another segment after silence; missing sound at the end is left out."""
    marks = [Mark(0, "raw"), Mark(2 * US, "raw"), Mark(9 * US, "end")]
    stretches, length = arrange_segments(marks, {"0.raw": SECOND + 3, "2000000.raw": SECOND})
    assert stretches == [AudioSegment("0.raw", 0, SECOND), AudioSegment("2000000.raw", 2 * SECOND, SECOND)]
    assert length == 3 * SECOND
    assert arrange_segments([Mark(0, "raw")], {"0.raw": SECOND})[1] == SECOND


def test_a_recording_is_lost_when_there_was_something_to_record_and_nothing_is() -> None:
    """A recording with expected but missing sound is lost; one too short, or paused throughout, is not."""
    nothing = [AudioSegment("0.raw", 0, 0)]
    assert is_empty_recording([Mark(0, "raw"), Mark(2 * US, "end")], nothing)
    assert not is_empty_recording([Mark(0, "raw"), Mark(US // 2, "end")], nothing)
    assert not is_empty_recording([Mark(0, "raw"), Mark(1, "gap"), Mark(9 * US, "end")], nothing)
    assert is_empty_recording([Mark(0, "end")], [])
    assert not is_empty_recording([Mark(0, "raw"), Mark(2 * US, "end")], [AudioSegment("0.raw", 0, 4)])


def test_the_head_is_that_of_a_wav_file_of_two_channels() -> None:
    """A library that is not ours reads the header as WAV with two channels."""
    assert len(wav_header(0)) == HEADER_BYTES
    with wave.open(io.BytesIO(wav_header(SECOND) + bytes(SECOND))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (2, 2, RATE, RATE)


def test_folder_name_identifies_recording_and_channel() -> None:
    """The folder's name identifies recording and channel."""
    assert read_folder_name(folder_name("nodo1-12.3.0-4", "caller")) == ("nodo1-12.3.0-4", "caller")
    assert recorded_channel("nodo1-12.3.0-4", "caller") == "nodo1-12.3"
    assert recorded_channel("nodo1-12.3.0-4", "advisor-1") == "nodo1-12.3~advisor-1"
    assert read_folder_name("nodo1-12.3.0-4") is None


@pytest.mark.parametrize("recording", ["../x.0-1", "x/y.0-1", "..0-1", "x", ""])
def test_an_id_that_is_none_leads_nowhere(recording: str) -> None:
    """An invalid id is refused, because it becomes part of a path."""
    with pytest.raises(ValueError, match="not the id of a recording"):
        folder_name(recording, "caller")


@pytest.mark.parametrize("file", ["whole", "spare", "5.wav", "x.raw", "5.raw.raw", "-5.raw", "5-.gap", "5-x.gap"])
def test_other_files_are_no_marks(file: str) -> None:
    """Other files, such as the one under assembly, are ignored."""
    assert read_mark(file) is None
