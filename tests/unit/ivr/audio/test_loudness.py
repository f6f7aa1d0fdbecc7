"""Loudness, checked against the reference values of ITU-R BS.1770-4 and EBU Tech 3341."""

from math import inf, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.audio.loudness import (
    CEILING_DB,
    TARGET_LUFS,
    integrated_loudness,
    k_weighting,
    normalize_loudness,
    peak_db,
)
from ivr.audio.waveform import FULL_SCALE, RATE
from tests.support.properties import examples


def sine(level_db: float, seconds: float, frequency_hz: float = 1000, rate: int = RATE) -> list[float]:
    loudest = FULL_SCALE * 10 ** (level_db / 20)
    return [loudest * sin(2 * pi * frequency_hz * index / rate) for index in range(round(seconds * rate))]


def test_the_filters_are_those_of_the_standard() -> None:
    """At 48,000 Hz the coefficients are those of tables 1 and 2 of BS.1770-4."""
    shelf, high_pass = k_weighting(48_000)
    assert shelf == pytest.approx(
        (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585), abs=1e-9
    )
    assert high_pass == pytest.approx((1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621), abs=1e-9)


@pytest.mark.parametrize("rate", [8000, 16_000, 48_000])
def test_a_sine_of_full_scale_measures_minus_three(rate: int) -> None:
    """A 997 Hz sine of 0 dBFS in one channel is -3.01 LUFS (BS.1770-4, annex 1), at each rate of ours."""
    assert integrated_loudness(sine(0, 1, 997, rate), rate) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize(
    "parts",
    [
        ((-23, 3),),
        ((-36, 2), (-23, 12), (-36, 2)),
        ((-72, 2), (-36, 2), (-23, 12), (-36, 2), (-72, 2)),
    ],
)
def test_the_gates_leave_out_what_is_quiet(parts: tuple[tuple[int, int], ...]) -> None:
    """The cases 1, 3 and 4 of EBU Tech 3341, shorter and in one channel: 3.01 LU below -23 LUFS, to a tenth."""
    samples = [sample for level_db, seconds in parts for sample in sine(level_db, seconds)]
    assert integrated_loudness(samples) == pytest.approx(-26.01, abs=0.1)


def test_silence_has_no_loudness() -> None:
    """Silence is minus infinity and stays silence."""
    for samples in ([], [0.0] * 100, [0.0] * RATE):
        assert integrated_loudness(samples) == peak_db(samples) == -inf
        assert normalize_loudness(samples) == samples


sounds = st.builds(
    lambda level_db, seconds, frequency_hz, click: [*sine(level_db, seconds, frequency_hz), click * FULL_SCALE],
    st.floats(-40, 0),
    st.floats(0.1, 0.9),
    st.sampled_from([200, 440, 1000, 3000]),
    st.sampled_from([0.0, 0.0, 1.0]),
)


@given(sounds)
@settings(max_examples=examples(30), deadline=None)
def test_every_sound_gets_the_same_loudness_and_no_cut_peak(samples: list[float]) -> None:
    """The loudness is the target, or the peak is at the ceiling and the sound quieter; twice changes nothing."""
    normal = normalize_loudness(samples)
    loudness, peak = integrated_loudness(normal), peak_db(normal)
    assert peak <= CEILING_DB + 0.05
    assert loudness == pytest.approx(TARGET_LUFS, abs=0.06) or (
        peak == pytest.approx(CEILING_DB, abs=0.06) and loudness < TARGET_LUFS
    )
    assert normalize_loudness(normal) == normal
