"""Measurements of the waiting music."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from ivr.audio.loudness import TARGET_LUFS, integrated_loudness
from ivr.audio.music import BAR_S, SCORE, waiting_music
from ivr.audio.waveform import FULL_SCALE, RATE


@pytest.fixture(scope="module")
def music() -> Sequence[float]:
    """Return the samples, computed once, and only by the process that runs these tests."""
    return waiting_music()


def test_it_is_long_and_even_and_not_loud(music: Sequence[float]) -> None:
    """It lasts at least 30 s, as loud as the voices and even throughout, without clipping and without a pause."""
    assert len(music) == round(BAR_S * RATE) * len(SCORE) >= 30 * RATE
    assert abs(integrated_loudness(music) - TARGET_LUFS) < 0.1
    assert max(map(abs, music)) < 0.8 * FULL_SCALE
    seconds = [music[at : at + RATE] for at in range(0, len(music), RATE)]
    assert all(abs(integrated_loudness(second) - TARGET_LUFS) < 6 for second in seconds)


def test_the_loop_has_no_click(music: Sequence[float]) -> None:
    """The step from the last sample to the first is no larger than steps within the music."""
    steps = [abs(after - before) for before, after in pairwise(music)]
    assert abs(music[0] - music[-1]) < max(steps) / 2


def test_it_is_the_same_every_time(music: Sequence[float]) -> None:
    """The music has no random part, so every node plays the same."""
    assert waiting_music() == music
