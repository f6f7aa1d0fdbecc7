"""The functions of audioop give the same sound on both Pythons.

Python 3.11 has the module itself. Python 3.13 has it from audioop-lts, which supports no older version.
"""

import audioop
from typing import Final
from zlib import crc32

SAMPLES: Final = b"".join(sample.to_bytes(2, "little", signed=True) for sample in range(-32768, 32768))
BYTES: Final = bytes(range(256))


def test_sounds_are_the_same_on_each_python() -> None:
    """The conversions give the same bytes for each sample value; the values are those of Python 3.11.7."""
    converted = {
        "lin2ulaw": audioop.lin2ulaw(SAMPLES, 2),
        "lin2alaw": audioop.lin2alaw(SAMPLES, 2),
        "ulaw2lin": audioop.ulaw2lin(BYTES, 2),
        "alaw2lin": audioop.alaw2lin(BYTES, 2),
        "tomono": audioop.tomono(SAMPLES, 2, 0.5, 0.5),
        "tostereo": audioop.tostereo(SAMPLES, 2, 1, 0),
        "add": audioop.add(SAMPLES, SAMPLES[::-1], 2),
        "bias": audioop.bias(BYTES, 1, -128),
        "lin2lin": audioop.lin2lin(BYTES, 1, 2),
    }
    assert {name: crc32(sound) for name, sound in converted.items()} == {
        "lin2ulaw": 997997118,
        "lin2alaw": 2436069742,
        "ulaw2lin": 210008735,
        "alaw2lin": 2641774167,
        "tomono": 1068869183,
        "tostereo": 1601281787,
        "add": 605828147,
        "bias": 2018391513,
        "lin2lin": 768724252,
    }


def test_measures_are_the_same_on_each_python() -> None:
    """The measures of a sound give the same numbers; the values are those of Python 3.11.7."""
    assert audioop.rms(SAMPLES, 2) == 18918
    assert audioop.max(SAMPLES, 2) == 32768
    assert audioop.cross(SAMPLES, 2) == 1
    assert audioop.findfactor(SAMPLES[:400], SAMPLES[-400:]) == -1.0000243644658833
