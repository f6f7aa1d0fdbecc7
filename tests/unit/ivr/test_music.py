"""Measurements of the waiting music."""

from collections.abc import Sequence
from itertools import pairwise
from math import log10

import pytest

from ivr.music import BAR_S, SCORE, waiting_music
from ivr.waveform import FULL_SCALE, RATE, active_rms


@pytest.fixture(scope="module")
def music() -> Sequence[float]:
    """Return the samples, computed once, and only by the process that runs these tests."""
    return waiting_music()


def test_it_is_long_and_even_and_not_loud(music: Sequence[float]) -> None:
    """It lasts at least 30 s, near -19 dBFS throughout, without clipping and without a pause."""
    assert len(music) == round(BAR_S * RATE) * len(SCORE) >= 30 * RATE
    assert abs(20 * log10(active_rms(music) / FULL_SCALE) + 19) < 0.2
    assert max(map(abs, music)) < 0.8 * FULL_SCALE
    seconds = [music[at : at + RATE] for at in range(0, len(music), RATE)]
    assert all(-25 < 20 * log10(active_rms(second) / FULL_SCALE) < -15 for second in seconds)


def test_the_loop_has_no_click(music: Sequence[float]) -> None:
    """The step from the last sample to the first is no larger than steps within the music."""
    steps = [abs(after - before) for before, after in pairwise(music)]
    assert abs(music[0] - music[-1]) < max(steps) / 2


def test_it_is_the_same_every_time(music: Sequence[float]) -> None:
    """The music has no random part, so every node plays the same."""
    assert waiting_music() == music
