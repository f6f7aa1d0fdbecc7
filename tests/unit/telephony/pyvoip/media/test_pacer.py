"""Which frames are skipped after a pause of the machine."""

import pytest

from telephony.pyvoip.media.pacer import missed_frames


@pytest.mark.parametrize(
    ("delay_s", "frames"), [(-0.002, 0), (0.0, 0), (0.099, 0), (0.101, 5), (0.119, 5), (0.121, 6), (2.001, 100)]
)
def test_a_long_pause_skips_its_frames_and_a_short_one_none(delay_s: float, frames: int) -> None:
    """Frames of a pause of less than 100 ms are sent late; those of a longer one are not sent in a burst."""
    assert missed_frames(delay_s) == frames
