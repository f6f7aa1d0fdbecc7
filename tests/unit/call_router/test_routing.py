"""Queue rules as values."""

from typing import Any

import pytest

from call_router.routing import LevelBand, QueueRules


def bands(*steps: tuple[int, int]) -> tuple[LevelBand, ...]:
    return tuple(LevelBand(after_ms=after_ms, level=level) for after_ms, level in steps)


def test_bands_fall_as_the_wait_grows() -> None:
    """A site may define a first band at once and lower levels later."""
    assert QueueRules(bands=bands((0, 10), (1, 9), (60_000, 1))).bands[2].level == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": ()},
        {"bands": bands((1, 5))},
        {"bands": bands((0, 5), (0, 4))},
        {"bands": bands((0, 5), (9, 5))},
        {"bands": bands((0, 11))},
        {"bands": bands((0, 5), (9, 0))},
        {"weight": 0.0},
        {"weight": float("inf")},
        {"weight": float("nan")},
        {"ring_most": 0},
    ],
)
def test_rules_that_make_no_sense_are_no_value(wrong: dict[str, Any]) -> None:
    """Inconsistent rules cannot be built, so the router never receives them."""
    with pytest.raises(ValueError, match=r"band|weight|level"):
        QueueRules(**wrong)
